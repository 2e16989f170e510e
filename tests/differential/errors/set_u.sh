set -u
x=1; echo $x ${y-default} ${y:-d} ${y+alt}. $# $*. "$@".
(echo $y) 2>/dev/null; echo "status $(( $? != 0 ))"
(echo $1) 2>/dev/null; echo "status $(( $? != 0 ))"
set +u; echo "[$y]"; set -u; y=; echo "[$y]"
echo ${#z}
echo never
