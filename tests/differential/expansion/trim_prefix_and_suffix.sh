p=/usr/local/lib/file.tar.gz
echo ${p#*/} ${p##*/} ${p%.*} ${p%%.*} ${p%/*} ${p##*.}
echo ${p#/usr} ${p#usr} ${p%gz} ${p%tar}
x='a*b*c'; echo "${x#*'*'}" "${x##*'*'}" "${x%'*'*}" "${x%%'*'*}" "${x#a\*}"
pat='a*'; echo "${x#$pat}" "${x#"$pat"}"
v=aaa; echo ${v#a} ${v##a} ${v%a} ${v%%a*}. ${v#[ab]} ${v##[!b]}
n=; echo "[${n#x}]" "[${n%%*}]"
url=http://host:8080/path; hp=${url#*://}; echo ${hp%%/*} ${hp##*:} ${hp%%:*}
