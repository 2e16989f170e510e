sh -c 'echo $0 $1 $2' name one two
sh -ec 'false; echo never'; echo $?
sh -e -c 'echo a; false; echo never'; echo $?
sh -uc 'echo $u; echo never' 2>/dev/null; echo "status $(( $? != 0 ))"
sh -c 'echo "$@"' x 'a b' c; echo 'echo file $1 $#' > script; sh script arg; sh ./script a b
echo 'echo from stdin' | sh; echo 'echo $1' | sh -s arg; sh -ce 'echo ce'; sh -xc ':' 2>/dev/null; echo $?
