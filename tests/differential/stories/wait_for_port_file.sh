# An init container that waits for a dependency, with a limit.
(sleep 0.3; echo up > status) &
wait_for() {
  tries=0
  while ! grep -q "$2" "$1" 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 50 ]; then echo "gave up on $1" >&2; return 1; fi
    sleep 0.1
  done
  echo "$1 is $2"
}
wait_for status up && echo starting
wait_for status down 2>/dev/null & wait_pid=$!
kill $wait_pid; wait $wait_pid 2>/dev/null; echo "stopped $?"
