exec 3>&1
exec > log
echo into log
echo to terminal >&3
exec >&3 3>&-
echo back; cat log
exec < log; read l; echo "read $l"
exec 2>&1; nonexistent_command_x | sed 's/.*not found.*/not found/' 
exec 5<<E
here five
E
read v <&5; echo $v; exec 5<&-
