# shells: bash
a=1; b=a; echo ${!b} ${!b:-x}; n=2; set -- p q r; echo ${!n} ${!#}
list=(x y); ref=list[1]; echo ${!ref}
PREFIX_A=1 PREFIX_B=2; echo ${!PREFIX_*} ${!PREFIX_@}
unset nope; target=nope; echo "[${!target:-fallback}]"
