//! Assignments: `x=1`, `x+=1`, `x[2]=a`, `x=(a b)`.

use super::ast::{Assignment, Value as Source};
use super::exec::Running;
use super::expand::Expanded;
use super::state::{Flow, Shell, Value};

impl Shell {
    /// Does one assignment.
    pub async fn assign(&mut self, assignment: &Assignment) -> Expanded<()> {
        let trace = self.options.xtrace;
        let done = match (&assignment.value, &assignment.index) {
            (Source::Scalar(word), Some(index)) => {
                let text = self.expand_text(word).await?;
                Box::pin(self.assign_item(assignment, index, text)).await?
            }
            (Source::Scalar(word), None) => {
                let text = self.expand_text(word).await?;
                if trace {
                    let sign = if assignment.append { "+=" } else { "=" };
                    let line = format!("+ {}{sign}{}\n", assignment.name, self.traced(&text));
                    self.print_error(&line).await;
                }
                let text = if assignment.append {
                    self.get(&assignment.name).unwrap_or_default() + &text
                } else {
                    text
                };
                self.set(&assignment.name, Value::Scalar(text.into()))
            }
            (Source::Array(_), _) => {
                let value = self.array_value(assignment, false).await?;
                self.set(&assignment.name, value)
            }
        };
        if done {
            return Ok(());
        }
        let name = &assignment.name;
        let text = match self.dialect {
            super::Dialect::Bash => format!("{name}: readonly variable"),
            super::Dialect::Dash => format!("{name}: is read only"),
            super::Dialect::Ash => format!("{name}: is read only"),
        };
        self.complain(&text).await;
        self.status = if self.bash() { 1 } else { 2 };
        Err(if self.bash() { Flow::Abandon } else { Flow::Exit })
    }

    /// The items of `name=(…)`; those like `[2]=x` say where they go. `named`: `declare -A`.
    pub(super) fn array_value<'a>(
        &'a mut self,
        assignment: &'a Assignment,
        named: bool,
    ) -> Running<'a, Expanded<Value>> {
        Box::pin(self.array_items(assignment, named))
    }
}
