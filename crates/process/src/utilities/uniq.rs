//! `uniq`: equal lines that follow each other.

use super::common::Args;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "fsw",
        &[
            ("count", 'c'),
            ("repeated", 'd'),
            ("unique", 'u'),
            ("ignore-case", 'i'),
        ],
    );
    let (text, status) = call.read_text(&args.rest[..args.rest.len().min(1)]).await;
    let mut groups: Vec<(usize, &str)> = Vec::new();
    for line in text.lines() {
        match groups.last_mut() {
            Some((count, last)) if *last == line || (args.has('i') && last.eq_ignore_ascii_case(line)) => {
                *count += 1;
            }
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "printf 'b\\na\\nb\\n' | sort | uniq -c | tr -s ' '; printf 'a\\na\\nb\\n' | uniq -d",
            " 1 a\n 2 b\na\n",
            0,
        );
    }
}
