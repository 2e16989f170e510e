# compare: stderr
echo first
echo "never $(echo ends
