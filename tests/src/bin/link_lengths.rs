//! `cargo run -p tests --bin link-lengths`: how long links are, beside gzip and base64 of the same text. `--write` renews
//! the table of `docs/performance.md`.

use std::process::ExitCode;

use tests::link_lengths::{documentation, lengths, write};

fn main() -> ExitCode {
    let result = lengths().and_then(|all| {
        print!("{}", documentation(&all));
        let writes = std::env::args().any(|argument| argument == "--write");
        if writes { write() } else { Ok(()) }
    });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
