//! awk's rules at work. Numbers are millionths in 128 bits: no floats.

use super::parse::{Expr, Rule, Statement, When};
use crate::utilities::regex::Regex;
use std::collections::BTreeMap;

/// Most steps of one program: a loop without end stops.
const MAX_STEPS: u32 = 1_000_000;
/// The unit of a number.
const ONE: i128 = 1_000_000;
/// Most fields of a line.
const MAX_FIELDS: usize = 10_000;

/// A value; what was read and looks like a number compares as one.
#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Read(String),
    Number(i128),
}

enum Flow {
    Go,
    Next,
    Exit,
    Break,
    Continue,
}

pub(super) struct Machine<'a> {
    rules: &'a [Rule],
    variables: BTreeMap<String, Value>,
    arrays: BTreeMap<String, BTreeMap<String, Value>>,
    line: String,
    fields: Vec<String>,
    in_range: Vec<bool>,
    exit: Option<i32>,
    steps: u32,
    pub out: String,
}

/// The number at a text's start.
fn number_of(text: &str) -> i128 {
    let text = text.trim_start();
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let whole: String = rest.chars().take_while(char::is_ascii_digit).take(24).collect();
    let after = rest[whole.len()..].strip_prefix('.').unwrap_or("");
    let fraction: String = after
        .chars()
        .take_while(char::is_ascii_digit)
        .chain("000000".chars())
        .take(6)
        .collect();
    let value = whole.parse::<i128>().unwrap_or(0) * ONE + fraction.parse::<i128>().unwrap_or(0);
    sign * value
}

fn looks_like_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|c| c.is_ascii_digit() || c == b'.')
        && digits.bytes().filter(|c| *c == b'.').count() < 2
}

/// A number as awk prints it: six significant digits.
fn number_text(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let (whole, fraction) = ((value.abs() / ONE), (value.abs() % ONE));
    if fraction == 0 {
        return format!("{sign}{whole}");
    }
    let places = 6usize.saturating_sub(if whole == 0 { 0 } else { whole.to_string().len() });
    let unit = 10i128.pow((6 - places) as u32);
    let rounded = (fraction + unit / 2) / unit;
    if places == 0 {
        return format!("{sign}{}", whole + rounded);
    }
    if rounded == 10i128.pow(places as u32) {
        return format!("{sign}{}", whole + 1);
    }
    let text = format!("{rounded:0places$}");
    let text = text.trim_end_matches('0');
    if text.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{text}")
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Read(text) => text.clone(),
            Value::Number(value) => number_text(*value),
        }
    }

    fn number(&self) -> i128 {
        match self {
            Value::Text(text) | Value::Read(text) => number_of(text),
            Value::Number(value) => *value,
        }
    }

    fn truth(&self) -> bool {
        match self {
            Value::Number(value) => *value != 0,
            Value::Read(text) if looks_like_number(text) => number_of(text) != 0,
            Value::Text(text) | Value::Read(text) => !text.is_empty(),
        }
    }

    fn numeric(&self) -> bool {
        match self {
            Value::Number(_) => true,
            Value::Read(text) => looks_like_number(text) || text.is_empty(),
            Value::Text(_) => false,
        }
    }
}

fn truth(value: bool) -> Value {
    Value::Number(if value { ONE } else { 0 })
}

impl<'a> Machine<'a> {
    pub fn new(rules: &'a [Rule], separator: Option<&str>) -> Machine<'a> {
        let mut machine = Machine {
            rules,
            variables: BTreeMap::new(),
            arrays: BTreeMap::new(),
            line: String::new(),
            fields: Vec::new(),
            in_range: vec![false; rules.len()],
            exit: None,
            steps: 0,
            out: String::new(),
        };
        machine.set("FS", separator.unwrap_or(" "));
        machine.set("OFS", " ");
        machine.set("ORS", "\n");
        machine.variables.insert("NR".into(), Value::Number(0));
        machine
    }

    pub fn set(&mut self, name: &str, value: &str) {
        let value = crate::shell::unescape(value, false).0;
        self.variables.insert(name.into(), Value::Read(value));
    }

    pub fn set_environment(&mut self, name: &str, value: &str) {
        let environment = self.arrays.entry("ENVIRON".into()).or_default();
        environment.insert(name.into(), Value::Read(value.into()));
    }

    pub fn reads_input(&self) -> bool {
        self.rules.iter().any(|r| !matches!(r.when, When::Begin))
    }

    /// The exit code, once `exit` was called.
    pub fn code(&self) -> Option<i32> {
        self.exit
    }

    pub fn begin(&mut self) {
        self.special(true);
    }

    pub fn end(&mut self) {
        self.special(false);
    }

    fn special(&mut self, begin: bool) {
        let rules = self.rules;
        for rule in rules {
            let fits = if begin {
                matches!(rule.when, When::Begin)
            } else {
                matches!(rule.when, When::End)
            };
            if let (true, Some(body)) = (fits, &rule.body)
                && matches!(self.block(body), Flow::Exit)
            {
                return;
            }
        }
    }

    pub fn line(&mut self, line: &str) {
        self.set_line(line);
        let number = self.variables.get("NR").map_or(0, Value::number);
        self.variables.insert("NR".into(), Value::Number(number + ONE));
        let rules = self.rules;
        for (place, rule) in rules.iter().enumerate() {
            let fits = match &rule.when {
                When::Begin | When::End => false,
                When::Always => true,
                When::If(condition) => self.eval(condition).truth(),
                When::Range(from, to) => {
                    let inside = self.in_range[place] || self.eval(from).truth();
                    self.in_range[place] = inside && !self.eval(to).truth();
                    inside
                }
            };
            if !fits {
                continue;
            }
            match &rule.body {
                None => {
                    let line = self.line.clone();
                    self.print(&line);
                }
                Some(body) => match self.block(body) {
                    Flow::Next | Flow::Exit => return,
                    _ => {}
                },
            }
        }
    }

    fn set_line(&mut self, line: &str) {
        self.line = line.to_string();
        let separator = self.variables.get("FS").map_or(" ".into(), Value::text);
        self.fields = split(line, &separator);
    }

    fn print(&mut self, text: &str) {
        self.out.push_str(text);
        let end = self.variables.get("ORS").map_or("\n".into(), Value::text);
        self.out.push_str(&end);
    }

    fn block(&mut self, body: &[Statement]) -> Flow {
        for statement in body {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.exit = Some(2);
                return Flow::Exit;
            }
            match self.statement(statement) {
                Flow::Go => {}
                other => return other,
            }
        }
        Flow::Go
    }

    fn statement(&mut self, statement: &Statement) -> Flow {
        match statement {
            Statement::Print(items) if items.is_empty() => {
                let line = self.line.clone();
                self.print(&line);
            }
            Statement::Print(items) => {
                let separator = self.variables.get("OFS").map_or(" ".into(), Value::text);
                let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                self.print(&texts.join(&separator));
            }
            Statement::Printf(items) => {
                let texts: Vec<String> = items.iter().map(|i| self.eval(i).text()).collect();
                if let Some((pattern, args)) = texts.split_first() {
                    self.out += &format(pattern, args);
                }
            }
            Statement::Expr(expr) => {
                self.eval(expr);
            }
            Statement::If(condition, yes, no) => {
                let body = if self.eval(condition).truth() { yes } else { no };
                return self.block(body);
            }
            Statement::While(condition, body) => return self.repeat(Some(condition), None, body),
            Statement::For(first, condition, step, body) => {
                if let Some(first) = first {
                    self.eval(first);
                }
                return self.repeat(condition.as_ref(), step.as_ref(), body);
            }
            Statement::ForIn(name, array, body) => {
                let keys: Vec<String> = self
                    .arrays
                    .get(array)
                    .map(|a| a.keys().cloned().collect())
                    .unwrap_or_default();
                for key in keys {
                    self.variables.insert(name.clone(), Value::Read(key));
                    match self.block(body) {
                        Flow::Break => break,
                        Flow::Go | Flow::Continue => {}
                        other => return other,
                    }
                }
            }
            Statement::Next => return Flow::Next,
            Statement::Break => return Flow::Break,
            Statement::Continue => return Flow::Continue,
            Statement::Exit(code) => {
                let code = code.as_ref().map_or(0, |c| self.eval(c).number() / ONE);
                self.exit = Some((code & 255) as i32);
                return Flow::Exit;
            }
            Statement::Delete(array, None) => {
                self.arrays.remove(array);
            }
            Statement::Delete(array, Some(key)) => {
                let key = self.eval(key).text();
                if let Some(array) = self.arrays.get_mut(array) {
                    array.remove(&key);
                }
            }
        }
        Flow::Go
    }

    fn repeat(&mut self, condition: Option<&Expr>, step: Option<&Expr>, body: &[Statement]) -> Flow {
        loop {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                self.exit = Some(2);
                return Flow::Exit;
            }
            if condition.is_some_and(|c| !self.eval(c).truth()) {
                return Flow::Go;
            }
            match self.block(body) {
                Flow::Break => return Flow::Go,
                Flow::Go | Flow::Continue => {}
                other => return other,
            }
            if let Some(step) = step {
                self.eval(step);
            }
        }
    }

    fn get(&mut self, target: &Expr) -> Value {
        match target {
            Expr::Variable(name) if name == "NF" => Value::Number(self.fields.len() as i128 * ONE),
            Expr::Variable(name) => self
                .variables
                .get(name)
                .cloned()
                .unwrap_or(Value::Read(String::new())),
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                let array = self.arrays.entry(array.clone()).or_default();
                array.entry(key).or_insert(Value::Read(String::new())).clone()
            }
            Expr::Field(number) => {
                let number = usize::try_from(self.eval(number).number() / ONE).unwrap_or(usize::MAX);
                let text = if number == 0 {
                    Some(&self.line)
                } else {
                    self.fields.get(number - 1)
                };
                Value::Read(text.cloned().unwrap_or_default())
            }
            other => self.eval(other),
        }
    }

    fn put(&mut self, target: &Expr, value: Value) {
        match target {
            Expr::Variable(name) => {
                self.variables.insert(name.clone(), value);
            }
            Expr::Element(array, key) => {
                let key = self.eval(key).text();
                self.arrays.entry(array.clone()).or_default().insert(key, value);
            }
            Expr::Field(number) => {
                let number = usize::try_from(self.eval(number).number() / ONE).unwrap_or(usize::MAX);
                if number == 0 {
                    self.set_line(&value.text());
                } else if number <= MAX_FIELDS {
                    if self.fields.len() < number {
                        self.fields.resize(number, String::new());
                    }
                    self.fields[number - 1] = value.text();
                    let separator = self.variables.get("OFS").map_or(" ".into(), Value::text);
                    self.line = self.fields.join(&separator);
                }
            }
            _ => {}
        }
    }

    fn fits(&mut self, text: &str, pattern: &Expr) -> bool {
        let pattern = match pattern {
            Expr::Regex(text) => text.clone(),
            other => self.eval(other).text(),
        };
        Regex::extended(&pattern).is_some_and(|r| r.is_match(text))
    }

    fn eval(&mut self, expr: &Expr) -> Value {
        match expr {
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Number(text) => Value::Number(number_of(text)),
            Expr::Regex(_) => {
                let line = self.line.clone();
                truth(self.fits(&line, expr))
            }
            Expr::Variable(_) | Expr::Element(..) | Expr::Field(_) => self.get(expr),
            Expr::Assign(target, operator, value) => {
                let mut value = self.eval(value);
                if *operator != "=" {
                    let old = self.get(target).number();
                    value = Value::Number(compute(operator.trim_end_matches('='), old, value.number()));
                }
                self.put(target, value.clone());
                value
            }
            Expr::Step { target, by, before } => {
                let old = self.get(target).number();
                let new = old + i128::from(*by) * ONE;
                self.put(target, Value::Number(new));
                Value::Number(if *before { new } else { old })
            }
            Expr::Not(inner) => truth(!self.eval(inner).truth()),
            Expr::Negative(inner) => Value::Number(-self.eval(inner).number()),
            Expr::Match(left, pattern, negated) => {
                let left = self.eval(left).text();
                truth(self.fits(&left, pattern) != *negated)
            }
            Expr::In(key, array) => {
                let key = self.eval(key).text();
                truth(self.arrays.get(array).is_some_and(|a| a.contains_key(&key)))
            }
            Expr::Ternary(condition, yes, no) => {
                let chosen = if self.eval(condition).truth() { yes } else { no };
                self.eval(chosen)
            }
            Expr::Binary("&&", a, b) => truth(self.eval(a).truth() && self.eval(b).truth()),
            Expr::Binary("||", a, b) => truth(self.eval(a).truth() || self.eval(b).truth()),
            Expr::Binary(operator, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                binary(operator, &a, &b)
            }
            Expr::Call(name, args) => self.call(name, args),
        }
    }

    fn call(&mut self, name: &str, args: &[Expr]) -> Value {
        let line = self.line.clone();
        let mut text = |place: usize| args.get(place).map(|a| self.eval(a).text());
        let number = |n: usize| Value::Number(n as i128 * ONE);
        match name {
            "length" => match args.first() {
                Some(Expr::Variable(array)) if self.arrays.contains_key(array) => {
                    number(self.arrays[array].len())
                }
                Some(arg) => number(self.eval(arg).text().chars().count()),
                None => number(line.chars().count()),
            },
            "toupper" => Value::Text(text(0).unwrap_or_default().to_uppercase()),
            "tolower" => Value::Text(text(0).unwrap_or_default().to_lowercase()),
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
                let end = (from + count).max(1);
                let start = from.max(1);
                let take = usize::try_from(end - start).unwrap_or(0);
                Value::Text(
                    whole
                        .chars()
                        .skip(usize::try_from(start - 1).unwrap_or(0))
                        .take(take)
                        .collect(),
                )
            }
            "split" => {
                let whole = text(0).unwrap_or_default();
                let separator = match args.get(2) {
                    Some(Expr::Regex(pattern)) => pattern.clone(),
                    Some(other) => self.eval(other).text(),
                    None => self.variables.get("FS").map_or(" ".into(), Value::text),
                };
                let parts = split(&whole, &separator);
                let count = parts.len();
                if let Some(Expr::Variable(array)) = args.get(1) {
                    let numbered = parts
                        .into_iter()
                        .enumerate()
                        .map(|(i, p)| ((i + 1).to_string(), Value::Read(p)));
                    self.arrays.insert(array.clone(), numbered.collect());
                }
                number(count)
            }
            "sub" | "gsub" => self.substitute(args, name == "gsub"),
            "match" => {
                let whole = text(0).unwrap_or_default();
                let pattern = match args.get(1) {
                    Some(Expr::Regex(pattern)) => pattern.clone(),
                    Some(other) => self.eval(other).text(),
                    None => String::new(),
                };
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
            _ => Value::Text(String::new()),
        }
    }

    fn substitute(&mut self, args: &[Expr], all: bool) -> Value {
        let pattern = match args.first() {
            Some(Expr::Regex(pattern)) => pattern.clone(),
            Some(other) => self.eval(other).text(),
            None => return Value::Number(0),
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

/// A line's fields; a single blank separates by runs of blanks.
fn split(line: &str, separator: &str) -> Vec<String> {
    if line.is_empty() {
        return Vec::new();
    }
    if separator == " " {
        return line
            .split_whitespace()
            .take(MAX_FIELDS)
            .map(str::to_string)
            .collect();
    }
    if separator.chars().count() == 1 && separator != "\\" {
        return line
            .split(separator)
            .take(MAX_FIELDS)
            .map(str::to_string)
            .collect();
    }
    let Some(regex) = Regex::extended(separator) else {
        return vec![line.to_string()];
    };
    let chars: Vec<char> = line.chars().collect();
    let (mut fields, mut at) = (Vec::new(), 0);
    while let Some(found) = regex
        .find_in(&chars, at)
        .filter(|f| f.end() > f.start() && fields.len() < MAX_FIELDS)
    {
        fields.push(chars[at..found.start()].iter().collect());
        at = found.end();
    }
    fields.push(chars[at..].iter().collect());
    fields
}

/// `printf` of awk: `%d` takes the whole part of a number.
fn format(format: &str, args: &[String]) -> String {
    let mut next = 0;
    let mut kinds = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '%' && chars.next_if_eq(&'%').is_none() {
            while chars.next_if(|c| "-+ 0#.123456789*".contains(*c)).is_some() {}
            kinds.extend(chars.next());
        }
    }
    let args: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let arg = args.get(next).cloned().unwrap_or_default();
            next += 1;
            if matches!(kind, 'd' | 'i' | 'x' | 'o' | 'c') && looks_like_number(&arg)
                || matches!(kind, 'd' | 'i')
            {
                return (number_of(&arg) / ONE).to_string();
            }
            arg
        })
        .collect();
    crate::shell::format_text(&format.replace('\\', "\\\\"), &args, 0).0
}

fn compute(operator: &str, a: i128, b: i128) -> i128 {
    match operator {
        "+" => a.saturating_add(b),
        "-" => a.saturating_sub(b),
        "*" => a.saturating_mul(b) / ONE,
        "/" => a.saturating_mul(ONE).checked_div(b).unwrap_or(0),
        "%" => a.checked_rem(b).unwrap_or(0),
        _ => {
            let exponent = (b / ONE).clamp(0, 100);
            (0..exponent).fold(ONE, |n, _| n.saturating_mul(a) / ONE)
        }
    }
}

fn binary(operator: &str, a: &Value, b: &Value) -> Value {
    let order = if a.numeric() && b.numeric() {
        a.number().cmp(&b.number())
    } else {
        a.text().cmp(&b.text())
    };
    match operator {
        " " => Value::Text(a.text() + &b.text()),
        "==" => truth(order.is_eq()),
        "!=" => truth(order.is_ne()),
        "<" => truth(order.is_lt()),
        "<=" => truth(order.is_le()),
        ">" => truth(order.is_gt()),
        ">=" => truth(order.is_ge()),
        _ => Value::Number(compute(operator, a.number(), b.number())),
    }
}
