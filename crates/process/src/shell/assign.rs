//! Assignments: `x=1`, `x+=1`, `x[2]=a`, `x=(a b)`.

use super::ast::{Assignment, Part, Value as Source};
use super::exec::Running;
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
            Source::Array(_) => self.array_value(assignment).await?,
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
        Err(if self.bash() { Flow::Abandon } else { Flow::Exit })
    }

    /// The items of `name=(…)`; those like `[2]=x` say where they go.
    pub(super) fn array_value<'a>(&'a mut self, assignment: &'a Assignment) -> Running<'a, Expanded<Value>> {
        Box::pin(self.array_items(assignment))
    }

    async fn array_items(&mut self, assignment: &Assignment) -> Expanded<Value> {
        let Source::Array(words) = &assignment.value else {
            return Ok(Value::Unset);
        };
        let mut items = if assignment.append {
            self.array(&assignment.name)
        } else {
            Map::new()
        };
        let mut next = items.keys().last().map_or(0, |last| last + 1);
        for word in words {
            if let [Part::Literal(text), rest @ ..] = word.as_slice()
                && let Some((index, value)) = text.strip_prefix('[').and_then(|t| t.split_once("]="))
            {
                let Ok(at) = self.arithmetic(&vec![Part::Quoted(index.to_string())]).await else {
                    return Err(self.expansion_failed());
                };
                let value = std::iter::once(Part::Literal(value.to_string())).chain(rest.iter().cloned());
                let text = self.expand_text(&value.collect()).await?;
                items.insert(at, text);
                next = at.saturating_add(1);
                continue;
            }
            for item in self.expand_words(std::slice::from_ref(word)).await? {
                items.insert(next, item);
                next = next.saturating_add(1);
            }
        }
        self.check_memory(items.values().map(String::len).sum::<usize>() + items.len())
            .await;
        Ok(Value::Array(items))
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
