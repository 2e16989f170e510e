//! `sort`: lines in order, by keys and numbers.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::syscalls::Open;
use std::cmp::Ordering;

/// How a key is compared.
#[derive(Default, Clone, Copy)]
struct Manner {
    numeric: bool,
    human: bool,
    versions: bool,
    fold: bool,
    reverse: bool,
}

impl Manner {
    /// From the letters of an option or a key.
    fn new(has: impl Fn(char) -> bool) -> Manner {
        Manner {
            numeric: has('n') || has('g'),
            human: has('h'),
            versions: has('V'),
            fold: has('f'),
            reverse: has('r'),
        }
    }

    fn is_plain(self) -> bool {
        !(self.numeric || self.human || self.versions || self.fold || self.reverse)
    }

    fn compare(self, a: &str, b: &str) -> Ordering {
        let order = if self.human {
            human(a).cmp(&human(b))
        } else if self.numeric {
            number(a).0.cmp(&number(b).0)
        } else if self.versions {
            versions(a, b)
        } else if self.fold {
            a.to_ascii_uppercase().cmp(&b.to_ascii_uppercase())
        } else {
            a.cmp(b)
        };
        if self.reverse { order.reverse() } else { order }
    }
}

/// `-k2,3nr`: from and to which field.
struct Key {
    from: usize,
    to: usize,
    manner: Manner,
}

impl Key {
    fn parse(text: &str, default: Manner) -> Option<Key> {
        let (from, to) = text.split_once(',').unwrap_or((text, ""));
        let digits = |text: &str| -> Option<usize> {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            text[..end].parse().ok()
        };
        let own = Manner::new(|letter| text.contains(letter));
        Some(Key {
            from: digits(from).filter(|from| *from > 0)?,
            to: digits(to).unwrap_or(usize::MAX),
            manner: if own.is_plain() { default } else { own },
        })
    }

    /// The key of a line.
    fn of(&self, line: &str, separator: Option<char>) -> String {
        let count = self.to.saturating_sub(self.from - 1);
        let join = |fields: &mut dyn Iterator<Item = &str>, by: &str| fields.collect::<Vec<_>>().join(by);
        match separator {
            Some(c) => join(&mut line.split(c).skip(self.from - 1).take(count), &c.to_string()),
            None => join(&mut line.split_whitespace().skip(self.from - 1).take(count), " "),
        }
    }
}

/// The number at a text's beginning, in millionths, and what follows it.
fn number(text: &str) -> (i128, &str) {
    let text = text.trim_start();
    let sign = usize::from(text.starts_with('-'));
    let whole = text[sign..].bytes().take_while(u8::is_ascii_digit).count() + sign;
    let (digits, rest) = text.split_at(whole);
    let behind = rest.strip_prefix('.').unwrap_or("");
    let places = behind.bytes().take_while(u8::is_ascii_digit).count();
    let fraction: String = behind[..places].chars().chain("000000".chars()).take(6).collect();
    let value = digits.parse::<i128>().unwrap_or(0).saturating_mul(1_000_000);
    let fraction = fraction.parse::<i128>().unwrap_or(0);
    let value = if sign == 1 {
        value - fraction
    } else {
        value + fraction
    };
    (value, rest.get(places + usize::from(places > 0)..).unwrap_or(""))
}

/// `2K`, `1.5M`.
fn human(text: &str) -> (usize, i128) {
    let (value, rest) = number(text);
    let unit = rest
        .chars()
        .next()
        .and_then(|c| "KMGTPE".find(c.to_ascii_uppercase()));
    (unit.map_or(0, |unit| unit + 1), value)
}

/// Digits in a row count as one number.
fn versions(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) {
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let length = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
            let ((left, after_a), (right, after_b)) = (a.split_at(length(a)), b.split_at(length(b)));
            let value = |text: &str| text.parse::<u128>().unwrap_or(u128::MAX);
            match value(left).cmp(&value(right)) {
                Ordering::Equal => (a, b) = (after_a, after_b),
                order => return order,
            }
        } else if x == y {
            (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
    a.len().cmp(&b.len())
}

pub(super) async fn run(call: Call) -> i32 {
    let long = [
        ("reverse", 'r'),
        ("numeric-sort", 'n'),
        ("unique", 'u'),
        ("key", 'k'),
        ("field-separator", 't'),
        ("output", 'o'),
        ("version-sort", 'V'),
        ("human-numeric-sort", 'h'),
        ("ignore-case", 'f'),
        ("check", 'c'),
    ];
    let args = Args::new(&call.argv, "kto", &long);
    let (text, status) = call.read_text(&args.rest).await;
    let all = Manner::new(|letter| args.has(letter));
    let separator = args.value('t').and_then(|t| t.chars().next());
    let mut keys = Vec::new();
    for key in args.values('k') {
        match Key::parse(key, all) {
            Some(key) => keys.push(key),
            None => {
                call.complain("field number is zero").await;
                return 2;
            }
        }
    }
    let by_keys = |a: &str, b: &str| {
        if keys.is_empty() {
            return all.compare(a, b);
        }
        let orders = keys
            .iter()
            .map(|key| key.manner.compare(&key.of(a, separator), &key.of(b, separator)));
        orders
            .into_iter()
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    // Lines that are equal by their keys come in the order of their bytes.
    let whole = |a: &str, b: &str| {
        let order = by_keys(a, b);
        let last = if all.reverse { b.cmp(a) } else { a.cmp(b) };
        if args.has('s') { order } else { order.then(last) }
    };
    let mut lines: Vec<&str> = text.lines().collect();
    if args.has('c') {
        let wrong = lines
            .windows(2)
            .position(|pair| by_keys(pair[0], pair[1]).is_gt());
        if let Some(place) = wrong {
            let name = args.rest.first().map_or("-", String::as_str);
            call.complain(&format!("{name}:{}: disorder: {}", place + 2, lines[place + 1]))
                .await;
        }
        return i32::from(wrong.is_some());
    }
    lines.sort_by(|a, b| whole(a, b));
    if args.has('u') {
        lines.dedup_by(|a, b| by_keys(a, b).is_eq());
    }
    let out: String = lines.iter().map(|l| format!("{l}\n")).collect();
    match args.value('o') {
        Some(path) => match call.proc.open(path, Open::Truncate).await {
            Ok(file) => {
                let _ = call.proc.write_file(file, out.as_bytes()).await;
                call.proc.close_file(file);
            }
            Err(error) => {
                call.complain(&format!("open failed: {path}: {error}")).await;
                return 2;
            }
        },
        None => drop(call.print(&out).await),
    }
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
        check_all(
            "printf 'a:2\\nb:10\\nc:2\\n' | sort -t: -k2,2nr -k1,1",
            "b:10\na:2\nc:2\n",
            0,
        );
        check_all(
            "printf '1.10\\n1.9\\n' | sort -V; printf '1M\\n2K\\n' | sort -h",
            "1.9\n1.10\n2K\n1M\n",
            0,
        );
    }
}
