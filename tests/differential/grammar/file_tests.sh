touch f; mkdir d; echo x > s; ln -s f l; ln -s gone broken; chmod +x s; mkfifo p
[ -e f ] && [ -f f ] && [ ! -d f ] && echo 1; [ -d d ] && [ ! -f d ] && echo 2; [ -s s ] && [ ! -s f ] && echo 3
[ -L l ] && [ -h l ] && [ -f l ] && echo 4; [ ! -e broken ] && [ -L broken ] && echo 5; [ -x s ] && [ ! -x f ] && echo 6
[ -p p ] && echo 7; [ -r f ] && [ -w f ] && echo 8; [ ! -e nothing ] && echo 9; [ -c /dev/null ] && echo 10
[ f -ef l ] && echo 11; [ -t 0 ] || echo 12; [ -e "" ] || echo 13; [ -d . ] && [ -d .. ] && [ -d / ] && echo 14
rm f; [ -f f ] || echo 15; [ -n "$(ls d)" ] || echo 16; [ -d d/../d ] && echo 17
