//! What the parser accepts and rejects.

use super::*;

fn problem(text: &str) -> Option<Problem> {
    parse_script(text, Dialect::Bash).1.map(|e| e.problem)
}

#[test]
fn valid_scripts() {
    for text in [
        "",
        "echo a; echo b & wait",
        "if true; then echo; elif x; then y; else z; fi",
        "while :; do sleep 1; done >log 2>&1",
        "for i in 1 2 3; do echo $i; done; for x do echo; done",
        "case $x in a|b) echo;; (*) ;; esac",
        "f() { echo; }; function g { echo; }",
        "cat <<EOF; echo after\nline $x\nEOF\necho x",
        "a=$(echo $(date) `hostname`); b=$((1 + (2 * 3)))",
        "[[ $a =~ ^(x|y)$ && -f b || ! c ]] && (( a > 1 ))",
        "x=(a b c); echo ${x[@]} ${#x[@]} ${x[1]} ${y:-$(z)} ${p%%/*} ${q//a/b} ${r:1:2}",
        "trap 'exit 0' TERM; sleep 60 & wait $!",
        "echo {a,b}{1..3} \\\n  more # comment\n",
        "{ echo; } | tee f | grep x |& cat",
        "for ((i=0; i<3; i++)); do echo $i; done",
        "! true && echo \"a $(echo \"b\") c\"",
        "echo $((`echo 1`))",
        "( (echo) )",
        "exec 3>&1 1>&2-",
    ] {
        assert_eq!(problem(text), None, "{text}");
    }
}

#[test]
fn mistakes() {
    let check = |text: &str, expect: Problem| assert_eq!(problem(text), Some(expect), "{text}");
    check("echo; fi", Problem::Unexpected("fi".into()));
    check("if true; then", Problem::EndOfFile(Some("fi")));
    check("echo 'a", Problem::Unterminated("'"));
    check("echo \"a", Problem::Unterminated("\""));
    check("while true; do echo", Problem::EndOfFile(Some("done")));
    check("(echo", Problem::EndOfFile(Some(")")));
    check("echo )", Problem::Unexpected(")".into()));
    check("select x in a; do :; done", Problem::NotEmulated("select"));
    check("a && ;", Problem::Unexpected(";".into()));
    check("echo ${x", Problem::Unterminated("}"));
}

#[test]
fn complete_lines_before_a_mistake_count() {
    let (list, error) = parse_script("echo a\necho b; fi\n", Dialect::Dash);
    assert_eq!((list.len(), error.map(|e| e.line)), (1, Some(2)));
}
