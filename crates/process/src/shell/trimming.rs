//! `${x%y}`, `${x#y}` and `${x/y/z}` on texts.

use super::expand::Piece;
use super::pattern::matches_chars;

/// Longest text on which patterns are tried at every place.
const MAX_PATTERN_TEXT: usize = 4_096;

pub(super) fn trim(text: &[char], pattern: &[char], suffix: bool, longest: bool) -> String {
    let count = text.len();
    if count > MAX_PATTERN_TEXT {
        return text.iter().collect();
    }
    // A piece of `length` characters at one end; from the shortest or from the longest.
    for step in 0..=count {
        let length = if longest { count - step } else { step };
        let cut = if suffix { count - length } else { length };
        let (piece, rest) = if suffix {
            (&text[cut..], &text[..cut])
        } else {
            (&text[..cut], &text[cut..])
        };
        if matches_chars(pattern, piece) {
            return rest.iter().collect();
        }
    }
    text.iter().collect()
}

pub(super) fn replace(
    text: &[char],
    pattern: &[char],
    with: &[Piece],
    all: bool,
    anchor: Option<char>,
) -> String {
    if text.len() > MAX_PATTERN_TEXT || pattern.is_empty() {
        return text.iter().collect();
    }
    let mut result = String::new();
    let mut at = 0;
    let mut done = false;
    while at <= text.len() {
        let may = !done && (anchor != Some('#') || at == 0);
        let ends = (at..=text.len())
            .rev()
            .filter(|end| anchor != Some('%') || *end == text.len());
        let end = if may {
            ends.into_iter()
                .find(|end| matches_chars(pattern, &text[at..*end]))
        } else {
            None
        };
        match end {
            Some(end) if end > at || (at == text.len() && anchor.is_some()) => {
                put_replacement(with, &text[at..end], &mut result);
                at = end.max(at + usize::from(end == at));
                done = !all;
                if end == text.len() {
                    break;
                }
            }
            _ => {
                result.extend(text.get(at));
                at += 1;
            }
        }
    }
    result
}

/// The replacement: an unquoted `&` stands for what was found, as in bash since 5.2.
fn put_replacement(with: &[Piece], found: &[char], into: &mut String) {
    for piece in with {
        match piece {
            Piece::Quoted(text) => into.push_str(text),
            Piece::Literal(text) | Piece::Split(text) => {
                for c in text.chars() {
                    if c == '&' {
                        into.extend(found);
                    } else {
                        into.push(c);
                    }
                }
            }
            Piece::Border | Piece::Gap => into.push(' '),
            Piece::Nothing => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn trimming() {
        let check = |text: &str, pattern: &str, suffix, longest, expect: &str| {
            assert_eq!(
                trim(&chars(text), &chars(pattern), suffix, longest),
                expect,
                "{text} {pattern}"
            );
        };
        check("a/b/c", "*/", false, false, "b/c");
        check("a/b/c", "*/", false, true, "c");
        check("a/b/c", "/*", true, false, "a/b");
        check("a/b/c", "/*", true, true, "a");
        check("web-0", "*-", false, true, "0");
        check("abc", "x", true, false, "abc");
    }

    #[test]
    fn replacing() {
        let check = |text: &str, pattern: &str, with: &str, all, anchor, expect: &str| {
            assert_eq!(
                replace(
                    &chars(text),
                    &chars(pattern),
                    &[Piece::Literal(with.into())],
                    all,
                    anchor
                ),
                expect,
                "{text} {pattern}"
            );
        };
        check("aXbX", "X", "-", false, None, "a-bX");
        check("aXbX", "X", "-", true, None, "a-b-");
        check("aXbX", "X", "", true, None, "ab");
        check("aab", "a", "-", false, Some('#'), "-ab");
        check("aab", "b", "-", false, Some('%'), "aa-");
        check("abc", "b*", "-", false, None, "a-");
    }
}
