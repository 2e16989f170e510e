# Ships the log of an app that starts later.
mkdir -p logs
( sleep 0.5; i=0; while [ $i -lt 4 ]; do i=$((i+1)); echo "line $i level=$([ $((i%2)) = 0 ] && echo warn || echo info)" >> logs/app.log; sleep 0.2; done; echo done > logs/stop ) &
writer=$!
tail -n +1 -F logs/app.log 2>/dev/null > shipped & tailer=$!
while [ ! -f logs/stop ]; do sleep 0.1; done
sleep 1.5
kill $tailer; wait $tailer 2>/dev/null; echo "tail ended with $?"
wait $writer; echo "writer ended with $?"
sort shipped | uniq | sed -n 's/^line \([0-9]*\) level=\(.*\)$/\2 \1/p' | sort | awk '{c[$1]=c[$1] " " $2} END {print "info:" c["info"]; print "warn:" c["warn"]}'
cat logs/app.log | wc -l | tr -d ' '
