echo if then else fi do done case esac while until for in { } !
for for in in do done; do echo $for; done
if=1; echo $if; echo done
case while in while) echo while;; esac
echo } { ; echo a}b {c
in=2; for x in in; do echo $x; done
function_like=1; echo $function_like; time=3; echo $time
