echo 'a\tb' 'c\nd' | od -c | head -3; echo 'back\\slash' | wc -c | tr -d ' '
echo 'stop\chere' | wc -c | tr -d ' '; echo -e 'x\ty' | wc -c | tr -d ' '; echo '\0101' | wc -c | tr -d ' '
