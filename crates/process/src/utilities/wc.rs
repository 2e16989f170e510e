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
    let mut totals: Vec<usize> = Vec::new();
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
        totals.resize(counts.len(), 0);
        totals
            .iter_mut()
            .zip(&counts)
            .for_each(|(total, count)| *total += count);
        call.print(&line(&counts, path)).await;
    }
    if operands.len() > 1 {
        call.print(&line(&totals, "total")).await;
    }
    status
}

fn line(counts: &[usize], name: &str) -> String {
    let width = if counts.len() > 1 { 7 } else { 1 };
    let cells: Vec<String> = counts.iter().map(|count| format!("{count:>width$}")).collect();
    let gap = if name.is_empty() { "" } else { " " };
    format!("{}{gap}{name}\n", cells.join(" "))
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("printf 'a b\\nc\\n' | wc -l; printf abc | wc -c", "2\n3\n", 0);
    }
}
