//! Words to commands: the POSIX grammar with bash's `[[ ]]`, `(( ))`, arrays, `<<<`, `&>` and `function`.

mod compound;
mod lists;
mod redirections;
mod simple;

use super::Dialect;
use super::ast::{Item, List, Part, Word};
use super::lex::{Until, is_meta};
pub(crate) use compound::is_reserved;
use std::cell::OnceCell;
use std::rc::Rc;

/// Deepest nesting of a script.
const MAX_DEPTH: u32 = 60;

/// Why a script is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub line: u32,
    /// The line on which what does not end began.
    pub opened: u32,
    /// The text of the line: bash shows it.
    pub source: String,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// This token is not expected here.
    Unexpected(String),
    /// The script ends too early; what is missing, if known.
    EndOfFile(Option<&'static str>),
    /// A quote does not end.
    Unterminated(&'static str),
    BadSubstitution,
    /// Valid in bash, but not emulated.
    NotEmulated(&'static str),
}

type Result<T> = std::result::Result<T, SyntaxError>;

/// The parser over a script's text.
pub(crate) struct Parser<'a> {
    pub text: &'a str,
    pub at: usize,
    pub line: u32,
    depth: u32,
    pub bash: bool,
    /// `[[ ]]` is known: in bash and ash.
    double_brackets: bool,
    /// The word that is read next is an argument: `!(` begins a pattern there, not a negated subshell.
    pub argument: bool,
    pending: Vec<PendingHere>,
}

struct PendingHere {
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
    cell: Rc<OnceCell<Word>>,
}

/// A script read line by line: a shell runs each complete line before it reads the next one.
pub(crate) struct Lines<'a>(Parser<'a>);

impl<'a> Lines<'a> {
    pub fn of(text: &'a str, dialect: Dialect) -> Lines<'a> {
        Lines(Parser {
            text,
            at: 0,
            line: 1,
            depth: 0,
            bash: dialect == Dialect::Bash,
            double_brackets: dialect != Dialect::Dash,
            argument: false,
            pending: Vec::new(),
        })
    }

    /// True when nothing follows but blanks and comments.
    pub fn at_end(&mut self) -> bool {
        self.0.skip_newlines();
        self.0.peek().is_none()
    }

    /// Adds the commands of the next line.
    pub fn next(&mut self, items: &mut Vec<Item>) -> Result<()> {
        let parser = &mut self.0;
        parser.skip_newlines();
        let before = items.len();
        parser.line_of_items(items).map_err(|mut error| {
            items.truncate(before);
            let number = (error.line as usize).saturating_sub(1);
            error.source = parser.text.lines().nth(number).unwrap_or("").to_string();
            error
        })
    }
}

/// The commands of a script up to its first mistake, and that mistake.
pub(crate) fn parse_script(text: &str, dialect: Dialect) -> (List, Option<SyntaxError>) {
    let mut lines = Lines::of(text, dialect);
    let mut items = Vec::new();
    while !lines.at_end() {
        if let Err(error) = lines.next(&mut items) {
            return (Rc::new(items), Some(error));
        }
    }
    (Rc::new(items), None)
}

/// A here-document's text as one word, so many levels deep in other constructs.
fn parse_text_at(text: &str, bash: bool, depth: u32) -> Word {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        depth,
        bash,
        double_brackets: bash,
        argument: false,
        pending: Vec::new(),
    };
    parser
        .word_until(Until::End, true)
        .unwrap_or_else(|_| vec![Part::Quoted(text.to_string())])
}

impl<'a> Parser<'a> {
    pub fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    pub fn starts_with(&self, text: &str) -> bool {
        self.bytes()[self.at..].starts_with(text.as_bytes())
    }

    pub fn newline_char(&mut self) {
        self.at += 1;
        self.line += 1;
    }

    /// Takes one character.
    pub fn take_char(&mut self, into: &mut String) {
        if let Some(c) = self.text.get(self.at..).and_then(|t| t.chars().next()) {
            into.push(c);
            self.at += c.len_utf8();
            self.line += u32::from(c == '\n');
        } else {
            self.at += 1;
        }
    }

    /// Takes bytes while they fit; stops only at ASCII.
    pub fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while let Some(c) = self.peek() {
            if c.is_ascii() && !fits(c) {
                break;
            }
            if !c.is_ascii() && !fits(b'a') {
                break;
            }
            self.line += u32::from(c == b'\n');
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    pub fn expect_char(&mut self, c: u8) -> Result<()> {
        self.skip_newlines();
        if self.peek() == Some(c) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected_for((c == b')').then_some(")")))
    }

    fn error(&self, problem: Problem) -> SyntaxError {
        SyntaxError {
            line: self.line,
            opened: self.line,
            source: String::new(),
            problem,
        }
    }

    /// A quote that does not end, and the line where it began.
    pub fn error_unterminated(&self, quote: &'static str, opened: u32) -> SyntaxError {
        SyntaxError {
            opened,
            ..self.error(Problem::Unterminated(quote))
        }
    }

    pub fn error_bad_substitution(&self) -> SyntaxError {
        self.error(Problem::BadSubstitution)
    }

    fn unexpected(&mut self) -> SyntaxError {
        self.unexpected_for(None)
    }

    fn unexpected_for(&mut self, missing: Option<&'static str>) -> SyntaxError {
        self.skip_blanks();
        let token = match self.peek() {
            None => return self.error(Problem::EndOfFile(missing)),
            Some(b'\n') => "newline".to_string(),
            Some(_) => match self.operator() {
                Some(operator) => operator.to_string(),
                None => self
                    .peek_plain()
                    .map_or_else(|| "word".to_string(), str::to_string),
            },
        };
        self.error(Problem::Unexpected(token))
    }

    /// Runs a part of the parser one level deeper.
    pub fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(Problem::NotEmulated("nesting this deep")));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    /// Parses the text of a backquoted substitution.
    pub fn parse_nested(&mut self, text: &str, line: u32) -> Result<List> {
        self.nested(|p| {
            let mut inner = Parser {
                text,
                at: 0,
                line,
                depth: p.depth,
                bash: p.bash,
                double_brackets: p.double_brackets,
                argument: false,
                pending: Vec::new(),
            };
            let list = inner.list_until(&[])?;
            if inner.peek().is_some() {
                Err(inner.unexpected())
            } else {
                Ok(list)
            }
        })
    }

    pub fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.starts_with("\\\n") => {
                    self.at += 1;
                    self.newline_char();
                }
                Some(b'#') => {
                    while self.peek().is_some_and(|c| c != b'\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn newline(&mut self) -> Result<()> {
        self.newline_char();
        for here in std::mem::take(&mut self.pending) {
            self.read_here(&here);
        }
        Ok(())
    }

    pub fn skip_newlines(&mut self) {
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'\n') || self.newline().is_err() {
                return;
            }
        }
    }

    /// The operator at the present place, not taken.
    fn operator(&self) -> Option<&'static str> {
        const OPERATORS: [&str; 12] = [";;&", ";;", ";&", ";", "&&", "&>", "&", "||", "|&", "|", "(", ")"];
        if !matches!(self.peek()?, b';' | b'&' | b'|' | b'(' | b')') {
            return None;
        }
        OPERATORS.into_iter().find(|o| self.starts_with(o))
    }

    /// The unquoted plain word at the present place, not taken.
    fn peek_plain(&self) -> Option<&'a str> {
        let rest = &self.bytes()[self.at..];
        let end = rest.iter().position(|c| is_meta(*c)).unwrap_or(rest.len());
        let word = self.text.get(self.at..self.at + end)?;
        (!word.is_empty() && !word.contains(['\'', '"', '\\', '$', '`'])).then_some(word)
    }

    fn at_word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        self.peek_plain() == Some(word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let hit = self.at_word(word);
        if hit {
            self.at += word.len();
        }
        hit
    }

    fn expect_word(&mut self, word: &'static str) -> Result<()> {
        self.skip_newlines();
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected_for(Some(word)))
        }
    }
}

/// The text of a word that is one literal.
pub(crate) fn plain(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Literal(text)] => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
