for n in 1 2 3; do
  if [ $n = 1 ]; then echo one; elif [ $n = 2 ]
  then echo two
  else
    echo other
  fi
done
if false; then :; fi; echo $?
if true
then
  if false; then echo a; else echo b; fi
fi
if ! false; then echo negated; fi
if { false; true; }; then echo group; fi
if (exit 3); then :; else echo $?; fi
if x=$(exit 2); then :; else echo "from assignment $?"; fi
if echo cond | grep -q cond; then echo piped; fi
