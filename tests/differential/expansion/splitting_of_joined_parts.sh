x='a b'; y=' c '
printf '<%s>' pre$x"mid"$x.post; echo
printf '<%s>' $x$y$x; echo
printf '<%s>' "$x"$y"$x"; echo
printf '<%s>' $y; echo; printf '<%s>' $y$y; echo
e=; printf '<%s>' $e; echo; printf '<%s>' $e"" ; echo; printf '<%s>' a $e b; echo
IFS=x; v=axbxxc; printf '<%s>' $v; echo; printf '<%s>' ax$v; echo
