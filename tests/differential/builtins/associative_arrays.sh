# shells: bash
declare -A m; m[a]=1; m[b]=2; echo ${m[a]} ${m[b]} ${#m[@]}; m=([x]=10 [y]=20); echo ${m[x]} ${m[y]}; for k in $(echo "${!m[@]}" | tr ' ' '\n' | sort); do echo "$k=${m[$k]}"; done
key=y; echo ${m[$key]}; unset 'm[x]'; echo ${#m[@]}; [[ -v m[y] ]] && echo has; echo "${m[none]:-default}"; m[y]+=0; echo ${m[y]}; declare -A n=(["two words"]=ok); echo "${n["two words"]}"
