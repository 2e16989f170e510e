# compare: stderr
echo first
echo second; fi
echo third
