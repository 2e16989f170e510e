//! `cargo xtask conformance`: how far the simulation agrees with the recordings and with upstream's tables. With
//! arguments: only the cases whose names begin with one of them, with every disagreement. `--write` writes
//! docs/conformance.md; `--tables FILE` takes the tables' figures from what their tests printed. `--run CASE` prints the
//! simulated run in the form of a recorded one.

use std::process::ExitCode;

use tests::conformance::cases;
use tests::report::{Recorded, Table, document, document_file, recorded, sets};

fn main() -> ExitCode {
    let mut prefixes: Vec<String> = Vec::new();
    let (mut write, mut tables) = (false, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => write = true,
            "--tables" => tables = read_tables(&arguments.next().unwrap_or_default()),
            "--run" => return print_run(&arguments.next().unwrap_or_default()),
            _ => prefixes.push(argument),
        }
    }
    let compared = recorded(&prefixes);
    for case in &compared {
        show(case, !prefixes.is_empty());
    }
    println!("\n{:<40} {:>6} {:>6}", "set", "cases", "agree");
    for set in sets(&compared, &tables) {
        println!("{:<40} {:>6} {:>6}", set.name, set.cases, set.agree);
    }
    if write && let Err(error) = std::fs::write(document_file(), document(&compared, &tables)) {
        eprintln!("docs/conformance.md: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn print_run(name: &str) -> ExitCode {
    for case in cases().iter().filter(|case| case.name == name) {
        println!("{}", case.run());
    }
    ExitCode::SUCCESS
}

/// The figures in a file of test output, by name.
fn read_tables(file: &str) -> Vec<Table> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let mut tables: Vec<Table> = text.lines().filter_map(Table::parse).collect();
    tables.sort_by(|a, b| a.name.cmp(&b.name));
    tables
}

fn show(case: &Recorded, everything: bool) {
    match case.disagreements.as_slice() {
        [] if everything => println!("agrees   {}", case.name),
        [] => {}
        [first, rest @ ..] => {
            println!("differs  {:<36} {first}", case.name);
            let shown = if everything { rest } else { &[] };
            shown
                .iter()
                .for_each(|line| println!("         {:<36} {line}", ""));
        }
    }
    for text in case.texts.iter().filter(|_| everything) {
        if let Some(found) = &text.difference {
            println!("         {:<36} ours     {}", text.file, found.ours.trim());
            println!("         {:<36} recorded {}", "", found.recorded.trim());
        }
    }
}
