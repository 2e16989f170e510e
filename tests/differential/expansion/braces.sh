# shells: bash
echo {a,b,c} x{1,2}y {1..5} {5..1} {a..e} {01..03} {1..10..3} {a,b}{1,2}
echo {a,{b,c}d} {} {a} a{b "{a,b}" \{a,b} {a,b\,c} ${x:-{a,b}}
echo file.{txt,log} /{usr,opt}/bin {,a}b {a,}
for i in {1..3}; do echo -n $i; done; echo; v={a,b}; echo $v; echo pre{"a b",c}post
echo {-2..2} {z..x} {1..3}{a..b}
