//! bash's arrays: items by number, or by name where `declare -A` said so.

use super::ast::{Assignment, Part, Value as Source, Word};
use super::expand::Expanded;
use super::state::{Flow, Shell, Value};
use sorted::Map;
use std::rc::Rc;

/// Which item of an array.
pub(super) enum Key {
    Number(i64),
    Name(String),
}

/// How many chains bash's table of names has: it lists names chain by chain.
const CHAINS: u32 = 1024;

/// The chain of a name (FNV-1, 32 bits).
fn chain(name: &str) -> u32 {
    let hash = name.bytes().fold(2_166_136_261_u32, |hash, byte| {
        hash.wrapping_mul(16_777_619) ^ u32::from(byte)
    });
    hash % CHAINS
}

impl Value {
    /// Keys and texts in the order in which the shell lists them.
    fn entries(&self) -> Vec<(String, &str)> {
        match self {
            Value::Unset => Vec::new(),
            Value::Scalar(text) => vec![("0".into(), text)],
            Value::Array(items) => items
                .iter()
                .map(|(at, text)| (at.to_string(), text.as_str()))
                .collect(),
            Value::Table(items) => {
                let mut entries: Vec<_> = items
                    .iter()
                    .map(|(name, text)| (name.clone(), text.as_str()))
                    .collect();
                entries.sort_by_key(|entry| chain(&entry.0));
                entries
            }
        }
    }

    pub(super) fn items(&self) -> Vec<String> {
        self.entries()
            .into_iter()
            .map(|entry| entry.1.to_owned())
            .collect()
    }

    pub(super) fn keys(&self) -> Vec<String> {
        self.entries().into_iter().map(|entry| entry.0).collect()
    }

    pub(super) fn item(&self, key: &Key) -> Option<&str> {
        match (self, key) {
            (Value::Array(items), Key::Number(at)) if *at < 0 => {
                let last = items.keys().last()?;
                items.get(&(last + 1 + at)).map(String::as_str)
            }
            (Value::Array(items), Key::Number(at)) => items.get(at).map(String::as_str),
            (Value::Table(items), Key::Name(name)) => items.get(name).map(String::as_str),
            (Value::Scalar(text), Key::Number(0)) => Some(text),
            _ => None,
        }
    }

    /// `NAME=(…)` as `declare -p` shows it, without the name.
    pub(super) fn listed(&self) -> String {
        let entries = self.entries().into_iter();
        let texts: Vec<String> = entries.map(|(key, text)| format!("[{key}]=\"{text}\"")).collect();
        match self {
            // bash leaves a blank behind the last item of a table.
            Value::Table(items) if !items.is_empty() => format!("({} )", texts.join(" ")),
            _ => format!("({})", texts.join(" ")),
        }
    }
}

/// `[key]=value` of a list of items: the words of the key and of the value.
fn keyed(word: &Word) -> Option<(Word, Word)> {
    let Part::Literal(first) = word.first()? else {
        return None;
    };
    let first = first.strip_prefix('[')?;
    let (mut key, mut value) = (Word::new(), Word::new());
    let mut found = false;
    for (place, part) in word.iter().enumerate() {
        let text = match part {
            _ if found => None,
            Part::Literal(_) if place == 0 => Some(first),
            Part::Literal(text) => Some(text.as_str()),
            _ => None,
        };
        match text.map(|text| (text, text.split_once("]="))) {
            Some((_, Some((front, rest)))) => {
                found = true;
                key.push(Part::Literal(front.to_string()));
                value.push(Part::Literal(rest.to_string()));
            }
            Some((text, None)) => key.push(Part::Literal(text.to_string())),
            None if found => value.push(part.clone()),
            None => key.push(part.clone()),
        }
    }
    found.then_some((key, value))
}

impl Shell {
    fn is_table(&self, name: &str) -> bool {
        matches!(self.variables.get(name).map(|v| &v.value), Some(Value::Table(_)))
    }

    /// What stands between the brackets, as the array understands it.
    pub(super) async fn key(&mut self, name: &str, word: &Word) -> Expanded<Key> {
        if self.is_table(name) {
            return Ok(Key::Name(self.expand_text(word).await?));
        }
        match self.arithmetic(word).await {
            Ok(at) => Ok(Key::Number(at)),
            Err(()) => Err(self.expansion_failed()),
        }
    }

    /// Sets one item; false when the variable is read-only.
    pub(super) fn set_item(&mut self, name: &str, key: Key, text: String, append: bool) -> bool {
        let old = self.variables.get(name);
        if old.is_some_and(|variable| variable.readonly) {
            return false;
        }
        if !matches!(old.map(|v| &v.value), Some(Value::Array(_) | Value::Table(_))) {
            let items = self.numbered(name);
            self.set(name, Value::Array(items));
        }
        let Some(variable) = Rc::make_mut(&mut self.variables).get_mut(name) else {
            return false;
        };
        let slot = match (&mut variable.value, key) {
            (Value::Array(items), Key::Number(at)) => {
                let at = if at < 0 {
                    items.keys().last().map_or(at, |last| last + 1 + at)
                } else {
                    at
                };
                items.entry(at).or_insert(String::new())
            }
            (Value::Table(items), Key::Name(key)) => items.entry(key).or_insert(String::new()),
            _ => return false,
        };
        if append {
            slot.push_str(&text);
        } else {
            *slot = text;
        }
        true
    }

    /// A variable's items by number.
    fn numbered(&self, name: &str) -> Map<i64, String> {
        match self.variables.get(name).map(|v| &v.value) {
            Some(Value::Array(items)) => items.clone(),
            Some(Value::Scalar(text)) => Map::from([(0, text.to_string())]),
            _ => Map::new(),
        }
    }

    /// The items of `name=(…)` for a table.
    async fn named_items(&mut self, assignment: &Assignment, words: &[Word]) -> Expanded<Value> {
        let mut items = match self.variables.get(&*assignment.name).map(|v| &v.value) {
            Some(Value::Table(items)) if assignment.append => items.clone(),
            _ => Map::new(),
        };
        let mut name = None;
        for word in words {
            if let Some((key, value)) = keyed(word) {
                let key = self.expand_text(&key).await?;
                let text = self.expand_text(&value).await?;
                items.insert(key, text);
                continue;
            }
            // Without brackets: names and texts by turns.
            for text in self.expand_words(std::slice::from_ref(word)).await? {
                match name.take() {
                    None => name = Some(text),
                    Some(name) => drop(items.insert(name, text)),
                }
            }
        }
        if let Some(name) = name {
            items.insert(name, String::new());
        }
        self.check_memory(items.values().map(String::len).sum::<usize>() + items.len())
            .await;
        Ok(Value::Table(items))
    }

    pub(super) async fn array_items(&mut self, assignment: &Assignment, named: bool) -> Expanded<Value> {
        let Source::Array(words) = &assignment.value else {
            return Ok(Value::Unset);
        };
        if named || self.is_table(&assignment.name) {
            return self.named_items(assignment, words).await;
        }
        let mut items = if assignment.append {
            self.numbered(&assignment.name)
        } else {
            Map::new()
        };
        let mut next = items.keys().last().map_or(0, |last| last + 1);
        for word in words {
            if let Some((key, value)) = keyed(word) {
                let Ok(at) = self.arithmetic(&key).await else {
                    return Err(self.expansion_failed());
                };
                let text = self.expand_text(&value).await?;
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

    /// `unset name[key]`.
    pub(super) fn unset_item(&mut self, name: &str, key: &str) {
        match Rc::make_mut(&mut self.variables)
            .get_mut(name)
            .map(|v| &mut v.value)
        {
            Some(Value::Array(items)) => {
                let at = key.parse().unwrap_or(-1);
                let at = if at < 0 {
                    items.keys().last().map_or(at, |last| last + 1 + at)
                } else {
                    at
                };
                items.remove(&at);
            }
            Some(Value::Table(items)) => drop(items.remove(key.trim_matches(['"', '\'']))),
            _ => {}
        }
    }

    /// An assignment to one item.
    pub(super) async fn assign_item(
        &mut self,
        assignment: &Assignment,
        index: &Word,
        text: String,
    ) -> Expanded<bool> {
        let key = self.key(&assignment.name, index).await?;
        Ok(self.set_item(&assignment.name, key, text, assignment.append))
    }
}

impl Shell {
    /// Arrays that the shell itself keeps.
    pub(super) fn own_array(&self, name: &str) -> Option<Vec<String>> {
        let items: Vec<String> = match name {
            _ if !self.bash() => return None,
            "PIPESTATUS" if self.pipe_status.is_empty() => vec![self.status.to_string()],
            "PIPESTATUS" => self.pipe_status.iter().map(i32::to_string).collect(),
            "FUNCNAME" => self.calls.iter().rev().map(|name| name.to_string()).collect(),
            "BASH_VERSINFO" => ["5", "2", "15", "1", "release", "x86_64-pc-linux-gnu"]
                .map(String::from)
                .to_vec(),
            _ => return None,
        };
        Some(items)
    }

    /// bash's tests about itself: `-v NAME`, `-o OPTION`.
    pub(super) fn own_test(&self, operator: &str, operand: &str) -> Option<bool> {
        match operator {
            "-v" => Some(
                match operand.strip_suffix(']').and_then(|name| name.split_once('[')) {
                    None => {
                        self.get(operand).is_some()
                            || self
                                .positional
                                .get(operand.parse::<usize>().ok()?.wrapping_sub(1))
                                .is_some()
                    }
                    Some((name, key)) => self.variables.get(name).is_some_and(|variable| {
                        let key = match (&variable.value, key.parse()) {
                            (Value::Table(_), _) | (_, Err(_)) => Key::Name(key.to_string()),
                            (_, Ok(at)) => Key::Number(at),
                        };
                        variable.value.item(&key).is_some()
                    }),
                },
            ),
            "-o" => self.has_option(operand),
            _ => None,
        }
    }

    /// `${name[key]}`.
    pub(super) async fn item(&mut self, name: &str, index: &Word) -> Result<Option<String>, Flow> {
        let key = self.key(name, index).await?;
        let value = self.variables.get(name).map(|v| &v.value);
        Ok(value.and_then(|value| value.item(&key)).map(str::to_owned))
    }
}
