printf 'one\ntwo\nthree\nfour\n' > f
sed 's/o/0/' f; sed 's/o/0/g' f | head -2; sed -n 2p f; sed -n '2,3p' f; sed 2d f; sed '/two/d' f; sed -n '/t/p' f; sed '$d' f; sed -n '$p' f; sed '1,2d' f
sed 's|t|/|; s/e/E/2' f; sed -e 's/a/b/' -e 's/o/O/' f | head -1; sed 's/\(t\)\(w\)/\2\1/' f | sed -n 2p; sed -E 's/(o)(n)/\2\1/' f | head -1; echo 'a/b' | sed 's/\//-/g'; sed 's/.*/[&]/' f | tail -1
sed -i 's/one/ONE/' f; head -1 f; sed '2i inserted' f | head -3; sed '1a appended' f | head -2; sed '3c changed' f | sed -n 3p; sed -n '/two/,/three/p' f; sed 3q f | tail -1; sed '/^$/d' f | wc -l | tr -d ' '
sed 's/[aeiou]//g' f; sed 'y/abc/xyz/' f | tail -1; echo 'key: value' | sed 's/^[^:]*: *//'; echo '  trim  ' | sed 's/^ *//; s/ *$//' | cat -A; sed -n '/o/{s/o/0/;p}' f; echo abc | sed 's/b/\n/'; echo 'x y' | sed 's/ /\t/' | cat -A; sed = f | head -2; echo aaa | sed 's/a/b/2'; echo Hello | sed 's/hello/bye/I'; sed '/two/!d' f; printf 'a\nb\n' | sed 'N;s/\n/-/'; sed -n 'p;p' f | wc -l | tr -d ' '
v=repl; echo "path/x" | sed "s#path#$v#"; printf 'port=1\n' > c; sed -i.bak -e 's/port=.*/port=8080/' c; cat c c.bak
