printf 'alice 30 paris\nbob 25 london\ncarol 35 rome\n' > f
awk '{print $1}' f; awk '{print $NF, NR}' f; awk '$2>28' f; awk '/bob/{print $3}' f; awk -F: '{print $2}' <<E
a:b:c
E
awk '{s+=$2} END{print s, s/NR}' f; awk 'BEGIN{print 1+2*3, 7%3, 2^10, "a" "b"}'; awk 'NR==2' f; awk 'END{print NR}' f; awk -v n=5 'BEGIN{print n*2}'; awk '{printf "%-8s|%3d\n", $1, $2}' f; awk '{$2="x"; print}' f; awk 'BEGIN{OFS="-"} {print $1,$3}' f
awk '{print length($1), toupper($1), substr($1,2,3), index($1,"o")}' f; awk '{a[$1]=$2} END{for(k in a) n++; print n, a["bob"]}' f; awk '!seen[$2]++' f | wc -l | tr -d ' '; awk '{if ($2>28) print $1, "old"; else print $1, "young"}' f; awk 'BEGIN{for(i=0;i<3;i++) printf "%d ", i; print ""}'
awk '{n=split($0,p," "); print n, p[1]}' f; awk '{sub(/o/,"0"); print}' f; awk '{gsub(/a/,"A"); print}' f; awk 'BEGIN{while(i<3) print i++}'; awk '$1~/^a/ || $3=="rome"{print $1}' f; awk -F'[ ,]' '{print $2}' f; awk 'NR>1 && NF==3 {c++} END {print c+0}' f; awk '{print $2 | "sort"}' f; echo '1 2 3' | awk '{for(i=NF;i>0;i--) printf "%s ",$i; print ""}'; awk 'BEGIN { x["a"]; if ("a" in x) print "in"; if (!("b" in x)) print "not in" }'; awk 'function f(n) { return n*2 } BEGIN { print f(4) }'; awk '/alice/,/bob/' f; awk 'BEGIN{printf "%s %5.2f %x\n", "s", 3.14159, 255}'; awk 'BEGIN{exit 3}'; echo $?; date +%s | awk '{print ($1 > 0)}'; df 2>/dev/null | awk 'NR==1{print $1}'; awk 'BEGIN{print match("foobar","bar"), RSTART, RLENGTH}'; awk '{ print tolower($0) }' <<E
SHOUT
E
