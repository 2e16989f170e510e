//! Starting programs: where they run, what is printed, and what a failure says.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// A command's result; the error is one sentence for the person who ran it.
pub(crate) type Outcome<T = ()> = Result<T, String>;

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// `program`, to be run in the workspace's root with the project's own tools before everything else on `PATH`.
pub(crate) fn program(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).env("PATH", path());
    command
}

/// `cargo`, with the words of `arguments`.
pub(crate) fn cargo(arguments: &str) -> Command {
    let mut command = program("cargo");
    command.args(arguments.split_whitespace());
    command
}

/// Prints the command and runs it to its end.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let shown = line(command);
    println!("$ {shown}");
    let status = command
        .status()
        .map_err(|error| format!("cannot start `{shown}`: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{shown}` failed ({status})"))
    }
}

/// What the command printed, trimmed, or nothing when it cannot be started or failed.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs `work` under a heading that names it and says how long it takes; says afterwards how long it took.
pub(crate) fn step<T>(what: &str, takes: &str, work: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
    println!("\n== {what} ({takes})");
    let start = Instant::now();
    let result = work()?;
    println!("== {what}: done in {} s", start.elapsed().as_secs());
    Ok(result)
}

/// The full path of a program of this name on the project's `PATH`.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&path())
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The folder that the project's own tools live in.
pub(crate) fn tools_folder() -> PathBuf {
    root().join(".tools")
}

/// `PATH` with the project's own tools first.
fn path() -> OsString {
    let own = [
        tools_folder().join("bin"),
        tools_folder().join("node_modules/.bin"),
    ];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&inherited))).unwrap_or(inherited)
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
