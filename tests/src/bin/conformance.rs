//! `cargo xtask conformance`: how far the simulation agrees with the recordings, as a table. With arguments:
//! only the cases whose names begin with one of them, with every disagreement. `--run CASE` prints the simulated
//! run in the form of a recorded one.

use std::process::ExitCode;

use tests::conformance::{Case, cases};

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let [option, name] = wanted.as_slice()
        && option == "--run"
    {
        for case in cases().iter().filter(|case| case.name == *name) {
            println!("{}", case.run());
        }
        return ExitCode::SUCCESS;
    }
    let chosen =
        |case: &Case| wanted.is_empty() || wanted.iter().any(|prefix| case.name.starts_with(prefix.as_str()));
    let (mut agree, mut total) = (0, 0);
    for case in cases().into_iter().filter(chosen) {
        let found = case.disagreements();
        total += 1;
        agree += usize::from(found.is_empty());
        match found.as_slice() {
            [] => println!("agrees   {}", case.name),
            [first, rest @ ..] => {
                println!("differs  {:<36} {first}", case.name);
                let shown = if wanted.is_empty() { &[] } else { rest };
                shown
                    .iter()
                    .for_each(|line| println!("         {:<36} {line}", ""));
            }
        }
    }
    println!("{agree} of {total} cases agree");
    ExitCode::SUCCESS
}
