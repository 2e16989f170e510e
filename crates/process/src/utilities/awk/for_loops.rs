//! awk's two kinds of `for`.

use super::ast::Statement;
use super::parse::Parser;

impl Parser<'_> {
    pub(super) fn for_loop(&mut self) -> Option<Statement> {
        if !self.take("(") {
            return None;
        }
        let start = self.at;
        if let Some(variable) = self.name() {
            self.at += variable.len();
            if self.word("in")
                && let Some(array) = self.name()
            {
                self.at += array.len();
                if self.take(")") {
                    return Some(Statement::ForIn(variable.into(), array.into(), self.body()?));
                }
            }
        }
        self.at = start;
        let mut parts = [None, None, None];
        for (place, part) in parts.iter_mut().enumerate() {
            self.newlines();
            let end = if place < 2 { ";" } else { ")" };
            if !self.take(end) {
                *part = Some(self.expr()?);
                if !self.take(end) {
                    return None;
                }
            }
        }
        let [first, condition, step] = parts;
        Some(Statement::For(first, condition, step, self.body()?))
    }
}
