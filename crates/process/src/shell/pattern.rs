//! Shell patterns: `*`, `?`, `[…]`; a backslash makes the next character plain.

/// True when the whole text fits the pattern.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    matches_chars(&pattern, &text)
}

/// Greedy, when no groups occur, with one point of return: linear space, no recursion.
pub(crate) fn matches_chars(pattern: &[char], text: &[char]) -> bool {
    if (1..pattern.len()).any(|at| group(pattern, at - 1).is_some()) {
        let mut steps = 0;
        return with_groups(pattern, text, &mut steps);
    }
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

/// Most steps for a pattern with groups; beyond, it does not fit.
const MAX_STEPS: u32 = 100_000;

/// bash's `@(a|b)` at a place: its alternatives and where it ends.
fn group(pattern: &[char], at: usize) -> Option<(Vec<&[char]>, usize)> {
    let escaped = at > 0 && pattern[at - 1] == '\\';
    if escaped || !matches!(pattern[at], '@' | '*' | '+' | '?' | '!') || pattern.get(at + 1) != Some(&'(') {
        return None;
    }
    let (mut depth, mut from, mut alternatives) = (0_u32, at + 2, Vec::new());
    let mut place = at + 2;
    while let Some(c) = pattern.get(place) {
        match c {
            '\\' => place += 1,
            '(' => depth += 1,
            ')' if depth == 0 => {
                alternatives.push(&pattern[from..place]);
                return Some((alternatives, place + 1));
            }
            ')' => depth -= 1,
            '|' if depth == 0 => {
                alternatives.push(&pattern[from..place]);
                from = place + 1;
            }
            _ => {}
        }
        place += 1;
    }
    None
}

/// Tries every way; bounded.
fn with_groups(pattern: &[char], text: &[char], steps: &mut u32) -> bool {
    *steps += 1;
    if *steps > MAX_STEPS {
        return false;
    }
    let Some(first) = pattern.first() else {
        return text.is_empty();
    };
    let Some((alternatives, end)) = group(pattern, 0) else {
        return match first {
            '*' => (0..=text.len()).any(|from| with_groups(&pattern[1..], &text[from..], steps)),
            _ => text
                .first()
                .and_then(|c| one(pattern, 0, *c))
                .is_some_and(|next| with_groups(&pattern[next..], &text[1..], steps)),
        };
    };
    let rest = &pattern[end..];
    let fits = |piece: &[char], steps: &mut u32| alternatives.iter().any(|a| with_groups(a, piece, steps));
    let none = matches!(first, '?' | '*') && with_groups(rest, text, steps);
    if none {
        return true;
    }
    (0..=text.len()).any(|cut| {
        let (piece, after) = text.split_at(cut);
        match first {
            '!' => !fits(piece, steps) && with_groups(rest, after, steps),
            '@' | '?' => fits(piece, steps) && with_groups(rest, after, steps),
            _ => {
                fits(piece, steps)
                    && (with_groups(rest, after, steps) || cut > 0 && with_groups(pattern, after, steps))
            }
        }
    })
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
        "alpha" => c.is_ascii_alphabetic(),
        "digit" => c.is_ascii_digit(),
        "alnum" => c.is_ascii_alphanumeric(),
        "upper" => c.is_ascii_uppercase(),
        "lower" => c.is_ascii_lowercase(),
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
        if matches!(
            c,
            '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^' | '(' | ')' | '|' | '@' | '+'
        ) {
            into.push('\\');
        }
        into.push(c);
    }
}

/// True when the text has characters that make it a pattern.
pub(crate) fn is_pattern(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(place, byte)| match byte {
        b'*' | b'?' => true,
        // The command `[` is none.
        b'[' => bytes[place..].contains(&b']'),
        b'@' | b'+' | b'!' => bytes.get(place + 1) == Some(&b'('),
        _ => false,
    })
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
        check("@(a|b)c", "bc", true);
        check("+(ab)", "ababab", true);
        check("+(ab)", "", false);
        check("!(*.log)", "x.txt", true);
        check("!(*.log)", "x.log", false);
        check("*(x)?(y)z", "xxz", true);
        check("a+b", "a+b", true);
    }
}
