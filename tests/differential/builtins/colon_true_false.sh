: ignored args $(echo side > effect); cat effect; true any; echo $?; false any; echo $?; : > f; echo $?; : ${x:=1}; echo $x; while :; do break; done; if :; then echo yes; fi
