base=$(pwd); mkdir -p a/b; cd a/b; [ "$(pwd)" = "$base/a/b" ] && echo 1; cd ..; [ "$PWD" = "$base/a" ] && echo 2; cd - > /dev/null; [ "$PWD" = "$base/a/b" ] && echo 3
echo ${OLDPWD#$base}; cd ../..; cd ./a; basename "$PWD"; cd "$base"; HOME=$base/a; cd; basename "$(pwd)"; cd b && pwd | sed "s|$base||"; cd ../../a/../a/b; pwd | sed "s|$base||"
(cd /; pwd); cd "$base"; ln -s a/b link; cd link; basename "$(pwd)"; cd ..; [ "$(pwd)" = "$base" ] && echo back; cd //; pwd
