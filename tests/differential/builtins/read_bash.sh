# shells: bash
read -n 3 x <<< abcdef; echo $x; read -d : y <<< "a b:c"; echo "$y"; read -t 1 z < /dev/null; echo $?
read -a arr <<< "p q r"; echo ${arr[@]} ${#arr[@]}; read -p prompt v <<< in; echo $v; read <<< "  reply  "; echo "[$REPLY]"
while read -r -d '' f; do echo "[$f]"; done < <(printf 'a b\0c\0'); sleep 1 | { read -t 0.2 q; [ $? -gt 128 ] && echo timed out; }
while IFS=, read -r a b; do echo "$b-$a"; done <<< $'1,2\n3,4'; mapfile -t m <<< $'x\ny z'; printf '<%s>' "${m[@]}"; echo
