# An `exit` without an operand in a trap: what was before it, but for bash outside of its EXIT trap.
(trap 'false; exit' EXIT; exit 3); echo $?
(trap 'true; exit' EXIT; false); echo $?
(set -e; trap 'true; exit' EXIT; (exit 4)); echo $?
trap 'sleep 0.1; exit' TERM
sleep 2 &
(sleep 0.3; kill $$) &
wait
