# shells: bash
time_total=3; echo $time_total
{ time true; } 2>/dev/null; echo $?
echo time select coproc function
