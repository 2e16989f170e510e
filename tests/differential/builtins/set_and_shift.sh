set -- a b c d; shift; echo $*; shift 2; echo $* $#; shift 0; echo $#; set -- x y; set -- "$@" z; echo $3; set -- "new $1" "$@"; echo "$1" $#
while [ $# -gt 0 ]; do case $1 in x) echo flag;; *) echo "arg $1";; esac; shift; done; echo $#
set -- --name=val --flag pos; for a in "$@"; do case $a in --*=*) k=${a%%=*}; echo "${k#--} is ${a#*=}";; --*) echo "${a#--} on";; *) echo "pos $a";; esac; done
