# shells: bash
x=hello.world.txt
echo ${x/o/0} ${x//o/0} ${x/#hello/bye} ${x/%txt/md} ${x//./-} ${x/l} ${x//l}
echo ${x:1} ${x:1:3} ${x: -3} ${x:(-3):2} ${x:0:-4} ${x:100}.
echo ${x^} ${x^^} ${x,} ${x,,}; y=ABC; echo ${y,} ${y,,} ${y^}
p=a/b/c; echo ${p//\//_} ${p/\//:}; d=${p//'/'/.}; echo $d
n=3; echo ${x:n:2} ${x:n+1:n}; s='a b c'; echo "${s// /}" "${s// /_}"
v=x; echo ${!v}; echo "${x/./ & }"
z=aXbXc; pat=X; echo ${z//$pat/-} ${z//[A-Z]/+} ${z/X*/!}
