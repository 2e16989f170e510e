# shells: bash
f() { local -a arr=(a b c); local IFS=-; echo "${arr[*]}"; }; f; echo "[${arr[*]}]"; let a=1+2; echo $a; let 'b = a * 2' 'c=b+1'; echo $b $c; let c--; echo $c
g() { local x; x=$(false) || echo "status $?"; local y=$(false); echo "masked $?"; }; g; ((a++)); echo $a; ((a+=10)); echo $a; ((a=a>5?1:0)); echo $a
h() { local v1=1 v2=2 v3; echo $v1$v2${v3-u}; unset v1; echo ${v1-gone}; }; h
