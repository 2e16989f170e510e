//! Compound commands and function definitions.

use super::{Parser, Problem, Result};
use crate::shell::Dialect;
use crate::shell::ast::{Arm, ArmEnd, Command, Kind, List};
use crate::shell::lex::{Until, is_meta, is_name};
use std::rc::Rc;

const RESERVED: [&str; 16] = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!",
    "in",
];
/// What bash reserves besides.
const RESERVED_IN_BASH: [&str; 6] = ["[[", "]]", "function", "select", "time", "coproc"];

/// True for a word of the grammar.
pub(crate) fn is_reserved(word: &str, dialect: Dialect) -> bool {
    RESERVED.contains(&word) || dialect == Dialect::Bash && RESERVED_IN_BASH.contains(&word)
}

impl<'a> Parser<'a> {
    pub(super) fn command(&mut self) -> Result<Command> {
        self.skip_blanks();
        let line = self.line;
        let kind = match self.compound()? {
            Some(kind) => kind,
            None => return self.simple(line),
        };
        let mut redirections = Vec::new();
        while let Some(redirection) = self.redirection()? {
            redirections.push(redirection);
        }
        Ok(Command {
            kind,
            redirections,
            line,
        })
    }

    fn compound(&mut self) -> Result<Option<Kind>> {
        if self.bash && self.starts_with("((") {
            let start = (self.at, self.line);
            self.at += 2;
            if let Ok(word) = self.word_until(Until::Parenthesis, true)
                && self.starts_with("))")
            {
                self.at += 2;
                return Ok(Some(Kind::Arithmetic(word)));
            }
            (self.at, self.line) = start;
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
            let list = self.list_until(&[])?;
            if list.is_empty() {
                return Err(self.unexpected());
            }
            self.expect_char(b')')?;
            return Ok(Some(Kind::Subshell(list)));
        }
        let Some(word) = self.peek_plain() else {
            return Ok(None);
        };
        let kind = match word {
            "{" => {
                self.at += 1;
                let list = self.body("}")?;
                Kind::Group(list)
            }
            "if" => self.if_command()?,
            "while" | "until" => {
                self.at += 5;
                let condition = self.body("do")?;
                Kind::Loop {
                    until: word == "until",
                    condition,
                    body: self.body("done")?,
                }
            }
            "for" => self.for_command()?,
            "case" => self.case_command()?,
            "[[" if self.double_brackets => {
                self.at += 2;
                let test = self.nested(Self::test_or)?;
                self.expect_word("]]")?;
                Kind::Test(test)
            }
            "function" if self.bash => {
                self.at += 8;
                self.skip_blanks();
                let name = self.take_while(|c| !is_meta(c)).to_string();
                self.skip_blanks();
                if self.starts_with("()") {
                    self.at += 2;
                }
                self.function(name)?
            }
            "select" if self.bash => return Err(self.error(Problem::NotEmulated("select"))),
            "coproc" if self.bash => return Err(self.error(Problem::NotEmulated("coproc"))),
            "then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}" => return Err(self.unexpected()),
            _ => return self.function_definition(word),
        };
        Ok(Some(kind))
    }

    /// A list up to a reserved word, which is taken; it must not be empty.
    fn body(&mut self, end: &'static str) -> Result<List> {
        let ends: &[&str] = match end {
            "then" | "do" | "done" | "}" => &[end],
            _ => &RESERVED,
        };
        let list = self.list_until(ends)?;
        if list.is_empty() {
            return Err(self.unexpected_for(Some(end)));
        }
        self.expect_word(end)?;
        Ok(list)
    }

    fn if_command(&mut self) -> Result<Kind> {
        self.at += 2;
        let mut branches = Vec::new();
        loop {
            let condition = self.body("then")?;
            let body = self.list_until(&["elif", "else", "fi"])?;
            if body.is_empty() {
                return Err(self.unexpected_for(Some("fi")));
            }
            branches.push((condition, body));
            if self.take_word("elif") {
                continue;
            }
            let otherwise = if self.take_word("else") {
                Some(self.list_until(&["fi"])?)
            } else {
                None
            };
            if otherwise.as_ref().is_some_and(|l| l.is_empty()) {
                return Err(self.unexpected_for(Some("fi")));
            }
            self.expect_word("fi")?;
            return Ok(Kind::If { branches, otherwise });
        }
    }

    fn for_command(&mut self) -> Result<Kind> {
        self.at += 3;
        self.skip_blanks();
        if self.bash && self.starts_with("((") {
            self.at += 2;
            let mut parts = [Vec::new(), Vec::new(), Vec::new()];
            for (i, part) in parts.iter_mut().enumerate() {
                *part = self.word_until(Until::Semicolon, true)?;
                let end = if i < 2 { ";" } else { "))" };
                if !self.starts_with(end) {
                    return Err(self.unexpected());
                }
                self.at += end.len();
            }
            self.skip_blanks();
            self.at += usize::from(self.peek() == Some(b';'));
            return Ok(Kind::ArithmeticFor {
                parts,
                body: self.do_group()?,
            });
        }
        let name = self.take_while(is_name).to_string();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.skip_newlines();
        let words = if self.take_word("in") {
            let mut words = Vec::new();
            self.argument = true;
            while self.word(&mut words)? {}
            Some(words)
        } else {
            None
        };
        self.skip_blanks();
        self.at += usize::from(self.peek() == Some(b';'));
        Ok(Kind::For {
            name,
            words,
            body: self.do_group()?,
        })
    }

    fn do_group(&mut self) -> Result<List> {
        self.skip_newlines();
        if self.bash && self.take_word("{") {
            return self.body("}");
        }
        self.expect_word("do")?;
        self.body("done")
    }

    fn case_command(&mut self) -> Result<Kind> {
        self.at += 4;
        let word = self.single_word()?;
        self.expect_word("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines();
            if self.take_word("esac") {
                return Ok(Kind::Case { word, arms });
            }
            if self.peek().is_none() {
                // The shells wait for a pattern's end by then.
                return Err(self.unexpected_for(Some(")")));
            }
            if self.peek() == Some(b'(') {
                self.at += 1;
            }
            let mut patterns = vec![self.single_word()?];
            self.skip_blanks();
            while self.peek() == Some(b'|') {
                self.at += 1;
                patterns.push(self.single_word()?);
                self.skip_blanks();
            }
            self.expect_char(b')')?;
            let body = self.list_until(&["esac"])?;
            self.skip_newlines();
            let end = match self.operator() {
                Some(";;&") => ArmEnd::Continue,
                Some(";&") => ArmEnd::FallThrough,
                _ => ArmEnd::Break,
            };
            if let Some(operator @ (";;" | ";&" | ";;&")) = self.operator() {
                self.at += operator.len();
            } else if !self.at_word("esac") {
                return Err(self.unexpected_for(Some("esac")));
            }
            arms.push(Arm { patterns, body, end });
        }
    }

    fn function_definition(&mut self, word: &str) -> Result<Option<Kind>> {
        let after = &self.bytes()[self.at + word.len()..];
        let blanks = after.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
        let after = &after[blanks..];
        if !after.starts_with(b"(") || RESERVED.contains(&word) || word.contains('=') {
            return Ok(None);
        }
        let inner = after[1..]
            .iter()
            .take_while(|c| matches!(c, b' ' | b'\t'))
            .count();
        if after.get(1 + inner) != Some(&b')') {
            return Ok(None);
        }
        self.at += word.len() + blanks + inner + 2;
        self.function(word.to_string()).map(Some)
    }

    fn function(&mut self, name: String) -> Result<Kind> {
        self.skip_newlines();
        let body = self.nested(Self::command)?;
        if matches!(body.kind, Kind::Simple { .. })
            && !self.bash
            && matches!(&body.kind, Kind::Simple { words, .. } if words.is_empty())
        {
            return Err(self.unexpected());
        }
        Ok(Kind::Function {
            name,
            body: Rc::new(body),
        })
    }
}
