echo a # comment
# whole line
echo b#not a comment '#' \# "#"
echo one \
  two \
  three
echo x;echo y ;echo z; # end
  echo indented
if true; then # c
  echo ok # d
fi # e
a=1 # comment after assignment
echo $a; echo ${#a} $#
