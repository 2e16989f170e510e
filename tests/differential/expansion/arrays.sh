# shells: bash
a=(one 'two words' three); echo ${a[0]} "${a[1]}" ${#a[@]} ${#a[1]} $a
printf '<%s>' "${a[@]}"; echo; printf '<%s>' "${a[*]}"; echo; printf '<%s>' ${a[@]}; echo
a+=(four); a[10]=ten; echo ${#a[@]} "${!a[@]}" ${a[-1]}; unset 'a[1]'; echo "${a[@]}" ${#a[@]}
b=("${a[@]}"); echo ${#b[@]}; c=(); echo ${#c[@]} "[${c[@]}]"; i=2; echo ${b[i]} ${b[$i]} ${b[i+1]}
for x in "${b[@]}"; do echo "- $x"; done; echo "${b[@]:1:2}" "${b[@]/o/0}"
IFS=,; echo "${b[*]}"; unset IFS; d=($(echo 1 2 3)); echo $((d[0]+d[2])); e=([2]=c [0]=a); echo "${e[@]}" "${!e[@]}"
a=(x); a+=(y z); a[0]+=1; echo ${a[@]}; declare -a f=(1 2); echo ${f[1]}; unset a; echo "[${a[@]}]"
