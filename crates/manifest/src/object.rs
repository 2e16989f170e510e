//! One object through all stages: from its tree to the typed object or the reasons against it.

use api::Object;
use api::go::go_string;

use crate::correct::{Advice, Correction};
use crate::diagnostic::{Severity, code};
use crate::gates::{self, Dropped, Gate};
use crate::outcome::Outcome;
use crate::path;
use crate::position::Span;
use crate::schema::kinds::{Recognised, is_built_in_group, kinds_of, recognise};
use crate::strict;
use crate::tree::{Entry, Node, Value};
use crate::validate::{self, FieldError};
use crate::{Parser, advice, decode, defaults};

/// One object of a text.
#[derive(Clone, Debug)]
pub struct ParsedObject {
    /// `apiVersion` as written; empty when missing.
    pub api_version: String,
    /// `kind` as written; empty when missing.
    pub kind: String,
    /// `metadata.name`, else `metadata.generateName`; may be empty.
    pub name: String,
    /// `metadata.namespace`; empty when not set.
    pub namespace: String,
    /// Bytes of the whole object.
    pub span: Span,
    /// As written.
    pub tree: Node,
    /// The typed object with defaults, when the API server would store it and the kind is simulated.
    pub object: Option<Object>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Warnings of the API server, in order.
    pub warnings: Vec<String>,
}

impl ParsedObject {
    /// `metadata.name`; empty when only `generateName` is set.
    pub fn written_name(&self) -> &str {
        path::find(&self.tree, "metadata.name")
            .and_then(|f| f.node.as_str())
            .unwrap_or("")
    }
}

/// The objects of a document: the items of a list (anything with `items`), else the document itself.
pub fn flatten(root: Node) -> Vec<Node> {
    let is_list = matches!(root.entry("items"), Some(e) if matches!(e.value.value, Value::Seq(_)));
    if !is_list {
        return vec![root];
    }
    let text = |key: &str| root.get(key).and_then(Node::as_str).unwrap_or("").to_owned();
    let (api_version, kind) = (text("apiVersion"), text("kind"));
    let item_kind = kind.strip_suffix("List").unwrap_or("").to_owned();
    let at = root.span.start..root.span.start;
    let Value::Map(entries) = root.value else {
        return Vec::new();
    };
    let items = entries
        .into_iter()
        .find(|e| e.key == "items")
        .map(|e| e.value.value);
    let Some(Value::Seq(mut items)) = items else {
        return Vec::new();
    };
    for item in &mut items {
        for (key, value) in [("apiVersion", &api_version), ("kind", &item_kind)] {
            if item.get(key).is_none() && !value.is_empty() {
                let mut inherited = Node::default_at(at.clone(), Value::String(value.clone()));
                inherited.span = item.span.start..item.span.start;
                if let Value::Map(entries) = &mut item.value {
                    entries.push(Entry {
                        key: key.to_owned(),
                        key_span: inherited.span.clone(),
                        value: inherited,
                    });
                }
            }
        }
    }
    items
}

/// Takes one object through the stages and adds it, with what there is to say about it, to the result.
pub(crate) fn read(parser: &mut Parser, tree: Node) {
    let text = |path: &str| {
        path::find(&tree, path)
            .and_then(|f| f.node.as_str())
            .unwrap_or("")
            .to_owned()
    };
    let name = match text("metadata.name") {
        name if name.is_empty() => text("metadata.generateName"),
        name => name,
    };
    let object = ParsedObject {
        api_version: text("apiVersion"),
        kind: text("kind"),
        name,
        namespace: text("metadata.namespace"),
        span: tree.span.clone(),
        tree,
        object: None,
        outcome: Outcome::Created,
        warnings: Vec::new(),
    };
    let index = parser.parsed.objects.len();
    let before = parser.parsed.diagnostics.len();
    let mut stage = Stage { parser, object };
    let outcome = stage.run();
    stage.object.outcome = outcome;
    let object = stage.object;
    for diagnostic in &mut parser.parsed.diagnostics[before..] {
        diagnostic.object = Some(index);
    }
    parser.parsed.objects.push(object);
}

/// What kubectl says of a document that does not tell what it is (kubectl `pkg/validation/schema.go` getObjectKind).
fn without_kind(tree: &Node) -> Option<String> {
    if !matches!(tree.value, Value::Map(_)) {
        return Some("invalid object to validate".to_owned());
    }
    let wrong = ["apiVersion", "kind"].into_iter().filter_map(|key| {
        let what = match tree.get(key).map(|node| &node.value) {
            None | Some(Value::Null) => "not set",
            Some(Value::String(text)) if text.is_empty() => "not set",
            Some(Value::String(_)) => return None,
            Some(_) => "isn't string type",
        };
        Some(format!("{key} {what}"))
    });
    let wrong: Vec<String> = wrong.collect();
    match wrong.len() {
        0 => None,
        1 => Some(wrong.concat()),
        _ => Some(format!("[{}]", wrong.join(", "))),
    }
}

struct Stage<'a> {
    parser: &'a mut Parser,
    object: ParsedObject,
}

impl Stage<'_> {
    /// The place of an object's `kind`, or its first key.
    fn headline(&self) -> Span {
        let tree = &self.object.tree;
        let entry = tree.entry("kind").filter(|e| !e.value.span.is_empty());
        let first = tree.entries().first();
        entry
            .map(|e| e.value.span.clone())
            .or(first.map(|e| e.key_span.clone()))
            .unwrap_or(tree.span.clone())
    }

    fn run(&mut self) -> Outcome {
        if let Some(missing) = self.missing_kind() {
            return missing;
        }
        let (api_version, kind) = (self.object.api_version.clone(), self.object.kind.clone());
        let span = self.headline();
        match recognise(&api_version, &kind) {
            Recognised::Simulated(kind) => self.simulated(kind),
            Recognised::BuiltIn => {
                let errors = validate::built_in(&kind, &self.object.tree, self.parser.options.kubernetes);
                let nameless = self.name_outcome() == Some(Outcome::NoName);
                if !errors.is_empty() && !nameless {
                    self.report_errors(&kind, &errors, false);
                    return Outcome::Invalid(errors);
                }
                let message = format!("{kind} is accepted and has no part in the simulation");
                self.parser
                    .report(code::KIND_IGNORED, Severity::Info, span, message);
                self.name_outcome().unwrap_or(Outcome::Created)
            }
            Recognised::Custom => {
                self.no_match(&api_version, &kind, span);
                Outcome::NoMatch
            }
            Recognised::WrongVersion(right) => {
                let message = format!(
                    "no matches for kind {} in version {}",
                    go_string(&kind),
                    go_string(&api_version)
                );
                let place = self
                    .object
                    .tree
                    .get("apiVersion")
                    .map_or(span, |n| n.span.clone());
                let diagnostic = self
                    .parser
                    .report(code::KIND_UNKNOWN, Severity::Error, place, message);
                diagnostic.advise(Some(Advice {
                    help: format!("write `apiVersion: {right}`"),
                    correction: Some(Correction::Replace(right.to_owned())),
                }));
                diagnostic.path = Some("apiVersion".to_owned());
                Outcome::NoMatch
            }
        }
    }

    /// A kind that only a cluster with its definition knows; in Kubernetes' own groups, a kind that does not exist.
    fn no_match(&mut self, api_version: &str, kind: &str, span: Span) {
        if is_built_in_group(api_version) {
            let message = format!(
                "no matches for kind {} in version {}",
                go_string(kind),
                go_string(api_version)
            );
            let diagnostic = self
                .parser
                .report(code::KIND_UNKNOWN, Severity::Error, span, message);
            diagnostic.advise(advice::closest(kind, kinds_of(api_version)));
            diagnostic.path = Some("kind".to_owned());
            return;
        }
        let message = format!(
            "{kind} ({api_version}) exists only where its definition is installed; it is ignored here"
        );
        self.parser
            .report(code::KIND_IGNORED, Severity::Info, span, message);
    }

    fn missing_kind(&mut self) -> Option<Outcome> {
        let missing = without_kind(&self.object.tree)?;
        let span = self.headline();
        let diagnostic = self
            .parser
            .report(code::KIND_MISSING, Severity::Error, span, missing.clone());
        diagnostic.help = Some("every object begins with `apiVersion: …` and `kind: …`".to_owned());
        let message = format!(
            "error validating \"{{F}}\": error validating data: {missing}; if you choose to ignore these errors, turn \
             validation off with --validate=false"
        );
        self.parser.stop(message);
        Some(Outcome::NotSet(missing))
    }

    /// What kubectl says about the name before it sends anything.
    fn name_outcome(&self) -> Option<Outcome> {
        let metadata = self.object.tree.get("metadata");
        let text = |key: &str| {
            metadata
                .and_then(|m| m.get(key))
                .and_then(Node::as_str)
                .unwrap_or("")
        };
        match (text("name"), text("generateName")) {
            ("", "") => Some(Outcome::NoName),
            ("", _) => Some(Outcome::GenerateName),
            _ => None,
        }
    }

    fn simulated(&mut self, kind: &'static str) -> Outcome {
        let version = self.parser.options.kubernetes;
        let name = self.name_outcome();
        if name == Some(Outcome::NoName) {
            let span = self
                .object
                .tree
                .entry("metadata")
                .map_or(self.headline(), |e| e.key_span.clone());
            let message = "metadata.name: Required value: name or generateName is required".to_owned();
            let diagnostic = self
                .parser
                .report(code::NAME_MISSING, Severity::Error, span, message);
            diagnostic.path = Some("metadata.name".to_owned());
            diagnostic.advise(Some(advice::nameless("metadata.name", "example")));
        }
        let findings = strict::check(&self.parser.schema, kind, &self.object.tree, version);
        if let Some(refusal) = self.refuse(kind, findings) {
            return name.filter(|n| *n == Outcome::NoName).unwrap_or(refusal);
        }
        let mut stored = self.object.tree.clone();
        let dropped = gates::drop_disabled(kind, &mut stored, version);
        self.report_dropped(&dropped);
        defaults::apply(kind, &mut stored, version);
        let errors = validate::validate(kind, &stored, version);
        self.report_errors(kind, &errors, name == Some(Outcome::NoName));
        if !errors.is_empty() {
            return name
                .filter(|n| *n == Outcome::NoName)
                .unwrap_or(Outcome::Invalid(errors));
        }
        self.report_warnings(kind, &stored);
        match decode::decode(kind, &self.object.api_version, &stored) {
            Ok(object) => self.object.object = Some(object),
            Err(message) => {
                let span = self.headline();
                self.parser.report(
                    code::INTERNAL,
                    Severity::Error,
                    span,
                    format!("not understood: {message}"),
                );
            }
        }
        name.unwrap_or(Outcome::Created)
    }

    /// Reports what strict decoding found; the refusal, if any.
    fn refuse(&mut self, kind: &str, findings: strict::Findings) -> Option<Outcome> {
        let version = self
            .object
            .api_version
            .rsplit('/')
            .next()
            .unwrap_or("")
            .to_owned();
        let refusal = |message: String| {
            Outcome::BadRequest(format!(
                "{kind} in version {} cannot be handled as a {kind}: {message}",
                go_string(&version)
            ))
        };
        if let Some(fatal) = findings.fatal {
            let diagnostic = self.parser.report(
                code::WRONG_TYPE,
                Severity::Error,
                fatal.span,
                fatal.message.clone(),
            );
            diagnostic.path = Some(fatal.path);
            diagnostic.advise(fatal.help.map(|advice| *advice));
            return Some(refusal(fatal.message));
        }
        if findings.unknown.is_empty() {
            return None;
        }
        let list: Vec<String> = findings
            .unknown
            .iter()
            .map(|u| format!("unknown field {}", go_string(&u.path)))
            .collect();
        for (unknown, message) in findings.unknown.into_iter().zip(&list) {
            let diagnostic = self.parser.report(
                code::UNKNOWN_FIELD,
                Severity::Error,
                unknown.span,
                message.clone(),
            );
            diagnostic.path = Some(unknown.path);
            diagnostic.advise(unknown.help);
        }
        Some(refusal(format!("strict decoding error: {}", list.join(", "))))
    }

    fn report_dropped(&mut self, dropped: &[Dropped]) {
        let version = self.parser.options.kubernetes;
        for field in dropped {
            let message = format!(
                "{}: Kubernetes {version} drops this field without a word (gate {:?} is off)",
                field.path, field.gate
            );
            let span = field.span.clone();
            let diagnostic = self
                .parser
                .report(code::FIELD_DROPPED, Severity::Warning, span, message);
            diagnostic.path = Some(field.path.clone());
            diagnostic.help = match field.gate {
                Gate::SidecarContainers => {
                    Some("without it this is a plain init container: the pod waits until it exits".to_owned())
                }
                _ => None,
            };
        }
    }

    fn report_warnings(&mut self, kind: &str, stored: &Node) {
        for warning in validate::warnings::warnings(kind, stored) {
            self.object.warnings.push(warning.message.clone());
            let diagnostic = self.parser.report(
                code::API_WARNING,
                Severity::Warning,
                warning.span,
                warning.message,
            );
            diagnostic.path = Some(warning.path);
        }
    }

    fn report_errors(&mut self, kind: &str, errors: &[FieldError], name_reported: bool) {
        for (index, error) in errors.iter().enumerate() {
            // kubectl prints what is said twice once, too; the same comes in a row.
            let said = index > 0 && errors[index - 1] == *error;
            if said || name_reported && error.field == "metadata.name" {
                continue;
            }
            let span = error.span.clone();
            let help = advice::advice(kind, &self.object.tree, error);
            let diagnostic = self
                .parser
                .report(code::INVALID, Severity::Error, span, error.to_string());
            diagnostic.path = Some(error.field.clone());
            diagnostic.advise(help);
        }
    }
}
