//! `sort`: lines in order, by key and number.

use super::common::Args;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "kto",
        &[("reverse", 'r'), ("numeric-sort", 'n'), ("unique", 'u')],
    );
    let (text, status) = call.read_text(&args.rest).await;
    let key = args
        .value('k')
        .and_then(|k| k.split([',', '.', 'n', 'r']).next()?.parse::<usize>().ok());
    let numeric =
        args.has('n') || args.has('h') || args.has('g') || args.value('k').is_some_and(|k| k.contains('n'));
    let field = |line: &str| -> String {
        let Some(key) = key else { return line.to_string() };
        match args.value('t').and_then(|t| t.chars().next()) {
            Some(c) => line.split(c).skip(key - 1).collect::<Vec<_>>().join("\n"),
            None => line
                .split_whitespace()
                .skip(key - 1)
                .collect::<Vec<_>>()
                .join(" "),
        }
    };
    let number = |text: &str| -> i128 {
        let text = text.trim_start();
        let digits: String = text
            .chars()
            .enumerate()
            .take_while(|(i, c)| c.is_ascii_digit() || (*i == 0 && *c == '-'))
            .map(|c| c.1)
            .collect();
        let rest = &text[digits.len()..];
        let fraction: String = rest
            .strip_prefix('.')
            .unwrap_or("")
            .chars()
            .take_while(char::is_ascii_digit)
            .chain("000000".chars())
            .take(6)
            .collect();
        let whole = digits.parse::<i128>().unwrap_or(0).saturating_mul(1_000_000);
        let fraction = fraction.parse::<i128>().unwrap_or(0);
        if digits.starts_with('-') {
            whole - fraction
        } else {
            whole + fraction
        }
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let key_is_zero = key == Some(0);
    if key_is_zero {
        call.complain("field number is zero").await;
        return 2;
    }
    if numeric {
        lines.sort_unstable_by(|a, b| number(&field(a)).cmp(&number(&field(b))).then_with(|| a.cmp(b)));
    } else {
        lines.sort_unstable_by(|a, b| field(a).cmp(&field(b)).then_with(|| a.cmp(b)));
    }
    if args.has('u') {
        lines.dedup();
    }
    if args.has('r') || args.value('k').is_some_and(|k| k.contains('r')) {
        lines.reverse();
    }
    let out: String = lines.iter().map(|l| format!("{l}\n")).collect();
    call.print(&out).await;
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "printf '10\\n9\\n' | sort -n; printf 'b 2\\na 10\\n' | sort -k2 -rn",
            "9\n10\na 10\nb 2\n",
            0,
        );
    }
}
