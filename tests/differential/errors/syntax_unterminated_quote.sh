# compare: stderr
echo first
echo 'never ends
