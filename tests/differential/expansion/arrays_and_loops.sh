# shells: bash
hosts=(a:1 b:2 c:3)
for h in "${hosts[@]}"; do echo "${h%%:*} -> ${h##*:}"; done
for i in "${!hosts[@]}"; do echo "$i=${hosts[$i]}"; done
args=(); args+=(--flag); [ -n "$1" ] || args+=(--default "a b"); printf '[%s]' "${args[@]}"; echo
read -r -a parts <<< "x y z"; echo ${#parts[@]} ${parts[2]}
IFS=. read -ra ip <<< 10.0.0.7; echo ${ip[3]}; mapfile -t lines <<< $'l1\nl2'; echo ${#lines[@]} "${lines[1]}"
set -- "${hosts[@]}"; echo $# $2; last=${hosts[${#hosts[@]}-1]}; echo $last
