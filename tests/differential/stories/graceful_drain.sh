# shells: bash
# graceful drain: a preStop marks, waits for connections to reach zero, with a deadline
set -u
ACTIVE=active; READY=ready; touch "$READY"; echo 3 > "$ACTIVE"
worker() { while [ -e "$READY" ] || [ "$(cat $ACTIVE)" -gt 0 ]; do sleep 0.2; [ -e "$READY" ] || echo $(( $(cat $ACTIVE) - 1 )) > $ACTIVE; done; echo "worker: drained"; }
worker & pid=$!
prestop() {
  rm -f "$READY"; local deadline=$(( SECONDS + ${1:-10} ))
  until [[ $(<"$ACTIVE") -le 0 ]]; do
    if (( SECONDS >= deadline )); then echo "prestop: gave up with $(<$ACTIVE) left"; return 1; fi
    echo "prestop: $(<$ACTIVE) connections left"; sleep 0.4
  done
  echo "prestop: drained"
}
sleep 0.2
prestop 10 > prestop.log; rc=$?
wait $pid; echo "rc=$rc worker=$?"; tail -n 1 prestop.log; head -n1 prestop.log | cut -d: -f1
declare -A seen=(); for w in a b a c b; do seen[$w]=$(( ${seen[$w]:-0} + 1 )); done
for k in $(printf '%s\n' "${!seen[@]}" | sort); do printf '%s=%d ' "$k" "${seen[$k]}"; done; echo
mapfile -t lines < <(printf 'x\ny z\n'); echo "${#lines[@]} ${lines[1]}"
