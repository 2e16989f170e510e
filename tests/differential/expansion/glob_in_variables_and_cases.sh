touch x1 x2
v='x*'; set -- $v; echo $#; w="$v"; echo "$w"; u=$v; echo "$u"
for i in $v; do echo $i; done
case x1 in $v) echo matches;; esac
case 'x*' in "$v") echo literal;; esac
case x1 in "$v") echo no;; *) echo quoted is literal;; esac
echo "$(echo x*)"; echo x[12] x[3-9] x\*
rm x1 x2; echo x*
