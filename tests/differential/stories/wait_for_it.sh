# shells: bash
# wait-for-it style
set -o errexit -o nounset -o pipefail
cmdname=$(basename "$0")
echoerr() { if [[ ${QUIET:-0} -ne 1 ]]; then echo "$@" 1>&2; fi; }
usage() { cat << USAGE >&2
Usage:
    $cmdname host:port [-s] [-t timeout] [-- command args]
USAGE
exit 1
}
wait_for() {
  if [[ $TIMEOUT -gt 0 ]]; then echoerr "$cmdname: waiting $TIMEOUT seconds for $HOST:$PORT"; else echoerr "$cmdname: waiting for $HOST:$PORT without a timeout"; fi
  start_ts=$(date +%s)
  while :
  do
    (echo -n > /dev/tcp/$HOST/$PORT) >/dev/null 2>&1 && result=0 || result=$?
    if [[ $result -eq 0 ]]; then
      end_ts=$(date +%s)
      echoerr "$cmdname: $HOST:$PORT is available after $((end_ts - start_ts)) seconds"
      break
    fi
    if (( TIMEOUT > 0 && $(date +%s) - start_ts >= TIMEOUT )); then
      echoerr "$cmdname: timeout occurred after waiting $TIMEOUT seconds for $HOST:$PORT"; return 124
    fi
    sleep 0.3
  done
  return $result
}
set -- localhost:1 --timeout=1 -s -- echo started
TIMEOUT=15 STRICT=0 CLI=()
while [[ $# -gt 0 ]]
do
    case "$1" in
        *:* )
        hostport=(${1//:/ })
        HOST=${hostport[0]}
        PORT=${hostport[1]}
        shift 1
        ;;
        -q | --quiet) QUIET=1; shift 1;;
        -s | --strict) STRICT=1; shift 1;;
        -t) TIMEOUT="$2"; if [[ $TIMEOUT == "" ]]; then break; fi; shift 2;;
        --timeout=*) TIMEOUT="${1#*=}"; shift 1;;
        --) shift; CLI=("$@"); break;;
        *) echoerr "Unknown argument: $1"; usage;;
    esac
done
if [[ "${HOST:-}" == "" || "${PORT:-}" == "" ]]; then echoerr "Error: you need to provide a host and port to test."; usage; fi
wait_for && RESULT=0 || RESULT=$?
if [[ ${#CLI[@]} -gt 0 ]]; then
    if [[ $RESULT -ne 0 && $STRICT -eq 1 ]]; then echoerr "$cmdname: strict mode, refusing to execute subprocess"; exit $RESULT; fi
    exec "${CLI[@]}"
else
    exit $RESULT
fi
