check() { [ -f "$1" ] && [ "$(cat "$1")" = ok ]; }
echo bad > health; check health; echo $?; echo ok > health; check health && echo healthy
age() { now=$(date +%s); then=$(stat -c %Y "$1"); echo $((now - then)); }
[ "$(age health)" -lt 5 ] && echo fresh; test "$(find health -mmin -1)" && echo recent; [ $(($(date +%s) - $(date -r health +%s))) -lt 5 ] && echo also fresh
rm health; check health 2>/dev/null || exit 1
