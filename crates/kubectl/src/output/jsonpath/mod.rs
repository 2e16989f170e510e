//! `-o jsonpath=…`. Mirrors staging/src/k8s.io/client-go/util/jsonpath (v1.36.2): text with `{…}`; fields,
//! `[n]`, `[a:b]`, `[*]`, `..x`, `['a','b']`, `[?(@.x=="y")]`, `{range …}{end}`, quoted text.

mod eval;
mod parse;

use serde_json::Value;

use super::json_compact;

/// A template that has been read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    nodes: Vec<Node>,
}

/// One part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    /// Text, outside braces or quoted inside.
    Text(String),
    /// A path.
    Path(Vec<Step>),
    /// `{range PATH}…{end}`
    Range(Vec<Step>, Vec<Node>),
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// `.x`, `['x']`
    Field(String),
    /// `.*`, `[*]`
    Wildcard,
    /// `..`: everything below, itself included.
    Recursive,
    /// `[start:end:step]` or `[n]`
    Slice(Option<i64>, Option<i64>, i64),
    /// `[n]`, an error when there are fewer.
    Index(i64),
    /// `['a','b']`, `[0,2]`
    Union(Vec<Step>),
    /// `[?(left OP right)]`
    Filter(Operand, String, Operand),
}

/// A side of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Operand {
    /// `@.x`
    Path(Vec<Step>),
    /// `"x"`, `3`, `true`
    Literal(Value),
    /// The right side of `?(@.x)`.
    None,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// kubectl's words.
    pub fn parse(text: &str) -> Result<Template, String> {
        parse::template(text)
            .map(|nodes| Template { nodes })
            .map_err(|error| format!("error: error parsing jsonpath {text}, {error}"))
    }

    /// Reads a path as `--sort-by` and `custom-columns` take it: `x.y`, `.x.y` or `{.x.y}`.
    ///
    /// # Errors
    /// kubectl's words.
    pub fn relaxed(text: &str) -> Result<Template, String> {
        let inner = text
            .strip_prefix('{')
            .and_then(|text| text.strip_suffix('}'))
            .unwrap_or(text);
        let dot = if inner.starts_with('.') { "" } else { "." };
        Template::parse(&format!("{{{dot}{inner}}}"))
    }

    /// The values of all paths outside ranges.
    ///
    /// # Errors
    /// kubectl's words.
    pub fn find<'a>(&self, value: &'a Value) -> Result<Vec<&'a Value>, String> {
        let mut found = Vec::new();
        let mut budget = eval::Budget::default();
        for node in &self.nodes {
            if let Node::Path(steps) = node {
                found.extend(eval::path(value, value, steps, &mut budget)?);
            }
        }
        Ok(found)
    }
}

/// The text of a template for a value; without a newline at its end, as kubectl prints it.
///
/// # Errors
/// kubectl's words about a template that cannot be read, or an index that is out of bounds.
pub fn evaluate(template: &str, value: &Value) -> Result<String, String> {
    let read = Template::parse(template)?;
    let mut out = String::new();
    eval::nodes(&read.nodes, value, value, &mut eval::Budget::default(), &mut out).map_err(|error| {
        format!("error: error executing jsonpath \"{template}\": Error executing template: {error}.")
    })?;
    Ok(out)
}

/// A value as the templates print it: texts bare, maps and lists as JSON.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "<nil>".to_owned(),
        other => json_compact(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod() -> Value {
        json!({
            "metadata": {"name": "p", "labels": {"app.kubernetes.io/name": "web"}, "uid": "u-1"},
            "spec": {"containers": [{"name": "app", "ports": [{"containerPort": 80}]}, {"name": "side"}]},
            "status": {
                "phase": "Running",
                "containerStatuses": [
                    {"name": "app", "restartCount": 2, "ready": true, "state": {"running": {"startedAt": "t"}}},
                    {"name": "side", "restartCount": 0, "ready": false, "state": {"waiting": {"reason": "<x>"}}},
                ],
                "conditions": [{"type": "Ready", "status": "False"}, {"type": "Initialized", "status": "True"}],
            },
        })
    }

    #[test]
    fn templates() {
        let check = |template: &str, expect: &str| {
            assert_eq!(evaluate(template, &pod()).as_deref(), Ok(expect), "{template}");
        };
        check(
            "{.metadata.uid} {.status.containerStatuses[*].restartCount}",
            "u-1 2 0",
        );
        check(
            "{.status.containerStatuses[*].name} | {.status.initContainerStatuses[*].name}",
            "app side | ",
        );
        check(
            r#"{range .status.containerStatuses[*]}{.name}{"\t"}{.state}{"\n"}{end}"#,
            "app\t{\"running\":{\"startedAt\":\"t\"}}\nside\t{\"waiting\":{\"reason\":\"\\u003cx\\u003e\"}}\n",
        );
        check(r#"{.status.conditions[?(@.type=="Ready")].status}"#, "False");
        check(r#"{.status.conditions[?(@.type!='Ready')].status}"#, "True");
        check("{.status.containerStatuses[?(@.restartCount>1)].name}", "app");
        check("{.status.containerStatuses[?(@.ready==true)].name}", "app");
        check("{.spec.containers[?(@.ports)].name}", "app");
        check(r"{.metadata.labels.app\.kubernetes\.io/name}", "web");
        check("{.metadata.labels['app\\.kubernetes\\.io/name']}", "web");
        check(
            "{.spec.containers[-1].name}{.spec.containers[0:1].name}",
            "sideapp",
        );
        check("{..containerPort}", "80");
        check("{.metadata['name','uid']}", "p u-1");
        check("{$.status.phase}{'!'}", "Running!");
        check(
            "restartPolicy: \"{.spec.initContainers[0].restartPolicy}\"",
            "restartPolicy: \"\"",
        );
        check("{range .spec.none[*]}x{end}y", "y");
        check(".metadata.name", ".metadata.name");
    }

    #[test]
    fn errors_in_kubectls_words() {
        let check = |template: &str, expect: &str| {
            assert_eq!(evaluate(template, &pod()).unwrap_err(), expect, "{template}");
        };
        check("{.a", "error: error parsing jsonpath {.a, unclosed action");
        check(
            "{range .a[*]}{.b}",
            "error: error parsing jsonpath {range .a[*]}{.b}, unclosed range",
        );
        check(
            "{.a[0}",
            "error: error parsing jsonpath {.a[0}, unterminated array",
        );
        assert!(
            evaluate("{.spec.containers[5].name}", &pod())
                .unwrap_err()
                .contains("array index out of bounds: index 5, length 2")
        );
        let bomb = "{range ..}".repeat(15) + &"{..}".repeat(15) + &"{end}".repeat(15);
        assert!(
            evaluate(&bomb, &pod()).unwrap_err().contains("more than"),
            "a bomb must be stopped"
        );
        for junk in [
            "{",
            "}",
            "{[}",
            "{[?(}",
            "{.a[?(@.b==)]}",
            "{\"",
            "{.a[::0]}",
            "{..}",
            "{end}",
        ] {
            let _ = evaluate(junk, &pod());
        }
    }

    #[test]
    fn relaxed_paths() {
        for text in ["metadata.name", ".metadata.name", "{.metadata.name}"] {
            let template = Template::relaxed(text).unwrap();
            assert_eq!(template.find(&pod()).unwrap(), [&json!("p")], "{text}");
        }
    }
}
