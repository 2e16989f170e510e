//! Brace expansion of bash: `{a,b}` and `{1..5}`, on the unquoted literals of a word.

use super::ast::{Part, Word};

/// Most words that one word may become.
const MAX_WORDS: usize = 10_000;
/// Longest word, in characters, whose braces are looked at.
const MAX_WORD: usize = 4_000;
/// Most characters that are copied for one word.
const MAX_COPIED: usize = 500_000;

/// The words that a word stands for; itself when it has no braces.
pub(crate) fn expand_braces(word: Word) -> Vec<Word> {
    // Work on a flat list: characters of literals, and other parts as they are.
    let mut atoms = Vec::new();
    for part in word {
        match part {
            Part::Literal(text) => atoms.extend(text.chars().map(Atom::Char)),
            other => atoms.push(Atom::Part(other)),
        }
    }
    if atoms.len() > MAX_WORD || !atoms.iter().any(|a| matches!(a, Atom::Char('{'))) {
        return vec![joined(atoms)];
    }
    let mut left = MAX_COPIED;
    expand(atoms, 0, &mut left).into_iter().map(joined).collect()
}

#[derive(Debug, Clone)]
enum Atom {
    Char(char),
    Part(Part),
}

fn joined(atoms: Vec<Atom>) -> Word {
    let mut word = Word::new();
    for atom in atoms {
        match (atom, word.last_mut()) {
            (Atom::Char(c), Some(Part::Literal(text))) => text.push(c),
            (Atom::Char(c), _) => word.push(Part::Literal(c.to_string())),
            (Atom::Part(part), _) => word.push(part),
        }
    }
    word
}

/// `left`: how many characters may still be copied.
fn expand(atoms: Vec<Atom>, depth: usize, left: &mut usize) -> Vec<Vec<Atom>> {
    let Some((open, close, commas)) = find_group(&atoms).filter(|_| depth < 10) else {
        return vec![atoms];
    };
    let inner = &atoms[open + 1..close];
    let alternatives: Vec<Vec<Atom>> = if commas.is_empty() {
        match range(inner) {
            Some(items) => items,
            None => return vec![atoms],
        }
    } else {
        let mut from = open + 1;
        let mut items = Vec::new();
        for comma in commas.into_iter().chain([close]) {
            items.push(atoms[from..comma].to_vec());
            from = comma + 1;
        }
        items
    };
    let mut words = Vec::new();
    for alternative in alternatives {
        let mut whole = atoms[..open].to_vec();
        whole.extend(alternative);
        whole.extend_from_slice(&atoms[close + 1..]);
        *left = left.saturating_sub(whole.len());
        words.extend(expand(whole, depth + 1, left));
        if words.len() >= MAX_WORDS || *left == 0 {
            break;
        }
    }
    words
}

/// The first group with a comma or `..`: its braces and its commas.
fn find_group(atoms: &[Atom]) -> Option<(usize, usize, Vec<usize>)> {
    for open in 0..atoms.len() {
        if !matches!(atoms[open], Atom::Char('{')) {
            continue;
        }
        let (mut depth, mut commas) = (0, Vec::new());
        for (i, atom) in atoms.iter().enumerate().skip(open) {
            match atom {
                Atom::Char('{') => depth += 1,
                Atom::Char('}') => {
                    depth -= 1;
                    if depth == 0 {
                        if !commas.is_empty() || range(&atoms[open + 1..i]).is_some() {
                            return Some((open, i, commas));
                        }
                        break;
                    }
                }
                Atom::Char(',') if depth == 1 => commas.push(i),
                _ => {}
            }
        }
    }
    None
}

fn range(inner: &[Atom]) -> Option<Vec<Vec<Atom>>> {
    let text: String = inner
        .iter()
        .map(|a| if let Atom::Char(c) = a { Some(*c) } else { None })
        .collect::<Option<_>>()?;
    let mut parts = text.split("..");
    let (from, to, step) = (parts.next()?, parts.next()?, parts.next());
    let chars = |s: String| s.chars().map(Atom::Char).collect::<Vec<_>>();
    if let (Ok(a), Ok(b)) = (from.parse::<i64>(), to.parse::<i64>()) {
        let step = step
            .map_or(Some(1), |s| s.parse::<i64>().ok())?
            .checked_abs()?
            .max(1);
        let width = if from.starts_with('0') || to.starts_with('0') {
            from.len().max(to.len())
        } else {
            0
        };
        let mut items = Vec::new();
        let mut n = a;
        while if a <= b { n <= b } else { n >= b } {
            items.push(chars(format!("{n:0width$}")));
            n = if a <= b {
                n.checked_add(step)?
            } else {
                n.checked_sub(step)?
            };
            if items.len() >= MAX_WORDS {
                break;
            }
        }
        return Some(items);
    }
    let single = |s: &str| {
        if s.len() == 1 && s.as_bytes()[0].is_ascii_alphabetic() {
            Some(s.as_bytes()[0])
        } else {
            None
        }
    };
    let (a, b) = (single(from)?, single(to)?);
    let letters: Vec<u8> = if a <= b {
        (a..=b).collect()
    } else {
        (b..=a).rev().collect()
    };
    Some(
        letters
            .into_iter()
            .map(|c| vec![Atom::Char(char::from(c))])
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces() {
        let check = |text: &str, expect: &str| {
            let words = expand_braces(vec![Part::Literal(text.into())]);
            let shown: Vec<_> = words
                .iter()
                .map(|w| super::super::parse::plain(w).unwrap_or("?").to_string())
                .collect();
            assert_eq!(shown.join(" "), expect, "{text}");
        };
        check("a{b,c}d", "abd acd");
        check("{1..3}", "1 2 3");
        check("{3..1}", "3 2 1");
        check("{01..03}", "01 02 03");
        check("{a..c}{1,2}", "a1 a2 b1 b2 c1 c2");
        check("{a,{b,c}}", "a b c");
        check("{a}", "{a}");
        check("x{}", "x{}");
    }

    #[test]
    fn a_product_of_long_words_has_an_end() {
        let text = "{aaaaaaaaaaaaaaaaaaaa,bbbbbbbbbbbbbbbbbbbb}".repeat(60);
        let words = expand_braces(vec![Part::Literal(text)]);
        assert!(words.len() < 1_000, "{}", words.len());
        let open = "{".repeat(1 << 20);
        assert_eq!(expand_braces(vec![Part::Literal(open)]).len(), 1);
    }
}
