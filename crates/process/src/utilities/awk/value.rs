//! awk's values and operators.

/// Longest text that joining gives.
const MAX_TEXT: usize = 1 << 20;

pub(super) use crate::utilities::numeric::{ONE, compute, looks_like_number, number_of, number_text};

/// A value; what was read and looks like a number compares as one.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Read(String),
    Number(i128),
}

impl Value {
    pub(super) fn text(&self) -> String {
        match self {
            Value::Text(text) | Value::Read(text) => text.clone(),
            Value::Number(value) => number_text(*value),
        }
    }

    pub(super) fn number(&self) -> i128 {
        match self {
            Value::Text(text) | Value::Read(text) => number_of(text),
            Value::Number(value) => *value,
        }
    }

    pub(super) fn truth(&self) -> bool {
        match self {
            Value::Number(value) => *value != 0,
            Value::Read(text) if looks_like_number(text) => number_of(text) != 0,
            Value::Text(text) | Value::Read(text) => !text.is_empty(),
        }
    }

    pub(super) fn numeric(&self) -> bool {
        match self {
            Value::Number(_) => true,
            Value::Read(text) => looks_like_number(text) || text.is_empty(),
            Value::Text(_) => false,
        }
    }
}

pub(super) fn truth(value: bool) -> Value {
    Value::Number(if value { ONE } else { 0 })
}

pub(super) fn binary(operator: &str, a: &Value, b: &Value) -> Value {
    let order = if a.numeric() && b.numeric() {
        a.number().cmp(&b.number())
    } else {
        a.text().cmp(&b.text())
    };
    match operator {
        " " => {
            let mut text = a.text() + &b.text();
            text.truncate(text.floor_char_boundary(MAX_TEXT));
            Value::Text(text)
        }
        "==" => truth(order.is_eq()),
        "!=" => truth(order.is_ne()),
        "<" => truth(order.is_lt()),
        "<=" => truth(order.is_le()),
        ">" => truth(order.is_gt()),
        ">=" => truth(order.is_ge()),
        _ => Value::Number(compute(operator, a.number(), b.number())),
    }
}
