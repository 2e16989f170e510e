//! `printf`: formats and conversions.

use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell};
use super::output::{print, unescape};

pub(super) fn printf(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut args = &argv[1..];
        let mut target = None;
        if shell.bash() && args.first().is_some_and(|a| a == "-v") && args.len() > 2 {
            target = Some(args[1].clone());
            args = &args[2..];
        }
        if args.first().is_some_and(|a| a == "--") {
            args = &args[1..];
        }
        let Some(format) = args.first() else {
            shell.complain("usage: printf format [arguments]").await;
            shell.status = 2;
            return Flow::Normal;
        };
        let now = {
            let kernel = shell.proc.kernel();
            kernel.config.epoch + kernel.now.as_secs()
        };
        let (text, bad) = format_text(format, &args[1..], now);
        if let Some(name) = target {
            shell.set_text(&name, &text);
            shell.status = 0;
            return Flow::Normal;
        }
        let flow = print(shell, "printf", text.as_bytes()).await;
        if let Some(word) = bad {
            let text = if shell.bash() {
                format!("printf: {word}: invalid number")
            } else {
                format!("printf: {word}: expected numeric value")
            };
            shell.complain(&text).await;
            shell.status = 1;
        }
        flow
    })
}

/// Longest width or precision.
const MAX_WIDTH: usize = 10_000;

/// Longest text of one `printf`.
const MAX_TEXT: usize = 1 << 20;

/// What `printf` prints, and the first argument that should have been a number.
pub(crate) fn format_text(format: &str, args: &[String], now: u64) -> (String, Option<String>) {
    let mut out = String::new();
    let mut bad = None;
    let mut next = 0;
    loop {
        let start = next;
        if one_pass(format, args, &mut next, &mut out, &mut bad, now) || next >= args.len() || next == start {
            return (out, bad);
        }
        if out.len() > MAX_TEXT {
            return (out, bad);
        }
    }
}

/// Goes through the format once; true when `\c` ended it.
fn one_pass(
    format: &str,
    args: &[String],
    next: &mut usize,
    out: &mut String,
    bad: &mut Option<String>,
    now: u64,
) -> bool {
    let mut plain = String::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            plain.push(c);
            plain.extend(chars.next());
            continue;
        }
        if c != '%' {
            plain.push(c);
            continue;
        }
        let (text, stop) = unescape(&std::mem::take(&mut plain), false);
        out.push_str(&text);
        if stop {
            return true;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            out.push('%');
            continue;
        }
        let mut flags = String::new();
        while let Some(flag) = chars.peek().copied().filter(|c| "-+ 0#".contains(*c)) {
            flags.push(flag);
            chars.next();
        }
        let mut take_number = |chars: &mut std::iter::Peekable<std::str::Chars>| {
            if chars.peek() == Some(&'*') {
                chars.next();
                *next += 1;
                return args.get(*next - 1).and_then(|a| a.parse().ok());
            }
            let mut digits = String::new();
            while let Some(digit) = chars.peek().copied().filter(char::is_ascii_digit) {
                digits.push(digit);
                chars.next();
            }
            digits.parse::<usize>().ok()
        };
        let width = take_number(&mut chars).unwrap_or(0).min(MAX_WIDTH);
        let mut precision = None;
        if chars.peek() == Some(&'.') {
            chars.next();
            precision = Some(take_number(&mut chars).unwrap_or(0).min(MAX_WIDTH));
        }
        if chars.peek() == Some(&'(') {
            let pattern: String = chars.by_ref().skip(1).take_while(|c| *c != ')').collect();
            chars.next();
            *next += 1;
            // No argument or -1: now.
            let asked = args
                .get(*next - 1)
                .and_then(|a| a.parse::<i64>().ok())
                .unwrap_or(-1);
            let time = u64::try_from(asked).unwrap_or(now);
            out.push_str(&crate::utilities::date::format_time(&pattern, time));
            continue;
        }
        let Some(kind) = chars.next() else { break };
        let arg = args.get(*next).map_or("", String::as_str);
        *next += 1;
        let text = conversion(kind, arg, precision, &flags, bad);
        pad(&text, width, &flags, kind, out);
        if kind == 'b' && unescape(arg, true).1 {
            return true;
        }
    }
    let (text, stop) = unescape(&plain, false);
    out.push_str(&text);
    stop
}

fn conversion(
    kind: char,
    arg: &str,
    precision: Option<usize>,
    flags: &str,
    bad: &mut Option<String>,
) -> String {
    let mut number = || {
        if arg.is_empty() {
            return 0;
        }
        if let Some(c) = arg.strip_prefix(['\'', '"']) {
            return c.chars().next().map_or(0, |c| c as i64);
        }
        let parsed = match arg.strip_prefix("0x") {
            Some(hex) => i64::from_str_radix(hex, 16).ok(),
            None if arg.len() > 1 && arg.starts_with('0') => i64::from_str_radix(arg, 8).ok(),
            None => arg.trim().parse().ok(),
        };
        parsed.unwrap_or_else(|| {
            bad.get_or_insert(arg.to_string());
            let digits: String = arg.chars().take_while(char::is_ascii_digit).collect();
            digits.parse().unwrap_or(0)
        })
    };
    let cut = |text: String| match precision {
        Some(most) => text.chars().take(most).collect(),
        None => text,
    };
    match kind {
        's' => cut(arg.to_string()),
        'b' => cut(unescape(arg, true).0),
        'c' => arg.chars().next().map(String::from).unwrap_or_default(),
        'q' => quoted(arg),
        'd' | 'i' => {
            let value = number();
            let digits = format!("{:0>1$}", value.unsigned_abs(), precision.unwrap_or(1));
            let sign = if value < 0 {
                "-"
            } else if flags.contains('+') {
                "+"
            } else if flags.contains(' ') {
                " "
            } else {
                ""
            };
            format!("{sign}{digits}")
        }
        'u' => (number() as u64).to_string(),
        'o' => format!("{:o}", number()),
        'x' => format!("{}{:x}", if flags.contains('#') { "0x" } else { "" }, number()),
        'X' => format!("{:X}", number()),
        'f' | 'g' | 'e' => decimal(arg, precision.unwrap_or(6), kind),
        _ => String::new(),
    }
}

/// A decimal number with so many places, without floats: the playground's numbers are short.
fn decimal(arg: &str, places: usize, kind: char) -> String {
    let (sign, digits) = match arg.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", arg),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = if whole.is_empty() { "0" } else { whole };
    if kind == 'g' {
        return arg.to_string();
    }
    let mut all: Vec<u8> = whole
        .bytes()
        .chain(
            format!("{fraction:0<width$}", width = places)
                .bytes()
                .take(places),
        )
        .collect();
    let round_up = fraction.as_bytes().get(places).is_some_and(|d| *d >= b'5');
    if round_up {
        let mut place = all.len();
        loop {
            if place == 0 {
                all.insert(0, b'1');
                break;
            }
            place -= 1;
            if all[place] == b'9' {
                all[place] = b'0';
            } else {
                all[place] += 1;
                break;
            }
        }
    }
    let text = String::from_utf8_lossy(&all).into_owned();
    let (whole, fraction) = text.split_at(text.len().saturating_sub(places));
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

fn quoted(arg: &str) -> String {
    if !arg.is_empty()
        && arg
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-./:=@%+,".contains(c))
    {
        return arg.to_string();
    }
    let mut out = String::new();
    for c in arg.chars() {
        if !c.is_ascii_alphanumeric() && !"_-./:=@%+,".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    if out.is_empty() { "''".into() } else { out }
}

fn pad(text: &str, width: usize, flags: &str, kind: char, out: &mut String) {
    let missing = width.saturating_sub(text.chars().count());
    if flags.contains('-') {
        out.push_str(text);
        out.extend(std::iter::repeat_n(' ', missing));
    } else if flags.contains('0') && !matches!(kind, 's' | 'b' | 'c' | 'q') {
        let sign = text.len() - text.trim_start_matches(['-', '+']).len();
        out.push_str(&text[..sign]);
        out.extend(std::iter::repeat_n('0', missing));
        out.push_str(&text[sign..]);
    } else {
        out.extend(std::iter::repeat_n(' ', missing));
        out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats() {
        let check = |format: &str, args: &[&str], expect: &str| {
            let args: Vec<String> = args.iter().map(|s| s.to_string()).collect();
            assert_eq!(format_text(format, &args, 0).0, expect, "{format}");
        };
        check("%s\\n", &["a", "b"], "a\nb\n");
        check("%5d|%-5s|%05d", &["7", "x", "-42"], "    7|x    |-0042");
        check("%.2f", &["3.14159"], "3.14");
        check("%.2f", &["2.999"], "3.00");
        check("%d%%\\n", &["5"], "5%\n");
        check("%x %o %c", &["255", "8", "hello"], "ff 10 h");
        check("HTTP/1.1 200 OK\\r\\n\\r\\n", &[], "HTTP/1.1 200 OK\r\n\r\n");
        check("%b", &["a\\nb"], "a\nb");
        check("no args\\n", &[], "no args\n");
        check("%s", &[], "");
        check("%d", &["abc"], "0");
    }
}
