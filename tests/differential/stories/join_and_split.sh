join() { sep=$1; shift; out=$1; shift; for x; do out="$out$sep$x"; done; echo "$out"; }
join , a b c; join ' - ' one two; list=a,b,c; old=$IFS; IFS=,; set -- $list; IFS=$old; echo $#; for x in $(echo $list | tr , ' '); do printf "<$x>"; done; echo
path=/a:/b:/c; while [ "$path" ]; do p=${path%%:*}; echo $p; case $path in *:*) path=${path#*:};; *) path=;; esac; done
s=abc; while [ -n "$s" ]; do r=${s#?}; printf '%s.' "${s%"$r"}"; s=$r; done; echo; n=7; bits=; while [ $n -gt 0 ]; do bits=$((n%2))$bits; n=$((n/2)); done; echo $bits
