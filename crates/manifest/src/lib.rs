//! YAML text → objects, diagnostics and source map, as `kubectl apply` and a v1.36.2 API server would take the text.
//!
//! [`parse`] never fails: what is wrong becomes a [`Diagnostic`]. The stages, one module each:
//! [`yaml`] (kubectl's YAML 1.1) → [`tree`] → [`strict`] (unknown fields, wrong types) → [`gates`] (fields that the chosen
//! version drops) → [`defaults`] → [`validate`] → [`decode`]. [`kubectl_text`] prints the outcome as kubectl would, and
//! [`edit`] changes the text without touching what it need not.
//!
//! Layer 1: imports `api`, and `process` for what is wrong with behaviour annotations.

mod advice;
pub mod behaviour;
pub mod correct;
pub mod decode;
pub mod defaults;
pub mod diagnostic;
pub mod edit;
pub mod gates;
pub mod kubectl_text;
mod object;
mod outcome;
pub mod path;
pub mod position;
pub mod schema;
pub mod strict;
pub mod tree;
pub mod validate;
pub mod yaml;

use api::{KubernetesVersion, ManifestObject};

pub use diagnostic::{Diagnostic, Severity, code};
pub use object::ParsedObject;
pub use outcome::Outcome;
pub use position::{LineColumn, LineIndex, Span};

use crate::yaml::{documents, reader};

/// Longest text that is read, in bytes.
pub const MAX_TEXT: usize = 1 << 20;
/// Most objects that are read from one text.
pub const MAX_OBJECTS: usize = 1000;

/// How to read a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// The version of the cluster.
    pub kubernetes: KubernetesVersion,
}

/// A text as read.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The objects in the order written, lists flattened. Also those that would be refused.
    pub objects: Vec<ParsedObject>,
    /// Everything there is to say, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Line starts of the text.
    pub lines: LineIndex,
    /// Where kubectl would stop reading, if anywhere.
    pub stop: Option<Stop>,
}

/// kubectl stops reading a file at the first document that is no YAML or lacks `apiVersion` or `kind`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// How many objects were read before.
    pub objects: usize,
    /// kubectl's message with `{F}` for the file's name.
    pub message: String,
}

impl Parsed {
    /// Whether anything would be refused.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// The objects that a cluster would store, ready to be simulated, with their positions in the text.
    pub fn manifest_objects(&self) -> Vec<ManifestObject> {
        let typed = |(index, parsed): (usize, &ParsedObject)| {
            Some(ManifestObject {
                index,
                object: parsed.object.clone()?,
            })
        };
        self.objects.iter().enumerate().filter_map(typed).collect()
    }

    /// The place of a field of an object (`spec.containers[0].image`): the value, or the key of an omitted value.
    /// Only what is written has a place.
    pub fn span_of(&self, object: usize, path: &str) -> Option<Span> {
        let found = path::find(&self.objects.get(object)?.tree, path)?;
        match found.key_span {
            Some(key) if found.node.span.is_empty() => Some(key),
            _ => Some(found.node.span.clone()),
        }
    }

    /// The place of a field's key, for fields of mappings.
    pub fn key_span_of(&self, object: usize, path: &str) -> Option<Span> {
        path::find(&self.objects.get(object)?.tree, path)?.key_span
    }

    /// The object at byte `offset` and the path of the innermost field there.
    pub fn path_at(&self, offset: usize) -> Option<(usize, String)> {
        let holds = |o: &ParsedObject| o.tree.span.start <= offset && offset <= o.tree.span.end;
        let index = self.objects.iter().position(holds)?;
        Some((index, path::at_offset(&self.objects[index].tree, offset)))
    }
}

/// Reads a text. Never fails: what cannot be used is told in the diagnostics.
pub fn parse(text: &str, options: &ParseOptions) -> Parsed {
    let mut parser = Parser {
        options: *options,
        parsed: Parsed {
            objects: Vec::new(),
            diagnostics: Vec::new(),
            lines: LineIndex::new(text),
            stop: None,
        },
        schema: schema::Schema::load(),
    };
    parser.text(text);
    let mut parsed = parser.parsed;
    parsed.diagnostics.sort_by_key(|d| d.span.start);
    parsed
}

struct Parser {
    options: ParseOptions,
    parsed: Parsed,
    schema: schema::Schema,
}

impl Parser {
    fn report(
        &mut self,
        code: &'static str,
        severity: Severity,
        span: Span,
        message: String,
    ) -> &mut Diagnostic {
        let index = self.parsed.diagnostics.len();
        let diagnostic = Diagnostic {
            code,
            severity,
            span,
            message,
            help: None,
            correction: None,
            path: None,
            object: None,
        };
        self.parsed.diagnostics.push(diagnostic);
        &mut self.parsed.diagnostics[index]
    }

    fn text(&mut self, text: &str) {
        if text.len() > MAX_TEXT {
            let message = format!("the text is longer than {} MiB and was not read", MAX_TEXT >> 20);
            self.report(code::LIMIT, Severity::Error, 0..0, message);
            return;
        }
        let (documents, bad_separator) = documents::split(text);
        for document in documents {
            if !self.document(text, document.span) {
                break;
            }
        }
        if let Some(separator) = bad_separator {
            let rest = &text[separator.span.clone()];
            let message = format!("error parsing {{F}}: invalid Yaml document separator: {rest}");
            self.stop(message);
            let message = format!("invalid Yaml document separator: {rest}");
            let diagnostic = self.report(code::YAML_SYNTAX, Severity::Error, separator.span, message);
            diagnostic.help = Some("only blanks or a `# comment` may follow `---`".to_owned());
        }
        if self.parsed.objects.is_empty() && self.parsed.stop.is_none() {
            self.report(
                code::EMPTY,
                Severity::Info,
                0..0,
                "no objects passed to apply".to_owned(),
            );
        }
    }

    fn stop(&mut self, message: String) {
        let objects = self.parsed.objects.len();
        self.parsed.stop.get_or_insert(Stop { objects, message });
    }

    /// False: the limit of objects is reached.
    fn document(&mut self, text: &str, span: Span) -> bool {
        let whole = span.clone();
        let read = match reader::read(text, span) {
            Ok(read) => read,
            Err(error) => {
                self.stop(format!(
                    "error parsing {{F}}: error converting YAML to JSON: {}",
                    error.kubectl
                ));
                let code = if error.limit {
                    code::LIMIT
                } else {
                    code::YAML_SYNTAX
                };
                let message = error.kubectl;
                let template = || {
                    text[whole]
                        .contains("{{")
                        .then(|| reader::TEMPLATE_HELP.to_owned())
                };
                let diagnostic = self.report(code, Severity::Error, error.span, message);
                diagnostic.help = error.help.or_else(template);
                return true;
            }
        };
        for duplicate in read.duplicates {
            let line = self.parsed.lines.line_column(text, duplicate.last.start).line;
            let message = format!(
                "{} is written again on line {line}; kubectl takes that one",
                api::go::go_string(&duplicate.key)
            );
            self.report(code::DUPLICATE_KEY, Severity::Warning, duplicate.ignored, message);
        }
        if let Some(root) = read.root {
            for item in object::flatten(root) {
                if self.parsed.objects.len() == MAX_OBJECTS {
                    let message = format!("more than {MAX_OBJECTS} objects; the rest was not read");
                    self.report(code::LIMIT, Severity::Error, item.span, message);
                    return false;
                }
                object::read(self, item);
                behaviour::report(self, text);
            }
        }
        true
    }
}
