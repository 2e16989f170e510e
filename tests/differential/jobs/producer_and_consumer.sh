touch log; (for i in 1 2 3; do echo "line $i" >> log; sleep 0.1; done; touch finished) &
n=0; while [ ! -f finished ]; do sleep 0.05; n=$((n+1)); [ $n -gt 100 ] && break; done
wait; cat log
(tail -f log & echo $! > pid; wait) > seen & sleep 0.2; echo "line 4" >> log; sleep 0.3; kill $(cat pid); wait; cat seen
