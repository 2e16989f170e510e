//! awk's functions.

use super::ast::Expr;
use super::run::Machine;
use super::text::{format, split};
use super::value::{ONE, Value};
use crate::utilities::regex::Regex;

impl Machine<'_> {
    pub(super) fn call(&mut self, name: &str, args: &[Expr]) -> Value {
        let line = self.line.clone();
        let mut text = |place: usize| args.get(place).map(|a| self.eval(a).text());
        let number = |n: usize| Value::Number(n as i128 * ONE);
        match name {
            "length" => match args.first() {
                Some(Expr::Variable(array)) if self.arrays.contains_key(&self.array_name(array)) => {
                    number(self.arrays[&self.array_name(array)].len())
                }
                Some(arg) => number(self.eval(arg).text().chars().count()),
                None => number(line.chars().count()),
            },
            "toupper" => Value::Text(text(0).unwrap_or_default().to_ascii_uppercase()),
            "tolower" => Value::Text(text(0).unwrap_or_default().to_ascii_lowercase()),
            "int" => Value::Number(args.first().map_or(0, |a| self.eval(a).number()) / ONE * ONE),
            "index" => {
                let (whole, part) = (text(0).unwrap_or_default(), text(1).unwrap_or_default());
                number(whole.find(&part).map_or(0, |at| whole[..at].chars().count() + 1))
            }
            "substr" => {
                let whole = text(0).unwrap_or_default();
                let from = args.get(1).map_or(1, |a| self.eval(a).number() / ONE);
                let count = args
                    .get(2)
                    .map_or(i128::from(u32::MAX), |a| self.eval(a).number() / ONE);
                Value::Text(part(&whole, from, count))
            }
            "split" => {
                let whole = text(0).unwrap_or_default();
                let separator = match args.get(2) {
                    Some(separator) => self.pattern(separator),
                    None => self.text_of("FS"),
                };
                let parts = split(&whole, &separator);
                let count = parts.len();
                if let Some(Expr::Variable(array)) = args.get(1) {
                    let numbered = parts
                        .into_iter()
                        .enumerate()
                        .map(|(i, p)| ((i + 1).to_string(), Value::Read(p)));
                    let array = self.array_name(array);
                    self.arrays.insert(array, numbered.collect());
                }
                number(count)
            }
            "sub" | "gsub" => self.substitute(args, name == "gsub"),
            "match" => {
                let whole = text(0).unwrap_or_default();
                let pattern = args.get(1).map(|a| self.pattern(a)).unwrap_or_default();
                let found = Regex::extended(&pattern).and_then(|r| r.find(&whole, 0));
                let (start, length) = found.map_or((0, -1), |f| {
                    (f.start() as i128 + 1, (f.end() - f.start()) as i128)
                });
                self.variables.insert("RSTART".into(), Value::Number(start * ONE));
                self.variables
                    .insert("RLENGTH".into(), Value::Number(length * ONE));
                Value::Number(start * ONE)
            }
            "sprintf" => {
                let texts: Vec<String> = args.iter().map(|a| self.eval(a).text()).collect();
                Value::Text(texts.split_first().map(|(f, a)| format(f, a)).unwrap_or_default())
            }
            "sqrt" => {
                let value = args.first().map_or(0, |a| self.eval(a).number()).max(0);
                Value::Number(value.saturating_mul(ONE).isqrt())
            }
            "close" => {
                let name = text(0).unwrap_or_default();
                let command = self.files.remove(&format!("| {name}"));
                let known = self.files.remove(&name).or(command).is_some();
                number(usize::from(known))
            }
            // The time and chance come from outside: a fixed time, no chance.
            "systime" => Value::Number(self.variables.get(" now").map_or(0, Value::number)),
            _ => Value::Text(String::new()),
        }
    }

    /// A regular expression as an argument, which may also be a text.
    fn pattern(&mut self, arg: &Expr) -> String {
        match arg {
            Expr::Regex(pattern) => pattern.clone(),
            other => self.eval(other).text(),
        }
    }

    fn substitute(&mut self, args: &[Expr], all: bool) -> Value {
        let Some(pattern) = args.first().map(|a| self.pattern(a)) else {
            return Value::Number(0);
        };
        let with = args.get(1).map(|a| self.eval(a).text()).unwrap_or_default();
        let line = Expr::Field(Box::new(Expr::Number("0".into())));
        let target = args.get(2).cloned().unwrap_or(line);
        let whole = self.get(&target).text();
        let Some(regex) = Regex::extended(&pattern) else {
            return Value::Number(0);
        };
        let chars: Vec<char> = whole.chars().collect();
        let (mut out, mut at, mut copied, mut count) = (String::new(), 0, 0, 0i128);
        while at <= chars.len() {
            let Some(found) = regex.find_in(&chars, at) else {
                break;
            };
            out.extend(&chars[copied..found.start()]);
            let hit: String = chars[found.start()..found.end()].iter().collect();
            out += &with
                .replace("\\&", "\u{0}")
                .replace('&', &hit)
                .replace('\u{0}', "&");
            copied = found.end();
            count += 1;
            at = if found.end() > found.start() {
                found.end()
            } else {
                found.end() + 1
            };
            if !all {
                break;
            }
        }
        out.extend(&chars[copied..]);
        if count > 0 {
            self.put(&target, Value::Read(out));
        }
        Value::Number(count * ONE)
    }
}

/// So many characters from the `from`-th on, counted from 1.
fn part(whole: &str, from: i128, count: i128) -> String {
    let end = (from + count).max(1);
    let start = from.max(1);
    whole
        .chars()
        .skip(usize::try_from(start - 1).unwrap_or(0))
        .take(usize::try_from(end - start).unwrap_or(0))
        .collect()
}
