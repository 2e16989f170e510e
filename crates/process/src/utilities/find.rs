//! `find`: files of a tree by an expression.

use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::shell::pattern::matches;
use std::time::Duration;

/// Deepest folder, most files, and deepest parentheses that `find` looks at.
const MAX_DEPTH: usize = 32;
const MAX_FILES: usize = 10_000;
const MAX_NESTING: u32 = 20;

/// A test or an action.
enum Test {
    Name(String, bool),
    Path(String),
    Kind(String),
    Empty,
    /// Age in units: more, less or exactly so many.
    Age(Duration, char, u64),
    Size(u64, char, u64),
    Newer(Duration),
    Permission(u32),
    Always(bool),
    Prune,
    Print(char),
    Delete,
    Exec(Vec<String>, bool),
    Quit,
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

/// The words of an expression.
struct Reader<'a> {
    words: &'a [String],
    at: usize,
    nesting: u32,
    acts: bool,
    now: Duration,
    newer: &'a dyn Fn(&str) -> Duration,
}

/// What stands in front of a number: `+`, `-` or nothing.
fn counted(word: &str) -> Option<(char, &str)> {
    match word.chars().next()? {
        sign @ ('+' | '-') => Some((sign, &word[1..])),
        _ => Some(('=', word)),
    }
}

fn compare(found: u64, sign: char, wanted: u64) -> bool {
    match sign {
        '+' => found > wanted,
        '-' => found < wanted,
        _ => found == wanted,
    }
}

impl Reader<'_> {
    fn next(&mut self) -> Option<String> {
        let word = self.words.get(self.at)?.clone();
        self.at += 1;
        Some(word)
    }

    fn take(&mut self, words: &[&str]) -> bool {
        let hit = self
            .words
            .get(self.at)
            .is_some_and(|word| words.contains(&word.as_str()));
        self.at += usize::from(hit);
        hit
    }

    fn any(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.all()?];
        while self.take(&["-o", "-or"]) {
            tests.push(self.all()?);
        }
        Ok(Test::Any(tests))
    }

    fn all(&mut self) -> Result<Test, String> {
        let mut tests = Vec::new();
        loop {
            self.take(&["-a", "-and"]);
            match self.words.get(self.at).map(String::as_str) {
                None | Some("-o" | "-or" | ")") => return Ok(Test::All(tests)),
                _ => tests.push(self.one()?),
            }
        }
    }

    fn one(&mut self) -> Result<Test, String> {
        if self.take(&["!", "-not"]) {
            return Ok(Test::Not(Box::new(self.nested(Self::one)?)));
        }
        if self.take(&["("]) {
            let test = self.nested(Self::any)?;
            return if self.take(&[")"]) {
                Ok(test)
            } else {
                Err("missing closing ')'".into())
            };
        }
        let word = self.next().unwrap_or_default();
        self.primary(&word)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Test, String>) -> Result<Test, String> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err("the expression is nested too deep".into());
        }
        let test = read(self);
        self.nesting -= 1;
        test
    }

    fn number(&mut self, word: &str) -> Result<(char, u64, String), String> {
        let value = self.next().unwrap_or_default();
        let wrong = || format!("invalid argument `{value}' to `{word}'");
        let (sign, rest) = counted(&value).ok_or_else(wrong)?;
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..end].parse().map_err(|_| wrong())?;
        Ok((sign, number, rest[end..].to_string()))
    }

    fn primary(&mut self, word: &str) -> Result<Test, String> {
        let day = Duration::from_secs(86_400);
        Ok(match word {
            "-name" => Test::Name(self.next().unwrap_or_default(), false),
            "-iname" => Test::Name(self.next().unwrap_or_default().to_lowercase(), true),
            "-path" | "-wholename" => Test::Path(self.next().unwrap_or_default()),
            "-type" => Test::Kind(self.next().unwrap_or_default()),
            "-empty" => Test::Empty,
            "-mtime" | "-atime" | "-ctime" | "-mmin" | "-amin" | "-cmin" => {
                let unit = if word.ends_with("min") {
                    Duration::from_secs(60)
                } else {
                    day
                };
                let (sign, number, _) = self.number(word)?;
                Test::Age(unit, sign, number)
            }
            "-newer" | "-anewer" | "-cnewer" => {
                let path = self.next().unwrap_or_default();
                Test::Newer((self.newer)(&path))
            }
            "-size" => {
                let (sign, number, unit) = self.number(word)?;
                let unit = match unit.as_str() {
                    "c" => 1,
                    "k" => 1 << 10,
                    "M" => 1 << 20,
                    "G" => 1 << 30,
                    _ => 512,
                };
                Test::Size(unit, sign, number)
            }
            "-perm" => {
                let mode = self.next().unwrap_or_default();
                Test::Permission(u32::from_str_radix(mode.trim_start_matches(['-', '/']), 8).unwrap_or(0))
            }
            "-user" | "-group" | "-uid" | "-gid" => {
                Test::Always(matches!(self.next().as_deref(), Some("root" | "0")))
            }
            "-readable" | "-writable" | "-true" => Test::Always(true),
            "-executable" => Test::Permission(0o111),
            "-false" => Test::Always(false),
            "-prune" => Test::Prune,
            "-print" | "-print0" | "-delete" | "-exec" | "-execdir" | "-ok" | "-quit" | "-ls" => {
                self.acts = true;
                self.action(word)
            }
            // Told before: how deep to go; and what makes no difference here.
            "-maxdepth" | "-mindepth" => {
                self.next();
                Test::Always(true)
            }
            "-depth" | "-xdev" | "-mount" | "-follow" | "-noleaf" | "-daystart" => Test::Always(true),
            word if word.starts_with('-') => return Err(format!("unknown predicate `{word}'")),
            word => return Err(format!("paths must precede expression: `{word}'")),
        })
    }

    fn action(&mut self, word: &str) -> Test {
        match word {
            "-print0" => Test::Print('\0'),
            "-delete" => Test::Delete,
            "-quit" => Test::Quit,
            "-print" | "-ls" => Test::Print('\n'),
            _ => {
                let rest = &self.words[self.at..];
                let end = rest
                    .iter()
                    .position(|w| w == ";" || w == "+")
                    .unwrap_or(rest.len());
                let many = rest.get(end).is_some_and(|w| w == "+");
                let argv = rest[..end].to_vec();
                self.at += (end + 1).min(rest.len());
                Test::Exec(argv, many)
            }
        }
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
                Kind::Dir(entries) => ('d', entries.keys().cloned().collect()),
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
                Test::Name(pattern, true) => matches(pattern, &name.to_lowercase()),
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
    let depth = |name: &str| {
        let place = words.iter().position(|word| word == name)?;
        words.get(place + 1)?.parse().ok()
    };
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
        now,
        newer: &newer,
    };
    let test = match reader.any() {
        Ok(test) if reader.at == words.len() => test,
        read => {
            let text = read.err().unwrap_or_else(|| "you have too many ')'".into());
            call.complain(&text).await;
            return 1;
        }
    };
    let acts = reader.acts;
    let test = if acts {
        test
    } else {
        Test::All(vec![test, Test::Print('\n')])
    };
    let now = reader.now;
    let mut search = Search {
        now,
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
        if search
            .call
            .proc
            .find(path, false)
            .map_or(true, |place| place.node.is_none())
            && !search.call.proc.is_dir(path)
        {
            let text = if search.call.busybox() {
                format!("{path}: No such file or directory")
            } else {
                format!("'{path}': No such file or directory")
            };
            search.call.complain(&text).await;
            status = 1;
            continue;
        }
        search.walk(path, 0, inner_first);
    }
    for (depth, entry) in std::mem::take(&mut search.entries) {
        let skipped = search
            .pruned
            .as_ref()
            .is_some_and(|front| entry.path.starts_with(front.as_str()));
        if search.quit || skipped || depth < search.least {
            continue;
        }
        search.holds(&test, &entry).await;
    }
    search.flush().await;
    if let Some(argv) = collects(&test).filter(|_| !search.collected.is_empty()) {
        let mut words: Vec<String> = argv.iter().filter(|word| *word != "{}").cloned().collect();
        words.append(&mut search.collected);
        super::spawn::run_command(&search.call, words).await;
    }
    status
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
