echo a;echo b
{ echo c;echo d;}
(echo e;echo f)
for i in 1 2;do echo $i;done;while false;do :;done
if true;then echo g;fi;case x in x)echo h;;esac
f(){ echo i;};f
true&&echo j||echo k;! false&&echo l
echo m & wait
{ echo n & } ; wait
for i in 1 2
do
echo $i
done


echo end
