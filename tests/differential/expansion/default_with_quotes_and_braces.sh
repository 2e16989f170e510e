unset u
echo "${u:-a}b}"
echo ${u:-"a}b"}
echo "${u:-"inner quotes"}"
echo ${u:-\}}
x=1; echo "${x:+"$x quoted"}" ${x:+yes no}
printf '<%s>\n' ${u:-a "b c" d}
printf '<%s>\n' "${u:-a "b c" d}"
printf '<%s>\n' ${u-}
printf '<%s>\n' "${u-}"
