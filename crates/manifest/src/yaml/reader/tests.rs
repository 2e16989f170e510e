//! Values, refusals and places of small documents.

use super::*;

#[track_caller]
fn check(text: &str, json: &str) {
    let got = match read(text, 0..text.len()) {
        Ok(read) => read.root.map_or("null".to_owned(), |r| r.to_json().to_string()),
        Err(error) => format!("{} @ {:?}", error.kubectl, &text[error.span]),
    };
    assert_eq!(got, json, "{text}");
}

/// Every node's text, in order of the tree.
fn texts(text: &str) -> Vec<String> {
    fn walk(text: &str, node: &Node, out: &mut Vec<String>) {
        out.push(text[node.span.clone()].to_owned());
        node.items().iter().for_each(|n| walk(text, n, out));
        node.entries().iter().for_each(|e| walk(text, &e.value, out));
    }
    let mut out = Vec::new();
    if let Some(root) = read(text, 0..text.len()).expect("reads").root {
        walk(text, &root, &mut out);
    }
    out
}

#[test]
fn values() {
    check(
        "a: 1\nb: [yes, '5', null]\nc:\n",
        r#"{"a":1,"b":[true,"5",null]}"#,
    );
    check("# nothing\n", "null");
    check("a: &x {k: v}\nb: *x\n", r#"{"a":{"k":"v"},"b":{"k":"v"}}"#);
    check(
        "a: &x {k: v, l: 1}\nb:\n  <<: *x\n  k: w\n",
        r#"{"a":{"k":"v","l":1},"b":{"k":"w","l":1}}"#,
    );
    check("80: a\ntrue: b\n", r#"{"80":"a","true":"b"}"#);
    check("a: 1\na: 2\n", r#"{"a":2}"#);
    check("a: !!str 5\nb: \"\"\n", r#"{"a":"5","b":""}"#);
}

#[test]
fn refusals() {
    check("a: &x [*x]\n", "yaml: anchor 'x' value contains itself @ \"*x\"");
    check(
        "a: b\0\nc: d\n",
        "yaml: control characters are not allowed @ \"\\0\"",
    );
    check(
        "# \u{7f}\n",
        "yaml: control characters are not allowed @ \"\\u{7f}\"",
    );
    check(
        "a: \u{85}\u{1f980}\u{fffd}\u{feff}\n",
        "{\"a\":\"\u{85}\u{1f980}\u{fffd}\u{feff}\"}",
    );
    check("a: .nan\n", "json: unsupported value: NaN @ \".nan\"");
    check(
        "a: 1\n<<: 5\n",
        "yaml: map merge requires map or sequence of maps as the value @ \"5\"",
    );
    let deep = "[".repeat(200);
    check(&deep, "nested deeper than 100 levels @ \"[\"");
    let mut bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for i in 1..8 {
        let alias = format!("*a{},", i - 1).repeat(10);
        bomb.push_str(&format!("a{i}: &a{i} [{alias}]\n"));
    }
    assert!(read(&bomb, 0..bomb.len()).expect_err("bounded").limit);
}

#[test]
fn spans() {
    let text = "b:\n  - x: \"q\"  # c\n    y: |\n      foo\n      bar\n\n  - {k: v}\nc:\nd: é x # c\n";
    let expect = [
        "b:\n  - x: \"q\"  # c\n    y: |\n      foo\n      bar\n\n  - {k: v}\nc:\nd: é x",
        "- x: \"q\"  # c\n    y: |\n      foo\n      bar\n\n  - {k: v}",
        "x: \"q\"  # c\n    y: |\n      foo\n      bar",
        "\"q\"",
        "|\n      foo\n      bar",
        "{k: v}",
        "v",
        "",
        "é x",
    ];
    assert_eq!(texts(text), expect);
}

#[test]
fn large_mappings_keep_the_last_of_equal_keys() {
    let mut text: String = (0..100).map(|i| format!("k{i}: {i}\n")).collect();
    text.push_str("k3: x\nk90: y\nk90: z\n");
    let read = read(&text, 0..text.len()).expect("reads");
    let root = read.root.expect("a mapping");
    let value = |key: &str| root.get(key).and_then(Node::as_str);
    assert_eq!(
        (root.entries().len(), value("k3"), value("k90")),
        (100, Some("x"), Some("z"))
    );
    let ignored: Vec<&str> = read.duplicates.iter().map(|d| &text[d.ignored.clone()]).collect();
    assert_eq!(ignored, ["k3", "k90", "k90"]);
}
