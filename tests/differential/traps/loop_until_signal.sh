stop=
trap 'stop=1; echo stopping' TERM
(sleep 0.5; kill $$) &
n=0
while [ -z "$stop" ]; do sleep 0.1; n=$((n+1)); [ $n -gt 50 ] && break; done
[ $n -lt 20 ] && echo stopped in time
