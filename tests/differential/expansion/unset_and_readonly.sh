x=1; unset x; echo "[${x-unset}]"
f() { echo f; }; f; unset -f f; f 2>/dev/null || echo gone
readonly r=5; echo $r
(r=6; echo not reached) 2>/dev/null; echo $((! ! $?))
unset nothing; echo $?
