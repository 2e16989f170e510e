//! The corpus's own scripts for two shells. What a script may do decides how it is held against the real shells: one
//! that only uses builtins and simple tools runs; of any other, only whether the shell can read it is compared.
//!
//! A script that runs sees its absolute paths moved below its own folder, a `sleep` made short, and functions in place of
//! `date` and `hostname`. Many scripts never end: those are stopped, and what they printed until then must be the
//! beginning of what the emulated one prints.

use std::collections::BTreeSet;
use std::path::Path;

use super::{SHELLS, Script};
use crate::corpus::{committed, manifests, scripts_of};

/// Tools that a script may run: they stay in its folder and print the same everywhere.
const TOOLS: [&str; 26] = [
    "awk", "basename", "cat", "chmod", "cp", "cut", "date", "dirname", "expr", "grep", "head", "hostname",
    "ls", "mkdir", "mv", "rev", "rm", "sed", "seq", "sleep", "sort", "tail", "tee", "touch", "tr", "wc",
];
/// Words that reach beyond a script's folder, or show what differs from machine to machine.
const UNSAFE: [&str; 20] = [
    "kill",
    "eval",
    "source ",
    "export;",
    "$$",
    "/proc",
    "/sys",
    "/etc",
    "/dev/tcp",
    "/dev/udp",
    "/dev/termination-log",
    "/dev/u",
    "/dev/sd",
    "~",
    "://",
    "RANDOM",
    "SECONDS",
    "ulimit",
    "umask",
    "EPOCH",
];
/// Folders whose paths stay as they are.
const KEPT: [&str; 5] = ["/dev/", "/bin/", "/usr/bin/", "/sbin/", "/usr/local/bin/"];
/// How long a script runs, in seconds: some 100 of the script's own, because `sleep` is made short.
const PATIENCE: u32 = 3;

/// The corpus's scripts, each text once.
pub struct CorpusScripts {
    /// Those that run.
    pub run: Vec<Script>,
    /// Those that are only read.
    pub read: Vec<Script>,
}

/// The scripts of the committed corpus.
///
/// # Panics
/// When the corpus cannot be read: the repository is damaged.
pub fn corpus_scripts() -> CorpusScripts {
    let mut found = CorpusScripts {
        run: Vec::new(),
        read: Vec::new(),
    };
    let mut seen = BTreeSet::new();
    for (file, text) in manifests(&committed()).expect("tests/corpus") {
        for script in scripts_of(&text) {
            if !seen.insert(script.text.clone()) {
                continue;
            }
            let shell = script
                .argv
                .first()
                .map_or("", |word| word.rsplit('/').next().unwrap_or(word));
            let entry = Script {
                name: format!("{file} {} {:?}", script.container, script.place),
                text: script.text.clone(),
                shells: if shell == "bash" {
                    vec!["bash"]
                } else {
                    SHELLS.to_vec()
                },
                with_errors: false,
                short_sleeps: true,
                patience: PATIENCE,
            };
            if is_safe(&script.text, &script.coverage.programs) {
                found.run.push(moved(entry));
            } else {
                found.read.push(entry);
            }
        }
    }
    found
}

fn is_safe(text: &str, programs: &[String]) -> bool {
    let tools = programs.iter().all(|program| TOOLS.contains(&program.as_str()));
    tools && !UNSAFE.iter().any(|word| text.contains(word))
}

/// Where a script's absolute paths are moved to; a real run has a folder of its own in its place.
pub(super) const PLACE: &str = "/tmp/differential-place";

/// A script with its absolute paths below its own folder, which it makes, and with `date` and `hostname` of its own.
fn moved(script: Script) -> Script {
    let (body, folders) = move_paths(&script.text, PLACE);
    let folders: Vec<String> = folders.into_iter().map(|folder| format!("'{folder}'")).collect();
    let text = format!(
        "date() {{ echo DATE; }}; hostname() {{ echo pod-0; }}; mkdir -p {PLACE} {}\n{body}",
        folders.join(" ")
    );
    Script { text, ..script }
}

/// The text with each absolute path below `place`, and the folders that the paths stand in.
fn move_paths(text: &str, place: &str) -> (String, BTreeSet<String>) {
    let mut folders = BTreeSet::new();
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        let starts = before.is_whitespace() || "\"'=<>({;&|`[".contains(before);
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || "/._-".contains(c)))
            .unwrap_or(rest.len());
        let path = &rest[..length];
        let is_path = c == '/' && starts && path.len() > 1 && path.as_bytes()[1].is_ascii_alphabetic();
        if is_path && !KEPT.iter().any(|kept| path.starts_with(kept)) {
            moved.push_str(place);
            moved.push_str(path);
            if let Some(folder) = Path::new(path).parent() {
                folders.insert(format!("{place}{}", folder.display()));
            }
            before = 'x';
            rest = &rest[length..];
            continue;
        }
        moved.push(c);
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    (moved, folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_move() {
        let check = |text: &str, expect: &str| assert_eq!(move_paths(text, "/t").0, expect);
        check("echo a > /opt/b.txt", "echo a > /t/opt/b.txt");
        check("cat </data/x >/dev/null", "cat </t/data/x >/dev/null");
        check(
            "sed 's/a/b/' \"/x/y\"; /bin/true",
            "sed 's/a/b/' \"/t/x/y\"; /bin/true",
        );
        check("echo 1 / 2 a/b", "echo 1 / 2 a/b");
    }
}
