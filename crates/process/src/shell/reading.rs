//! A script as a shell reads it: line by line. Short ones are read once for all shells of a node, as every instance of
//! a container runs the same script: what its text means never changes.

use super::Dialect;
use super::ast::List;
use super::parse::{Lines, SyntaxError};
use std::cell::RefCell;
use std::rc::Rc;

/// Longest script that is kept, in bytes. Of a longer one every line is let go before the next one is read.
const MAX_KEPT_BYTES: usize = 4096;
/// So many scripts are kept; those that come later are read each time.
const MAX_KEPT: usize = 64;

/// The commands of a line and whether nothing follows, or why the script ends there.
pub(super) type Line = Result<(List, bool), SyntaxError>;

/// A script that was read up to its end or its first mistake.
#[derive(Debug)]
pub(super) struct Script {
    text: String,
    dialect: Dialect,
    lines: Vec<Line>,
}

/// The short scripts that ran on a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scripts(Rc<RefCell<Vec<Rc<Script>>>>);

impl Scripts {
    /// Begins to read a script.
    pub(super) fn read<'a>(&self, text: &'a str, dialect: Dialect) -> Reading<'a> {
        let mut scripts = self.0.borrow_mut();
        let known = scripts
            .iter()
            .find(|script| script.dialect == dialect && script.text == text);
        if let Some(script) = known {
            return Reading::Kept(script.clone(), 0);
        }
        let mut fresh = Reading::Fresh(Lines::of(text, dialect));
        if text.len() > MAX_KEPT_BYTES || scripts.len() == MAX_KEPT {
            return fresh;
        }
        let script = Rc::new(Script {
            text: text.to_owned(),
            dialect,
            lines: fresh.until_a_mistake(),
        });
        scripts.push(script.clone());
        Reading::Kept(script, 0)
    }
}

/// How far a shell has read its script.
pub(super) enum Reading<'a> {
    /// So many lines of one that was read before.
    Kept(Rc<Script>, usize),
    Fresh(Lines<'a>),
}

impl Reading<'_> {
    /// The next line; `None` at the end. Nothing is read after a mistake.
    pub fn line(&mut self) -> Option<Line> {
        match self {
            Reading::Kept(script, next) => {
                *next += 1;
                script.lines.get(*next - 1).cloned()
            }
            Reading::Fresh(lines) => {
                if lines.at_end() {
                    return None;
                }
                let mut items = Vec::new();
                let read = lines.next(&mut items);
                Some(read.map(|()| (Rc::new(items), lines.at_end())))
            }
        }
    }

    fn until_a_mistake(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        while let Some(line) = self.line() {
            let mistaken = line.is_err();
            lines.push(line);
            if mistaken {
                break;
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_kept_as_it_was_read() {
        let scripts = Scripts::default();
        let check = |text: &str, dialect, expect: &[Option<(usize, bool)>]| {
            for _ in 0..2 {
                let mut reading = scripts.read(text, dialect);
                let lines = std::iter::from_fn(|| reading.line()).take(expect.len());
                let seen: Vec<_> = lines
                    .map(|line| line.ok().map(|(items, last)| (items.len(), last)))
                    .collect();
                assert_eq!(seen, expect, "{text}");
            }
        };
        check(
            "echo a; echo b\n\necho c\n",
            Dialect::Dash,
            &[Some((2, false)), Some((1, true))],
        );
        check("echo a\nfi\necho b", Dialect::Dash, &[Some((1, false)), None]);
        check("", Dialect::Dash, &[]);
        check("a=(1 2)", Dialect::Bash, &[Some((1, true))]);
        check("a=(1 2)", Dialect::Dash, &[None]);
        let long = "true\n".repeat(MAX_KEPT_BYTES);
        let mut reading = scripts.read(&long, Dialect::Dash);
        assert!(matches!(reading, Reading::Fresh(_)));
        assert!(matches!(reading.line(), Some(Ok((_, false)))));
        for number in 0..2 * MAX_KEPT {
            scripts.read(&format!("echo {number}"), Dialect::Dash);
        }
        assert_eq!(scripts.0.borrow().len(), MAX_KEPT);
    }
}
