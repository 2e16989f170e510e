//! sed's script to a flat list of commands: a block is a jump over it.

use super::program::{Action, Address, Command, Piece, Program};
use crate::utilities::regex::Regex;

/// Most commands of a script.
const MAX_COMMANDS: usize = 1_000;

struct Reader<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    extended: bool,
    program: Program,
    blocks: Vec<usize>,
    labels: Vec<(String, usize)>,
    jumps: Vec<(usize, String)>,
}

type Result<T> = std::result::Result<T, &'static str>;

/// Reads a script.
pub(super) fn parse(text: &str, extended: bool) -> Result<Program> {
    let mut reader = Reader {
        chars: text.chars().peekable(),
        extended,
        program: Program::default(),
        blocks: Vec::new(),
        labels: Vec::new(),
        jumps: Vec::new(),
    };
    reader.program.quiet = text.starts_with("#n\n");
    reader.script()?;
    let end = reader.program.commands.len();
    for (place, label) in std::mem::take(&mut reader.jumps) {
        let target = match label.as_str() {
            "" => Some(end),
            _ => reader.labels.iter().find(|l| l.0 == label).map(|l| l.1),
        };
        if let Action::Branch(_, to) = &mut reader.program.commands[place].action {
            *to = target.ok_or("can't find label for jump")?;
        }
    }
    Ok(reader.program)
}

impl Reader<'_> {
    fn skip(&mut self, more: &str) {
        while self
            .chars
            .next_if(|c| *c == ' ' || *c == '\t' || more.contains(*c))
            .is_some()
        {}
    }

    fn script(&mut self) -> Result<()> {
        loop {
            self.skip("\n;");
            match self.chars.peek() {
                None if self.blocks.is_empty() => return Ok(()),
                None => return Err("unmatched `{'"),
                Some('#') => while self.chars.next().is_some_and(|c| c != '\n') {},
                Some('}') => {
                    self.chars.next();
                    let block = self.blocks.pop().ok_or("unexpected `}'")?;
                    let end = self.program.commands.len();
                    self.program.commands[block].action = Action::Block(end);
                }
                Some(_) => self.command()?,
            }
            if self.program.commands.len() > MAX_COMMANDS {
                return Err("too many commands");
            }
        }
    }

    fn number(&mut self) -> Option<usize> {
        let mut digits = String::new();
        while let Some(digit) = self.chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        digits.parse().ok()
    }

    fn address(&mut self) -> Result<Option<Address>> {
        let end = match self.chars.peek().copied() {
            Some('$') => {
                self.chars.next();
                self.program.looks_ahead = true;
                return Ok(Some(Address::Last));
            }
            Some('+') => {
                self.chars.next();
                return Ok(self.number().map(Address::Plus));
            }
            Some(c) if c.is_ascii_digit() => {
                let line = self.number().ok_or("invalid line number")?;
                return Ok(Some(if self.chars.next_if_eq(&'~').is_some() {
                    Address::Step(line, self.number().unwrap_or(0))
                } else {
                    Address::Line(line)
                }));
            }
            Some('/') => '/',
            Some('\\') => {
                self.chars.next();
                self.chars.peek().copied().ok_or("unterminated address regex")?
            }
            _ => return Ok(None),
        };
        self.chars.next();
        let text = self.until(end, true).ok_or("unterminated address regex")?;
        let ignore = self.chars.next_if_eq(&'I').is_some();
        if text.is_empty() {
            return Ok(Some(Address::Again));
        }
        let regex = Regex::new(&text, self.extended, ignore).ok_or("invalid regular expression")?;
        Ok(Some(Address::Fit(regex)))
    }

    /// Text up to a delimiter; an escaped delimiter loses its backslash.
    fn until(&mut self, end: char, regex: bool) -> Option<String> {
        let mut text = String::new();
        let mut bracket = false;
        loop {
            let c = self.chars.next()?;
            match c {
                '\\' if !bracket => {
                    let next = self.chars.next()?;
                    match next {
                        'n' if regex || end == 'n' => text.push('\n'),
                        next if next == end && !(regex && "|(){}+?.*[]^$".contains(end)) => text.push(next),
                        next => {
                            if next != end {
                                text.push('\\');
                            }
                            text.push(next);
                        }
                    }
                }
                '[' if regex && !bracket => {
                    bracket = true;
                    text.push(c);
                    // A `]` that comes first belongs to the set.
                    if self.chars.next_if_eq(&'^').is_some() {
                        text.push('^');
                    }
                    if self.chars.next_if_eq(&']').is_some() {
                        text.push(']');
                    }
                }
                '[' if bracket && self.chars.peek() == Some(&':') => {
                    text.push('[');
                    while let Some(c) = self.chars.next_if(|c| *c != ']') {
                        text.push(c);
                    }
                    text.extend(self.chars.next());
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

    fn command(&mut self) -> Result<()> {
        let from = self.address()?;
        let mut to = None;
        if from.is_some() {
            self.skip("");
            if self.chars.next_if_eq(&',').is_some() {
                self.skip("");
                to = self.address()?;
                if to.is_none() {
                    return Err("unexpected `,'");
                }
            }
        }
        self.skip("");
        let mut negated = false;
        while self.chars.next_if_eq(&'!').is_some() {
            negated = true;
            self.skip("");
        }
        let place = self.program.commands.len();
        let action = match self.chars.next().ok_or("missing command")? {
            's' => self.substitute()?,
            'y' => {
                let end = self.chars.next().ok_or("unterminated `y' command")?;
                let mut side = || self.until(end, false).map(|text| unescape(&text));
                let pair = side().zip(side());
                let (from, to) = pair.ok_or("unterminated `y' command")?;
                Action::Translate(from.chars().collect(), to.chars().collect())
            }
            c @ ('d' | 'D' | 'p' | 'P' | 'h' | 'H' | 'g' | 'G' | 'x' | '=' | 'l' | 'z') => Action::Simple(c),
            c @ ('n' | 'N') => {
                self.program.looks_ahead = true;
                Action::Simple(c)
            }
            c @ ('q' | 'Q') => {
                self.skip("");
                let code = self.number().unwrap_or(0);
                Action::Quit(i32::try_from(code & 255).unwrap_or(0), c == 'q')
            }
            'a' => Action::Append(self.text()),
            'i' => Action::Insert(self.text()),
            'c' => Action::Change(self.text()),
            ':' => {
                let label = self.label();
                self.labels.push((label, place));
                Action::Nothing
            }
            c @ ('b' | 't' | 'T') => {
                let label = self.label();
                self.jumps.push((place, label));
                Action::Branch(c, 0)
            }
            '{' => {
                self.blocks.push(place);
                Action::Block(0)
            }
            'r' => {
                let path = self.path()?;
                Action::Read(place_of(&mut self.program.reads, path))
            }
            'w' => match self.path()? {
                path if path == "/dev/stdout" => Action::Simple('p'),
                path => Action::Write(place_of(&mut self.program.writes, path)),
            },
            'e' | 'R' | 'W' | 'F' => return Err("this command is not emulated"),
            _ => return Err("unknown command"),
        };
        self.program.commands.push(Command {
            from,
            to,
            negated,
            action,
        });
        Ok(())
    }

    /// A file's name: the rest of the line.
    fn path(&mut self) -> Result<String> {
        self.skip("");
        let path: String = self.chars.by_ref().take_while(|c| *c != '\n').collect();
        if path.is_empty() {
            return Err("missing filename in r/R/w/W commands");
        }
        Ok(path)
    }

    fn label(&mut self) -> String {
        self.skip("");
        let mut label = String::new();
        while let Some(c) = self.chars.next_if(|c| !matches!(c, '\n' | ';' | '}')) {
            label.push(c);
        }
        label.trim_end().to_string()
    }

    /// The text of `a`, `i`, `c`: one line, more with a backslash at each end.
    fn text(&mut self) -> String {
        self.skip("");
        if self.chars.next_if_eq(&'\\').is_some() {
            self.skip("");
            self.chars.next_if_eq(&'\n');
        }
        let mut text = String::new();
        while let Some(c) = self.chars.next() {
            match c {
                '\\' => text.extend(self.chars.next()),
                '\n' => break,
                c => text.push(c),
            }
        }
        text
    }

    fn substitute(&mut self) -> Result<Action> {
        const OPEN: &str = "unterminated `s' command";
        let end = self.chars.next().ok_or(OPEN)?;
        let pattern = self.until(end, true).ok_or(OPEN)?;
        let with = replacement(&self.until(end, false).ok_or(OPEN)?);
        let (mut all, mut print, mut ignore, mut which) = (false, false, false, 1);
        let mut write = None;
        while let Some(flag) = self.chars.peek().copied() {
            match flag {
                'g' => all = true,
                'p' => print = true,
                'i' | 'I' => ignore = true,
                'm' | 'M' => {}
                c if c.is_ascii_digit() => {
                    which = self.number().unwrap_or(1).max(1);
                    continue;
                }
                'w' => {
                    self.chars.next();
                    match self.path()? {
                        path if path == "/dev/stdout" => print = true,
                        path => write = Some(place_of(&mut self.program.writes, path)),
                    }
                    break;
                }
                'e' => return Err("this flag of `s' is not emulated"),
                ' ' | '\t' | '\n' | ';' | '}' | '#' => break,
                _ => return Err("unknown option to `s'"),
            }
            self.chars.next();
        }
        let regex = match pattern.as_str() {
            "" => None,
            _ => Some(Regex::new(&pattern, self.extended, ignore).ok_or("invalid regular expression")?),
        };
        Ok(Action::Substitute {
            regex,
            with,
            all,
            which,
            print,
            write,
        })
    }
}

/// A file's place in a list, in which it stands once.
fn place_of(files: &mut Vec<String>, path: String) -> usize {
    let known = files.iter().position(|file| *file == path);
    known.unwrap_or_else(|| {
        files.push(path);
        files.len() - 1
    })
}

fn unescape(text: &str) -> String {
    text.replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\\\", "\\")
}

fn replacement(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let piece = match c {
            '&' => Piece::Group(0),
            '\\' => match chars.next() {
                Some(d @ '0'..='9') => Piece::Group(d.to_digit(10).map_or(0, |d| d as usize)),
                Some(case @ ('U' | 'L' | 'E' | 'u' | 'l')) => Piece::Case(case),
                Some('n') => {
                    plain.push('\n');
                    continue;
                }
                Some('t') => {
                    plain.push('\t');
                    continue;
                }
                other => {
                    plain.extend(other);
                    continue;
                }
            },
            c => {
                plain.push(c);
                continue;
            }
        };
        pieces.push(Piece::Text(std::mem::take(&mut plain)));
        pieces.push(piece);
    }
    pieces.push(Piece::Text(plain));
    pieces
}
