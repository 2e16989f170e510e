sleep 30 & child=$!
trap 'kill $child; wait $child 2>/dev/null; echo "child $?"; exit 0' TERM
(sleep 0.2; kill -TERM $$) &
wait $child
echo never
