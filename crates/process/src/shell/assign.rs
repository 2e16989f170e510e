//! Assignments: `x=1`, `x+=1`, `x[2]=a`, `x=(a b)`.

use super::ast::{Assignment, Value as Source};
use super::expand::Expanded;
use super::state::{Flow, Shell, Value};
use sorted::Map;

impl Shell {
    /// Does one assignment.
    pub async fn assign(&mut self, assignment: &Assignment) -> Expanded<()> {
        let value = match &assignment.value {
            Source::Scalar(word) => {
                let text = self.expand_text(word).await?;
                self.scalar(assignment, text).await?
            }
            Source::Array(words) => {
                let items = self.expand_words(words).await?;
                let old = if assignment.append {
                    self.array(&assignment.name)
                } else {
                    Map::new()
                };
                let next = old.keys().last().map_or(0, |last| last + 1);
                Value::Array(old.into_iter().chain((next..).zip(items)).collect())
            }
        };
        if self.set(&assignment.name, value) {
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
        Err(if self.bash() { Flow::Normal } else { Flow::Exit })
    }

    fn array(&self, name: &str) -> Map<i64, String> {
        match self.variables.get(name).map(|v| &v.value) {
            Some(Value::Array(items)) => items.clone(),
            Some(Value::Scalar(text)) => Map::from([(0, text.clone())]),
            _ => Map::new(),
        }
    }

    async fn scalar(&mut self, assignment: &Assignment, text: String) -> Expanded<Value> {
        let Some(index) = &assignment.index else {
            let old = if assignment.append {
                self.get(&assignment.name).unwrap_or_default()
            } else {
                String::new()
            };
            return Ok(Value::Scalar(old + &text));
        };
        let Ok(at) = self.arithmetic(index).await else {
            return Err(self.expansion_failed());
        };
        let mut items = self.array(&assignment.name);
        let old = if assignment.append {
            items.remove(&at).unwrap_or_default()
        } else {
            String::new()
        };
        items.insert(at, old + &text);
        Ok(Value::Array(items))
    }
}
