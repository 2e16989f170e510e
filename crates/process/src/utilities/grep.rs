//! `grep`: lines that fit an expression, as they come.

use super::common::{Args, Lines};
use super::regex::Regex;
use crate::commands::Call;
use crate::kernel::syscalls::Proc;
use std::collections::VecDeque;

/// Long options and their letters.
const LONG: [(&str, char); 22] = [
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
    ("files-without-match", 'L'),
    ("after-context", 'A'),
    ("before-context", 'B'),
    ("context", 'C'),
    ("no-filename", 'h'),
    ("line-regexp", 'x'),
];

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "emABCf", &LONG);
    let mut operands = args.rest.clone();
    let expressions = match expressions(&call, &args, &mut operands) {
        Ok(expressions) => expressions,
        Err(problem) => {
            call.complain(problem).await;
            return 2;
        }
    };
    let recursive = args.has('r') || args.has('R');
    if operands.is_empty() {
        operands.push(if recursive { "." } else { "-" }.to_string());
    }
    if recursive {
        operands = in_folders(&call.proc, operands);
    }
    let named = (operands.len() > 1 || args.has('H') || recursive) && !args.has('h');
    let mut hits = 0;
    let mut failed = false;
    for path in &operands {
        match call.open_operand(path).await {
            Ok(file) => {
                let lines = Lines::new(&call.proc, file);
                hits += search(&call, &args, &expressions, path, named, lines).await;
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

/// What is looked for: the values of `-e`, else the first operand, which is taken away.
fn expressions(call: &Call, args: &Args, operands: &mut Vec<String>) -> Result<Vec<Regex>, &'static str> {
    let mut patterns: Vec<String> = args.values('e').map(str::to_string).collect();
    if patterns.is_empty() {
        if operands.is_empty() {
            return Err("usage: grep [OPTION]... PATTERNS [FILE]...");
        }
        patterns = operands.remove(0).split('\n').map(str::to_string).collect();
    }
    let extended = args.has('E') || args.has('P') || call.name() == "egrep";
    let fixed = args.has('F') || call.name() == "fgrep";
    let compile = |pattern: &String| {
        if fixed {
            Some(Regex::literal(pattern, args.has('i')))
        } else {
            Regex::new(pattern, extended, args.has('i'))
        }
    };
    let compiled: Option<Vec<Regex>> = patterns.iter().map(compile).collect();
    compiled.ok_or("Unmatched [, [^, [:, [., or [=")
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
    let around = |letter| {
        args.value(letter)
            .or(args.value('C'))
            .and_then(|n| n.parse().ok())
            .unwrap_or(0_usize)
    };
    let mut context = Context {
        before: around('B').min(MAX_CONTEXT),
        after: around('A'),
        held: VecDeque::new(),
        left: 0,
        last: 0,
    };
    let most = args.value('m').and_then(|m| m.parse().ok()).unwrap_or(u32::MAX);
    let (mut hits, mut number) = (0, 0u32);
    while hits < most {
        let Some(line) = lines.next().await else { break };
        number += 1;
        let found = compiled.iter().find_map(|r| fit(r, &line, args));
        if found.is_some() == args.has('v') {
            if let Some(line) = context.miss(number, line).filter(|_| !args.has('c')) {
                call.print(&context_line(path, named, args, number, &line)).await;
            }
            continue;
        }
        hits += 1;
        if args.has('q') || args.has('l') || args.has('L') {
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
        let (gap, before) = context.hit(number);
        let mut text = if gap { "--\n".to_string() } else { String::new() };
        for (number, line) in before {
            text += &context_line(path, named, args, number, &line);
        }
        text += &match (args.has('o'), found) {
            (true, Some(_)) => pieces(compiled, &line)
                .iter()
                .map(|p| format!("{front}{place}{p}\n"))
                .collect::<String>(),
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
    if args.has('L') && hits == 0 || args.has('l') && hits > 0 {
        call.print(&format!("{path}\n")).await;
    }
    hits
}

/// Most lines held for `-B`.
const MAX_CONTEXT: usize = 1_000;
/// Most files of `-r`.
const MAX_FILES: usize = 1_000;

/// The lines around those that fit.
struct Context {
    before: usize,
    after: usize,
    held: VecDeque<(u32, String)>,
    /// How many lines behind the last hit are still shown.
    left: usize,
    /// The last line shown.
    last: u32,
}

impl Context {
    /// A line that does not fit: given back when it is shown behind a hit.
    fn miss(&mut self, number: u32, line: String) -> Option<String> {
        if self.left > 0 {
            self.left -= 1;
            self.last = number;
            return Some(line);
        }
        if self.before > 0 {
            if self.held.len() == self.before {
                self.held.pop_front();
            }
            self.held.push_back((number, line));
        }
        None
    }

    /// A line that fits: whether a gap comes before it, and the lines before it.
    fn hit(&mut self, number: u32) -> (bool, Vec<(u32, String)>) {
        let before: Vec<_> = self.held.drain(..).collect();
        let first = before.first().map_or(number, |line| line.0);
        let gap = (self.before > 0 || self.after > 0) && self.last > 0 && first > self.last + 1;
        self.left = self.after;
        self.last = number;
        (gap, before)
    }
}

fn context_line(path: &str, named: bool, args: &Args, number: u32, line: &str) -> String {
    let front = if named { format!("{path}-") } else { String::new() };
    let place = if args.has('n') {
        format!("{number}-")
    } else {
        String::new()
    };
    format!("{front}{place}{line}\n")
}

/// The files of folders, and those below.
fn in_folders(proc: &Proc, operands: Vec<String>) -> Vec<String> {
    let mut waiting: Vec<String> = operands.into_iter().rev().collect();
    let mut files = Vec::new();
    while let Some(path) = waiting.pop() {
        if files.len() >= MAX_FILES {
            break;
        }
        if !proc.is_dir(&path) {
            files.push(path);
            continue;
        }
        let names = proc.list(&path).unwrap_or_default();
        let below = names
            .iter()
            .rev()
            .map(|name| format!("{}/{name}", path.trim_end_matches('/')));
        waiting.extend(below);
    }
    files
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
