//! `find`: files of a tree by an expression.

mod expression;

use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::shell::pattern::matches;
use expression::{Reader, Test};
use std::time::Duration;

/// Deepest folder and most files that `find` looks at.
const MAX_DEPTH: usize = 32;
const MAX_FILES: usize = 10_000;
fn compare(found: u64, sign: char, wanted: u64) -> bool {
    match sign {
        '+' => found > wanted,
        '-' => found < wanted,
        _ => found == wanted,
    }
}

/// A file that `find` looks at.
struct Entry {
    path: String,
    letter: char,
    empty: bool,
    size: u64,
    mode: u32,
    modified: Duration,
}

struct Search {
    call: Call,
    now: Duration,
    least: usize,
    deepest: usize,
    /// The entries, those of a folder before it where that matters.
    entries: Vec<(usize, Entry)>,
    out: String,
    collected: Vec<String>,
    pruned: Option<String>,
    quit: bool,
}

impl Search {
    fn entry(&self, path: &str) -> Option<(Entry, Vec<String>)> {
        let proc = &self.call.proc;
        let node = proc.find(path, false).ok()?.node?;
        let size = proc.kernel().files.size(node);
        Some(proc.look(node, |n| {
            let (letter, names) = match &n.kind {
                Kind::Dir(entries) => ('d', entries.names().map(ToString::to_string).collect()),
                Kind::File { .. } => ('f', Vec::new()),
                Kind::Link(_) => ('l', Vec::new()),
                Kind::Fifo(_) => ('p', Vec::new()),
            };
            let empty = if letter == 'd' {
                names.is_empty()
            } else {
                letter == 'f' && size == 0
            };
            let entry = Entry {
                path: path.to_string(),
                letter,
                empty,
                size,
                mode: n.mode,
                modified: n.modified,
            };
            (entry, names)
        }))
    }

    fn walk(&mut self, path: &str, depth: usize, inner_first: bool) {
        let Some((entry, names)) = self.entry(path) else {
            return;
        };
        if self.entries.len() >= MAX_FILES {
            return;
        }
        let mut entry = Some(entry);
        if !inner_first {
            self.entries.extend(entry.take().map(|entry| (depth, entry)));
        }
        if depth < self.deepest.min(MAX_DEPTH) {
            for name in names {
                self.walk(
                    &format!("{}/{name}", path.trim_end_matches('/')),
                    depth + 1,
                    inner_first,
                );
            }
        }
        self.entries.extend(entry.map(|entry| (depth, entry)));
    }

    fn holds<'a>(
        &'a mut self,
        test: &'a Test,
        entry: &'a Entry,
    ) -> std::pin::Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            let name = crate::images::base_name(entry.path.trim_end_matches('/'));
            match test {
                Test::Name(pattern, false) => matches(pattern, name),
                Test::Name(pattern, true) => matches(pattern, &name.to_ascii_lowercase()),
                Test::Path(pattern) => matches(pattern, &entry.path),
                Test::Kind(letters) => letters.contains(entry.letter),
                Test::Empty => entry.empty,
                Test::Age(unit, sign, number) => {
                    let age = self.now.saturating_sub(entry.modified).as_secs() / unit.as_secs();
                    compare(age, *sign, *number)
                }
                Test::Size(unit, sign, number) => compare(entry.size.div_ceil(*unit), *sign, *number),
                Test::Newer(than) => entry.modified > *than,
                Test::Permission(mode) => entry.mode & mode != 0,
                Test::Always(value) => *value,
                Test::Prune => {
                    self.pruned = Some(format!("{}/", entry.path));
                    true
                }
                Test::Print(end) => {
                    self.out += &entry.path;
                    self.out.push(*end);
                    true
                }
                Test::Delete => {
                    let place = self.call.proc.find(&entry.path, false);
                    place.and_then(|place| self.call.proc.remove(&place)).is_ok()
                }
                Test::Exec(_, true) => {
                    self.collected.push(entry.path.clone());
                    true
                }
                Test::Exec(argv, false) => {
                    self.flush().await;
                    let argv = argv.iter().map(|w| w.replace("{}", &entry.path)).collect();
                    super::spawn::run_command(&self.call, argv).await == 0
                }
                Test::Quit => {
                    self.quit = true;
                    true
                }
                Test::Not(test) => !self.holds(test, entry).await,
                Test::All(tests) => {
                    for test in tests {
                        if !self.holds(test, entry).await {
                            return false;
                        }
                    }
                    true
                }
                Test::Any(tests) => {
                    for test in tests {
                        if self.holds(test, entry).await {
                            return true;
                        }
                    }
                    false
                }
            }
        })
    }

    fn is_there(&self, path: &str) -> bool {
        let found = self.call.proc.find(path, false);
        found.is_ok_and(|place| place.node.is_some()) || self.call.proc.is_dir(path)
    }

    /// Does what the expression says with all that was found.
    async fn visit(&mut self, test: &Test) {
        for (depth, entry) in std::mem::take(&mut self.entries) {
            let front = self.pruned.as_ref();
            let skipped = front.is_some_and(|front| entry.path.starts_with(front.as_str()));
            if self.quit || skipped || depth < self.least {
                continue;
            }
            self.holds(test, &entry).await;
        }
        self.flush().await;
        if let Some(argv) = collects(test).filter(|_| !self.collected.is_empty()) {
            let mut words: Vec<String> = argv.iter().filter(|word| *word != "{}").cloned().collect();
            words.append(&mut self.collected);
            super::spawn::run_command(&self.call, words).await;
        }
    }

    async fn flush(&mut self) {
        let text = std::mem::take(&mut self.out);
        self.call.print(&text).await;
    }
}

/// The command of `-exec … {} +`.
fn collects(test: &Test) -> Option<&Vec<String>> {
    match test {
        Test::Exec(argv, true) => Some(argv),
        Test::All(tests) | Test::Any(tests) => tests.iter().find_map(collects),
        Test::Not(test) => collects(test),
        _ => None,
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let words = call.argv[1..].to_vec();
    let begins = |word: &String| word.starts_with('-') || matches!(word.as_str(), "!" | "(");
    let from = words.iter().position(begins).unwrap_or(words.len());
    let (paths, words) = words.split_at(from);
    let test = match read_test(&call, words) {
        Ok(test) => test,
        Err(text) => {
            call.complain(&text).await;
            return 1;
        }
    };
    let depth = |name: &str| {
        let place = words.iter().position(|word| word == name)?;
        words.get(place + 1)?.parse().ok()
    };
    let mut search = Search {
        now: call.proc.now(),
        least: depth("-mindepth").unwrap_or(0),
        deepest: depth("-maxdepth").unwrap_or(MAX_DEPTH),
        call,
        entries: Vec::new(),
        out: String::new(),
        collected: Vec::new(),
        pruned: None,
        quit: false,
    };
    let inner_first = words.iter().any(|word| word == "-delete" || word == "-depth");
    let here = [".".to_string()];
    let mut status = 0;
    for path in if paths.is_empty() { &here } else { paths } {
        if search.is_there(path) {
            search.walk(path, 0, inner_first);
            continue;
        }
        search
            .call
            .complain_as(
                format!("{path}: No such file or directory"),
                format!("'{path}': No such file or directory"),
            )
            .await;
        status = 1;
    }
    search.visit(&test).await;
    status
}

/// The expression, which prints where nothing else is to be done.
fn read_test(call: &Call, words: &[String]) -> Result<Test, String> {
    let now = call.proc.now();
    let newer = |path: &str| {
        call.proc
            .node(path)
            .map_or(now, |n| call.proc.look(n, |n| n.modified))
    };
    let mut reader = Reader {
        words,
        at: 0,
        nesting: 0,
        acts: false,
        newer: &newer,
    };
    let test = reader.any()?;
    if reader.at < words.len() {
        return Err("you have too many ')'".into());
    }
    Ok(if reader.acts {
        test
    } else {
        Test::All(vec![test, Test::Print('\n')])
    })
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "mkdir -p d/e; touch d/a.log d/e/b.log d/c; find d -name '*.log'",
            "d/a.log\nd/e/b.log\n",
            0,
        );
        check_all("mkdir d; touch d/x; find d -type f -delete; ls d", "", 0);
        let tree = "mkdir -p d/e; echo x >d/a.log; touch d/e/b.txt d/c; ";
        let check = |expression: &str, out: &str| check_all(&format!("{tree}find d {expression}"), out, 0);
        check("! -name '*.log' -type f", "d/c\nd/e/b.txt\n");
        check(
            "\\( -name '*.log' -o -name '*.txt' \\) -exec echo f {} \\;",
            "f d/a.log\nf d/e/b.txt\n",
        );
        check("-name e -prune -o -type f -print", "d/a.log\nd/c\n");
        check("-type f -empty -exec echo {} +", "d/c d/e/b.txt\n");
        check("-mmin -1 -size +0 -type f", "d/a.log\n");
        check("-mtime +7", "");
    }
}
