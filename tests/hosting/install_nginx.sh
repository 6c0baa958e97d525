#!/bin/sh
# Make sure the tests of hosting have an nginx: the one that is there, else Debian's.
set -u
PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v nginx >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo -n"
  $sudo apt-get update -qq >/dev/null 2>&1
  # Installing it must not start a server of the machine's own.
  $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq \
    --no-install-recommends nginx-light >/dev/null 2>&1 && exit 0
fi
echo "No nginx could be installed; the tests of hosting are left out." >&2
