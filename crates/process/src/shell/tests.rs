//! What scripts print and with which code they end; `life`: how long they take and what signals do to them.

mod life;

use crate::harness::{check, check_all, script};

#[test]
fn words_and_expansions() {
    check_all("echo hi", "hi\n", 0);
    check_all(
        "(exit 3)\nrc=$? x=$?; echo $rc $x $?; (exit 4); a=$(echo b); echo $?",
        "3 3 0\n0\n",
        0,
    );
    check_all("x=a; echo \"$x\" '$x' ${x}b ${y:-c} ${#x}", "a $x ab c 1\n", 0);
    check_all("x='a  b'; echo $x \"$x\"", "a b a  b\n", 0);
    check_all(
        "set -- a 'b c'; for i in \"$@\"; do echo \"[$i]\"; done; echo $#",
        "[a]\n[b c]\n2\n",
        0,
    );
    check_all("echo $(echo a; echo b) `echo c`", "a b c\n", 0);
    check_all(
        "echo $((1 + 2 * 3)) $(( (1<<4) | 1 )) $((7 % 3)) $((5 > 3 ? 10 : 20))",
        "7 17 1 10\n",
        0,
    );
    check_all("i=0; i=$((i+1)); echo $i; : $((i+=5)); echo $i", "1\n6\n", 0);
    check_all(
        "f=a/b/c.txt; echo ${f##*/} ${f%/*} ${f%.txt} ${f#*/}",
        "c.txt a/b a/b/c b/c.txt\n",
        0,
    );
    check_all(
        "unset x; echo ${x-u} ${x+s}; x=; echo ${x:-e} ${x-n}.",
        "u\ne .\n",
        0,
    );
    check_all("cat <<EOF\na $((1+1))\nEOF\ncat <<'EOF'\n$x\nEOF", "a 2\n$x\n", 0);
    check_all("cat <<-EOF\n\ta\n\tEOF\necho b", "a\nb\n", 0);
    check_all("echo a\\ b \"c\\\"d\" 'e'\\''f'", "a b c\"d e'f\n", 0);
    check_all(
        "IFS=,; x=a,b,,c; for i in $x; do echo \"<$i>\"; done",
        "<a>\n<b>\n<>\n<c>\n",
        0,
    );
    check_all("mkdir d; touch d/a d/b; echo d/*; echo x*y", "d/a d/b\nx*y\n", 0);
    check_all("echo \"$(printf 'a\\n\\n')\"; echo ~", "a\n/root\n", 0);
    check_all("n=; echo run ${n:-0}; echo $((n+1))", "run 0\n1\n", 0);
}

#[test]
fn control_flow() {
    check_all(
        "if false; then echo a; elif true; then echo b; else echo c; fi",
        "b\n",
        0,
    );
    check_all(
        "i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done",
        "1\n3\n",
        0,
    );
    check_all("until false; do break; done; echo $?", "0\n", 0);
    check_all("case abc in a*) echo yes;; *) echo no;; esac", "yes\n", 0);
    check_all("f() { echo $1; return 3; }; f x; echo $?", "x\n3\n", 0);
    check_all("f() { local v=1; echo $v; }; v=0; f; echo $v", "1\n0\n", 0);
    check_all("(exit 4); echo $?; { exit 5; }; echo never", "4\n", 5);
    check_all("false || echo a && echo b; ! true; echo $?", "a\nb\n1\n", 0);
    check_all(
        "echo a | cat | cat; echo x | while read l; do echo \"<$l>\"; done",
        "a\n<x>\n",
        0,
    );
    check_all(
        "for i in 1 2; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done",
        "11\n21\n",
        0,
    );
    check_all("exit 300", "", 44);
    check_all("eval 'echo a; echo b'; . /dev/null; echo $?", "a\nb\n0\n", 0);
    check_all(
        "echo 'echo sourced $1' > f; . ./f; sh ./f x",
        "sourced\nsourced x\n",
        0,
    );
    check_all(
        "while read a b; do echo $b-$a; done <<E\n1 2 3\nx y\nE",
        "2 3-1\ny-x\n",
        0,
    );
    check_all(
        "command -v cat >/dev/null && echo yes; command -v nope || echo no",
        "yes\nno\n",
        0,
    );
}

#[test]
fn errexit_and_pipefail() {
    check_all("set -e; false; echo x", "", 1);
    check_all("set -e; false || true; echo ok", "ok\n", 0);
    check_all("false | true", "", 0);
    check_all(
        "set -e; if false; then :; fi; while false; do :; done; echo ok",
        "ok\n",
        0,
    );
    check_all(
        "set -e; f() { false; echo in; }; f && echo x; echo y",
        "in\nx\ny\n",
        0,
    );
    check_all("set -e; ! true; echo a; (false); echo b", "a\n", 1);
    check("ash", "set -eo pipefail; false | true; echo x", "", 1);
    check("bash", "set -eo pipefail; false | true; echo x", "", 1);
    check("dash", "set -eo pipefail; false | true; echo x", "", 2);
    check("dash", "set -u; echo $UNSET", "", 2);
    check("bash", "set -u; echo $UNSET", "", 127);
    check("ash", "set -u; echo $UNSET", "", 2);
    check("dash", "cd /nonexistent; echo $?", "2\n", 0);
    check("bash", "cd /nonexistent; echo $?", "1\n", 0);
}

#[test]
fn failures_have_codes_and_messages() {
    let err = |dialect: &str, text: &str, expect: &str, code: i32| {
        let ran = script(dialect, text);
        assert_eq!(
            (ran.err.as_str(), ran.exit.map(|e| e.0)),
            (expect, Some(code)),
            "{dialect}: {text}"
        );
    };
    err("ash", "nope", "sh: nope: not found\n", 127);
    err("dash", "nope", "sh: 1: nope: not found\n", 127);
    err("bash", "nope", "bash: line 1: nope: command not found\n", 127);
    err("ash", "echo x > f; ./f", "sh: ./f: Permission denied\n", 126);
    err(
        "dash",
        "echo a\nfi",
        "sh: 2: Syntax error: \"fi\" unexpected\n",
        2,
    );
    err(
        "ash",
        "cat nofile",
        "cat: can't open 'nofile': No such file or directory\n",
        1,
    );
    err(
        "dash",
        "cat nofile",
        "cat: nofile: No such file or directory\n",
        1,
    );
    err(
        "dash",
        "cat < nofile",
        "sh: 1: cannot open nofile: No such file\n",
        2,
    );
    err("ash", "cat < nofile", "sh: can't open nofile: no such file\n", 1);
    err(
        "dash",
        "set -o pipefail",
        "sh: 1: set: Illegal option -o pipefail\n",
        2,
    );
    err(
        "ash",
        "curl -sSf http://localhost:8081",
        "curl: (7) Failed to connect to localhost port 8081 after 0 ms: Couldn't connect to server\n",
        7,
    );
    // Alpine has no curl: the recorded cluster's stand-in prints its errors always.
    err(
        "ash",
        "curl -sf http://localhost:8081",
        "curl: (7) Failed to connect to localhost port 8081 after 0 ms: Couldn't connect to server\n",
        7,
    );
    err(
        "ash",
        "nc -zv localhost 5000",
        "localhost [127.0.0.1] 5000 (?) : Connection refused\n",
        1,
    );
    err("ash", "timeout 4 sleep 9; echo $? >&2", "Terminated\n143\n", 0);
    err("dash", "timeout 4 sleep 9; echo $? >&2", "124\n", 0);
}

#[test]
fn bash_only() {
    check(
        "bash",
        "a=(x y z); echo ${a[1]} ${#a[@]} ${a[@]:1}; a+=(w); echo ${a[-1]}",
        "y 3 y z\nw\n",
        0,
    );
    check(
        "bash",
        "[[ web-12 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}",
        "12\n",
        0,
    );
    check("bash", "[[ abc == a* && ! -f x ]] && echo yes", "yes\n", 0);
    check(
        "bash",
        "for ((i=0;i<3;i++)); do echo -n $i; done; echo; echo {1..3} {a,b}c",
        "012\n1 2 3 ac bc\n",
        0,
    );
    check(
        "bash",
        "x=hello; echo ${x^} ${x/l/L} ${x//l/L} ${x:1:3}",
        "Hello heLlo heLLo ell\n",
        0,
    );
    check(
        "bash",
        "(( 3 > 2 )) && echo y; read a b <<< '1 2'; echo $b$a",
        "y\n21\n",
        0,
    );
    check(
        "bash",
        "items=(foo bar baz qux xyz); i=3; echo ${items[$i]}",
        "qux\n",
        0,
    );
    check(
        "bash",
        "declare -i x; printf -v y '%03d' 7; echo $y; echo a |& cat",
        "007\na\n",
        0,
    );
}
