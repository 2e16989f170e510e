umask 022; umask | tail -c 4; umask 077; touch f; ls -l f | cut -c1-10; ulimit -n > /dev/null && echo ok; times > /dev/null; echo $?
