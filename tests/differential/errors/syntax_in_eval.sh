# compare: stderr
eval 'echo ok; fi'
echo "after $?"
