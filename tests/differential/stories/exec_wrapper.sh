set -e
# docker-entrypoint as people write it
file_env() {
  var="$1"; fileVar="${var}_FILE"; def="${2:-}"
  eval val="\${$var:-}"; eval fval="\${$fileVar:-}"
  if [ "$val" ] && [ "$fval" ]; then echo >&2 "error: both $var and $fileVar are set (but are exclusive)"; exit 1; fi
  if [ -n "$fval" ]; then val="$(cat "$fval")"; elif [ -z "$val" ]; then val="$def"; fi
  export "$var"="$val"; unset "$fileVar"
}
printf 's3cret\n' > pw; DB_PASSWORD_FILE=pw
file_env DB_PASSWORD
file_env DB_USER admin
: "${DB_HOST:=localhost}" "${DB_PORT:=5432}"
export DB_URL="postgres://$DB_USER:$DB_PASSWORD@$DB_HOST:$DB_PORT/app?sslmode=${SSLMODE-disable}"
echo "url ${DB_URL%%:*} ${DB_URL##*/} ${#DB_PASSWORD}"
set -- --verbose "two words" -p 8080
if [ "${1#-}" != "$1" ] || [ $# -eq 0 ]; then set -- printf '<%s>\n' "$@"; fi
if [ "$(id -u)" = '0' ] && [ "$1" = 'nothing' ]; then exec su-exec app "$0" "$@"; fi
for f in /docker-entrypoint.d/*; do case "$f" in *.sh) [ -x "$f" ] && "$f" || . "$f";; *) echo "entrypoint: ignoring $f";; esac; done
exec "$@"
