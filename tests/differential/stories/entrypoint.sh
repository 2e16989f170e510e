# The usual entrypoint of an image.
set -e
file_env() {
  var="$1"; fileVar="${var}_FILE"; def="${2:-}"
  eval "val=\${$var:-}"; eval "fval=\${$fileVar:-}"
  if [ "$val" ] && [ "$fval" ]; then echo "error: both $var and $fileVar are set" >&2; exit 1; fi
  if [ -z "$val" ] && [ "$fval" ]; then val="$(cat "$fval")"; fi
  export "$var"="${val:-$def}"
}
echo secret > pw; DB_PASSWORD_FILE=pw; file_env DB_PASSWORD; file_env DB_USER postgres
echo "$DB_USER:$DB_PASSWORD"
if [ "${1#-}" != "$1" ] || [ "${1%.conf}" != "$1" ]; then set -- server "$@"; fi
set -- -c "${1:-default}"
[ "$1" = '-c' ] && set -- server "$@"
echo "args: $*"
for f in init.d/*; do case "$f" in *.sh) echo "run $f"; . "$f";; *.sql) echo "sql $f";; *) echo "ignoring $f";; esac; done
exec sh -c 'echo "started as $0 with $*"' "$@"
