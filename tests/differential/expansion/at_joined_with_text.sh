set -- a 'b c' d
printf '<%s>' "x$@y"; echo
printf '<%s>' "x$*y"; echo
printf '<%s>' x$@y; echo
set --
printf '<%s>' "$@"; echo
printf '<%s>' "x$@y"; echo
printf '<%s>' "$*"; echo
printf '<%s>' "$@" end; echo
set -- ''; printf '<%s>' "$@"; echo $#
