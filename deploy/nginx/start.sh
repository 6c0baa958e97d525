#!/bin/sh
# Starts nginx in front of the application processes named in PROCESSES; with TLS if it finds a certificate.
#
#   PROCESSES                     host:port of each application process, separated by spaces
#   HTTP_PORT                     where to listen; given a certificate, for redirecting to TLS only
#   HTTPS_PORT                    where to listen for TLS
#   PUBLIC_HTTPS_PORT             the port of TLS as browsers see it
#   PLAYGROUND_UPLOAD_MEGABYTES   the application's limit for one file
#   CERTIFICATES                  folder that may hold fullchain.pem and privkey.pem
#   STATE                         folder for all that is written: configuration, cache, buffers
set -eu
here=$(dirname "$0")
: "${PROCESSES:?It names the application processes, host:port separated by spaces.}"
: "${HTTP_PORT:=8080}" "${HTTPS_PORT:=8443}" "${PUBLIC_HTTPS_PORT:=443}"
: "${PLAYGROUND_UPLOAD_MEGABYTES:=10}"
: "${CERTIFICATES:=/etc/playground/certificates}" "${STATE:=/tmp/nginx}"

mkdir -p "$STATE/temporary" "$STATE/pages"
cp "$here"/*.conf "$STATE"
cp "$here"/*.html "$STATE/pages"
# shellcheck disable=SC2086  # one address a line
printf '%s\n' $PROCESSES | awk -f "$here/processes.awk" >"$STATE/processes.conf"
echo "client_max_body_size $((PLAYGROUND_UPLOAD_MEGABYTES + 1))m;" >"$STATE/upload.conf"

if [ -f "$CERTIFICATES/fullchain.pem" ]; then
  cat >"$STATE/servers.conf" <<END
map "" \$tls_port { default $PUBLIC_HTTPS_PORT; }
ssl_certificate $CERTIFICATES/fullchain.pem;
ssl_certificate_key $CERTIFICATES/privkey.pem;
server { listen $HTTP_PORT so_keepalive=on; include redirect.conf; }
server {
  listen $HTTPS_PORT ssl so_keepalive=on;
  proxy_cookie_flags ~ secure samesite=none;  # the application's own, in a course page's frame
  include site.conf;
}
END
else
  echo "server { listen $HTTP_PORT so_keepalive=on; include site.conf; }" >"$STATE/servers.conf"
fi
exec nginx -p "$STATE" -c nginx.conf -e /dev/stderr -g 'daemon off;'
