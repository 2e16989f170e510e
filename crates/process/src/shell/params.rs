//! `$x`, `${x:-y}`, `${x%y}`, `${x/y/z}`, `${#x}`, `${x[@]}`, `$@`, `$?` …

use super::ast::{Index, Operation, Parameter, Word};
use super::expand::{Expanded, Piece};
use super::state::{Flow, Shell};
use super::trimming::{replace, trim};

/// What a parameter holds.
pub(super) enum Held {
    Unset,
    One(String),
    /// `$@` (true) or `$*`, and arrays.
    Many(Vec<String>, bool),
}

/// What `${!name}` leads to: a parameter, or an element of an array.
fn indirect(target: &str) -> (String, Option<Index>) {
    let element = target.strip_suffix(']').and_then(|t| t.split_once('['));
    match element {
        Some((name, "@")) => (name.to_string(), Some(Index::All)),
        Some((name, "*")) => (name.to_string(), Some(Index::Joined)),
        Some((name, index)) => {
            let index = Index::At(vec![super::ast::Part::Quoted(index.to_string())]);
            (name.to_string(), Some(index))
        }
        None => (target.to_string(), None),
    }
}

impl Shell {
    /// Expands one parameter.
    pub async fn expand_parameter(
        &mut self,
        parameter: &Parameter,
        quoted: bool,
        into: &mut Vec<Piece>,
    ) -> Expanded<()> {
        let mut name = parameter.name.clone();
        let mut index = parameter.index.clone();
        if parameter.indirect {
            let target = match self.held(&name, index.as_ref()).await? {
                Held::One(text) => text,
                _ => String::new(),
            };
            (name, index) = indirect(&target);
        }
        if matches!(parameter.op, Operation::Keys | Operation::Names) {
            let items = if matches!(parameter.op, Operation::Keys) {
                self.variables
                    .get(&*name)
                    .map(|v| v.value.keys())
                    .unwrap_or_default()
            } else {
                let names = self.variables.keys().filter(|n| n.starts_with(&name));
                names.map(|name| name.to_string()).collect()
            };
            let at = !matches!(index, Some(Index::Joined));
            self.put(Held::Many(items, at), quoted, into);
            return Ok(());
        }
        let held = self.held(&name, index.as_ref()).await?;
        if parameter.length {
            let length = match &held {
                Held::Unset => self.check_set(&name, &held).await.map(|()| 0)?,
                Held::One(text) => text.chars().count(),
                Held::Many(items, _) => items.len(),
            };
            self.put(Held::One(length.to_string()), quoted, into);
            return Ok(());
        }
        if let Operation::Default { sign, colon, word } = &parameter.op {
            return self.default(&name, held, *sign, *colon, word, quoted, into).await;
        }
        self.check_set(&name, &held).await?;
        let held = match held {
            Held::Unset => Held::Unset,
            Held::One(text) => match &parameter.op {
                Operation::Slice { offset, length } => {
                    Held::One(self.slice_text(&text, offset, length.as_ref()).await?)
                }
                op => Held::One(self.operate(&text, op).await?),
            },
            Held::Many(items, at) => match &parameter.op {
                Operation::Slice { offset, length } => {
                    Held::Many(self.slice_items(&name, items, offset, length.as_ref()).await?, at)
                }
                op => {
                    let mut done = Vec::with_capacity(items.len());
                    for item in items {
                        done.push(self.operate(&item, op).await?);
                    }
                    Held::Many(done, at)
                }
            },
        };
        self.put(held, quoted, into);
        Ok(())
    }

    /// Expands a parameter without any operation at once; false when it needs more.
    pub fn plain_parameter(&mut self, parameter: &Parameter, quoted: bool, into: &mut Vec<Piece>) -> bool {
        let plain = parameter.index.is_none()
            && !parameter.indirect
            && !parameter.length
            && matches!(parameter.op, Operation::None);
        if !plain || parameter.name == "RANDOM" {
            return false;
        }
        let held = self.special(&parameter.name);
        let held = held.unwrap_or_else(|| self.get(&parameter.name).map_or(Held::Unset, Held::One));
        if self.options.nounset && matches!(held, Held::Unset) {
            return false;
        }
        self.put(held, quoted, into);
        true
    }

    async fn held(&mut self, name: &str, index: Option<&Index>) -> Expanded<Held> {
        if let Some(mut items) = self.own_array(name) {
            let at = match index {
                Some(Index::All) => return Ok(Held::Many(items, true)),
                Some(Index::Joined) => return Ok(Held::Many(items, false)),
                Some(Index::At(word)) => self.arithmetic(word).await.unwrap_or(-1),
                None => 0,
            };
            let at = usize::try_from(at).ok().filter(|at| *at < items.len());
            return Ok(at.map_or(Held::Unset, |at| Held::One(items.swap_remove(at))));
        }
        match index {
            Some(Index::All | Index::Joined) => {
                let items = self.variables.get(name).map(|v| v.value.items());
                let at = matches!(index, Some(Index::All));
                return Ok(Held::Many(items.unwrap_or_default(), at));
            }
            Some(Index::At(word)) => {
                let item = Box::pin(self.item(name, word)).await?;
                return Ok(item.map_or(Held::Unset, Held::One));
            }
            None => {}
        }
        Ok(self
            .special(name)
            .unwrap_or_else(|| self.get(name).map_or(Held::Unset, Held::One)))
    }

    /// `set -u`.
    async fn check_set(&mut self, name: &str, held: &Held) -> Expanded<()> {
        if !self.options.nounset || !matches!(held, Held::Unset) {
            return Ok(());
        }
        let text = match self.dialect {
            super::Dialect::Bash => format!("{name}: unbound variable"),
            _ => format!("{name}: parameter not set"),
        };
        self.complain(&text).await;
        self.status = if self.bash() { 127 } else { 2 };
        Err(Flow::Exit)
    }

    fn put(&self, held: Held, quoted: bool, into: &mut Vec<Piece>) {
        match held {
            Held::Unset if quoted => into.push(Piece::Quoted(String::new())),
            Held::Unset => {}
            Held::One(text) if quoted => into.push(Piece::Quoted(text)),
            Held::One(text) => into.push(Piece::Split(text)),
            Held::Many(items, at) if quoted && !at => {
                into.push(Piece::Quoted(items.join(&self.separator())));
            }
            Held::Many(items, at) => {
                if items.is_empty() {
                    into.push(Piece::Nothing);
                }
                for (place, item) in items.into_iter().enumerate() {
                    if place > 0 {
                        into.push(if at { Piece::Border } else { Piece::Gap });
                    }
                    into.push(if quoted {
                        Piece::Quoted(item)
                    } else {
                        Piece::Split(item)
                    });
                }
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    async fn default(
        &mut self,
        name: &str,
        held: Held,
        sign: char,
        colon: bool,
        word: &Word,
        quoted: bool,
        into: &mut Vec<Piece>,
    ) -> Expanded<()> {
        let empty = match &held {
            Held::Unset => true,
            Held::One(text) => colon && text.is_empty(),
            Held::Many(items, _) => items.is_empty() || (colon && items.iter().all(String::is_empty)),
        };
        if sign == '+' {
            return if empty {
                Ok(())
            } else {
                self.expand_parts(word, quoted, into).await
            };
        }
        if !empty {
            self.put(held, quoted, into);
            return Ok(());
        }
        match sign {
            '=' => {
                let text = self.expand_text(word).await?;
                self.set_text(name, &text);
                self.put(Held::One(text), quoted, into);
                Ok(())
            }
            '?' => {
                let text = self.expand_text(word).await?;
                let text = match (text.is_empty(), self.bash()) {
                    (false, _) => text,
                    (true, true) => "parameter null or not set".into(),
                    (true, false) => "parameter not set or null".into(),
                };
                self.complain(&format!("{name}: {text}")).await;
                self.status = if self.bash() { 127 } else { 2 };
                Err(Flow::Exit)
            }
            _ => {
                let mut pieces = Vec::new();
                self.expand_parts(word, quoted, &mut pieces).await?;
                // Unquoted text of the default is split like an expansion.
                into.extend(pieces.into_iter().map(|p| match p {
                    Piece::Literal(text) => Piece::Split(text),
                    other => other,
                }));
                Ok(())
            }
        }
    }

    async fn operate(&mut self, text: &str, op: &Operation) -> Expanded<String> {
        let chars: Vec<char> = text.chars().collect();
        Ok(match op {
            Operation::Trim {
                suffix,
                longest,
                pattern,
            } => {
                let pattern: Vec<char> = self.expand_pattern(pattern).await?.chars().collect();
                trim(&chars, &pattern, *suffix, *longest)
            }
            Operation::Replace {
                all,
                anchor,
                pattern,
                with,
            } => {
                let pattern: Vec<char> = self.expand_pattern(pattern).await?.chars().collect();
                let mut pieces = Vec::new();
                self.expand_parts(with, false, &mut pieces).await?;
                replace(&chars, &pattern, &pieces, *all, *anchor)
            }
            Operation::Case { upper, all } => {
                let change = |c: char| {
                    if *upper {
                        c.to_ascii_uppercase()
                    } else {
                        c.to_ascii_lowercase()
                    }
                };
                chars
                    .iter()
                    .enumerate()
                    .map(|(i, c)| if i == 0 || *all { change(*c) } else { *c })
                    .collect()
            }
            _ => text.to_string(),
        })
    }

    async fn bounds(
        &mut self,
        count: usize,
        offset: &Word,
        length: Option<&Word>,
    ) -> Expanded<(usize, usize)> {
        let count = count as i64;
        let Ok(from) = self.arithmetic(offset).await else {
            return Err(self.expansion_failed());
        };
        let from = if from < 0 { count + from } else { from };
        let to = match length {
            None => count,
            Some(word) => {
                let Ok(length) = self.arithmetic(word).await else {
                    return Err(self.expansion_failed());
                };
                if length < 0 {
                    count.saturating_add(length)
                } else {
                    from.saturating_add(length)
                }
            }
        };
        if from < 0 || from > count {
            return Ok((0, 0));
        }
        let to = to.clamp(from, count);
        Ok((from as usize, to as usize))
    }

    async fn slice_text(&mut self, text: &str, offset: &Word, length: Option<&Word>) -> Expanded<String> {
        let chars: Vec<char> = text.chars().collect();
        let (from, to) = self.bounds(chars.len(), offset, length).await?;
        Ok(chars[from..to].iter().collect())
    }

    async fn slice_items(
        &mut self,
        name: &str,
        mut items: Vec<String>,
        offset: &Word,
        length: Option<&Word>,
    ) -> Expanded<Vec<String>> {
        if matches!(name, "@" | "*") {
            items.insert(0, self.name.clone());
        }
        let (from, to) = self.bounds(items.len(), offset, length).await?;
        Ok(items[from..to].to_vec())
    }
}
