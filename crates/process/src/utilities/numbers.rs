//! `seq`, `expr`, `shuf`, `yes`, `base64`, `mktemp`, checksums.

use super::common::Args;
use super::regex::Regex;
use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::BUILTIN_COST;

/// Most numbers of one `seq`.
const MAX_NUMBERS: i64 = 1_000_000;

pub(super) async fn seq(call: Call) -> i32 {
    let args: Vec<String> = call.argv[1..].to_vec();
    let mut separator = "\n".to_string();
    let mut width = false;
    let mut numbers = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => separator = words.next().cloned().unwrap_or_default(),
            "-w" => width = true,
            word if word.starts_with("-s") => separator = word[2..].to_string(),
            "-f" => {
                words.next();
            }
            word => match word.parse::<i64>() {
                Ok(number) => numbers.push(number),
                Err(_) => {
                    call.complain(&format!("invalid floating point argument: '{word}'"))
                        .await;
                    return 1;
                }
            },
        }
    }
    let (from, step, to) = match numbers.as_slice() {
        [to] => (1, 1, *to),
        [from, to] => (*from, 1, *to),
        [from, step, to] => (*from, *step, *to),
        _ => {
            call.complain("missing operand").await;
            return 1;
        }
    };
    if step == 0 {
        return 1;
    }
    let wide = if width {
        from.to_string().len().max(to.to_string().len())
    } else {
        0
    };
    let mut text = String::new();
    let (mut number, mut count) = (from, 0);
    while (if step > 0 { number <= to } else { number >= to }) && count < MAX_NUMBERS {
        if count > 0 {
            text += &separator;
        }
        text += &format!("{number:0wide$}");
        count += 1;
        let Some(next) = number.checked_add(step) else {
            break;
        };
        number = next;
        if text.len() > 4_096 && !call.print(&std::mem::take(&mut text)).await {
            return 141;
        }
    }
    if count > 0 {
        text.push('\n');
    }
    call.print(&text).await;
    0
}

pub(super) async fn yes(call: Call) -> i32 {
    let line = if call.argv.len() > 1 {
        call.argv[1..].join(" ")
    } else {
        "y".into()
    } + "\n";
    let chunk = line.repeat(64);
    loop {
        call.proc.spend(BUILTIN_COST).await;
        if !call.print(&chunk).await {
            return 141;
        }
    }
}

pub(super) async fn shuf(call: Call) -> i32 {
    let args = Args::new(&call.argv, "nie", &[("head-count", 'n'), ("input-range", 'i')]);
    let mut items: Vec<String> = match args.value('i').and_then(|r| r.split_once('-')) {
        Some((from, to)) => {
            let (from, to) = (from.parse::<i64>().unwrap_or(0), to.parse::<i64>().unwrap_or(0));
            (from..=to.min(from.saturating_add(MAX_NUMBERS / 100)))
                .map(|n| n.to_string())
                .collect()
        }
        None if call.argv.iter().any(|a| a == "-e") => args
            .value('e')
            .map(str::to_string)
            .into_iter()
            .chain(args.rest.iter().cloned())
            .collect(),
        None => call
            .read_text(&args.rest)
            .await
            .0
            .lines()
            .map(str::to_string)
            .collect(),
    };
    let count = args
        .value('n')
        .and_then(|n| n.parse().ok())
        .unwrap_or(items.len())
        .min(items.len());
    for place in 0..count {
        let left = (items.len() - place) as u64;
        let other = place + (call.proc.kernel().next_random() % left) as usize;
        items.swap(place, other);
    }
    let text: String = items[..count].iter().map(|i| format!("{i}\n")).collect();
    call.print(&text).await;
    0
}

pub(super) async fn mktemp(call: Call) -> i32 {
    let args = Args::new(&call.argv, "tp", &[]);
    let number = call.proc.kernel().next_random();
    let letters: String = (0..6)
        .map(|i| char::from(b'a' + ((number >> (i * 5)) % 26) as u8))
        .collect();
    let template = args
        .rest
        .first()
        .cloned()
        .unwrap_or_else(|| "/tmp/tmp.XXXXXX".into());
    let path = match template.trim_end_matches('X') {
        front if front.len() < template.len() => format!("{front}{letters}"),
        _ => template,
    };
    let kind = if args.has('d') {
        Kind::Dir(Default::default())
    } else {
        Kind::File {
            data: Vec::new(),
            dropped: 0,
        }
    };
    match call
        .proc
        .find(&path, true)
        .and_then(|place| call.proc.create(&place, kind, 0o700))
    {
        Ok(_) => i32::from(!call.print(&format!("{path}\n")).await),
        Err(error) => {
            call.complain(&format!("{path}: {error}")).await;
            1
        }
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = ALPHABET[(n >> (18 - 6 * i) & 63) as usize];
            out.push(if i > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut n, mut bits) = (0u32, 0);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace()) {
        if c == b'=' {
            break;
        }
        n = n << 6 | ALPHABET.iter().position(|a| *a == c)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((n >> bits) as u8);
            n &= (1 << bits) - 1;
        }
    }
    Some(out)
}

pub(super) async fn base64(call: Call) -> i32 {
    let args = Args::new(&call.argv, "w", &[("decode", 'd'), ("wrap", 'w')]);
    let (bytes, status) = call.read_operands(&args.rest).await;
    if args.has('d') || args.has('D') {
        return match decode(&String::from_utf8_lossy(&bytes)) {
            Some(decoded) => {
                let _ = call.proc.write(1, &decoded).await;
                status
            }
            None => {
                call.complain("invalid input").await;
                1
            }
        };
    }
    let wrap = args.value('w').and_then(|w| w.parse().ok()).unwrap_or(76usize);
    let encoded = encode(&bytes);
    if wrap == 0 {
        call.print(&encoded).await;
        return status;
    }
    let lines: Vec<String> = encoded
        .as_bytes()
        .chunks(wrap)
        .map(|c| String::from_utf8_lossy(c).into_owned() + "\n")
        .collect();
    call.print(&lines.concat()).await;
    status
}

/// `md5sum` and its like: a stable number that is no real checksum, of the right length.
pub(super) async fn checksum(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let (bytes, status) = call.read_operands(&args.rest).await;
    let length = match call.name() {
        "md5sum" => 32,
        "sha1sum" => 40,
        "sha512sum" => 128,
        _ => 64,
    };
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    for byte in &bytes {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut text = String::new();
    while text.len() < length {
        state = state.rotate_left(23).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        text += &format!("{state:016x}");
    }
    text.truncate(length);
    let name = args.rest.first().map_or("-", String::as_str);
    call.print(&format!("{text}  {name}\n")).await;
    status
}

pub(super) async fn expr(call: Call) -> i32 {
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
    fn numbers() {
        check_all(
            "seq 3; seq 2 4; seq 5 -2 1; seq -s, 3",
            "1\n2\n3\n2\n3\n4\n5\n3\n1\n1,2,3\n",
            0,
        );
        check_all(
            "for i in $(seq 1 3); do echo -n $i; done; yes | head -n 2",
            "123y\ny\n",
            0,
        );
        check_all(
            "expr 1 + 2 \\* 3; expr abc : 'a\\(.*\\)'; expr length abcd; expr 3 \\> 2",
            "7\nbc\n4\n1\n",
            0,
        );
        check_all(
            "printf hello | base64; echo aGVsbG8= | base64 -d; printf ab | base64",
            "aGVsbG8=\nhelloYWI=\n",
            0,
        );
        check_all(
            "shuf -i 1-9 -n 1 | wc -l; f=$(mktemp); [ -f $f ] && echo ok",
            "1\nok\n",
            0,
        );
    }
}
