#!/bin/sh
# Make sure an image can be built and run here: by a Docker engine that answers, else on Debian, as
# root, by podman and buildah, which need none.
set -u
docker info >/dev/null 2>&1 && exit 0
missing=""
for tool in mmdebstrap podman buildah runc newuidmap iptables; do
  command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
[ -x /usr/lib/podman/netavark ] || missing="$missing netavark"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    mmdebstrap podman buildah runc netavark uidmap iptables ca-certificates >/dev/null 2>&1 && exit 0
fi
echo "No Docker engine answers, and these are missing:$missing." \
  "On Debian, as root, they are installed by this very script." >&2
exit 1
