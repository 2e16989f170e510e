# shells: bash
i=5; echo $((i++)) $i $((++i)) $i $((i--)) $i $((--i)) $i
echo $((2**10)) $((3**0)) $((-2**2)) $((2**3**2)) $((16#ff)) $((2#101)) $((36#z))
echo $((i=1, j=i+1, i+j)); x=3; y=x; echo $((y+1))
a=(1 2 3); echo $((a[1]+a[2])) $((a[0]++)) ${a[0]}; echo $((a[i]*2))
((x=5)); echo $? $x; ((x-5)); echo $?; ((x>3)) && echo bigger
let x+=2 y=x*2; echo $x $y; let "z = 1 + 1"; echo $z; let 0; echo $?
