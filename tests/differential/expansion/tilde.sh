HOME=/home/me; echo ~ ~/x "~" '~' a~ \~
x=~/bin; echo $x; y=~:~/a; echo $y; echo x=~
case ~ in /home/me) echo home;; esac
HOME=; echo [~]
