//! sed's commands at work: a machine that says when it wants a line.

use super::program::{Action, Address, Command, Program};
use super::substitute::{MAX_SPACE, substitute};
use crate::utilities::regex::Regex;

/// Most commands run on one line: a branch without end stops.
const MAX_STEPS: u32 = 100_000;

/// What the machine wants next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Line,
    Nothing,
}

/// Why a line is awaited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Await {
    /// A new cycle begins with it.
    Cycle,
    /// `n`: it replaces the pattern space.
    Replace,
    /// `N`: it is added to the pattern space.
    Add,
    /// `D`: the rest of the pattern space begins a new cycle without one.
    None,
}

/// A line of the input.
pub(super) struct Line {
    pub text: String,
    /// Its line feed is missing.
    pub open: bool,
}

/// One run over all input.
pub(super) struct Machine<'a> {
    program: &'a Program,
    quiet: bool,
    pattern: String,
    hold: String,
    number: usize,
    last: bool,
    at: usize,
    awaits: Await,
    /// For ranges: the line at which each that is open ends, if known.
    open: Vec<Option<usize>>,
    after: String,
    substituted: bool,
    recent: Option<&'a Regex>,
    done: bool,
    /// The line of the input has no line feed: it is the last one.
    unended: bool,
    /// What was put out last had none either: it gets one when more follows.
    owes: bool,
    /// The texts of the files that it reads.
    texts: &'a [String],
    pub out: String,
    /// What it wrote to each of its files, since that was last taken.
    pub written: Vec<String>,
    /// The exit code.
    pub code: i32,
}

impl<'a> Machine<'a> {
    pub fn new(program: &'a Program, quiet: bool, texts: &'a [String]) -> Machine<'a> {
        Machine {
            program,
            quiet,
            pattern: String::new(),
            hold: String::new(),
            number: 0,
            last: false,
            at: 0,
            awaits: Await::Cycle,
            open: vec![None; program.commands.len()],
            after: String::new(),
            substituted: false,
            recent: None,
            done: false,
            unended: false,
            owes: false,
            texts,
            out: String::new(),
            written: vec![String::new(); program.writes.len()],
            code: 0,
        }
    }

    /// Whether it must be told which line is the last.
    pub fn looks_ahead(&self) -> bool {
        self.program.looks_ahead
    }

    /// Gives it the line that it wanted.
    pub fn feed(&mut self, line: Line, last: bool) {
        self.number += 1;
        self.last = last;
        self.unended = line.open;
        match self.awaits {
            Await::Add => {
                self.pattern.push('\n');
                self.pattern.push_str(&line.text);
                self.pattern.truncate(self.pattern.floor_char_boundary(MAX_SPACE));
            }
            _ => self.pattern = line.text,
        }
        if self.awaits == Await::Cycle {
            self.at = 0;
            self.substituted = false;
        }
        self.awaits = Await::None;
    }

    /// There is no further line.
    pub fn end(&mut self) {
        // GNU's `n` and `N` print what they have; an ended cycle has printed already.
        if matches!(self.awaits, Await::Replace | Await::Add) {
            self.finish_cycle(self.awaits == Await::Add);
        }
        self.done = true;
    }

    /// Goes on until it wants a line or is done.
    pub fn go(&mut self) -> Want {
        let mut steps = 0;
        while !self.done && self.awaits == Await::None {
            // Long lines count more.
            steps += 1 + u32::try_from(self.pattern.len() / 64).unwrap_or(u32::MAX / 2);
            let commands = &self.program.commands;
            if self.at >= commands.len() || steps > MAX_STEPS {
                self.finish_cycle(true);
                self.awaits = Await::Cycle;
                continue;
            }
            let command = &commands[self.at];
            self.at += 1;
            if self.selected(command, self.at - 1) {
                self.act(&command.action);
            } else if let Action::Block(end) = command.action {
                self.at = end;
            }
        }
        if self.done { Want::Nothing } else { Want::Line }
    }

    fn put(&mut self, text: &str) {
        if std::mem::take(&mut self.owes) && !text.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(text);
    }

    fn print_pattern(&mut self) {
        let text = std::mem::take(&mut self.pattern);
        self.put(&text);
        self.pattern = text;
        self.owes = self.unended;
        if !self.unended {
            self.out.push('\n');
        }
    }

    /// The end of a cycle: the pattern space, then what was appended.
    fn finish_cycle(&mut self, print: bool) {
        if print && !self.quiet {
            self.print_pattern();
        }
        let after = std::mem::take(&mut self.after);
        self.put(&after);
    }

    fn fits(&mut self, address: &'a Address) -> bool {
        match address {
            Address::Line(n) => *n == self.number,
            Address::Step(first, 0) => *first == self.number,
            Address::Step(first, step) => {
                self.number >= *first && (self.number - first).is_multiple_of(*step)
            }
            Address::Plus(_) => false,
            Address::Last => self.last,
            Address::Fit(regex) => {
                self.recent = Some(regex);
                regex.is_match(&self.pattern)
            }
            Address::Again => self.recent.is_some_and(|regex| regex.is_match(&self.pattern)),
        }
    }

    fn selected(&mut self, command: &'a Command, place: usize) -> bool {
        let Some(from) = &command.from else {
            return !command.negated;
        };
        let hit = match &command.to {
            None => self.fits(from),
            Some(to) => self.in_range(from, to, place),
        };
        hit != command.negated
    }

    fn in_range(&mut self, from: &'a Address, to: &'a Address, place: usize) -> bool {
        if let Some(end) = self.open[place] {
            let ends = match to {
                Address::Fit(_) | Address::Again | Address::Last => self.fits(to),
                _ => self.number >= end,
            };
            if ends {
                self.open[place] = None;
            }
            // A range that should have ended before covers its first line only.
            return !(matches!(to, Address::Line(_)) && self.number > end);
        }
        // `0,/re/`: the range is open before the first line.
        let zero = matches!(from, Address::Line(0)) && self.number == 1;
        if !zero && !self.fits(from) {
            return false;
        }
        let end = match to {
            Address::Line(n) => *n,
            Address::Plus(n) => self.number + n,
            Address::Step(_, step) => self.number.next_multiple_of((*step).max(1)),
            _ => usize::MAX,
        };
        let ended =
            end <= self.number || (zero && self.fits(to)) || (self.last && matches!(to, Address::Last));
        self.open[place] = (!ended).then_some(end);
        true
    }

    fn act(&mut self, action: &'a Action) {
        match action {
            Action::Substitute {
                regex,
                with,
                all,
                which,
                print,
                write,
            } => {
                self.recent = regex.as_ref().or(self.recent);
                let Some(regex) = self.recent else { return };
                if let Some(new) = substitute(&self.pattern, regex, with, *all, *which) {
                    self.pattern = new;
                    self.pattern.truncate(self.pattern.floor_char_boundary(MAX_SPACE));
                    self.substituted = true;
                    if *print {
                        self.print_pattern();
                    }
                    if let Some(file) = write {
                        self.written[*file] += &format!("{}\n", self.pattern);
                    }
                }
            }
            Action::Translate(from, to) => {
                let change = |c: char| {
                    let place = from.iter().position(|f| *f == c);
                    place.and_then(|i| to.get(i).copied()).unwrap_or(c)
                };
                self.pattern = self.pattern.chars().map(change).collect();
            }
            Action::Simple(letter) => self.simple(*letter),
            Action::Quit(code, print) => {
                self.code = *code;
                self.finish_cycle(*print);
                self.done = true;
            }
            Action::Append(text) => self.after += &format!("{text}\n"),
            Action::Read(file) => self.after += &self.texts[*file],
            Action::Write(file) => self.written[*file] += &format!("{}\n", self.pattern),
            Action::Insert(text) => self.put(&format!("{text}\n")),
            Action::Change(text) => {
                self.put(&format!("{text}\n"));
                self.finish_cycle(false);
                self.awaits = Await::Cycle;
            }
            Action::Branch(kind, target) => {
                let goes = match kind {
                    't' => std::mem::take(&mut self.substituted),
                    'T' => !std::mem::take(&mut self.substituted),
                    _ => true,
                };
                if goes {
                    self.at = *target;
                }
            }
            Action::Block(_) | Action::Nothing => {}
        }
    }

    fn simple(&mut self, letter: char) {
        let add = |space: &mut String, text: &str| {
            if space.len() < MAX_SPACE {
                space.push('\n');
                space.push_str(text);
            }
        };
        match letter {
            'p' => self.print_pattern(),
            'P' => {
                let first = self.pattern.split('\n').next().unwrap_or("");
                self.put(&format!("{first}\n"));
            }
            '=' => self.put(&format!("{}\n", self.number)),
            'l' => self.put(&format!("{}$\n", self.pattern.escape_default())),
            'z' => self.pattern.clear(),
            'h' => self.hold.clone_from(&self.pattern),
            'H' => add(&mut self.hold, &self.pattern),
            'g' => self.pattern.clone_from(&self.hold),
            'G' => add(&mut self.pattern, &self.hold),
            'x' => std::mem::swap(&mut self.pattern, &mut self.hold),
            'n' => {
                if !self.last {
                    self.finish_cycle(true);
                    self.awaits = Await::Replace;
                } else {
                    self.finish_cycle(true);
                    self.done = true;
                }
            }
            'N' if self.last => {
                self.finish_cycle(true);
                self.done = true;
            }
            'N' => self.awaits = Await::Add,
            'D' if self.pattern.contains('\n') => {
                let rest = self.pattern.split_once('\n').map(|p| p.1.to_string());
                self.pattern = rest.unwrap_or_default();
                self.finish_cycle(false);
                self.at = 0;
            }
            // `d`, and `D` without a line feed.
            _ => {
                self.finish_cycle(false);
                self.awaits = Await::Cycle;
            }
        }
    }
}
