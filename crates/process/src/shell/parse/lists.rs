//! Lists, and-or lists and pipelines.

use super::{Item, Parser, Result};
use crate::shell::ast::{AndOr, List, Part, Pipeline, Redirection, RedirectionKind};
use std::rc::Rc;

impl<'a> Parser<'a> {
    /// Parses items up to one of the words (or `)`, `;;`) or the end of the text; none of them is taken.
    pub fn list_until(&mut self, ends: &[&str]) -> Result<List> {
        let mut items = Vec::new();
        loop {
            self.skip_newlines();
            if self.at_list_end(ends) {
                return Ok(Rc::new(items));
            }
            let item = self.item()?;
            items.push(item);
        }
    }

    fn at_list_end(&mut self, ends: &[&str]) -> bool {
        let Some(c) = self.peek() else { return true };
        if c == b')' || self.starts_with(";;") || self.starts_with(";&") {
            return true;
        }
        self.peek_plain().is_some_and(|word| ends.contains(&word))
    }

    /// Items up to the end of the line.
    pub(super) fn line_of_items(&mut self, items: &mut Vec<Item>) -> Result<()> {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return Ok(()),
                Some(b'\n') => return self.newline(),
                _ => items.push(self.item()?),
            }
        }
    }

    fn item(&mut self) -> Result<Item> {
        let command = self.and_or()?;
        self.skip_blanks();
        let mut background = false;
        match self.operator() {
            Some(";") => self.at += 1,
            Some("&" | "&>") => {
                self.at += 1;
                background = true;
            }
            Some(")" | ";;" | ";&" | ";;&") | None => {}
            Some(_) => return Err(self.unexpected()),
        }
        Ok(Item { command, background })
    }

    fn and_or(&mut self) -> Result<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.skip_blanks();
            let and = match self.operator() {
                Some("&&") => true,
                Some("||") => false,
                _ => return Ok(AndOr { first, rest }),
            };
            self.at += 2;
            self.skip_newlines();
            rest.push((and, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline> {
        let mut negated = false;
        let timed = self.bash && self.take_word("time");
        if timed {
            self.take_word("-p");
        }
        self.skip_blanks();
        while self.peek() == Some(b'!') && self.take_word("!") {
            negated = !negated;
            self.skip_blanks();
        }
        // Nearly always one.
        let mut commands = Vec::with_capacity(1);
        loop {
            let mut command = self.nested(Self::command)?;
            self.skip_blanks();
            let both = match self.operator() {
                Some("|&") => true,
                Some("|") => false,
                _ => {
                    commands.push(Rc::new(command));
                    return Ok(Pipeline {
                        negated,
                        timed,
                        commands,
                    });
                }
            };
            self.at += 1 + usize::from(both);
            if both {
                let target = vec![Part::Literal("1".into())];
                let kind = RedirectionKind::Duplicate { target, input: false };
                command.redirections.push(Redirection {
                    fd: Some(2),
                    variable: None,
                    kind,
                });
            }
            commands.push(Rc::new(command));
            self.skip_newlines();
        }
    }
}
