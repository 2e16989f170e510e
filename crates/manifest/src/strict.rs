//! Strict decoding against the table of fields: unknown fields and wrong types, in the API server's words.
//!
//! Mirrors sigs.k8s.io/json's decoder and apimachinery `runtime/serializer/json` (v1.36.2): kubectl sends keys sorted, so
//! errors come in the order of sorted keys; the first wrong type suppresses the unknown fields; a type with a decoder of its
//! own (a quantity, an int-or-string) ends decoding at once and so wins over an earlier wrong type.

use api::KubernetesVersion;

use crate::path::push_key;
use crate::position::Span;
use crate::schema::{Schema, Shape, Type, go_types, since};
use crate::tree::{Node, Value};
use api::quantity::Quantity;

/// Most unknown fields that the API server lists.
const MAX_UNKNOWN: usize = 100;

/// An unknown field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its path.
    pub path: String,
    /// Its key.
    pub span: Span,
    /// A known field that was probably meant.
    pub meant: Option<&'static str>,
}

/// A value of the wrong type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongType {
    /// The decoder's message (`json: cannot unmarshal …`).
    pub message: String,
    /// Path of the value.
    pub path: String,
    /// The value.
    pub span: Span,
    /// What to write instead.
    pub help: Option<String>,
}

/// What strict decoding finds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// The error that ends decoding.
    pub fatal: Option<WrongType>,
    /// Unknown fields in order, without repetitions, at most 100.
    pub unknown: Vec<Unknown>,
}

/// Checks the object at `root`, of the type named `kind`.
pub fn check(schema: &Schema, kind: &str, root: &Node, version: KubernetesVersion) -> Findings {
    let mut walk = Walk {
        schema,
        minor: version.minor(),
        go_path: Vec::new(),
        path: String::new(),
        first: None,
        unknown: Vec::new(),
    };
    let Some(index) = schema.find(kind) else {
        return Findings::default();
    };
    let aborted = walk
        .value(root, Shape::Struct(index), Holder { name: "", field: "" })
        .err();
    Findings {
        fatal: aborted.or(walk.first),
        unknown: walk.unknown,
    }
}

/// The struct and field that hold a value, for Go's words.
#[derive(Clone, Copy)]
struct Holder {
    name: &'static str,
    field: &'static str,
}

struct Walk<'a> {
    schema: &'a Schema,
    minor: u8,
    /// The path in Go's words: no indexes, with embedded structs.
    go_path: Vec<&'static str>,
    path: String,
    first: Option<WrongType>,
    unknown: Vec<Unknown>,
}

/// `Err` ends decoding.
type Step = Result<(), WrongType>;

impl Walk<'_> {
    fn value(&mut self, node: &Node, shape: Shape, holder: Holder) -> Step {
        match (shape, &node.value) {
            (_, Value::Null) | (Shape::Any, _) => Ok(()),
            (Shape::Struct(index), Value::Map(_)) => self.object(node, index),
            (Shape::Map(rest), Value::Map(entries)) => {
                let mut entries: Vec<_> = entries.iter().collect();
                entries.sort_by(|a, b| a.key.cmp(&b.key));
                for entry in entries {
                    let length = self.path.len();
                    push_key(&mut self.path, &entry.key);
                    self.value(&entry.value, Shape::parse(rest), holder)?;
                    self.path.truncate(length);
                }
                Ok(())
            }
            (Shape::List(rest), Value::Seq(items)) => {
                for (i, item) in items.iter().enumerate() {
                    let length = self.path.len();
                    self.path.push_str(&format!("[{i}]"));
                    self.value(item, Shape::parse(rest), holder)?;
                    self.path.truncate(length);
                }
                Ok(())
            }
            (Shape::Quantity, _) => self.quantity(node),
            (Shape::IntOrString, Value::String(_))
            | (Shape::String, Value::String(_))
            | (Shape::Bool, Value::Bool(_)) => Ok(()),
            (Shape::Time | Shape::Bytes, Value::String(_)) | (Shape::Number, Value::Number(_)) => Ok(()),
            (Shape::Integer, Value::Number(n)) if fits(n, go_types::is_int64(holder.field)) => Ok(()),
            (Shape::IntOrString, Value::Number(n)) if fits(n, false) => Ok(()),
            _ => self.wrong_type(node, shape, holder),
        }
    }

    fn object(&mut self, node: &Node, index: usize) -> Step {
        let Some(of) = self.schema.get(index) else {
            return Ok(());
        };
        let mut entries: Vec<_> = node.entries().iter().collect();
        entries.sort_by(|a, b| a.key.cmp(&b.key));
        for entry in entries {
            let length = self.path.len();
            push_key(&mut self.path, &entry.key);
            match of
                .field(&entry.key)
                .filter(|f| since::known(of.name, f.name, self.minor))
            {
                Some(field) => {
                    let depth = self.go_path.len();
                    self.go_path.extend(go_types::embedded(of.name, field.name));
                    self.go_path.push(field.name);
                    self.value(
                        &entry.value,
                        field.shape,
                        Holder {
                            name: of.name,
                            field: field.name,
                        },
                    )?;
                    self.go_path.truncate(depth);
                }
                None => self.unknown(of, &entry.key, &entry.key_span),
            }
            self.path.truncate(length);
        }
        Ok(())
    }

    fn unknown(&mut self, of: &Type, key: &str, span: &Span) {
        let repeated = self.unknown.iter().any(|u| u.path == self.path);
        if !repeated && self.unknown.len() < MAX_UNKNOWN {
            let meant = nearest(of, key, self.minor);
            self.unknown.push(Unknown {
                path: self.path.clone(),
                span: span.clone(),
                meant,
            });
        }
    }

    fn quantity(&mut self, node: &Node) -> Step {
        let text = match &node.value {
            Value::String(s) | Value::Number(s) => s.trim().to_owned(),
            _ => "{}".to_owned(),
        };
        match Quantity::parse(&text) {
            Ok(_) => Ok(()),
            Err(message) => Err(WrongType {
                message: message.to_owned(),
                path: self.path.clone(),
                span: node.span.clone(),
                help: Some(
                    "a quantity is a number with an optional suffix: `500m`, `0.5`, `64Mi`, `1Gi`".to_owned(),
                ),
            }),
        }
    }

    fn wrong_type(&mut self, node: &Node, shape: Shape, holder: Holder) -> Step {
        let go_type = go_types::name(self.schema, holder.name, holder.field, shape);
        let word = go_word(&node.value, shape);
        let place = match self.go_path.is_empty() {
            true => "Go value".to_owned(),
            false => format!("Go struct field {}.{}", holder.name, self.go_path.join(".")),
        };
        let error = WrongType {
            message: format!("json: cannot unmarshal {word} into {place} of type {go_type}"),
            path: self.path.clone(),
            span: node.span.clone(),
            help: help(&node.value, shape),
        };
        if shape == Shape::IntOrString {
            return Err(error);
        }
        self.first.get_or_insert(error);
        Ok(())
    }
}

/// Whether a JSON number is an integer of the width.
fn fits(number: &str, wide: bool) -> bool {
    if wide {
        number.parse::<i64>().is_ok()
    } else {
        number.parse::<i32>().is_ok()
    }
}

/// Go's word for what was found.
fn go_word(value: &Value, shape: Shape) -> String {
    match (value, shape) {
        (Value::Number(n), Shape::Integer | Shape::IntOrString) => format!("number {n}"),
        (Value::Number(_), _) => "number".to_owned(),
        (Value::String(_), _) => "string".to_owned(),
        (Value::Bool(_), _) => "bool".to_owned(),
        (Value::Seq(_), _) => "array".to_owned(),
        (Value::Map(_), _) => "object".to_owned(),
        (Value::Null, _) => "null".to_owned(),
    }
}

/// What to write instead.
fn help(value: &Value, shape: Shape) -> Option<String> {
    Some(match (shape, value) {
        (Shape::String | Shape::Time, Value::Number(n)) => format!("put it in quotes: \"{n}\""),
        (Shape::String | Shape::Time, Value::Bool(b)) => {
            format!(
                "an unquoted yes, no, on, off, y, n, true or false is a boolean to kubectl: put it in quotes (\"{b}\")"
            )
        }
        (Shape::Integer | Shape::Bool, Value::String(_)) => "remove the quotes".to_owned(),
        (Shape::List("s"), Value::String(s)) => format!("this is a list: [{s:?}], or `- …` lines"),
        (Shape::List(_), Value::Map(_)) => "this is a list: begin each item with `- `".to_owned(),
        (Shape::Struct(_), Value::Seq(_)) => "this is one object, not a list: remove the `- `".to_owned(),
        _ => return None,
    })
}

/// The known field with the smallest edit distance to `key`, if that is small; case counts little.
fn nearest(of: &Type, key: &str, minor: u8) -> Option<&'static str> {
    let wanted = key.to_ascii_lowercase();
    let known = of.fields.iter().filter(|f| since::known(of.name, f.name, minor));
    let ranked = known.map(|f| (distance(&wanted, &f.name.to_ascii_lowercase()), f.name));
    let (cost, name) = ranked.min()?;
    (cost <= 1 + key.len() / 4).then_some(name)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    /// Longer words are not compared.
    const MAX_WORD: usize = 64;
    if a.len() > MAX_WORD || b.len() > MAX_WORD {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let cost = (diagonal + usize::from(x != y))
                .min(row[j] + 1)
                .min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], cost);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::reader;

    #[track_caller]
    fn check(kind: &str, text: &str, expect: &str) {
        check_at(KubernetesVersion::NEWEST, kind, text, expect);
    }

    #[track_caller]
    fn check_at(version: KubernetesVersion, kind: &str, text: &str, expect: &str) {
        let root = reader::read(text, 0..text.len())
            .expect("reads")
            .root
            .expect("a document");
        let findings = super::check(&Schema::load(), kind, &root, version);
        let unknown: Vec<&str> = findings.unknown.iter().map(|u| u.path.as_str()).collect();
        let got = findings.fatal.map_or_else(
            || unknown.join(" "),
            |f| f.message.replace("json: cannot unmarshal ", ""),
        );
        assert_eq!(got, expect);
    }

    #[test]
    fn wrong_types() {
        check(
            "Pod",
            "metadata: {labels: {a: 1}}",
            "number into Go struct field ObjectMeta.metadata.labels of type string",
        );
        check(
            "Pod",
            "spec: {restartPolicy: true}",
            "bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy",
        );
        check(
            "Pod",
            "spec: {containers: {}}",
            "object into Go struct field PodSpec.spec.containers of type []v1.Container",
        );
        check(
            "Pod",
            "spec: {containers: [5]}",
            "number into Go struct field PodSpec.spec.containers of type v1.Container",
        );
        check(
            "Pod",
            "spec: 5",
            "number into Go struct field Pod.spec of type v1.PodSpec",
        );
        check(
            "Pod",
            "spec: {containers: [{command: sh}]}",
            "string into Go struct field Container.spec.containers.command of type []string",
        );
        check(
            "Pod",
            "spec: {containers: [{livenessProbe: {httpGet: []}}]}",
            "array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction",
        );
        check(
            "Deployment",
            "spec: {replicas: 1.5}",
            "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
        );
        check(
            "Deployment",
            "spec: {strategy: {rollingUpdate: {maxSurge: true}}}",
            "bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
        );
        check(
            "Pod",
            "spec: {volumes: [{name: a, emptyDir: 1}], restartPolicy: 1}",
            "number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy",
        );
        check(
            "Pod",
            "spec: {containers: [{name: 1, resources: {limits: {cpu: x}}}]}",
            "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
        );
    }

    #[test]
    fn unknown_fields() {
        check(
            "Pod",
            "spec: {bar: 1, containers: [{foo: 1, name: x}, {foo: 2}]}",
            "spec.bar spec.containers[0].foo spec.containers[1].foo",
        );
        check("Pod", "Spec: {}", "Spec");
        check("Pod", "spec: {restartPolicy: null, containers: null}", "");
    }

    #[test]
    fn older_versions() {
        let text =
            "spec: {containers: [{restartPolicyRules: []}], initContainers: [{restartPolicy: Always}]}";
        check("Pod", text, "");
        check_at(
            KubernetesVersion::OLDEST,
            "Pod",
            text,
            "spec.containers[0].restartPolicyRules",
        );
    }

    #[test]
    fn suggestions() {
        let schema = Schema::load();
        let pod_spec = schema.get(schema.find("PodSpec").expect("type")).expect("type");
        for (key, expect) in [
            ("Containers", Some("containers")),
            ("initContainer", Some("initContainers")),
            ("initcontainers", Some("initContainers")),
            ("restartpolicy", Some("restartPolicy")),
            ("sidecarContainers", None),
        ] {
            assert_eq!(nearest(pod_spec, key, 36), expect, "{key}");
        }
    }
}
