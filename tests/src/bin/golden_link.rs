//! Writes a golden link: `cargo run -p tests --bin golden-link -- NAME HASH` decodes the hash with the present program
//! and makes `tests/links/NAME.link`. It refuses to change one that is there.

use std::process::ExitCode;

use app::link::decode;
use tests::links::{describe, folder};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [name, hash] => write(name, hash.trim_start_matches('#')),
        _ => Err("usage: golden-link NAME HASH".to_owned()),
    };
    match result {
        Ok(file) => {
            println!("{file}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn write(name: &str, hash: &str) -> Result<String, String> {
    let (shared, problem) = decode(hash);
    let shared = shared
        .filter(|_| problem.is_none())
        .ok_or(problem.unwrap_or_default())?;
    let file = folder().join(format!("{name}.link"));
    if file.exists() {
        return Err(format!(
            "{} is there: a golden link is never changed",
            file.display()
        ));
    }
    let text = format!("{hash}\n{}", describe(&shared));
    std::fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(file.display().to_string())
}
