//! Diagnostics with carets under the YAML.

use manifest::{Diagnostic, ParseOptions, Severity, parse};

/// Each diagnostic as its line, carets and message.
fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let start = text[..d.span.start].rfind('\n').map_or(0, |i| i + 1);
        let line = text[start..].lines().next().unwrap_or("");
        let before = text[start..d.span.start].chars().count();
        let marked = text[d.span.clone()]
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .count()
            .max(1);
        let word = match d.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        out.push_str(&format!(
            "{line}\n{}{} {word}[{}]: {}\n",
            " ".repeat(before),
            "^".repeat(marked),
            d.code,
            d.message
        ));
        if let Some(help) = &d.help {
            out.push_str(&format!("  help: {help}\n"));
        }
    }
    out
}

#[track_caller]
fn check(text: &str, expect: &str) {
    check_at("1.36", text, expect);
}

#[track_caller]
fn check_at(version: &str, text: &str, expect: &str) {
    let options = ParseOptions {
        kubernetes: version.parse().expect("a version"),
    };
    assert_eq!(render(text, &parse(text, &options).diagnostics), expect);
}

#[test]
fn missing_and_wrong_values() {
    check(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: App\n    ports:\n    - containerPort: 70000\n",
        "  - name: App\n    ^^^^ error[invalid]: spec.containers[0].image: Required value\n  help: every container needs an `image`\n\
         \x20 - name: App\n          ^^^ error[invalid]: spec.containers[0].name: Invalid value: \"App\": a lowercase RFC 1123 label must consist \
         of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or \
         '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')\n  help: did you mean `app`?\n\
         \x20   - containerPort: 70000\n                     ^^^^^ error[invalid]: spec.containers[0].ports[0].containerPort: Invalid value: \
         70000: must be between 1 and 65535, inclusive\n",
    );
}

#[test]
fn decoding() {
    check(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  initContainer: []\n",
        "  initContainer: []\n  ^^^^^^^^^^^^^ error[unknown-field]: unknown field \"spec.initContainer\"\n  help: did you mean `initContainers`?\n",
    );
    check(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: a\n    env:\n    - name: X\n      value: yes\n",
        "      value: yes\n             ^^^ error[wrong-type]: json: cannot unmarshal bool into Go struct field \
         EnvVar.spec.containers.env.value of type string\n  help: an unquoted yes, no, on, off, y, n, true or false is a boolean to kubectl: \
         put it in quotes (\"true\")\n",
    );
    check(
        "apiVersion: v1\nkind: Pdo\n",
        "kind: Pdo\n      ^^^ error[kind-unknown]: no matches for kind \"Pdo\" in version \"v1\"\n",
    );
    check(
        "apiVersion: batch/v1beta1\nkind: CronJob\n",
        "apiVersion: batch/v1beta1\n            ^^^^^^^^^^^^^ error[kind-unknown]: no matches for kind \"CronJob\" in version \
         \"batch/v1beta1\"\n  help: write `apiVersion: batch/v1`\n",
    );
}

#[test]
fn yaml() {
    check(
        "kind: Pod\nspec:\n\tx: 1\n",
        "\tx: 1\n^ error[yaml-syntax]: yaml: line 3: found character that cannot start any token\n  help: indent with blanks; YAML \
         allows no tabs there\n",
    );
    check(
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n",
        "  name: a\n  ^^^^ warning[duplicate-key]: \"name\" is written again on line 5; kubectl takes that one\n",
    );
}

#[test]
fn older_versions() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  initContainers:\n  - name: s\n    image: i\n    \
                restartPolicy: Always\n  containers:\n  - name: a\n    image: i\n";
    check(text, "");
    check_at(
        "1.28",
        text,
        "    restartPolicy: Always\n    ^^^^^^^^^^^^^ warning[field-dropped]: spec.initContainers[0].restartPolicy: Kubernetes 1.28 drops \
         this field without a word (gate SidecarContainers is off)\n  help: without it this is a plain init container: the pod waits until \
         it exits\n",
    );
}

#[test]
fn limits() {
    let long = "a".repeat(manifest::MAX_TEXT + 1);
    assert_eq!(
        parse(&long, &ParseOptions::default()).diagnostics[0].code,
        "limit"
    );
    let many =
        "{apiVersion: v1, kind: Namespace, metadata: {name: a}}\n---\n".repeat(manifest::MAX_OBJECTS + 1);
    let parsed = parse(&many, &ParseOptions::default());
    assert_eq!(parsed.objects.len(), manifest::MAX_OBJECTS);
    assert!(parsed.diagnostics.iter().any(|d| d.code == "limit"));
}
