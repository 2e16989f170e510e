x='héllo wörld'; echo "$x"; echo "${x#h}" ; echo "${x%d}"
case ü in ?) echo one;; ??) echo two;; esac > /dev/null
echo "日本語" | cat; printf '%s|\n' "naïve"
