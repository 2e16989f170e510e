# shells: bash
touch a.txt b.txt .hid
shopt -s nullglob; echo none* x; shopt -u nullglob; echo none*; shopt -s dotglob; echo *; shopt -u dotglob
shopt -s extglob
echo !(a.txt); echo @(a|b).txt; case foobar in foo+(bar)) echo plus;; esac
x=aaab; echo ${x##+(a)}; mkdir -p d/e; touch d/e/f.txt
shopt -s globstar; echo **/*.txt; shopt -q extglob && echo on
