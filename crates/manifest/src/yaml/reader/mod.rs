//! Parser events → span tree: anchors, aliases and merge keys with bounded expansion, keys as strings, last of equal keys
//! wins (as in `go.yaml.in/yaml/v2` and `sigs.k8s.io/yaml`).

mod alias;
mod source;
#[cfg(test)]
mod tests;

use sorted::Map;

use saphyr_parser::{Event, Parser, ScalarStyle, StrInput, Tag};

use self::source::Source;
use super::{extent, flow_lines, scalar, syntax_error};
use crate::position::{Span, floor_char};
use crate::tree::{Entry, Node, Origin, Value};

/// What helps against the braces of a template.
pub const TEMPLATE_HELP: &str =
    "`{{ … }}` is a template, not YAML: render it first (`helm template`, `envsubst`), or quote the value";

/// Deepest nesting of lists and mappings.
pub const MAX_DEPTH: usize = 100;
const BYTE_ORDER_MARK: char = '\u{feff}';
/// Up to this many keys of a mapping are compared one by one.
const SMALL_MAPPING: usize = 32;
/// Most nodes that aliases and merge keys may add in one document.
pub const MAX_ALIAS_NODES: usize = 100_000;

/// Why a document could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The characters it is about.
    pub span: Span,
    /// What kubectl prints after `error converting YAML to JSON: `.
    pub kubectl: String,
    /// A remark of ours.
    pub help: Option<String>,
    /// Whether a limit of ours was hit (kubectl might have read on).
    pub limit: bool,
}

/// A key that was written again later in the same mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateKey {
    /// The key.
    pub key: String,
    /// The one that counts.
    pub last: Span,
    /// The one that is ignored.
    pub ignored: Span,
}

/// A document as read.
#[derive(Debug)]
pub struct Read {
    /// The tree; `None` for an empty document.
    pub root: Option<Node>,
    /// Keys written more than once.
    pub duplicates: Vec<DuplicateKey>,
}

/// Reads the document at `span` of `text`.
///
/// # Errors
/// What kubectl's parser would say, and limits of ours.
pub fn read(text: &str, span: Span) -> Result<Read, ReadError> {
    // A byte order mark at the beginning says nothing.
    let mark = if text[span.clone()].starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len_utf8()
    } else {
        0
    };
    let span = span.start + mark..span.end;
    let document = &text[span.clone()];
    if let Some((at, c)) = document.char_indices().find(|(_, c)| is_control(*c)) {
        let at = span.start + at;
        return Err(ReadError {
            span: at..at + c.len_utf8(),
            kubectl: "yaml: control characters are not allowed".to_owned(),
            help: Some("an invisible character stands here: delete it".to_owned()),
            limit: false,
        });
    }
    let first = read_document(document, span.start);
    match first {
        Err(error) if !error.limit => {
            let again = flow_lines::flatten(document).map(|flat| read_document(&flat, span.start));
            again.and_then(Result::ok).ok_or(error)
        }
        done => done,
    }
}

/// What kubectl's parser reads nowhere in a text (`yaml_parser_update_buffer` of go-yaml).
fn is_control(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..)
}

fn read_document(document: &str, base: usize) -> Result<Read, ReadError> {
    let mut reader = Reader {
        parser: Parser::new_from_str(document),
        source: Source::new(document, base),
        anchors: Map::new(),
        open_anchors: Vec::new(),
        duplicates: Vec::new(),
        budget: MAX_ALIAS_NODES,
        cursor: 0,
    };
    let root = reader.document()?;
    Ok(Read {
        root: root.filter(|r| !r.is_null()),
        duplicates: reader.duplicates,
    })
}

struct Reader<'a> {
    parser: Parser<'a, StrInput<'a>>,
    source: Source<'a>,
    anchors: Map<usize, Node>,
    open_anchors: Vec<usize>,
    duplicates: Vec<DuplicateKey>,
    budget: usize,
    /// End of the last event's text, inside the document.
    cursor: usize,
}

/// An event with its bytes inside the document.
struct Token<'a> {
    event: Event<'a>,
    span: Span,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<Token<'a>, ReadError> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let start = self.source.byte(span.start.index());
                let end = self.source.byte(span.end.index()).max(start);
                Ok(Token {
                    event,
                    span: start..end,
                })
            }
            Some(Err(error)) => {
                let at = self.source.byte(error.marker().index());
                let found = syntax_error::translate(self.source.document, at, error.info());
                Err(self.error(found.span, found.message, found.help))
            }
            None => Ok(Token {
                event: Event::StreamEnd,
                span: self.cursor..self.cursor,
            }),
        }
    }

    fn error(&self, span: Span, message: String, help: Option<String>) -> ReadError {
        let end = floor_char(self.source.document, span.end);
        ReadError {
            span: self.source.absolute(span.start.min(end)..end),
            kubectl: format!("yaml: {message}"),
            help,
            limit: false,
        }
    }

    fn limit(&self, span: Span, message: String) -> ReadError {
        ReadError {
            span: self.source.absolute(span),
            kubectl: message,
            help: None,
            limit: true,
        }
    }

    /// The first document of the stream (what follows `...` is not read, as in kubectl).
    fn document(&mut self) -> Result<Option<Node>, ReadError> {
        loop {
            let token = self.next()?;
            match token.event {
                Event::StreamEnd => return Ok(None),
                Event::StreamStart | Event::Nothing | Event::DocumentStart(_) => self.cursor = token.span.end,
                Event::DocumentEnd => return Ok(None),
                _ => break self.node(token, 0).map(Some),
            }
        }
        .and_then(|root| {
            // One more event: garbage after the root is a syntax error for kubectl too.
            self.next()?;
            Ok(root)
        })
    }

    fn node(&mut self, token: Token<'a>, depth: usize) -> Result<Node, ReadError> {
        if depth > MAX_DEPTH {
            return Err(self.limit(token.span, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let (anchor, node) = match token.event {
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, self.scalar(&text, style, tag.as_deref(), token.span)?)
            }
            Event::SequenceStart(anchor, _) => {
                self.open_anchors.push(anchor);
                let node = self.sequence(token.span, depth)?;
                self.open_anchors.pop();
                (anchor, node)
            }
            Event::MappingStart(anchor, _) => {
                self.open_anchors.push(anchor);
                let node = self.mapping(token.span, depth)?;
                self.open_anchors.pop();
                (anchor, node)
            }
            Event::Alias(id) => return self.alias(id, token.span),
            _ => return Err(self.error(token.span, "did not find expected node content".to_owned(), None)),
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn written(&self, span: Span, value: Value) -> Node {
        Node {
            span: self.source.absolute(span),
            value,
            origin: Origin::Written,
        }
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: Span,
    ) -> Result<Node, ReadError> {
        let document = self.source.document;
        let extent = match style {
            ScalarStyle::Plain => extent::plain(document, span.start, span.end),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                extent::quoted(document, span.start, span.end)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                extent::block_scalar(document, self.cursor, span.start, span.end)
            }
        };
        // The parser gives an omitted value as `~` without extent, before the colon.
        let omitted = style == ScalarStyle::Plain && extent.is_empty();
        let text = if omitted { "" } else { text };
        let colon = usize::from(omitted && document[extent.start..].starts_with(':'));
        let extent = extent.start + colon..extent.end + colon;
        self.cursor = extent.end.max(self.cursor);
        let plain = style == ScalarStyle::Plain;
        let resolved = match tag.map(|t| (t.is_yaml_core_schema(), t.suffix.as_str())) {
            None if plain => scalar::resolve_plain(text),
            Some((true, "int" | "float" | "bool" | "null")) => scalar::resolve_plain(text),
            _ => Ok(text.into()),
        };
        match resolved {
            Ok(value) => Ok(self.written(extent, value)),
            Err(scalar::NotJson(message)) => Err(ReadError {
                span: self.source.absolute(extent),
                kubectl: message,
                help: None,
                limit: false,
            }),
        }
    }

    fn sequence(&mut self, start: Span, depth: usize) -> Result<Node, ReadError> {
        let begin = extent::first_dash(self.source.document, self.cursor, start.start);
        let start = if start.is_empty() { begin..begin } else { start };
        self.cursor = start.end.max(self.cursor);
        let mut items = Vec::new();
        loop {
            let token = self.next()?;
            if matches!(token.event, Event::SequenceEnd) {
                let span = self.collection_span(start, token.span);
                return Ok(self.written(span, Value::Seq(items)));
            }
            items.push(self.node(token, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Span, depth: usize) -> Result<Node, ReadError> {
        self.cursor = start.end.max(self.cursor);
        let mut entries: Vec<Entry> = Vec::new();
        let mut unsorted = false;
        loop {
            let token = self.next()?;
            if matches!(token.event, Event::MappingEnd) {
                if unsorted {
                    self.drop_repeated(&mut entries);
                }
                let span = self.collection_span(start, token.span);
                return Ok(self.written(span, Value::Map(entries)));
            }
            let is_merge =
                matches!(&token.event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key_node = self.node(token, depth + 1)?;
            let key = self.key_text(&key_node)?;
            let token = self.next()?;
            let value = self.node(token, depth + 1)?;
            if is_merge {
                self.merge(&mut entries, value)?;
                continue;
            }
            let entry = Entry {
                key,
                key_span: key_node.span,
                value,
            };
            if entries.len() < SMALL_MAPPING {
                self.insert(&mut entries, entry);
            } else {
                // Looking through all keys for every key would take long.
                entries.push(entry);
                unsorted = true;
            }
        }
    }

    /// Drops all but the last of equal keys, as [`Reader::insert`] does one by one.
    fn drop_repeated(&mut self, entries: &mut Vec<Entry>) {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|a, b| (&entries[*a].key, a).cmp(&(&entries[*b].key, b)));
        let mut ignored = vec![false; entries.len()];
        for pair in order.windows(2) {
            let (earlier, later) = (&entries[pair[0]], &entries[pair[1]]);
            if earlier.key != later.key {
                continue;
            }
            ignored[pair[0]] = true;
            if earlier.value.origin == Origin::Written {
                self.duplicates.push(DuplicateKey {
                    key: later.key.clone(),
                    last: later.key_span.clone(),
                    ignored: earlier.key_span.clone(),
                });
            }
        }
        let mut place = 0;
        entries.retain(|_| {
            place += 1;
            !ignored[place - 1]
        });
    }

    /// A flow collection ends with its bracket; a block one with its last child, not with the next token.
    fn collection_span(&mut self, start: Span, end: Span) -> Span {
        let flow = self.source.document[start.start..].starts_with(['{', '[']) && !start.is_empty();
        if flow {
            self.cursor = end.end;
            return start.start..end.end;
        }
        start.start..self.cursor.max(start.start)
    }

    fn insert(&mut self, entries: &mut Vec<Entry>, entry: Entry) {
        if let Some(i) = entries.iter().position(|e| e.key == entry.key) {
            let ignored = entries.remove(i);
            if ignored.value.origin == Origin::Written {
                let (key, last) = (entry.key.clone(), entry.key_span.clone());
                self.duplicates.push(DuplicateKey {
                    key,
                    last,
                    ignored: ignored.key_span,
                });
            }
        }
        entries.push(entry);
    }

    fn key_text(&self, node: &Node) -> Result<String, ReadError> {
        match &node.value {
            Value::String(s) | Value::Number(s) => Ok(s.clone()),
            Value::Bool(b) => Ok(b.to_string()),
            Value::Null => Err(ReadError {
                span: node.span.clone(),
                kubectl: "unsupported map key of type: %!s(<nil>), key: <nil>".to_owned(),
                help: Some("a key is missing before `:`".to_owned()),
                limit: false,
            }),
            Value::Map(_) | Value::Seq(_) => Err(ReadError {
                span: node.span.clone(),
                kubectl: format!("yaml: invalid map key: {}", syntax_error::go_value(node)),
                help: Some(TEMPLATE_HELP.to_owned()),
                limit: false,
            }),
        }
    }
}
