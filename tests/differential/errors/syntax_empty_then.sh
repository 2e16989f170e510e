# compare: stderr
if true; then
fi
echo after
