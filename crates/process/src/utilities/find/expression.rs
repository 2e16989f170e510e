//! The expression of `find`: tests and actions.

use std::time::Duration;

/// Deepest parentheses.
const MAX_NESTING: u32 = 20;

/// A test or an action.
pub(super) enum Test {
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
pub(super) struct Reader<'a> {
    pub(super) words: &'a [String],
    pub(super) at: usize,
    pub(super) nesting: u32,
    pub(super) acts: bool,
    pub(super) newer: &'a dyn Fn(&str) -> Duration,
}

/// What stands in front of a number: `+`, `-` or nothing.
fn counted(word: &str) -> Option<(char, &str)> {
    match word.chars().next()? {
        sign @ ('+' | '-') => Some((sign, &word[1..])),
        _ => Some(('=', word)),
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

    pub(super) fn any(&mut self) -> Result<Test, String> {
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
            "-iname" => Test::Name(self.next().unwrap_or_default().to_ascii_lowercase(), true),
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
