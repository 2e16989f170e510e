printf 'plain\n'; printf '%s\n' a 'b c' d; printf '%s-%s\n' a b c; printf '%d %i\n' 42 -7; printf '%5d|%-5d|%05d|%+d\n' 42 42 42 42
printf '%x %X %o %#x\n' 255 255 8 255; printf '%c%c\n' abc x; printf '%10s|%-10s|\n' right left; printf '%.3s|%.1s\n' abcdef xyz; printf '%%\n'
printf '%s\n'; printf '%d\n'; printf 'a\tb\\n\n'; printf '%b\n' 'x\ty\n'; printf '\101\n'; printf '%s' no newline; echo
printf '%*d|%-*d|\n' 5 42 5 42; printf '%u\n' 7; printf '%d\n' 0x1f 010 "'A"; printf '%s %s\n' one; printf '%03d-%s\n' 1 a 2 b
printf '%d\n' abc 2>/dev/null; echo $?; printf '%e %.2f %g\n' 1.5 3.14159 0.5; printf '%.0f\n' 2.6; printf '%s\n' "$(printf 'x\n\n')"; printf -- '-%s\n' dash
printf '%s: %s\n' key value other thing; printf '%%d %s\n' x; printf '\x41' 2>/dev/null | head -c 0; printf 'end\n'
