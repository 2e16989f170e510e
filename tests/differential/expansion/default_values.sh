unset u; e=; s=set
echo "[${u-a}] [${u:-b}] [${e-c}] [${e:-d}] [${s-e}] [${s:-f}]"
echo "[${u+a}] [${u:+b}] [${e+c}] [${e:+d}] [${s+e}] [${s:+f}]"
echo "[${u=one}] [$u]"; unset u; echo "[${u:=two}] [$u] [${e:=three}] [$e]"
echo ${nothing:-a b   c} "${nothing:-a b   c}" ${nothing:-"a b   c"}
echo ${nothing:-$(echo nested)} ${nothing:-${other:-deep}} ${nothing:-$((2*3))}
echo ${nothing:-'single quoted'} "${nothing:-'kept quotes'}"
: ${assigned:=default value}; echo "$assigned"
