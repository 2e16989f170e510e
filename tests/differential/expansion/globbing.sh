mkdir g; cd g; touch a.txt b.txt c.log .hidden 'sp ace.txt' A1 b2
mkdir sub; touch sub/x.txt sub/y.txt
echo *.txt; echo ?.txt; echo [ab].txt; echo [!a]*; echo [a-c]?; echo *
echo .h*; echo */; echo */*.txt; echo sub/[xy].*; echo nomatch*; echo "*.txt" '*' \*.txt
x='*.log'; echo $x "$x"; for f in *.txt; do echo "[$f]"; done
set -f; echo *.txt; set +f; echo *.log
echo [[:alpha:]]*[[:digit:]]; echo [^a]*.txt; echo *.[lt]*
cd ..; echo g/*.log ./g/*.log
