echo 'x=sourced; echo "in file $1"; f() { echo fn; }' > lib.sh; . ./lib.sh; echo $x; f
set -- arg; . ./lib.sh; echo 'return 3; echo never' > ret.sh; . ./ret.sh; echo $?
echo 'echo $0 | grep -c sh' > zero.sh; . ./zero.sh; echo 'exit 4' > ex.sh; (. ./ex.sh; echo never); echo $?
printf 'A=1\nB="two words"\n' > env; set -a; . ./env; set +a; sh -c 'echo $A $B'; echo 'false' > fl; . ./fl; echo $?; : > emptyfile; false; . ./emptyfile; echo $?
