set -e
true && false || echo x
test -d /nonexistent && echo exists
echo "reached"
[ a = b ]
echo never
