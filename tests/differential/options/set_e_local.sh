set -e
f() { local v=$(false); echo "masked $?"; }
f
export w=$(false); echo "also masked"
v=$(false)
echo never
