//! Small text tools: `cut`, `tr`, `wc`, `rev`, `tac`, `nl`, `uniq`, `sort`, `paste`.

use super::common::Args;
use crate::commands::Call;

/// Ranges of `cut`: `1,3-5,7-`.
fn ranges(text: &str) -> Vec<(usize, usize)> {
    let number = |t: &str, default| {
        if t.is_empty() {
            Some(default)
        } else {
            t.parse().ok()
        }
    };
    let range = |part: &str| match part.split_once('-') {
        Some((from, to)) => Some((number(from, 1)?, number(to, usize::MAX)?)),
        None => part.parse().ok().map(|n| (n, n)),
    };
    text.split(',').filter_map(range).collect()
}

pub(super) async fn cut(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "dfcb",
        &[("delimiter", 'd'), ("fields", 'f'), ("characters", 'c')],
    );
    let (text, status) = call.read_text(&args.rest).await;
    let delimiter = args.value('d').and_then(|d| d.chars().next()).unwrap_or('\t');
    let fields = args.value('f').map(ranges);
    let chars = args
        .value('c')
        .or(args.value('b'))
        .map(ranges)
        .unwrap_or_default();
    let mut out = String::new();
    let chosen = |ranges: &[(usize, usize)], n: usize| ranges.iter().any(|r| r.0 <= n && n <= r.1);
    for line in text.lines() {
        match &fields {
            Some(_) if !line.contains(delimiter) => {
                if !args.has('s') {
                    out += line;
                    out.push('\n');
                }
                continue;
            }
            Some(fields) => {
                let parts = line
                    .split(delimiter)
                    .enumerate()
                    .filter(|(i, _)| chosen(fields, i + 1))
                    .map(|p| p.1);
                out += &parts.collect::<Vec<_>>().join(&delimiter.to_string());
            }
            None => out.extend(
                line.chars()
                    .enumerate()
                    .filter(|(i, _)| chosen(&chars, i + 1))
                    .map(|c| c.1),
            ),
        }
        out.push('\n');
    }
    call.print(&out).await;
    status
}

/// The characters of a set of `tr`.
fn set(text: &str) -> Vec<char> {
    let mut out = Vec::new();
    let (text, _) = crate::shell::unescape(text, false);
    let mut rest = text.as_str();
    while let Some(c) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix("[:").and_then(|r| r.split_once(":]")) {
            out.extend(
                (0u8..=127)
                    .map(char::from)
                    .filter(|c| crate::shell::pattern::in_class(name, *c)),
            );
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let mut ahead = rest.chars();
        if let (Some('-'), Some(high)) = (ahead.next(), ahead.next())
            && c <= high
        {
            out.extend((c..=high).take(1_000));
            rest = ahead.as_str();
        } else {
            out.push(c);
        }
    }
    out
}

pub(super) async fn tr(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "",
        &[("delete", 'd'), ("squeeze-repeats", 's'), ("complement", 'c')],
    );
    let from = set(args.rest.first().map_or("", String::as_str));
    let to = args.rest.get(1).map(|t| set(t)).unwrap_or_default();
    let member = |c: char| from.contains(&c) != (args.has('c') || args.has('C'));
    // As it comes: `yes | tr …` must not wait for the end.
    let mut last = None;
    loop {
        let Ok(bytes) = call.proc.read(0).await else {
            return 1;
        };
        if bytes.is_empty() {
            return 0;
        }
        let mut out = String::new();
        for c in String::from_utf8_lossy(&bytes).chars() {
            let hit = member(c);
            if args.has('d') && hit {
                continue;
            }
            let new = match from.iter().position(|f| *f == c) {
                Some(place) if !to.is_empty() && !args.has('d') => {
                    to.get(place).or(to.last()).copied().unwrap_or(c)
                }
                None if hit && !to.is_empty() && !args.has('d') => to.last().copied().unwrap_or(c),
                _ => c,
            };
            let squeezed = if to.is_empty() { hit } else { to.contains(&new) };
            if args.has('s') && squeezed && last == Some(new) {
                continue;
            }
            last = Some(new);
            out.push(new);
        }
        if call.proc.write(1, out.as_bytes()).await.is_err() {
            return 141;
        }
    }
}

pub(super) async fn wc(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "",
        &[("lines", 'l'), ("words", 'w'), ("bytes", 'c'), ("chars", 'm')],
    );
    let all = !"lwcm".chars().any(|c| args.has(c));
    let operands = if args.rest.is_empty() {
        vec![String::new()]
    } else {
        args.rest.clone()
    };
    let mut status = 0;
    for path in &operands {
        let own: Vec<String> = if path.is_empty() {
            Vec::new()
        } else {
            vec![path.clone()]
        };
        let (bytes, failed) = call.read_operands(&own).await;
        status |= failed;
        if failed != 0 {
            continue;
        }
        let text = String::from_utf8_lossy(&bytes);
        let mut counts = Vec::new();
        if all || args.has('l') {
            counts.push(bytes.iter().filter(|b| **b == b'\n').count());
        }
        if all || args.has('w') {
            counts.push(text.split_whitespace().count());
        }
        if all || args.has('c') {
            counts.push(bytes.len());
        }
        if args.has('m') {
            counts.push(text.chars().count());
        }
        let width = if counts.len() > 1 { 7 } else { 1 };
        let mut line = counts
            .iter()
            .map(|c| format!("{c:>width$}"))
            .collect::<Vec<_>>()
            .join(" ");
        if !path.is_empty() {
            line += &format!(" {path}");
        }
        call.print(&(line + "\n")).await;
    }
    status
}

pub(super) async fn by_line(call: Call) -> i32 {
    let args = Args::new(&call.argv, "vwsbnd", &[]);
    let (text, status) = call.read_text(&args.rest).await;
    let mut out = String::new();
    match call.name() {
        "rev" => text
            .lines()
            .for_each(|l| out += &(l.chars().rev().collect::<String>() + "\n")),
        "tac" => text.lines().rev().for_each(|l| out += &format!("{l}\n")),
        "nl" => text
            .lines()
            .enumerate()
            .for_each(|(i, l)| out += &format!("{:>6}\t{l}\n", i + 1)),
        _ => {
            let delimiter = args.value('d').unwrap_or("\t");
            out = text.lines().collect::<Vec<_>>().join(delimiter) + "\n";
        }
    }
    call.print(&out).await;
    status
}

pub(super) async fn uniq(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "fsw",
        &[("count", 'c'), ("repeated", 'd'), ("unique", 'u')],
    );
    let (text, status) = call.read_text(&args.rest[..args.rest.len().min(1)]).await;
    let mut groups: Vec<(usize, &str)> = Vec::new();
    for line in text.lines() {
        match groups.last_mut() {
            Some((count, last)) if *last == line => *count += 1,
            _ => groups.push((1, line)),
        }
    }
    let mut out = String::new();
    for (count, line) in groups {
        if (args.has('d') && count < 2) || (args.has('u') && count > 1) {
            continue;
        }
        if args.has('c') {
            out += &format!("{count:>7} ");
        }
        out += &format!("{line}\n");
    }
    call.print(&out).await;
    status
}

pub(super) async fn sort(call: Call) -> i32 {
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
        lines.sort_by(|a, b| number(&field(a)).cmp(&number(&field(b))).then_with(|| a.cmp(b)));
    } else {
        lines.sort_by(|a, b| field(a).cmp(&field(b)).then_with(|| a.cmp(b)));
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
    fn tools() {
        check_all(
            "echo a:b:c | cut -d: -f2; echo a:b:c | cut -d : -f 1,3; echo abcdef | cut -c2-4",
            "b\na:c\nbcd\n",
            0,
        );
        check_all(
            "echo hello | tr a-z A-Z; echo 'a b  c' | tr -s ' ' '\\n'; echo x1y2 | tr -d 0-9",
            "HELLO\na\nb\nc\nxy\n",
            0,
        );
        check_all(
            "echo abc | tr -dc 'a-b'; echo; printf 'a b\\nc\\n' | wc -l; printf abc | wc -c",
            "ab\n2\n3\n",
            0,
        );
        check_all(
            "printf 'b\\na\\nb\\n' | sort | uniq -c | tr -s ' '; printf '10\\n9\\n' | sort -n",
            " 1 a\n 2 b\n9\n10\n",
            0,
        );
        check_all(
            "printf 'b 2\\na 10\\n' | sort -k2 -rn; echo abc | rev; printf '1\\n2\\n' | tac",
            "a 10\nb 2\ncba\n2\n1\n",
            0,
        );
    }
}
