//! `tr`: characters for others, or none.

use super::common::Args;
use crate::commands::Call;

/// The characters of a set of `tr`.
fn set(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    let (text, _) = crate::shell::unescape(text, false);
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|r| r.split_once(":]")) {
            out.extend(
                (0u8..=127)
                    .map(char::from)
                    .filter(|c| crate::shell::pattern::in_class(name, *c)),
            );
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let mut ahead = rest.chars();
        if let (Some('-'), Some(high)) = (ahead.next(), ahead.next())
            && c <= high
        {
            out.extend((c..=high).take(1_000));
            rest = ahead.as_str();
        } else {
            out.push(c);
        }
    }
    out
}

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "",
        &[("delete", 'd'), ("squeeze-repeats", 's'), ("complement", 'c')],
    );
    let from = set(args.rest.first().map_or("", String::as_str));
    let to = args.rest.get(1).map(|t| set(t)).unwrap_or_default();
    let mut plain = [false; 128];
    for c in from.iter().filter(|c| c.is_ascii()) {
        plain[*c as usize] = true;
    }
    let listed = |c: char| {
        plain
            .get(c as usize)
            .copied()
            .unwrap_or_else(|| from.contains(&c))
    };
    let member = |c: char| listed(c) != (args.has('c') || args.has('C'));
    // As it comes: `yes | tr …` must not wait for the end.
    let mut last = None;
    loop {
        let Ok(bytes) = call.proc.read(0).await else {
            return 1;
        };
        if bytes.is_empty() {
            return 0;
        }
        let mut out = String::new();
        for c in String::from_utf8_lossy(&bytes).chars() {
            let hit = member(c);
            if args.has('d') && hit {
                continue;
            }
            let new = match from.iter().position(|f| *f == c) {
                Some(place) if !to.is_empty() && !args.has('d') => {
                    to.get(place).or(to.last()).copied().unwrap_or(c)
                }
                None if hit && !to.is_empty() && !args.has('d') => to.last().copied().unwrap_or(c),
                _ => c,
            };
            let squeezed = if to.is_empty() { hit } else { to.contains(&new) };
            if args.has('s') && squeezed && last == Some(new) {
                continue;
            }
            last = Some(new);
            out.push(new);
        }
        if call.proc.write(1, out.as_bytes()).await.is_err() {
            return 141;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "echo hello | tr a-z A-Z; echo 'a b  c' | tr -s ' ' '\\n'; echo x1y2 | tr -d 0-9",
            "HELLO\na\nb\nc\nxy\n",
            0,
        );
        check_all("echo abc | tr -dc 'a-b'; echo", "ab\n", 0);
    }
}
