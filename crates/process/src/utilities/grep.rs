//! `grep`: lines that fit an expression, as they come.

use super::common::{Args, Lines};
use super::regex::Regex;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let long = [
        ("quiet", 'q'),
        ("silent", 'q'),
        ("ignore-case", 'i'),
        ("invert-match", 'v'),
        ("count", 'c'),
        ("extended-regexp", 'E'),
        ("fixed-strings", 'F'),
        ("only-matching", 'o'),
        ("line-number", 'n'),
        ("regexp", 'e'),
        ("max-count", 'm'),
        ("word-regexp", 'w'),
        ("recursive", 'r'),
        ("perl-regexp", 'P'),
        ("no-messages", 's'),
        ("files-with-matches", 'l'),
    ];
    let args = Args::new(&call.argv, "emABCf", &long);
    let mut rest = args.rest.clone();
    let mut patterns: Vec<String> = args.values('e').map(str::to_string).collect();
    if patterns.is_empty() {
        if rest.is_empty() {
            call.complain("usage: grep [OPTION]... PATTERNS [FILE]...").await;
            return 2;
        }
        patterns = rest.remove(0).split('\n').map(str::to_string).collect();
    }
    let extended = args.has('E') || args.has('P') || call.name() == "egrep";
    let fixed = args.has('F') || call.name() == "fgrep";
    let mut compiled = Vec::new();
    for pattern in &patterns {
        let regex = if fixed {
            Some(Regex::literal(pattern, args.has('i')))
        } else {
            Regex::new(pattern, extended, args.has('i'))
        };
        match regex {
            Some(regex) => compiled.push(regex),
            None => {
                call.complain("Unmatched [, [^, [:, [., or [=").await;
                return 2;
            }
        }
    }
    let mut hits = 0;
    let mut failed = false;
    let operands = if rest.is_empty() {
        vec!["-".to_string()]
    } else {
        rest
    };
    let named = (operands.len() > 1 || args.has('H') || args.has('r')) && !args.has('h');
    for path in &operands {
        match call.open_operand(path).await {
            Ok(file) => {
                let lines = Lines::new(&call.proc, file);
                hits += search(&call, &args, &compiled, path, named, lines).await;
                if args.has('q') && hits > 0 {
                    return 0;
                }
            }
            Err(error) => {
                failed = true;
                if !args.has('s') {
                    call.complain(&format!("{path}: {error}")).await;
                }
            }
        }
    }
    if failed { 2 } else { i32::from(hits == 0) }
}

/// Prints what fits in one file; how many lines did.
async fn search(
    call: &Call,
    args: &Args,
    compiled: &[Regex],
    path: &str,
    named: bool,
    mut lines: Lines,
) -> u32 {
    let front = if named { format!("{path}:") } else { String::new() };
    let most = args.value('m').and_then(|m| m.parse().ok()).unwrap_or(u32::MAX);
    let (mut hits, mut number) = (0, 0u32);
    while hits < most {
        let Some(line) = lines.next().await else { break };
        number += 1;
        let found = compiled.iter().find_map(|r| fit(r, &line, args));
        if found.is_some() == args.has('v') {
            continue;
        }
        hits += 1;
        if args.has('q') || args.has('l') {
            break;
        }
        if args.has('c') {
            continue;
        }
        let place = if args.has('n') {
            format!("{number}:")
        } else {
            String::new()
        };
        let text = match (args.has('o'), found) {
            (true, Some(_)) => pieces(compiled, &line)
                .iter()
                .map(|p| format!("{front}{place}{p}\n"))
                .collect(),
            _ => format!("{front}{place}{line}\n"),
        };
        if !call.print(&text).await {
            break;
        }
    }
    lines.close();
    if args.has('c') {
        call.print(&format!("{front}{hits}\n")).await;
    }
    if args.has('l') && hits > 0 {
        call.print(&format!("{path}\n")).await;
    }
    hits
}

fn fit(regex: &Regex, line: &str, args: &Args) -> Option<()> {
    let found = regex.find(line, 0)?;
    let count = line.chars().count();
    if args.has('x') && (found.start() != 0 || found.end() != count) {
        return None;
    }
    if args.has('w') {
        let chars: Vec<char> = line.chars().collect();
        let word = |at: Option<&char>| at.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
        let mut found = found;
        loop {
            let before = found.start().checked_sub(1).and_then(|i| chars.get(i));
            if !word(before) && !word(chars.get(found.end())) {
                return Some(());
            }
            found = regex.find(line, found.start() + 1)?;
        }
    }
    Some(())
}

/// Every piece of a line that fits.
fn pieces(compiled: &[Regex], line: &str) -> Vec<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at <= chars.len() {
        let next = compiled
            .iter()
            .filter_map(|r| r.find(line, at))
            .min_by_key(|m| m.start());
        let Some(next) = next else { break };
        if next.end() > next.start() {
            found.push(chars[next.start()..next.end()].iter().collect());
        }
        at = next.end().max(at + 1);
    }
    found
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn lines() {
        check_all("printf 'a\\nbb\\nab\\n' | grep b", "bb\nab\n", 0);
        check_all(
            "printf 'a\\nbb\\n' | grep -c b; printf 'a\\nbb\\n' | grep -v b",
            "1\na\n",
            0,
        );
        check_all(
            "echo abc | grep -q b && echo yes; echo abc | grep -q x || echo no",
            "yes\nno\n",
            0,
        );
        check_all("echo 'x 12 y 345' | grep -oE '[0-9]+'", "12\n345\n", 0);
        check_all(
            "echo ABC | grep -i abc; echo a.c | grep -F a.c; echo abc | grep -F a.c; echo $?",
            "ABC\na.c\n1\n",
            0,
        );
        check_all(
            "echo foobar | grep -w foo; echo 'foo bar' | grep -nw foo",
            "1:foo bar\n",
            0,
        );
        check_all("grep x nofile 2>/dev/null; echo $?", "2\n", 0);
    }
}
