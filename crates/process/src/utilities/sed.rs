//! `sed`: `s`, `d`, `p`, `q`, `a`, `i`, `c`, `y`, `=`, groups and addresses; `-n`, `-i`, `-E`, `-e`.

use super::common::Args;
use super::regex::Regex;
use crate::commands::Call;
use crate::kernel::syscalls::Open;

#[derive(Debug, Clone)]
enum Address {
    Line(usize),
    Last,
    Fit(Regex),
}

#[derive(Debug)]
enum Action {
    Substitute {
        regex: Regex,
        with: Vec<Piece>,
        all: bool,
        which: usize,
        print: bool,
    },
    Delete,
    Print,
    Quit,
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<char>, Vec<char>),
    Number,
    Group(Vec<Command>),
    Nothing,
}

#[derive(Debug)]
enum Piece {
    Text(String),
    Group(usize),
}

#[derive(Debug)]
struct Command {
    from: Option<Address>,
    to: Option<Address>,
    negated: bool,
    action: Action,
    /// Which entry of the state says whether the range is open.
    range: usize,
}

struct Reader<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    extended: bool,
    ranges: usize,
    depth: u32,
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.chars.peek().is_some_and(|c| c.is_whitespace() || *c == ';') {
            self.chars.next();
        }
    }

    fn commands(&mut self) -> Option<Vec<Command>> {
        self.depth += 1;
        let mut commands = Vec::new();
        loop {
            self.blanks();
            match self.chars.peek() {
                None => break,
                Some('}') if self.depth > 1 => {
                    self.chars.next();
                    break;
                }
                Some('#') => while self.chars.next().is_some_and(|c| c != '\n') {},
                Some(_) => commands.push(self.command()?),
            }
        }
        self.depth -= 1;
        Some(commands)
    }

    fn address(&mut self) -> Option<Option<Address>> {
        match self.chars.peek().copied() {
            Some('$') => {
                self.chars.next();
                Some(Some(Address::Last))
            }
            Some('/') => {
                self.chars.next();
                let text = self.until('/', true)?;
                Some(Some(Address::Fit(Regex::new(&text, self.extended, false)?)))
            }
            Some(c) if c.is_ascii_digit() => {
                let mut digits = String::new();
                while let Some(digit) = self.chars.peek().copied().filter(char::is_ascii_digit) {
                    digits.push(digit);
                    self.chars.next();
                }
                Some(Some(Address::Line(digits.parse().ok()?)))
            }
            _ => Some(None),
        }
    }

    /// Text up to a delimiter; an escaped delimiter loses its backslash.
    fn until(&mut self, end: char, regex: bool) -> Option<String> {
        let mut text = String::new();
        let mut bracket = false;
        loop {
            let c = self.chars.next()?;
            match c {
                '\\' => {
                    let next = self.chars.next()?;
                    if next != end {
                        text.push('\\');
                    }
                    text.push(next);
                }
                '[' if regex => {
                    bracket = true;
                    text.push(c);
                }
                ']' => {
                    bracket = false;
                    text.push(c);
                }
                c if c == end && !bracket => return Some(text),
                c => text.push(c),
            }
        }
    }

    fn command(&mut self) -> Option<Command> {
        if self.depth > 20 {
            return None;
        }
        let from = self.address()?;
        let mut to = None;
        if from.is_some() && self.chars.peek() == Some(&',') {
            self.chars.next();
            to = self.address()?;
        }
        while self.chars.peek().is_some_and(|c| *c == ' ') {
            self.chars.next();
        }
        let negated = self.chars.peek() == Some(&'!');
        if negated {
            self.chars.next();
        }
        let action = match self.chars.next()? {
            's' => self.substitute()?,
            'd' => Action::Delete,
            'p' => Action::Print,
            'q' => Action::Quit,
            '=' => Action::Number,
            'a' => Action::Append(self.text()),
            'i' => Action::Insert(self.text()),
            'c' => Action::Change(self.text()),
            'y' => {
                let end = self.chars.next()?;
                let from = self.until(end, false)?.chars().collect();
                Action::Translate(from, self.until(end, false)?.chars().collect())
            }
            '{' => Action::Group(self.commands()?),
            'n' | 'N' | 'h' | 'H' | 'g' | 'G' | 'x' | 'b' | 't' | 'D' | 'P' | ':' => return None,
            _ => Action::Nothing,
        };
        self.ranges += 1;
        Some(Command {
            from,
            to,
            negated,
            action,
            range: self.ranges - 1,
        })
    }

    fn text(&mut self) -> String {
        while self.chars.peek().is_some_and(|c| matches!(c, ' ' | '\\' | '\n')) {
            self.chars.next();
        }
        let mut text = String::new();
        for c in self.chars.by_ref() {
            if c == '\n' {
                break;
            }
            text.push(c);
        }
        text
    }

    fn substitute(&mut self) -> Option<Action> {
        let end = self.chars.next()?;
        let pattern = self.until(end, true)?;
        let with = replacement(&self.until(end, false)?);
        let (mut all, mut print, mut ignore, mut which) = (false, false, false, String::new());
        while let Some(flag) = self.chars.peek().copied() {
            match flag {
                'g' => all = true,
                'p' => print = true,
                'i' | 'I' => ignore = true,
                c if c.is_ascii_digit() => which.push(c),
                _ => break,
            }
            self.chars.next();
        }
        let regex = Regex::new(&pattern, self.extended, ignore)?;
        Some(Action::Substitute {
            regex,
            with,
            all,
            which: which.parse().unwrap_or(1),
            print,
        })
    }
}

fn replacement(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let group = match c {
            '&' => Some(0),
            '\\' => match chars.next() {
                Some(d @ '0'..='9') => d.to_digit(10).map(|d| d as usize),
                Some('n') => {
                    plain.push('\n');
                    None
                }
                Some('t') => {
                    plain.push('\t');
                    None
                }
                Some(other) => {
                    plain.push(other);
                    None
                }
                None => None,
            },
            c => {
                plain.push(c);
                None
            }
        };
        if let Some(group) = group {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
            pieces.push(Piece::Group(group));
        }
    }
    pieces.push(Piece::Text(plain));
    pieces
}

fn substitute(line: &str, regex: &Regex, with: &[Piece], all: bool, which: usize) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::new();
    let (mut at, mut copied, mut seen) = (0, 0, 0);
    let mut changed = false;
    while at <= chars.len() {
        let Some(found) = regex.find(line, at) else { break };
        seen += 1;
        if seen >= which {
            out.extend(&chars[copied..found.start()]);
            let texts = found.texts(line);
            for piece in with {
                match piece {
                    Piece::Text(text) => out.push_str(text),
                    Piece::Group(number) => out.push_str(texts.get(*number).map_or("", String::as_str)),
                }
            }
            copied = found.end();
            changed = true;
            if !all {
                break;
            }
        }
        at = if found.end() > found.start() {
            found.end()
        } else {
            found.end() + 1
        };
    }
    out.extend(&chars[copied.min(chars.len())..]);
    changed.then_some(out)
}

/// The state of one run.
struct Run<'a> {
    commands: &'a [Command],
    open: Vec<bool>,
    quiet: bool,
    out: String,
    quit: bool,
}

impl Run<'_> {
    fn fits(address: &Address, number: usize, last: bool, line: &str) -> bool {
        match address {
            Address::Line(n) => *n == number,
            Address::Last => last,
            Address::Fit(regex) => regex.is_match(line),
        }
    }

    fn selected(&mut self, command: &Command, number: usize, last: bool, line: &str) -> bool {
        let Some(from) = &command.from else {
            return !command.negated;
        };
        let hit = match &command.to {
            None => Self::fits(from, number, last, line),
            Some(to) if self.open[command.range] => {
                let ends = match to {
                    Address::Line(n) => number >= *n,
                    other => Self::fits(other, number, last, line),
                };
                self.open[command.range] = !ends;
                true
            }
            Some(to) => {
                let starts = Self::fits(from, number, last, line);
                self.open[command.range] = starts && !matches!(to, Address::Line(n) if *n <= number);
                starts
            }
        };
        hit != command.negated
    }

    /// Runs the commands on a line; `None` when it was deleted.
    fn line(
        &mut self,
        commands: &[Command],
        mut line: String,
        number: usize,
        last: bool,
        after: &mut String,
    ) -> Option<String> {
        for command in commands {
            if !self.selected(command, number, last, &line) {
                continue;
            }
            match &command.action {
                Action::Substitute {
                    regex,
                    with,
                    all,
                    which,
                    print,
                } => {
                    if let Some(new) = substitute(&line, regex, with, *all, *which) {
                        line = new;
                        if *print {
                            self.out += &format!("{line}\n");
                        }
                    }
                }
                Action::Delete => return None,
                Action::Print => self.out += &format!("{line}\n"),
                Action::Quit => {
                    self.quit = true;
                    return Some(line);
                }
                Action::Append(text) => *after += &format!("{text}\n"),
                Action::Insert(text) => self.out += &format!("{text}\n"),
                Action::Change(text) => {
                    self.out += &format!("{text}\n");
                    return None;
                }
                Action::Translate(from, to) => {
                    let change = |c: char| {
                        from.iter()
                            .position(|f| *f == c)
                            .and_then(|i| to.get(i).copied())
                            .unwrap_or(c)
                    };
                    line = line.chars().map(change).collect();
                }
                Action::Number => self.out += &format!("{number}\n"),
                Action::Group(inner) => line = self.line(inner, line, number, last, after)?,
                Action::Nothing => {}
            }
            if self.quit {
                return Some(line);
            }
        }
        Some(line)
    }

    fn text(&mut self, input: &str) {
        let lines: Vec<&str> = input.lines().collect();
        let commands = self.commands;
        for (place, line) in lines.iter().enumerate() {
            let mut after = String::new();
            let last = place + 1 == lines.len();
            if let Some(line) = self.line(commands, (*line).to_string(), place + 1, last, &mut after)
                && !self.quiet
            {
                self.out += &format!("{line}\n");
            }
            self.out += &after;
            if self.quit {
                return;
            }
        }
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let long = [
        ("quiet", 'n'),
        ("silent", 'n'),
        ("expression", 'e'),
        ("regexp-extended", 'E'),
        ("in-place", 'i'),
    ];
    // `-i.bak` is one word.
    let in_place = call
        .argv
        .iter()
        .any(|a| a.starts_with("-i") || a.starts_with("--in-place"));
    let argv: Vec<String> = call
        .argv
        .iter()
        .filter(|a| !(a.starts_with("-i") || a.starts_with("--in-place")))
        .cloned()
        .collect();
    let args = Args::new(&argv, "ef", &long);
    let mut rest = args.rest.clone();
    let mut script: Vec<String> = args.values('e').map(str::to_string).collect();
    if script.is_empty() && !rest.is_empty() {
        script.push(rest.remove(0));
    }
    let script = script.join("\n");
    let extended = args.has('E') || args.has('r');
    let mut reader = Reader {
        chars: script.chars().peekable(),
        extended,
        ranges: 0,
        depth: 0,
    };
    let Some(commands) = reader.commands() else {
        call.complain("unsupported command").await;
        return 1;
    };
    let ranges = reader.ranges;
    let new = || Run {
        commands: &commands,
        open: vec![false; ranges],
        quiet: args.has('n'),
        out: String::new(),
        quit: false,
    };
    if !in_place {
        let (text, status) = call.read_text(&rest).await;
        let mut run = new();
        run.text(&text);
        call.print(&run.out).await;
        return status;
    }
    let mut status = 0;
    for path in &rest {
        match call.proc.read_whole(path).await {
            Ok(bytes) => {
                let mut run = new();
                run.text(&String::from_utf8_lossy(&bytes));
                if let Ok(file) = call.proc.open(path, Open::Truncate).await {
                    let _ = call.proc.write_file(file, run.out.as_bytes()).await;
                    call.proc.close_file(file);
                }
            }
            Err(error) => {
                call.complain(&format!("{path}: {error}")).await;
                status = 1;
            }
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn scripts() {
        check_all(
            "echo hello | sed 's/l/L/'; echo hello | sed 's/l/L/g'",
            "heLlo\nheLLo\n",
            0,
        );
        check_all(
            "printf 'a\\nb\\nc\\n' | sed -n 2p; printf 'a\\nb\\nc\\n' | sed '2,3d'",
            "b\na\n",
            0,
        );
        check_all(
            "echo a-1 | sed -E 's/^(.*)-([0-9]+)$/\\2:\\1/'; echo ab | sed 's|a|<&>|'",
            "1:a\n<a>b\n",
            0,
        );
        check_all(
            "echo x > f; sed -i 's/x/y/' f; cat f; printf 'a\\nb\\n' | sed '/a/!d;$!d'",
            "y\n",
            0,
        );
        check_all(
            "printf 'a\\nb\\n' | sed '$a end'; echo abc | sed 'y/abc/xyz/'",
            "a\nb\nend\nxyz\n",
            0,
        );
    }
}
