# shells: bash
# cron in a container: run a job every N seconds, no overlap, with lock and logs
set -Eeuo pipefail
INTERVAL=${INTERVAL:-0.2}; MAX=${MAX:-4}; LOCK=job.lock; n=0
log() { printf '%-5s %s\n' "$1" "${*:2}"; }
on_err() { local rc=$?; log ERROR "line failed with $rc"; rm -f "$LOCK"; exit $rc; }
trap on_err ERR
trap 'log INFO "stopping after $n runs"; rm -f "$LOCK"' EXIT
job() { local id=$1; echo "run $id" >> job.log; (( id % 3 )) || { log WARN "job $id is slow"; sleep 0.1; }; return 0; }
while (( n < MAX )); do
  n=$((n + 1))
  if ( set -o noclobber; echo $$ > "$LOCK" ) 2>/dev/null; then
    job "$n"; rm -f "$LOCK"
  else
    log WARN "locked by $(< "$LOCK")"
  fi
  [[ $n -lt $MAX ]] && sleep "$INTERVAL"
done
log INFO "$(wc -l < job.log) lines, last: $(tail -n1 job.log)"
grep -c . job.log; ls *.lock 2>/dev/null || echo "no lock"
