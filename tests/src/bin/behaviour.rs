//! What fails of the process cases. With arguments: only the cases whose ids begin with one of them, with their story
//! (`--file PATH` takes other cases than the repository's).

use std::process::ExitCode;

use tests::behaviour::{cases, cases_of};

fn main() -> ExitCode {
    let mut wanted: Vec<String> = std::env::args().skip(1).collect();
    let mut all = None;
    if let Some(at) = wanted.iter().position(|word| word == "--file") {
        let path = wanted.get(at + 1).cloned().unwrap_or_default();
        wanted.drain(at..(at + 2).min(wanted.len()));
        match std::fs::read_to_string(&path) {
            Ok(text) => all = Some(cases_of(&text)),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    let (mut passed, mut total) = (0, 0);
    for case in all.unwrap_or_else(cases) {
        if !wanted.is_empty() && !wanted.iter().any(|front| case.id.starts_with(front.as_str())) {
            continue;
        }
        if !wanted.is_empty() {
            print!("{}", case.story());
        }
        let failures = case.failures();
        total += 1;
        passed += usize::from(failures.is_empty());
        println!(
            "{:<6} {} {}",
            if failures.is_empty() { "passes" } else { "FAILS" },
            case.id,
            case.title
        );
        failures.iter().for_each(|line| println!("         {line}"));
    }
    println!("{passed} of {total} cases pass");
    ExitCode::SUCCESS
}
