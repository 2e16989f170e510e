//! Variables and elements of arrays in arithmetic.

use super::operate::number;
use super::{Computed, Expression, MAX_DEPTH};
use crate::shell::arrays::Key;
use crate::shell::state::Value;

impl Expression<'_> {
    pub(super) fn assign(&mut self, name: &str, value: i64) {
        if !self.dry {
            self.shell.set_text(name, &value.to_string());
        }
    }

    pub(super) fn value_of(&mut self, name: &str) -> Computed {
        if let Some(Value::Scalar(text)) = self.shell.variables.get(name).map(|v| &v.value)
            && let Some(value) = number(text)
        {
            return Ok(value);
        }
        let text = match name {
            "RANDOM" => (self.shell.proc.kernel().next_random() % 32_768).to_string(),
            "LINENO" => self.shell.line.to_string(),
            "PPID" => self.shell.parent_pid.to_string(),
            "SECONDS" => (self.shell.proc.now() - self.shell.started).as_secs().to_string(),
            _ => self.shell.text_of(name).unwrap_or_default().to_string(),
        };
        let text = text.trim().to_string();
        if text.is_empty() {
            return Ok(0);
        }
        if let Some(value) = number(&text) {
            return Ok(value);
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err("expression recursion level exceeded".into());
        }
        // A variable may hold an expression.
        let depth = self.depth;
        let value = Expression {
            shell: self.shell,
            text: &text,
            at: 0,
            depth,
            dry: self.dry,
        }
        .whole();
        self.depth -= 1;
        value
    }

    pub(super) fn assign_element(&mut self, name: &str, key: Key, value: i64) {
        if !self.dry {
            self.shell.set_item(name, key, value.to_string(), false);
        }
    }

    /// An array's element: its key and value.
    pub(super) fn element(&mut self, name: &str) -> Result<(Key, i64), String> {
        let value = self.shell.variables.get(name).map(|v| &v.value);
        let key = if matches!(value, Some(Value::Table(_))) {
            let end = self.text[self.at..].find(']').unwrap_or(0);
            let text = self.text[self.at..self.at + end].to_string();
            self.at += end;
            Key::Name(text)
        } else {
            Key::Number(self.comma()?)
        };
        if !self.take("]") {
            return self.fail().map(|value| (key, value));
        }
        let value = self.shell.variables.get(name).map(|v| &v.value);
        let text = value.and_then(|value| value.item(&key)).unwrap_or_default();
        let number = number(text).unwrap_or(0);
        Ok((key, number))
    }
}
