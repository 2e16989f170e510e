# shells: bash
declare x=1; echo $x; declare -i n=2+3; echo $n; n+=4; echo $n; declare -r r=9; (r=1) 2>/dev/null || echo readonly; declare -x e=env; bash -c 'echo $e'
f() { declare l=local; echo $l; declare -g g=global; }; f; echo "[$l]" $g; declare -a a; a[2]=z; echo ${#a[@]}; declare -u up=abc; echo $up; declare -l low=ABC; echo $low; typeset t=5; echo $t
declare -p x; declare -p a; declare -p e; local z=1 2>/dev/null; echo "status $?"; declare -n ref=x; ref=7; echo $x
