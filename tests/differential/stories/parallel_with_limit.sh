run() { sleep 0.$1; echo "task $1"; }
for i in 1 3 5; do run $i & done; wait; echo all
pids=; for i in 1 2 3; do (exit $((i % 2))) & pids="$pids $!"; done
failed=0; for p in $pids; do wait $p || failed=$((failed+1)); done; echo "failed $failed"
