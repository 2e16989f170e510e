//! Shell patterns: `*`, `?`, `[…]`; a backslash makes the next character plain.

/// True when the whole text fits the pattern.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches_chars(&pattern, &text)
}

/// Greedy with one point of return: linear space, no recursion.
pub(crate) fn matches_chars(pattern: &[char], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    loop {
        if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, t));
            p += 1;
            continue;
        }
        if t == text.len() {
            if p == pattern.len() {
                return true;
            }
        } else if let Some(next) = one(pattern, p, text[t]) {
            p = next;
            t += 1;
            continue;
        }
        match star {
            Some((at, from)) if from < text.len() => {
                star = Some((at, from + 1));
                p = at + 1;
                t = from + 1;
            }
            _ => return false,
        }
    }
}

/// Where the pattern goes on after one character; `None`: it does not fit.
fn one(pattern: &[char], at: usize, c: char) -> Option<usize> {
    match pattern.get(at)? {
        '?' => Some(at + 1),
        '\\' if at + 1 < pattern.len() => (pattern[at + 1] == c).then_some(at + 2),
        '[' => match bracket(pattern, at, c) {
            Some((hit, next)) => hit.then_some(next),
            None => (c == '[').then_some(at + 1),
        },
        plain => (*plain == c).then_some(at + 1),
    }
}

/// A bracket expression: whether it fits and where it ends; `None` when it is not closed.
fn bracket(pattern: &[char], at: usize, c: char) -> Option<(bool, usize)> {
    let mut i = at + 1;
    let negated = matches!(pattern.get(i), Some('!' | '^'));
    i += usize::from(negated);
    let first = i;
    let mut hit = false;
    loop {
        let mut low = *pattern.get(i)?;
        if low == ']' && i > first {
            return Some((hit != negated, i + 1));
        }
        if low == '[' && pattern.get(i + 1) == Some(&':') {
            let end =
                (i + 2..pattern.len()).find(|e| pattern[*e] == ':' && pattern.get(e + 1) == Some(&']'))?;
            let name: String = pattern[i + 2..end].iter().collect();
            hit |= in_class(&name, c);
            i = end + 2;
            continue;
        }
        if low == '\\' {
            i += 1;
            low = *pattern.get(i)?;
        }
        if pattern.get(i + 1) == Some(&'-') && pattern.get(i + 2).is_some_and(|h| *h != ']') {
            let high = pattern[i + 2];
            hit |= low <= c && c <= high;
            i += 3;
        } else {
            hit |= low == c;
            i += 1;
        }
    }
}

/// POSIX character classes.
pub(crate) fn in_class(name: &str, c: char) -> bool {
    match name {
        "alpha" => c.is_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_alphanumeric(),
        "upper" => c.is_uppercase(),
        "lower" => c.is_lowercase(),
        "space" => c.is_whitespace(),
        "blank" => c == ' ' || c == '\t',
        "punct" => c.is_ascii_punctuation(),
        "xdigit" => c.is_ascii_hexdigit(),
        "cntrl" => c.is_control(),
        "print" => !c.is_control(),
        "graph" => !c.is_control() && c != ' ',
        _ => false,
    }
}

/// A plain text as a pattern that fits only itself.
pub(crate) fn quote(text: &str, into: &mut String) {
    for c in text.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
            into.push('\\');
        }
        into.push(c);
    }
}

/// True when the text has characters that make it a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns() {
        let check = |pattern: &str, text: &str, expect: bool| {
            assert_eq!(matches(pattern, text), expect, "{pattern} {text}");
        };
        check("*", "", true);
        check("a*c", "abbc", true);
        check("a*c", "abbd", false);
        check("*.log", "x.log", true);
        check("?b", "ab", true);
        check("[a-c]x", "bx", true);
        check("[!a-c]x", "bx", false);
        check("[[:digit:]]*", "7up", true);
        check("\\*", "*", true);
        check("\\*", "a", false);
        check("[", "[", true);
        check("[]]", "]", true);
        check("*a*b*c*", "xxaxxbxxcxx", true);
        check("é?", "éa", true);
    }
}
