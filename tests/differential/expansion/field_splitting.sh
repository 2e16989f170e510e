x='  a   b	c
d  '
printf '<%s>' $x; echo
printf '<%s>' "$x"; echo
IFS=:; p=a:b::c:; printf '<%s>' $p; echo
p=:a:; printf '<%s>' $p; echo
IFS=': '; p='a : b:c  d: :e'; printf '<%s>' $p; echo
IFS=; p='a b'; printf '<%s>' $p; echo
unset IFS; p='x  y'; printf '<%s>' $p$p "$p"$p; echo
IFS=,; set -- $(echo 1,2,,3); echo $#
