//! `cut`: fields or characters of each line.

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

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "dfcbO",
        &[
            ("delimiter", 'd'),
            ("fields", 'f'),
            ("characters", 'c'),
            ("output-delimiter", 'O'),
        ],
    );
    let (text, status) = call.read_text(&args.rest).await;
    let delimiter = args.value('d').and_then(|d| d.chars().next()).unwrap_or('\t');
    let fields = args.value('f').map(ranges);
    let chars = args
        .value('c')
        .or(args.value('b'))
        .map(ranges)
        .unwrap_or_default();
    if args.value('f').or(args.value('c')).or(args.value('b')).is_none() {
        call.complain("you must specify a list of bytes, characters, or fields")
            .await;
        return 1;
    }
    let between = args
        .value('O')
        .map_or_else(|| delimiter.to_string(), str::to_string);
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
                out += &parts.collect::<Vec<_>>().join(&between);
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "echo a:b:c | cut -d: -f2; echo a:b:c | cut -d : -f 1,3; echo abcdef | cut -c2-4",
            "b\na:c\nbcd\n",
            0,
        );
    }
}
