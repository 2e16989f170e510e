# forwards TERM/INT to the child, keeps its exit code
set -u
child=
term() { echo "entrypoint: caught $1"; [ -n "$child" ] && kill -TERM "$child" 2>/dev/null; }
trap 'term TERM' TERM
trap 'term INT' INT
trap 'echo "entrypoint: cleanup $?"' EXIT
sh -c 'trap "echo child: bye; exit 7" TERM; echo child: up; while :; do sleep 0.1; done' &
child=$!
( sleep 0.4; kill -TERM $$ ) &
wait "$child"
rc=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; rc=$?; done
wait "$child" 2>/dev/null
trap - TERM INT
echo "child ended with $rc"
exit "$rc"
