# shells: bash
printf -v x '%03d' 7; echo $x; printf '%q\n' 'a b' "it's" plain '$x'; printf '\x41\u00e9\n'; printf '%(%Y)T\n' 0
printf '%s\n' "${BASH_VERSION%%.*}"; a=(1 2 3); printf '%s,' "${a[@]}"; echo; printf '%5.1f|\n' 3.14159; printf '%b' 'a\x42c\n'
