set -e
echo "arg $(false) continues"
x=$(false) || echo handled
y=$(false; echo inner)
echo "y=$y"
z=$(exit 3)
echo never
