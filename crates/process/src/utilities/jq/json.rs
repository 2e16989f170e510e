//! JSON: reading and printing. Numbers keep their text.

/// Deepest nesting.
const MAX_DEPTH: u32 = 100;

/// A value. Objects keep the order written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub compact: bool,
    pub raw: bool,
    pub sorted: bool,
}

impl Json {
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "number",
            Json::Text(_) => "string",
            Json::List(_) => "array",
            Json::Object(_) => "object",
        }
    }

    pub fn truth(&self) -> bool {
        !matches!(self, Json::Null | Json::Bool(false))
    }

    /// A text as itself, anything else as JSON.
    pub fn text(&self) -> String {
        let style = Style {
            compact: true,
            raw: true,
            sorted: false,
        };
        print(self, style)
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

/// Reads exactly one value.
pub(super) fn read(text: &str) -> Result<Json, String> {
    let (mut values, problem) = read_all(text);
    match (values.len(), problem) {
        (1, None) => Ok(values.remove(0)),
        (_, Some(problem)) => Err(problem),
        _ => Err("expected one JSON value".into()),
    }
}

/// Reads values up to the first mistake.
pub(super) fn read_all(text: &str) -> (Vec<Json>, Option<String>) {
    let mut reader = Reader {
        text,
        at: 0,
        depth: 0,
    };
    let mut values = Vec::new();
    loop {
        reader.blanks();
        if reader.at >= text.len() {
            return (values, None);
        }
        match reader.value() {
            Some(value) => values.push(value),
            None => {
                let line = text[..reader.at.min(text.len())].matches('\n').count() + 1;
                let what = if reader.at >= text.len() {
                    "Unfinished JSON term"
                } else {
                    "Invalid literal"
                };
                return (
                    values,
                    Some(format!("{what} at line {line}, column {}", reader.at)),
                );
            }
        }
    }
}

impl Reader<'_> {
    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let hit = self.text[self.at..].starts_with(token);
        self.at += if hit { token.len() } else { 0 };
        hit
    }

    fn value(&mut self) -> Option<Json> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        self.blanks();
        let value = match self.text[self.at..].bytes().next()? {
            b'{' => self.object()?,
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.take("]") {
                    items.push(self.value()?);
                    self.separator(']')?;
                }
                Json::List(items)
            }
            b'"' => Json::Text(self.string()?),
            b'-' | b'0'..=b'9' => {
                let rest = &self.text[self.at..];
                let length = rest
                    .bytes()
                    .take_while(|c| c.is_ascii_digit() || b"+-.eE".contains(c))
                    .count();
                self.at += length;
                Json::Number(rest[..length].to_string())
            }
            _ if self.take("null") => Json::Null,
            _ if self.take("true") => Json::Bool(true),
            _ if self.take("false") => Json::Bool(false),
            _ => return None,
        };
        self.depth -= 1;
        Some(value)
    }

    /// A comma, or nothing before the closing bracket.
    fn separator(&mut self, end: char) -> Option<()> {
        self.blanks();
        (self.take(",") || self.text[self.at..].starts_with(end)).then_some(())
    }

    fn object(&mut self) -> Option<Json> {
        self.at += 1;
        let mut entries: Vec<(String, Json)> = Vec::new();
        while !self.take("}") {
            self.blanks();
            let key = self.string()?;
            if !self.take(":") {
                return None;
            }
            let value = self.value()?;
            put(&mut entries, key, value);
            self.separator('}')?;
        }
        Some(Json::Object(entries))
    }

    fn string(&mut self) -> Option<String> {
        if !self.text[self.at..].starts_with('"') {
            return None;
        }
        self.at += 1;
        let mut text = String::new();
        loop {
            let c = self.text[self.at..].chars().next()?;
            self.at += c.len_utf8();
            match c {
                '"' => return Some(text),
                '\\' => {
                    let c = self.text[self.at..].chars().next()?;
                    self.at += c.len_utf8();
                    text.push(match c {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'u' => {
                            let code = u32::from_str_radix(self.text.get(self.at..self.at + 4)?, 16).ok()?;
                            self.at += 4;
                            char::from_u32(code).unwrap_or('\u{fffd}')
                        }
                        other => other,
                    });
                }
                c => text.push(c),
            }
        }
    }
}

/// Sets a key of an object.
pub(super) fn put(entries: &mut Vec<(String, Json)>, key: String, value: Json) {
    match entries.iter_mut().find(|e| e.0 == key) {
        Some(entry) => entry.1 = value,
        None => entries.push((key, value)),
    }
}

/// A value as text.
pub(super) fn print(value: &Json, style: Style) -> String {
    if let (Json::Text(text), true) = (value, style.raw) {
        return text.clone();
    }
    let mut out = String::new();
    write(value, style, 0, &mut out);
    out
}

fn line(style: Style, depth: usize, out: &mut String) {
    if !style.compact {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    }
}

fn write(value: &Json, style: Style, depth: usize, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Json::Number(text) => out.push_str(text),
        Json::Text(text) => quote(text, out),
        Json::List(items) if items.is_empty() => out.push_str("[]"),
        Json::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Json::List(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                out.push_str(if place > 0 { "," } else { "" });
                line(style, depth + 1, out);
                write(item, style, depth + 1, out);
            }
            line(style, depth, out);
            out.push(']');
        }
        Json::Object(entries) => {
            let mut order: Vec<&(String, Json)> = entries.iter().collect();
            if style.sorted {
                order.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            }
            out.push('{');
            for (place, (key, item)) in order.into_iter().enumerate() {
                out.push_str(if place > 0 { "," } else { "" });
                line(style, depth + 1, out);
                quote(key, out);
                out.push_str(if style.compact { ":" } else { ": " });
                write(item, style, depth + 1, out);
            }
            line(style, depth, out);
            out.push('}');
        }
    }
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}
