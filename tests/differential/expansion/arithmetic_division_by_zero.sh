echo before
x=$((1/0)) 2>/dev/null
echo after
