//! `cmp`, `diff`, `comm`: whether files are alike. `diff` tells changed lines without looking for moved ones.

use super::common::Args;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "U",
        &[
            ("brief", 'q'),
            ("silent", 's'),
            ("quiet", 's'),
            ("report-identical-files", 'I'),
        ],
    );
    let [first, second, ..] = args.rest.as_slice() else {
        call.complain("missing operand").await;
        return 2;
    };
    let mut texts = Vec::new();
    for path in [first, second] {
        let (text, failed) = call.read_text(std::slice::from_ref(path)).await;
        if failed != 0 {
            return 2;
        }
        texts.push(text);
    }
    let (a, b) = (&texts[0], &texts[1]);
    match call.name() {
        "comm" => return comm(&call, &args, a, b).await,
        _ if a == b => return 0,
        _ if args.has('s') => return 1,
        "cmp" => {
            let at = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let line = a[..a.floor_char_boundary(at)].matches('\n').count() + 1;
            call.print(&format!(
                "{first} {second} differ: byte {}, line {line}\n",
                at + 1
            ))
            .await;
        }
        _ if args.has('q') => {
            call.print(&format!("Files {first} and {second} differ\n")).await;
        }
        _ => {
            call.print(&changes(a, b)).await;
        }
    }
    1
}

/// The lines between what is equal at both ends.
fn changes(a: &str, b: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.lines().collect(), b.lines().collect());
    let front = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let back = a[front..]
        .iter()
        .rev()
        .zip(b[front..].iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (left, right) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    let span = |lines: &[&str]| match lines.len() {
        0 => front.to_string(),
        1 => (front + 1).to_string(),
        n => format!("{},{}", front + 1, front + n),
    };
    let kind = match (left.is_empty(), right.is_empty()) {
        (true, _) => 'a',
        (_, true) => 'd',
        _ => 'c',
    };
    let mut text = format!("{}{kind}{}\n", span(left), span(right));
    left.iter().for_each(|line| text += &format!("< {line}\n"));
    if kind == 'c' {
        text += "---\n";
    }
    right.iter().for_each(|line| text += &format!("> {line}\n"));
    text
}

/// Sorted files side by side: lines of the first, of the second, of both.
async fn comm(call: &Call, args: &Args, a: &str, b: &str) -> i32 {
    let (mut a, mut b) = (a.lines().peekable(), b.lines().peekable());
    let mut text = String::new();
    let mut put = |column: usize, line: &str| {
        let hidden = |n: usize| args.has(char::from(b'0' + n as u8));
        if !hidden(column) {
            let before = (1..column).filter(|n| !hidden(*n)).count();
            text += &format!("{}{line}\n", "\t".repeat(before));
        }
    };
    loop {
        match (a.peek().copied(), b.peek().copied()) {
            (None, None) => break,
            (Some(x), Some(y)) if x == y => {
                put(3, x);
                a.next();
                b.next();
            }
            (Some(x), y) if y.is_none_or(|y| x < y) => {
                put(1, x);
                a.next();
            }
            (_, y) => {
                put(2, y.unwrap_or(""));
                b.next();
            }
        }
    }
    i32::from(!call.print(&text).await)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "echo a > x; echo a > y; cmp x y && diff x y && echo same; echo b > y; cmp -s x y || echo $?",
            "same\n1\n",
            0,
        );
        check_all(
            "printf '1\\n2\\n3\\n' > x; printf '1\\nb\\n3\\n4\\n' > y; diff x y; diff -q x y",
            "2,3c2,4\n< 2\n< 3\n---\n> b\n> 3\n> 4\nFiles x and y differ\n",
            1,
        );
        check_all(
            "printf 'a\\nb\\n' > x; printf 'b\\nc\\n' > y; comm -12 x y; comm x y",
            "b\na\n\t\tb\n\tc\n",
            0,
        );
    }
}
