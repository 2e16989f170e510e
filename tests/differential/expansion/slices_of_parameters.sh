# shells: bash
set -- a b c d e
echo ${@:2} - ${@:2:2} - ${*:4} - "${@: -2}" - ${@:1:1}
printf '<%s>' "${@:2:3}"; echo; echo ${#@} ${#*}
for i in "${@%c}"; do printf '[%s]' "$i"; done; echo
echo "${@/a/x}" "${@^}"
x=abc; for ((i=0;i<${#x};i++)); do echo -n "${x:i:1} "; done; echo
