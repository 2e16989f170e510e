//! sed's `s` on a line.

use super::program::Piece;
use crate::utilities::regex::{Match, Regex};

/// Longest pattern or hold space.
pub(super) const MAX_SPACE: usize = 1 << 20;

pub(super) fn substitute(
    line: &str,
    regex: &Regex,
    with: &[Piece],
    all: bool,
    which: usize,
) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    let (mut at, mut copied, mut seen) = (0, 0, 0);
    let mut changed = false;
    while at <= chars.len() && out.len() < MAX_SPACE {
        let Some(found) = regex.find_in(&chars, at) else {
            break;
        };
        seen += 1;
        if seen >= which {
            out.extend(&chars[copied..found.start()]);
            replace(&mut out, &chars, &found, with);
            copied = found.end();
            changed = true;
            if !all {
                break;
            }
        }
        at = found.end().max(found.start() + 1);
        // An empty match right after another does not count.
        if found.end() == found.start() && found.start() < chars.len() && seen >= which {
            out.push(chars[found.start()]);
            copied = found.start() + 1;
        }
    }
    out.extend(&chars[copied.min(chars.len())..]);
    changed.then_some(out)
}

fn replace(out: &mut String, chars: &[char], found: &Match, with: &[Piece]) {
    let mut case = 'E';
    let mut once = None;
    for piece in with {
        let text: String = match piece {
            Piece::Text(text) => text.clone(),
            Piece::Group(number) => {
                let span = found.spans.get(*number).copied().flatten();
                span.map_or(String::new(), |(a, b)| chars[a..b].iter().collect())
            }
            Piece::Case(letter) => {
                match letter {
                    'u' | 'l' => once = Some(*letter),
                    other => case = *other,
                }
                continue;
            }
        };
        for c in text.chars() {
            let way = once.take().unwrap_or(case);
            match way {
                'U' | 'u' => out.push(c.to_ascii_uppercase()),
                'L' | 'l' => out.push(c.to_ascii_lowercase()),
                _ => out.push(c),
            }
        }
    }
}
