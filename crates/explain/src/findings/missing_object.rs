//! `missing-object`: a ConfigMap or Secret that the manifest names but does not hold. The kubelet waits for it.

use std::fmt::Write;

use api::Kind;
use variants::{Change, Edit, is_object_name};

use super::{Context, Finding, Fix, Remedy, Severity};
use crate::needs::{Need, missing};
use crate::verdict::Outcome;
use crate::words::list;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    if !matches!(
        cx.verdict.outcome,
        Outcome::Stuck { .. } | Outcome::Unfinished { .. }
    ) {
        return Vec::new();
    }
    let missing = missing(cx.trace, cx.pod);
    if missing.is_empty() {
        return Vec::new();
    }
    let names = named(&missing);
    let them = if missing.len() == 1 { "it" } else { "them" };
    let impossible: Vec<Need> = missing
        .iter()
        .filter(|need| !is_object_name(&need.name))
        .cloned()
        .collect();
    let (text, fixes) = if impossible.is_empty() {
        (
            format!(
                "The kubelet tries again until somebody creates {them}, and starts no container that needs {them} before. \
                 Your cluster may hold {them}; here only what is in the text exists. Add {them} to see how the pod goes on."
            ),
            vec![add(&names, &missing, &cx.pod.metadata.namespace)],
        )
    } else {
        (
            format!(
                "Nobody can create {}: a name has lower case letters, digits, - and ., and begins and ends with a letter or \
                 a digit. Correct the name; the kubelet tries for ever.",
                named(&impossible)
            ),
            Vec::new(),
        )
    };
    vec![Finding {
        code: "missing-object",
        severity: Severity::Problem,
        title: format!("The manifest names {names} and does not hold {them}"),
        text,
        container: None,
        place: cx.spec_place(),
        records: Vec::new(),
        fixes,
    }]
}

fn named(needs: &[Need]) -> String {
    let names: Vec<String> = needs.iter().map(|need| need.kind.named(&need.name)).collect();
    list(&names)
}

/// The fix that adds the objects.
fn add(names: &str, needs: &[Need], namespace: &str) -> Fix {
    let append = |need: &Need| Change {
        object: 0,
        path: String::new(),
        edit: Edit::Append {
            yaml: document(need, namespace),
        },
    };
    Fix {
        title: format!("Add {names}"),
        remedy: Remedy::Changes(needs.iter().map(append).collect()),
    }
}

/// The object with the keys that are asked for. A secret's values are words, since databases refuse empty passwords.
fn document(need: &Need, namespace: &str) -> String {
    let mut yaml = format!(
        "apiVersion: v1\nkind: {}\nmetadata:\n  name: {}\n",
        need.kind.name(),
        need.name
    );
    // Writing to a String cannot fail.
    if namespace != "default" && !namespace.is_empty() {
        let _ = writeln!(yaml, "  namespace: {namespace}");
    }
    let field = if need.kind == Kind::Secret {
        "stringData"
    } else {
        "data"
    };
    if need.keys.is_empty() {
        let _ = writeln!(yaml, "{field}: {{}}");
        return yaml;
    }
    let _ = writeln!(yaml, "{field}:");
    let value = if need.kind == Kind::Secret { "changeme" } else { "" };
    for key in &need.keys {
        let _ = writeln!(yaml, "  \"{key}\": \"{value}\"");
    }
    yaml
}
