for w in a ab abc '' '*' 'x y' -f --long=1 10; do
  case $w in
    a) echo "a exactly" ;;
    a? | a??) echo "a and more";;
    '') echo empty;;
    \*) echo star;;
    *' '*) echo "has a blank";;
    --*=*) echo "long ${w#*=}";;
    -?) echo short;;
    [0-9]*) echo number
      ;;
    *) echo default
  esac
done
case x in y) ;; esac; echo $?
case x in x) false;; esac; echo $?
case in in in) echo in;; esac
case "a b" in "a b") echo quoted;; esac
case $(echo sub) in (sub) echo paren;; esac
case abc in [!x]b[a-d]) echo set;; esac
case ']' in []]) echo bracket;; esac; case a-b in *[-]*) echo dash;; esac
