//! `expr`: arithmetic, comparison and matching of words.

use super::regex::Regex;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let words: Vec<&str> = call.argv[1..].iter().map(String::as_str).collect();
    let mut reader = Expr {
        words: &words,
        at: 0,
        depth: 0,
    };
    match reader.level(0) {
        Some(value) if reader.at == words.len() => {
            call.print(&format!("{value}\n")).await;
            i32::from(value.is_empty() || value == "0")
        }
        _ => {
            call.complain("syntax error").await;
            2
        }
    }
}

struct Expr<'a> {
    words: &'a [&'a str],
    at: usize,
    depth: u32,
}

impl Expr<'_> {
    fn level(&mut self, level: usize) -> Option<String> {
        const LEVELS: [&[&str]; 6] = [
            &["|"],
            &["&"],
            &["=", "==", "!=", "<", "<=", ">", ">="],
            &["+", "-"],
            &["*", "/", "%"],
            &[":"],
        ];
        let Some(operators) = LEVELS.get(level) else {
            return self.primary();
        };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.words.get(self.at).copied().filter(|w| operators.contains(w)) {
            self.at += 1;
            let right = self.level(level + 1)?;
            left = compute(&left, operator, &right)?;
        }
        Some(left)
    }

    fn primary(&mut self) -> Option<String> {
        let word = *self.words.get(self.at)?;
        self.at += 1;
        match word {
            "(" if self.depth < 50 => {
                self.depth += 1;
                let value = self.level(0)?;
                self.depth -= 1;
                self.at += 1;
                (self.words.get(self.at - 1) == Some(&")")).then_some(value)
            }
            "length" if self.at < self.words.len() => {
                self.at += 1;
                Some(self.words[self.at - 1].chars().count().to_string())
            }
            "index" if self.at + 1 < self.words.len() => {
                let (text, wanted) = (self.words[self.at], self.words[self.at + 1]);
                self.at += 2;
                let place = text.chars().position(|c| wanted.contains(c));
                Some(place.map_or(0, |place| place + 1).to_string())
            }
            "substr" if self.at + 2 < self.words.len() => {
                let (text, from, count) = (
                    self.words[self.at],
                    self.words[self.at + 1],
                    self.words[self.at + 2],
                );
                self.at += 3;
                let from: usize = from.parse().ok()?;
                Some(
                    text.chars()
                        .skip(from.checked_sub(1)?)
                        .take(count.parse().ok()?)
                        .collect(),
                )
            }
            word => Some(word.to_string()),
        }
    }
}

fn compute(left: &str, operator: &str, right: &str) -> Option<String> {
    let truth = |text: &str| !text.is_empty() && text != "0";
    let numbers = left.parse::<i64>().ok().zip(right.parse::<i64>().ok());
    let order = numbers.map_or_else(|| left.cmp(right), |(a, b)| a.cmp(&b));
    Some(match operator {
        "|" => if truth(left) { left } else { right }.to_string(),
        "&" => if truth(left) && truth(right) { left } else { "0" }.to_string(),
        "=" | "==" => i32::from(order.is_eq()).to_string(),
        "!=" => i32::from(order.is_ne()).to_string(),
        "<" => i32::from(order.is_lt()).to_string(),
        "<=" => i32::from(order.is_le()).to_string(),
        ">" => i32::from(order.is_gt()).to_string(),
        ">=" => i32::from(order.is_ge()).to_string(),
        ":" => {
            let found = Regex::new(&format!("^{right}"), false, false)?.find(left, 0);
            match found {
                Some(found) if found.spans.len() > 1 => found.texts(left)[1].clone(),
                Some(found) => found.end().to_string(),
                None => "0".into(),
            }
        }
        _ => {
            let (a, b) = numbers?;
            match operator {
                "+" => a.checked_add(b)?,
                "-" => a.checked_sub(b)?,
                "*" => a.checked_mul(b)?,
                "/" => a.checked_div(b)?,
                _ => a.checked_rem(b)?,
            }
            .to_string()
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "expr 1 + 2 \\* 3; expr abc : 'a\\(.*\\)'; expr length abcd; expr 3 \\> 2",
            "7\nbc\n4\n1\n",
            0,
        );
    }
}
