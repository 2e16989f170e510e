[ $$ = $(echo $$) ] && echo same; (echo $$) | { read p; [ $p = $$ ] && echo same in subshell; }
sh -c 'echo $PPID' | { read p; [ $p -gt 0 ] && echo parent; }
