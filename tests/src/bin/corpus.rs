//! `cargo xtask corpus DIR`: figures over a folder of manifests. `--write` renews the generated part of
//! `docs/processes.md`; `--all` lists every file's time and every program that is assumed.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tests::corpus::{Figures, committed, figures, manifests, page, renewed};

/// The longest that one file may take.
const BUDGET: Duration = Duration::from_millis(50);
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| arguments.iter().any(|argument| argument == flag);
    let folder = arguments.iter().find(|argument| !argument.starts_with("--"));
    let folder = folder.map_or_else(committed, PathBuf::from);
    let files = match manifests(&folder) {
        Ok(files) => files,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    };
    // A panic is a finding, told with its file.
    std::panic::set_hook(Box::new(|panic| eprintln!("{panic}")));
    let figures = figures(&files, true);
    print!("{}", figures.summary());
    tell(&figures, has("--all"));
    if has("--write")
        && let Err(message) = write(&figures)
    {
        eprintln!("{message}");
        return ExitCode::FAILURE;
    }
    ExitCode::from(u8::from(fails(&figures)))
}

fn tell(figures: &Figures, all: bool) {
    let rest = figures.remaining();
    println!(
        "\nscripts with several programs or a construct that are not emulated ({}):",
        rest.len()
    );
    for (file, container, reason) in rest {
        println!("  {file} {container}: {reason}");
    }
    if !all {
        return;
    }
    println!("\nprograms whose behaviour is assumed:");
    for (name, count) in figures.programs() {
        println!("  {count:3} {name}");
    }
    println!("\nfiles by time:");
    for file in figures.slowest() {
        let error = file.error.as_deref().unwrap_or_default();
        println!(
            "  {:6.1} ms {:2} variants  {}  {error}",
            file.took.as_secs_f64() * 1000.0,
            file.variants,
            file.name
        );
    }
}

/// Prints what must not be; true when there is something.
fn fails(figures: &Figures) -> bool {
    for file in figures.panics() {
        println!(
            "panic: {}: {}",
            file.name,
            file.panic.as_deref().unwrap_or_default()
        );
    }
    let slow: Vec<_> = figures
        .slowest()
        .into_iter()
        .filter(|file| file.took > BUDGET)
        .collect();
    for file in &slow {
        println!(
            "over {} ms: {} took {} ms",
            BUDGET.as_millis(),
            file.name,
            file.took.as_millis()
        );
    }
    !figures.panics().is_empty() || !slow.is_empty()
}

fn write(figures: &Figures) -> Result<(), String> {
    let text =
        std::fs::read_to_string(page()).map_err(|error| format!("cannot read docs/processes.md: {error}"))?;
    let text = renewed(&text, figures).ok_or("docs/processes.md lacks the marks of the generated part")?;
    std::fs::write(page(), text).map_err(|error| format!("cannot write docs/processes.md: {error}"))
}
