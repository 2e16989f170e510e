//! Writes a golden link: `cargo run -p tests --bin golden-link -- NAME HASH` decodes the hash with the present program
//! and makes `tests/links/NAME.link`; `golden-link ID` makes `changed-ID.link` for an example of the gallery. It refuses
//! to change one that is there.

use std::process::ExitCode;

use app::link::{decode, encode};
use tests::links::{changed, describe, folder};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.as_slice() {
        [name, hash] => write(name, hash.trim_start_matches('#')),
        [id] => changed(id)
            .ok_or(format!("the gallery has no {id}"))
            .and_then(|shared| write(&format!("changed-{id}"), &encode(&shared))),
        _ => Err("usage: golden-link NAME HASH, or golden-link ID".to_owned()),
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
