//! Carrying a template out. Mirrors staging/src/k8s.io/client-go/util/jsonpath/jsonpath.go (v1.36.2), with
//! missing keys allowed as kubectl does.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Node, Operand, Step, text};
use crate::output::sorted;

/// Values that one template may visit, and bytes that it may print: `{..}{..}` and nested ranges multiply.
const MAX_VALUES: usize = 200_000;
const MAX_OUTPUT: usize = 5_000_000;

/// What a template has left to spend.
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Budget(MAX_VALUES)
    }
}

impl Budget {
    fn spend(&mut self, values: usize) -> Result<(), String> {
        self.0 = self
            .0
            .checked_sub(values)
            .ok_or(format!("more than {MAX_VALUES} values visited"))?;
        Ok(())
    }
}

/// Prints nodes for a value; several results of one path are separated by blanks.
pub fn nodes(
    nodes: &[Node],
    root: &Value,
    value: &Value,
    budget: &mut Budget,
    out: &mut String,
) -> Result<(), String> {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Path(steps) => {
                for (number, value) in path(root, value, steps, budget)?.into_iter().enumerate() {
                    out.push_str(if number == 0 { "" } else { " " });
                    out.push_str(&text(value));
                    if out.len() > MAX_OUTPUT {
                        return Err(format!("more than {MAX_OUTPUT} bytes printed"));
                    }
                }
            }
            Node::Range(steps, inner) => {
                for item in path(root, value, steps, budget)? {
                    self::nodes(inner, root, item, budget, out)?;
                }
            }
        }
    }
    Ok(())
}

/// The values a path leads to.
pub fn path<'a>(
    root: &'a Value,
    value: &'a Value,
    steps: &[Step],
    budget: &mut Budget,
) -> Result<Vec<&'a Value>, String> {
    let mut found = vec![value];
    for step in steps {
        let mut next = Vec::new();
        for value in found {
            let before = next.len();
            take(root, value, step, budget, &mut next)?;
            budget.spend(1 + next.len() - before)?;
        }
        found = next;
    }
    Ok(found)
}

fn take<'a>(
    root: &'a Value,
    value: &'a Value,
    step: &Step,
    budget: &mut Budget,
    out: &mut Vec<&'a Value>,
) -> Result<(), String> {
    match step {
        Step::Field(name) => out.extend(value.get(name)),
        Step::Wildcard => out.extend(children(value)),
        Step::Recursive => descend(value, out),
        Step::Index(index) => out.extend(element(value, *index)?),
        Step::Slice(start, end, step) => out.extend(slice(value, *start, *end, *step)),
        Step::Union(steps) => {
            for step in steps {
                take(root, value, step, budget, out)?;
            }
        }
        Step::Filter(left, operator, right) => {
            for item in value.as_array().into_iter().flatten() {
                if holds((root, item), left, operator, right, budget)? {
                    out.push(item);
                }
            }
        }
    }
    Ok(())
}

fn children(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(map) => sorted(map).into_iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    }
}

/// The value and all below it. API objects are at most as deep as their types, so the recursion is.
fn descend<'a>(value: &'a Value, out: &mut Vec<&'a Value>) {
    out.push(value);
    for child in children(value) {
        descend(child, out);
    }
}

fn element(value: &Value, index: i64) -> Result<Option<&Value>, String> {
    let Some(items) = value.as_array() else {
        return Ok(None);
    };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let wanted = if index < 0 {
        index.saturating_add(length)
    } else {
        index
    };
    match usize::try_from(wanted).ok().and_then(|wanted| items.get(wanted)) {
        Some(item) => Ok(Some(item)),
        None => Err(format!(
            "array index out of bounds: index {index}, length {length}"
        )),
    }
}

fn slice(value: &Value, start: Option<i64>, end: Option<i64>, step: i64) -> Vec<&Value> {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let absolute = |position: i64| {
        let position = if position < 0 {
            position.saturating_add(length)
        } else {
            position
        };
        usize::try_from(position.clamp(0, length)).unwrap_or(0)
    };
    let (from, to) = (absolute(start.unwrap_or(0)), absolute(end.unwrap_or(length)));
    let step = usize::try_from(step).unwrap_or(1).max(1);
    items
        .get(from..to.max(from))
        .unwrap_or_default()
        .iter()
        .step_by(step)
        .collect()
}

fn holds(
    (root, item): (&Value, &Value),
    left: &Operand,
    operator: &str,
    right: &Operand,
    budget: &mut Budget,
) -> Result<bool, String> {
    let left = side(root, item, left, budget)?;
    if operator == "exists" {
        return Ok(left.is_some());
    }
    let (Some(left), Some(right)) = (left, side(root, item, right, budget)?) else {
        return Ok(false);
    };
    if operator == "==" || operator == "!=" {
        let equal = left == right || number_order(&left, &right) == Some(Ordering::Equal);
        return Ok(equal == (operator == "=="));
    }
    let order = number_order(&left, &right).or_else(|| match (&left, &right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        _ => None,
    });
    let order = order.ok_or("incompatible types for comparison")?;
    Ok(match operator {
        "<" => order.is_lt(),
        "<=" => order.is_le(),
        ">" => order.is_gt(),
        _ => order.is_ge(),
    })
}

fn number_order(left: &Value, right: &Value) -> Option<Ordering> {
    Some(left.as_i64()?.cmp(&right.as_i64()?))
}

fn side(root: &Value, item: &Value, operand: &Operand, budget: &mut Budget) -> Result<Option<Value>, String> {
    Ok(match operand {
        Operand::Path(steps) => path(root, item, steps, budget)?
            .first()
            .map(|value| (*value).clone()),
        Operand::Literal(value) => Some(value.clone()),
        Operand::None => None,
    })
}
