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
        _ => {
            let delimiter = args.value('d').unwrap_or("\t");
            out = text.lines().collect::<Vec<_>>().join(delimiter) + "\n";
        }
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
