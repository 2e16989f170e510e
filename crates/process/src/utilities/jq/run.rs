//! jq's filters at work: each gives any number of results to whoever goes on.

use super::json::{Json, put};
use super::parse::Filter;

/// Most results of one program.
const MAX_STEPS: u32 = 200_000;

/// What an error says.
pub(super) type Outcome = Result<(), String>;

/// Takes one result.
pub(super) type Emit<'e> = &'e mut dyn FnMut(Json) -> Outcome;

/// One run: its variables.
pub(super) struct Machine {
    variables: Vec<(String, Json)>,
    steps: u32,
}

impl Machine {
    pub fn new(variables: &[(String, Json)]) -> Machine {
        Machine {
            variables: variables.to_vec(),
            steps: 0,
        }
    }

    /// All results of a filter.
    pub fn all(&mut self, filter: &Filter, input: &Json) -> Result<Vec<Json>, String> {
        let mut results = Vec::new();
        self.run(filter, input, &mut |value| {
            results.push(value);
            Ok(())
        })?;
        Ok(results)
    }

    /// The first result, `null` when there is none.
    pub fn one(&mut self, filter: &Filter, input: &Json) -> Result<Json, String> {
        Ok(self.all(filter, input)?.into_iter().next().unwrap_or(Json::Null))
    }

    pub fn run(&mut self, filter: &Filter, input: &Json, emit: Emit<'_>) -> Outcome {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err("the filter takes too many steps".into());
        }
        match filter {
            Filter::Identity => emit(input.clone()),
            Filter::Literal(value) => emit(value.clone()),
            Filter::Recurse => recurse(input, emit),
            Filter::Variable(name) => emit(self.variable(name)?),
            Filter::Pipe(first, second) => {
                for value in self.all(first, input)? {
                    self.run(second, &value, emit)?;
                }
                Ok(())
            }
            Filter::Comma(first, second) => {
                self.run(first, input, emit)?;
                self.run(second, input, emit)
            }
            Filter::Try(inner) => {
                let _ = self.run(inner, input, emit);
                Ok(())
            }
            Filter::Index(of, key) => {
                for value in self.all(of, input)? {
                    for key in self.all(key, input)? {
                        emit(index(&value, &key)?)?;
                    }
                }
                Ok(())
            }
            Filter::Slice(of, from, to) => self.slice(of, from.as_deref(), to.as_deref(), input, emit),
            Filter::Each(of) => {
                for value in self.all(of, input)? {
                    for item in items(&value)? {
                        emit(item)?;
                    }
                }
                Ok(())
            }
            Filter::List(inner) => {
                let items = match inner {
                    Some(inner) => self.all(inner, input)?,
                    None => Vec::new(),
                };
                emit(Json::List(items))
            }
            Filter::Object(entries) => emit(self.object(entries, input)?),
            Filter::Negative(inner) => {
                let value = self.one(inner, input)?;
                emit(super::operators::binary("-", &Json::Number("0".into()), &value)?)
            }
            Filter::If(condition, yes, no) => {
                for condition in self.all(condition, input)? {
                    self.run(if condition.truth() { yes } else { no }, input, emit)?;
                }
                Ok(())
            }
            Filter::Format(format, pieces) => emit(self.interpolated(format.as_deref(), pieces, input)?),
            Filter::Bind(source, name, body) => {
                for value in self.all(source, input)? {
                    self.variables.push((name.clone(), value));
                    let result = self.run(body, input, emit);
                    self.variables.pop();
                    result?;
                }
                Ok(())
            }
            Filter::Reduce(source, name, start, step) => {
                let start = self.one(start, input)?;
                let values = self.all(source, input)?;
                emit(self.reduced(values, name, start, step)?)
            }
            Filter::Binary(operator, a, b) => self.binary(operator, a, b, input, emit),
            Filter::Call(name, arguments) => self.call(name, arguments, input, emit),
        }
    }

    fn object(&mut self, entries: &[(Filter, Filter)], input: &Json) -> Result<Json, String> {
        let mut made = Vec::new();
        for (key, value) in entries {
            let key = self.one(key, input)?.text();
            let value = self.one(value, input)?;
            put(&mut made, key, value);
        }
        Ok(Json::Object(made))
    }

    /// `"a \\(.b) c"`: plain pieces, each with the filter that comes after it.
    fn interpolated(
        &mut self,
        format: Option<&str>,
        pieces: &[(String, Option<Filter>)],
        input: &Json,
    ) -> Result<Json, String> {
        let mut text = String::new();
        for (plain, inner) in pieces {
            text += plain;
            if let Some(inner) = inner {
                let value = self.one(inner, input)?;
                text += &super::operators::format(format, &value)?;
            }
        }
        Ok(Json::Text(text))
    }

    fn reduced(&mut self, values: Vec<Json>, name: &str, start: Json, step: &Filter) -> Result<Json, String> {
        let mut state = start;
        for value in values {
            self.variables.push((name.to_owned(), value));
            let next = self.one(step, &state);
            self.variables.pop();
            state = next?;
        }
        Ok(state)
    }

    fn variable(&self, name: &str) -> Result<Json, String> {
        let found = self.variables.iter().rev().find(|v| v.0 == name);
        let missing = || format!("${name} is not defined");
        found.map(|v| v.1.clone()).ok_or_else(missing)
    }

    fn binary(&mut self, operator: &str, a: &Filter, b: &Filter, input: &Json, emit: Emit<'_>) -> Outcome {
        match operator {
            "and" | "or" => {
                let left = self.one(a, input)?.truth();
                let value = if left == (operator == "and") {
                    self.one(b, input)?.truth()
                } else {
                    left
                };
                emit(Json::Bool(value))
            }
            "//" => {
                let left = self.all(a, input).unwrap_or_default();
                let good: Vec<Json> = left.into_iter().filter(Json::truth).collect();
                if good.is_empty() {
                    return self.run(b, input, emit);
                }
                good.into_iter().try_for_each(emit)
            }
            "=" => {
                let value = self.one(b, input)?;
                emit(self.update(a, input, &mut |_, _| Ok(Some(value.clone())))?)
            }
            "|=" => emit(self.update(a, input, &mut |machine, old| machine.one(b, old).map(Some))?),
            "+=" | "-=" | "*=" | "//=" => {
                let value = self.one(b, input)?;
                emit(self.update(a, input, &mut |_, old| match operator {
                    "//=" => Ok(Some(if old.truth() { old.clone() } else { value.clone() })),
                    _ => super::operators::binary(&operator[..1], old, &value).map(Some),
                })?)
            }
            _ => {
                for right in self.all(b, input)? {
                    for left in self.all(a, input)? {
                        emit(super::operators::binary(operator, &left, &right)?)?;
                    }
                }
                Ok(())
            }
        }
    }

    fn slice(
        &mut self,
        of: &Filter,
        from: Option<&Filter>,
        to: Option<&Filter>,
        input: &Json,
        emit: Emit<'_>,
    ) -> Outcome {
        let mut bound = |filter: Option<&Filter>| match filter {
            Some(filter) => Ok::<_, String>(whole(&self.one(filter, input)?)),
            None => Ok(None),
        };
        let (from, to) = (bound(from)?, bound(to)?);
        for value in self.all(of, input)? {
            let result = match &value {
                Json::Null => Json::Null,
                Json::List(items) => {
                    let (a, b) = range(items.len(), from, to);
                    Json::List(items[a..b].to_vec())
                }
                Json::Text(text) => {
                    let (a, b) = range(text.chars().count(), from, to);
                    Json::Text(text.chars().skip(a).take(b - a).collect())
                }
                other => return Err(format!("Cannot index {} with object", other.kind())),
            };
            emit(result)?;
        }
        Ok(())
    }
}

/// The whole part of a number.
pub(super) fn whole(value: &Json) -> Option<i64> {
    match value {
        Json::Number(text) => text.split('.').next()?.parse().ok(),
        _ => None,
    }
}

fn range(length: usize, from: Option<i64>, to: Option<i64>) -> (usize, usize) {
    let place = |at: i64| {
        let at = if at < 0 { at + length as i64 } else { at };
        usize::try_from(at).unwrap_or(0).min(length)
    };
    let (a, b) = (place(from.unwrap_or(0)), to.map_or(length, place));
    (a, b.max(a))
}

pub(super) fn index(value: &Json, key: &Json) -> Result<Json, String> {
    Ok(match (value, key) {
        (Json::Null, _) => Json::Null,
        (Json::Object(entries), Json::Text(key)) => {
            let found = entries.iter().find(|e| e.0 == *key);
            found.map_or(Json::Null, |e| e.1.clone())
        }
        (Json::List(items), Json::Number(_)) => {
            let at = whole(key).unwrap_or(0);
            let at = if at < 0 { at + items.len() as i64 } else { at };
            let found = usize::try_from(at).ok().and_then(|at| items.get(at));
            found.cloned().unwrap_or(Json::Null)
        }
        (other, Json::Text(key)) => return Err(format!("Cannot index {} with \"{key}\"", other.kind())),
        (other, key) => return Err(format!("Cannot index {} with {}", other.kind(), key.kind())),
    })
}

pub(super) fn items(value: &Json) -> Result<Vec<Json>, String> {
    match value {
        Json::List(items) => Ok(items.clone()),
        Json::Object(entries) => Ok(entries.iter().map(|e| e.1.clone()).collect()),
        other => Err(format!("Cannot iterate over {}", other.kind())),
    }
}

fn recurse(value: &Json, emit: Emit<'_>) -> Outcome {
    emit(value.clone())?;
    for item in items(value).unwrap_or_default() {
        recurse(&item, emit)?;
    }
    Ok(())
}
