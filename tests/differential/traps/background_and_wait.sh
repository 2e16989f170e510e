trap 'echo term; exit 4' TERM
(sleep 0.3; kill -TERM $$) &
sleep 5 & wait $!
echo never
