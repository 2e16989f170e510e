# A log shipper beside a worker; the shipper is told to end.
mkdir -p shared
( trap 'echo "shipper ends"; exit 0' TERM
  : > shared/app.log
  tail -n +1 -f shared/app.log & t=$!
  wait $t; kill $t ) &
shipper=$!
sleep 0.2
for i in 1 2 3; do echo "line $i" >> shared/app.log; sleep 0.05; done
sleep 0.2
kill -TERM $shipper; wait $shipper; echo "shipper $?"
pkill tail 2>/dev/null || true
