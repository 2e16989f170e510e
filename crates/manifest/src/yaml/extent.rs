//! Where a node really begins and ends: the parser reports ends at the next token and block scalars at their content.

use crate::position::Span;

/// The span of a quoted scalar that begins at `start` (its opening quote); the parser's `end` lies after trailing blanks.
pub fn quoted(text: &str, start: usize, end: usize) -> Span {
    let inner = &text[start..end];
    let Some(quote) = inner.bytes().next() else {
        return start..end;
    };
    let bytes = inner.as_bytes();
    let mut i = 1;
    while i < bytes.len() {
        match bytes[i] {
            b'\\' if quote == b'"' => i += 1,
            b if b == quote && quote == b'\'' && bytes.get(i + 1) == Some(&quote) => i += 1,
            b if b == quote => return start..start + i + 1,
            _ => {}
        }
        i += 1;
    }
    start..end
}

/// The span of a plain scalar without trailing blanks and comment.
pub fn plain(text: &str, start: usize, end: usize) -> Span {
    let inner = &text[start..end];
    let inner = inner.find(" #").map_or(inner, |i| &inner[..i]);
    start..start + inner.trim_end().len()
}

/// The span of a block scalar from its `|` or `>` to its last line that is not blank. `from` is the end of what came
/// before the value, `content` where the parser saw the content begin.
pub fn block_scalar(text: &str, from: usize, content: usize, end: usize) -> Span {
    let content = content.max(from);
    let start = header(&text[from..content]).map_or(content, |i| from + i);
    start..start + text[start..end.max(start)].trim_end().len()
}

/// The first dash of a block list between the end of what came before (`from`) and where the parser saw the list begin,
/// which for a list in its key's column is behind that dash.
pub fn first_dash(text: &str, from: usize, seen: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < seen {
        match bytes[at] {
            b'-' if bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace) => return at,
            b'#' => at += text[at..].find('\n').unwrap_or(text.len() - at),
            b'&' | b'!' => at += text[at..].find(char::is_whitespace).unwrap_or(text.len() - at),
            _ => at += 1,
        }
    }
    seen
}

/// The position of the block scalar indicator in the text between a key and the content.
fn header(between: &str) -> Option<usize> {
    let bytes = between.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match bytes[i] {
            b'|' | b'>' => return Some(i),
            b'#' if i > 0 && bytes[i - 1].is_ascii_whitespace() => {
                i += between[i..].find('\n')?;
            }
            _ => {}
        }
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_ends_at_the_quote() {
        let text = r#"a: "q\"x"  # c"#;
        assert_eq!(&text[quoted(text, 3, text.len())], r#""q\"x""#);
        let text = "'it''s' # c";
        assert_eq!(&text[quoted(text, 0, text.len())], "'it''s'");
    }

    #[test]
    fn block_scalar_includes_its_header() {
        let text = "a: |-\n  foo\n  bar\n\nb: 1\n";
        assert_eq!(&text[block_scalar(text, 2, 8, 19)], "|-\n  foo\n  bar");
    }
}
