(unset u; : ${u?}; echo not reached) 2>/dev/null; echo "status $(( $? != 0 ))"
(unset u; : ${u:?message}; echo not reached) 2>/dev/null; echo "status $(( $? != 0 ))"
(e=; : ${e?fine}; echo reached); echo $?
(e=; : ${e:?empty}; echo not reached) 2>/dev/null; echo "status $(( $? != 0 ))"
x=ok; echo ${x:?unused}
