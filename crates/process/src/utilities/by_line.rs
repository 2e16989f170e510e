//! `rev`, `tac`, `nl`, `paste`: each line as it is, in another order or form.

use super::common::Args;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let valued = if call.name() == "nl" { "vwsbn" } else { "d" };
    let args = Args::new(&call.argv, valued, &[]);
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
        _ if args.has('s') => {
            let delimiter = args.value('d').unwrap_or("\t");
            out = text.lines().collect::<Vec<_>>().join(delimiter) + "\n";
        }
        _ => return paste(&call, &args).await,
    }
    call.print(&out).await;
    status
}

/// Most files that `paste` puts side by side.
const MAX_COLUMNS: usize = 16;

/// `paste`: the lines of several files side by side; `-` takes the next line of standard input each time.
async fn paste(call: &Call, args: &Args) -> i32 {
    let delimiter = args.value('d').unwrap_or("\t");
    let operands = if args.rest.is_empty() {
        vec!["-".to_string()]
    } else {
        args.rest.clone()
    };
    let inputs = operands.iter().filter(|path| *path == "-").count();
    let (input, mut status) = if inputs > 0 {
        call.read_text(&[]).await
    } else {
        Default::default()
    };
    let mut columns: Vec<Vec<String>> = Vec::new();
    let mut place = 0;
    for path in operands.iter().take(MAX_COLUMNS) {
        if path == "-" {
            let own = input.lines().skip(place).step_by(inputs);
            columns.push(own.map(str::to_string).collect());
            place += 1;
            continue;
        }
        let (text, failed) = call.read_text(std::slice::from_ref(path)).await;
        status |= failed;
        columns.push(text.lines().map(str::to_string).collect());
    }
    let rows = columns.iter().map(Vec::len).max().unwrap_or(0);
    let mut out = String::new();
    for row in 0..rows {
        let cells = columns
            .iter()
            .map(|column| column.get(row).map_or("", String::as_str));
        out += &cells.collect::<Vec<_>>().join(delimiter);
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
            "echo abc | rev; printf '1\\n2\\n' | tac; printf 'a\\nb\\n' | paste -sd,",
            "cba\n2\n1\na,b\n",
            0,
        );
    }
}
