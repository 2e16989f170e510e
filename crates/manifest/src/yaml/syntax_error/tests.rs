//! libyaml's words.

use crate::yaml::reader;

/// The expected texts are libyaml's own (through another program), with the rule above for the line.
#[test]
fn libyamls_words() {
    for (text, expect) in [
        ("a: b: c\n", "mapping values are not allowed in this context"),
        (
            "x: 1\na: b: c\n",
            "line 2: mapping values are not allowed in this context",
        ),
        (
            "a: 1\n  b: 2\n",
            "line 2: mapping values are not allowed in this context",
        ),
        ("a: 1\nb\nc: 2\n", "line 2: could not find expected ':'"),
        ("k: 1\na: |\n foo\nbar\n", "line 4: could not find expected ':'"),
        ("a: \"x\nb: 1\n", "line 3: found unexpected end of stream"),
        ("k: 1\na: 'x\n", "line 2: found unexpected end of stream"),
        (
            "k: v\na: [1, 2\nb: 3\n",
            "line 1: did not find expected ',' or ']'",
        ),
        (
            "k: v\na: {x: 1\nb: 3\n",
            "line 1: did not find expected ',' or '}'",
        ),
        (
            "k: 1\na:\n  - b\n  c: 1\n",
            "line 2: did not find expected '-' indicator",
        ),
        ("- a\nb: 1\n", "line 1: did not find expected '-' indicator"),
        (
            "k: 1\na: @x\n",
            "line 2: found character that cannot start any token",
        ),
        ("k: 1\na: \"\\q\"\n", "line 2: found unknown escape character"),
        (
            "k: 1\na: - b\n",
            "line 2: block sequence entries are not allowed in this context",
        ),
        ("k: 1\nx:\n   y: 1\n  z: 2\n", "line 3: did not find expected key"),
        (
            "k: 1\ns:\n  cs:\n  - name: a\n    image: b\n   ports: 1\n",
            "line 2: did not find expected key",
        ),
        (
            "k: 1\ns:\n  cs:\n  - name: a\n     image: b\n",
            "line 5: mapping values are not allowed in this context",
        ),
        (
            "k: 1\ns:\n  cs:\n  - name: a\n    image: b\n - name: c\n",
            "line 5: did not find expected key",
        ),
        ("k: 1\na: \"x\" y\n", "line 1: did not find expected key"),
        ("k: 1\nx: [a]]\n", "line 1: did not find expected key"),
        (
            "k: 1\nspec:\n  a: 1\n b: 2\nc: 3\n",
            "line 3: did not find expected key",
        ),
        (
            "a: {{ .V }}\n",
            "invalid map key: map[interface {}]interface {}{\".V\":interface {}(nil)}",
        ),
        ("k: 1\na: *x\n", "unknown anchor 'x' referenced"),
    ] {
        let error = reader::read(text, 0..text.len()).expect_err(text);
        assert_eq!(error.kubectl, format!("yaml: {expect}"), "{text}");
        assert!(text.get(error.span).is_some(), "{text}");
    }
}
