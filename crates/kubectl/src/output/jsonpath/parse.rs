//! Reading a template. Mirrors staging/src/k8s.io/client-go/util/jsonpath/parser.go (v1.36.2).

use serde_json::Value;

use super::{Node, Operand, Step};

/// Filters inside filters and ranges inside ranges are read no deeper than this.
const MAX_DEPTH: usize = 20;

type Read<T> = Result<T, String>;

/// The nodes of a template.
pub fn template(text: &str) -> Read<Vec<Node>> {
    let mut open: Vec<(Vec<Step>, Vec<Node>)> = Vec::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(start) = rest.find('{') else {
            nodes.push(Node::Text(rest.to_owned()));
            break;
        };
        if start > 0 {
            nodes.push(Node::Text(rest[..start].to_owned()));
        }
        let (action, after) = take_action(&rest[start + 1..])?;
        for part in parts(action) {
            match part {
                Part::Quoted(text) => nodes.push(Node::Text(unquote(text))),
                Part::Word("end") => {
                    let Some((range, outer)) = open.pop() else {
                        return Err("not in range, nothing to end".to_owned());
                    };
                    let inner = std::mem::replace(&mut nodes, outer);
                    nodes.push(Node::Range(range, inner));
                }
                Part::Range(range) => {
                    if open.len() >= MAX_DEPTH {
                        return Err("too many ranges".to_owned());
                    }
                    open.push((path(range, 0)?, std::mem::take(&mut nodes)));
                }
                Part::Word(word) => nodes.push(Node::Path(path(word, 0)?)),
            }
        }
        rest = after;
    }
    if open.is_empty() {
        Ok(nodes)
    } else {
        Err("unclosed range".to_owned())
    }
}

/// A text's characters outside quotes, and the quotes that close, each with its place.
struct Outside<'a> {
    characters: std::str::CharIndices<'a>,
    /// A backslash takes the next character as it is.
    escapes: bool,
    /// The quote that is open.
    quote: Option<char>,
}

fn outside(text: &str, escapes: bool) -> Outside<'_> {
    Outside {
        characters: text.char_indices(),
        escapes,
        quote: None,
    }
}

impl Iterator for Outside<'_> {
    type Item = (usize, char);

    fn next(&mut self) -> Option<(usize, char)> {
        loop {
            let (position, character) = self.characters.next()?;
            match (self.quote, character) {
                (_, '\\') if self.escapes => drop(self.characters.next()),
                (Some(open), _) if character == open => {
                    self.quote = None;
                    return Some((position, character));
                }
                (Some(_), _) => {}
                (None, '"' | '\'') => self.quote = Some(character),
                (None, _) => return Some((position, character)),
            }
        }
    }
}

/// The text up to the brace that closes an action, and what follows it.
fn take_action(text: &str) -> Read<(&str, &str)> {
    let mut outside = outside(text, true);
    if let Some((end, _)) = outside.find(|(_, character)| *character == '}') {
        return Ok((&text[..end], &text[end + 1..]));
    }
    Err(if outside.quote.is_some() {
        "unterminated quoted string"
    } else {
        "unclosed action"
    }
    .to_owned())
}

enum Part<'a> {
    Quoted(&'a str),
    Word(&'a str),
    Range(&'a str),
}

/// An action's parts; a blank outside brackets and quotes separates.
fn parts(action: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = action.trim();
    while !rest.is_empty() {
        let is_range = rest
            .strip_prefix("range")
            .filter(|after| after.starts_with(char::is_whitespace));
        let word = is_range.map_or(rest, str::trim_start);
        let end = word_end(word);
        let (head, tail) = word.split_at(end);
        parts.push(match is_range {
            Some(_) => Part::Range(head),
            None if head.starts_with(['"', '\'']) => Part::Quoted(head),
            None => Part::Word(head),
        });
        rest = tail.trim_start();
        if end == 0 {
            break;
        }
    }
    parts
}

/// Where a word ends: at a blank outside brackets, or after its quotes.
fn word_end(text: &str) -> usize {
    let quoted = text.starts_with(['"', '\'']);
    let mut depth = 0_usize;
    for (position, character) in outside(text, true) {
        match character {
            '"' | '\'' if quoted => return position + 1,
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            blank if blank.is_whitespace() && depth == 0 => return position,
            _ => {}
        }
    }
    text.len()
}

/// A quoted text's content, with `\n`, `\t` and the like resolved.
fn unquote(text: &str) -> String {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut out = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => out.push(match characters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                Some(other) => other,
                None => '\\',
            }),
            (character, false) => out.push(character),
        }
    }
    out
}

/// The steps of a path such as `.items[*].metadata.name`.
fn path(text: &str, depth: usize) -> Read<Vec<Step>> {
    let mut steps = Vec::new();
    let mut rest = text.strip_prefix(['$', '@']).unwrap_or(text);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(Step::Recursive);
            rest = after;
            if let Some((name, after)) = field(rest) {
                steps.push(name);
                rest = after;
            }
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = match field(after) {
                Some((name, after)) => {
                    steps.push(name);
                    after
                }
                None => after,
            };
        } else if let Some(after) = rest.strip_prefix('[') {
            let end = closing_bracket(after).ok_or("unterminated array")?;
            steps.push(subscript(after[..end].trim(), depth)?);
            rest = &after[end + 1..];
        } else if steps.is_empty() && !rest.starts_with(is_alphanumeric) {
            return Err(format!("unrecognized character in action: {}", code(rest)));
        } else {
            return Err(format!("unrecognized identifier {rest}"));
        }
    }
    Ok(steps)
}

/// A letter or digit; what is not ASCII counts as one, for the tables of all letters would be half of the parser.
fn is_alphanumeric(first: char) -> bool {
    first.is_ascii_alphanumeric() || !first.is_ascii()
}

/// A character as Go's `%#U` prints it.
fn code(text: &str) -> String {
    let character = text.chars().next().unwrap_or(' ');
    format!("U+{:04X} '{character}'", u32::from(character))
}

/// A field's name up to the next dot or bracket; a backslash takes the next character as it is.
fn field(text: &str) -> Option<(Step, &str)> {
    let mut name = String::new();
    let mut characters = text.char_indices();
    let mut end = text.len();
    while let Some((position, character)) = characters.next() {
        match character {
            '\\' => name.extend(characters.next().map(|(_, character)| character)),
            '.' | '[' => {
                end = position;
                break;
            }
            character => name.push(character),
        }
    }
    let step = match name.as_str() {
        "" => return None,
        "*" => Step::Wildcard,
        _ => Step::Field(name),
    };
    Some((step, &text[end..]))
}

fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (position, character) in outside(text, false) {
        match character {
            '[' => depth += 1,
            ']' if depth == 0 => return Some(position),
            ']' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// What stands between brackets.
fn subscript(text: &str, depth: usize) -> Read<Step> {
    if text == "*" {
        return Ok(Step::Wildcard);
    }
    if let Some(filter) = text.strip_prefix("?(").and_then(|text| text.strip_suffix(')')) {
        return parse_filter(filter, depth + 1);
    }
    let items: Vec<&str> = split_outside_quotes(text);
    if items.len() > 1 {
        let steps: Read<Vec<Step>> = items.iter().map(|item| subscript(item.trim(), depth)).collect();
        return steps.map(Step::Union);
    }
    if text.len() > 1 && text.starts_with(['\'', '"']) {
        return Ok(Step::Field(unquote(text)));
    }
    slice(text).ok_or_else(|| format!("invalid array index {text}"))
}

fn split_outside_quotes(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (comma, _) in outside(text, false).filter(|(_, character)| *character == ',') {
        parts.push(&text[from..comma]);
        from = comma + 1;
    }
    parts.push(&text[from..]);
    parts
}

fn slice(text: &str) -> Option<Step> {
    if !text.contains(':') {
        return text.parse().ok().map(Step::Index);
    }
    let mut numbers = text.split(':').map(|part| match part.trim() {
        "" => Some(None),
        part => part.parse::<i64>().ok().map(Some),
    });
    let start = numbers.next()??;
    let end = numbers.next()??;
    let step = numbers.next().unwrap_or(Some(None))?.unwrap_or(1);
    numbers.next().is_none().then_some(Step::Slice(start, end, step))
}

/// `@.x=="y"`, `@.n>=1`, `@.x`
fn parse_filter(text: &str, depth: usize) -> Read<Step> {
    if depth > MAX_DEPTH {
        return Err("too many filters".to_owned());
    }
    let first = outside(text, false).find(|(_, character)| matches!(character, '=' | '!' | '<' | '>'));
    let Some((position, _)) = first else {
        return Ok(Step::Filter(
            operand(text, depth)?,
            "exists".to_owned(),
            Operand::None,
        ));
    };
    let rest = &text[position..];
    let longest = ["==", "!=", "<=", ">=", "<", ">"];
    let operator = longest.iter().find(|operator| rest.starts_with(**operator));
    let operator = operator.ok_or("unrecognized filter operator")?;
    let left = operand(&text[..position], depth)?;
    let right = operand(&rest[operator.len()..], depth)?;
    Ok(Step::Filter(left, (*operator).to_owned(), right))
}

fn operand(text: &str, depth: usize) -> Read<Operand> {
    let text = text.trim();
    if text.starts_with(['@', '$', '.']) {
        return path(text, depth).map(Operand::Path);
    }
    if text.len() > 1 && text.starts_with(['"', '\'']) {
        return Ok(Operand::Literal(Value::String(unquote(text))));
    }
    serde_json::from_str(text)
        .map(Operand::Literal)
        .map_err(|_| format!("unrecognized identifier {text}"))
}
