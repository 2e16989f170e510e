(sleep 0.4; touch ready) &
tries=0
until [ -f ready ]; do tries=$((tries+1)); [ $tries -ge 60 ] && { echo gave up; exit 1; }; sleep 0.1; done
echo ready; [ $tries -ge 2 ] && echo after some tries; wait
