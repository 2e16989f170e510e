//! Redirections and here-documents.

use super::{Parser, PendingHere, Result, parse_text_at};
use crate::shell::ast::{Part, Redirection, RedirectionKind};
use crate::shell::lex::is_name;
use std::cell::OnceCell;
use std::rc::Rc;

impl<'a> Parser<'a> {
    pub(super) fn redirection(&mut self) -> Result<Option<Redirection>> {
        self.skip_blanks();
        if !matches!(self.peek(), Some(b'0'..=b'9' | b'<' | b'>' | b'&' | b'{')) {
            return Ok(None);
        }
        let variable = self.descriptor_variable();
        let digits = self.bytes()[self.at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        let sign = self.bytes().get(self.at + digits).copied();
        if self.bash && digits == 0 && self.starts_with("&>") {
            self.at += 2;
            let append = self.peek() == Some(b'>');
            self.at += usize::from(append);
            let target = self.single_word()?;
            return Ok(Some(Redirection {
                fd: None,
                variable: None,
                kind: RedirectionKind::Both { target, append },
            }));
        }
        if !matches!(sign, Some(b'<' | b'>')) || digits > 3 {
            return Ok(None);
        }
        if digits == 0 && (self.starts_with("<(") || self.starts_with(">(")) {
            return Ok(None);
        }
        let fd = self.text[self.at..self.at + digits].parse().ok();
        self.at += digits;
        let operator = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">&", ">|", "<", ">"]
            .into_iter()
            .find(|o| self.starts_with(o))
            .unwrap_or("<");
        self.at += operator.len();
        if matches!(operator, "<<" | "<<-") {
            return self.here_document(fd, operator == "<<-").map(Some);
        }
        let target = self.single_word()?;
        let kind = match operator {
            "<<<" => RedirectionKind::HereString(target),
            "<&" => RedirectionKind::Duplicate { target, input: true },
            ">&" => RedirectionKind::Duplicate { target, input: false },
            "<>" => RedirectionKind::ReadWrite(target),
            ">>" => RedirectionKind::Append(target),
            "<" => RedirectionKind::Read(target),
            _ => RedirectionKind::Write(target),
        };
        Ok(Some(Redirection { fd, variable, kind }))
    }

    /// bash's `{name}` right before `<` or `>`, which is taken.
    fn descriptor_variable(&mut self) -> Option<String> {
        let rest = &self.bytes()[self.at..];
        if !self.bash || rest.first() != Some(&b'{') {
            return None;
        }
        let length = rest[1..].iter().take_while(|c| is_name(**c)).count();
        let closes = rest.get(length + 1) == Some(&b'}');
        if length == 0 || !closes || !matches!(rest.get(length + 2), Some(b'<' | b'>')) {
            return None;
        }
        let name = self.text[self.at + 1..self.at + 1 + length].to_string();
        self.at += length + 2;
        Some(name)
    }

    fn here_document(&mut self, fd: Option<u32>, strip_tabs: bool) -> Result<Redirection> {
        let word = self.single_word()?;
        let quoted = word.iter().any(|p| !matches!(p, Part::Literal(_)));
        let delimiter = word.iter().map(part_text).collect();
        let cell = Rc::new(OnceCell::new());
        self.pending.push(PendingHere {
            delimiter,
            quoted,
            strip_tabs,
            cell: cell.clone(),
        });
        Ok(Redirection {
            fd,
            variable: None,
            kind: RedirectionKind::Here(cell),
        })
    }

    pub(super) fn read_here(&mut self, here: &PendingHere) {
        let mut body = String::new();
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let line = rest.split('\n').next().unwrap_or(rest);
            self.at = (self.at + line.len() + 1).min(self.text.len());
            self.line += 1;
            let shown = if here.strip_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if shown == here.delimiter {
                break;
            }
            body.push_str(shown);
            body.push('\n');
        }
        let word = if here.quoted {
            vec![Part::Quoted(body)]
        } else {
            parse_text_at(&body, self.bash, self.depth + 1)
        };
        let _ = here.cell.set(word);
    }
}

/// A part's text without expansion (here-document delimiters).
fn part_text(part: &Part) -> String {
    match part {
        Part::Literal(text) | Part::Quoted(text) => text.clone(),
        Part::Double(parts) => parts.iter().map(part_text).collect(),
        _ => String::new(),
    }
}
