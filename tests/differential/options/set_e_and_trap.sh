trap 'echo "exit trap $?"' EXIT
set -e
echo work
false
echo never
