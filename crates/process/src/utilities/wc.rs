//! `wc`: lines, words and bytes.

use super::common::Args;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("printf 'a b\\nc\\n' | wc -l; printf abc | wc -c", "2\n3\n", 0);
    }
}
