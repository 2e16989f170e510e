x='echo evaluated'; eval $x; eval "$x" again; n=v; eval "$n=5"; echo $v; eval 'for i in 1 2; do echo $i; done'; eval; echo $?
eval 'false'; echo $?; eval "echo \$$n"; eval 'f() { echo defined; }'; f; eval exit 3 | cat; a='b c'; eval "set -- $a"; echo $#; eval "echo 'single'" '"double"'
key=NAME; eval "${key}_URL='http://x'"; echo $NAME_URL; eval 'x=1; y=2'; echo $x$y; (eval 'exit 4'); echo $?
