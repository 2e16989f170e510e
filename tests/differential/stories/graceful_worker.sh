# A worker that finishes its item before it ends.
running=1
trap 'running=0; echo "asked to stop"' TERM INT
work() { echo "item $1"; sleep 0.2; echo "done $1"; }
(sleep 0.3; kill -TERM $$) &
i=1
while [ $running = 1 ] && [ $i -lt 20 ]; do work $i; i=$((i+1)); done
[ $i -lt 6 ] && echo "finished cleanly"
exit 0
