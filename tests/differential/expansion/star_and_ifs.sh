set -- a b c
IFS=,; echo "$*"; IFS=; echo "$*"; IFS=' '; echo "$*"; unset IFS; echo "$*"
IFS=-+; echo "$*"; x="$*"; echo "$x"
IFS=:; y=$*; unset IFS; echo "$y"
