//! What utilities share: flags, messages, reading input by lines.

use super::usage;
use crate::commands::Call;
use crate::images::{base_name, repository};
use crate::kernel::errno::Errno;
use crate::kernel::open::FileId;
use crate::kernel::syscalls::{MAX_WHOLE, Open, Proc};

/// The words of a call split into single-letter flags (with their values) and the rest.
pub(crate) struct Args {
    flags: Vec<(char, String)>,
    pub rest: Vec<String>,
}

impl Args {
    /// Reads flags; those in `valued` take a value (`-n 5`, `-n5`). `--name=value` and `--name` are mapped by
    /// `long`; unknown long ones are dropped.
    pub fn new(argv: &[String], valued: &str, long: &[(&str, char)]) -> Args {
        let mut args = Args {
            flags: Vec::new(),
            rest: Vec::new(),
        };
        let mut words = argv.iter().skip(1);
        while let Some(word) = words.next() {
            if word == "--" {
                args.rest.extend(words.cloned());
                break;
            }
            if let Some(name) = word.strip_prefix("--") {
                let (name, value) = name
                    .split_once('=')
                    .map_or((name, None), |(n, v)| (n, Some(v.to_string())));
                if let Some((_, letter)) = long.iter().find(|l| l.0 == name) {
                    let value = match value {
                        None if valued.contains(*letter) => words.next().cloned().unwrap_or_default(),
                        other => other.unwrap_or_default(),
                    };
                    args.flags.push((*letter, value));
                }
                continue;
            }
            match word.strip_prefix('-').filter(|w| !w.is_empty()) {
                Some(letters) => {
                    for (place, letter) in letters.char_indices() {
                        if !valued.contains(letter) {
                            args.flags.push((letter, String::new()));
                            continue;
                        }
                        let inline = &letters[place + letter.len_utf8()..];
                        let value = if inline.is_empty() {
                            words.next().cloned().unwrap_or_default()
                        } else {
                            inline.into()
                        };
                        args.flags.push((letter, value));
                        break;
                    }
                }
                None => args.rest.push(word.clone()),
            }
        }
        args
    }

    pub fn has(&self, letter: char) -> bool {
        self.flags.iter().any(|f| f.0 == letter)
    }

    /// The last value of a flag.
    pub fn value(&self, letter: char) -> Option<&str> {
        self.flags
            .iter()
            .rev()
            .find(|f| f.0 == letter)
            .map(|f| f.1.as_str())
    }

    /// Every value of a flag.
    pub fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.flags
            .iter()
            .filter(move |f| f.0 == letter)
            .map(|f| f.1.as_str())
    }
}

impl Call {
    /// The utility's name.
    pub fn name(&self) -> &str {
        base_name(self.argv.first().map_or("", String::as_str))
    }

    /// Prints to standard output; false when nobody reads it any more.
    pub async fn print(&self, text: &str) -> bool {
        self.proc.write(1, text.as_bytes()).await.is_ok()
    }

    /// Prints `name: text` to standard error.
    pub async fn complain(&self, text: &str) {
        let line = format!("{}: {text}\n", self.name());
        let _ = self.proc.write(2, line.as_bytes()).await;
    }

    /// The same in busybox's words or in those of others.
    pub async fn complain_as(&self, busybox: String, other: String) {
        self.complain(if self.busybox() { &busybox } else { &other })
            .await;
    }

    /// True in an image of busybox: its messages differ.
    pub fn busybox(&self) -> bool {
        let kernel = self.proc.kernel();
        let container = kernel.processes[&self.proc.pid].container;
        kernel.containers[&container].shells.busybox()
    }

    /// What it says of words that it does not take, and its exit code then. Only where its programs are known.
    pub fn refused(&self) -> Option<(String, i32)> {
        let (busybox, musl) = {
            let kernel = self.proc.kernel();
            let container = &kernel.containers[&kernel.processes[&self.proc.pid].container];
            if !container.is_closed() {
                return None;
            }
            let busybox = container.shells.busybox();
            (
                busybox,
                busybox && base_name(repository(&container.launch.image)) != "busybox",
            )
        };
        usage::refused(self.name(), self.argv.get(1..)?, busybox, musl)
    }

    /// What a file that cannot be opened is called.
    pub async fn cannot_open(&self, path: &str, error: Errno) {
        if self.busybox() {
            self.complain(&format!("can't open '{path}': {error}")).await;
        } else {
            self.complain(&format!("{path}: {error}")).await;
        }
    }

    /// Everything on standard input.
    pub async fn read_input(&self) -> Vec<u8> {
        let mut all = Vec::new();
        while let Ok(more) = self.proc.read(0).await {
            if more.is_empty() || all.len() > MAX_WHOLE {
                break;
            }
            all.extend(more);
        }
        all
    }

    /// Opens an operand: `-` is standard input.
    pub async fn open_operand(&self, path: &str) -> Result<FileId, Errno> {
        if path == "-" {
            self.proc.share(0)
        } else {
            self.proc.open(path, Open::Read).await
        }
    }
}

/// Reads an open file line by line.
pub(crate) struct Lines {
    proc: Proc,
    file: FileId,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
    /// The line given last had no line feed.
    pub open: bool,
}

/// Longest line; what is longer is cut into several.
const MAX_LINE: usize = 1 << 18;

impl Lines {
    /// Takes over one use of the file.
    pub fn new(proc: &Proc, file: FileId) -> Lines {
        Lines {
            proc: proc.clone(),
            file,
            buffer: Vec::new(),
            at: 0,
            ended: false,
            open: false,
        }
    }

    /// Closes the file.
    pub fn close(self) {
        self.proc.close_file(self.file);
    }

    /// The next line without its line feed.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            let rest = &self.buffer[self.at..];
            if let Some(end) = rest.iter().position(|b| *b == b'\n') {
                let line = String::from_utf8_lossy(&rest[..end]).into_owned();
                self.at += end + 1;
                return Some(line);
            }
            if self.ended || rest.len() > MAX_LINE {
                if rest.is_empty() {
                    return None;
                }
                let line = String::from_utf8_lossy(rest).into_owned();
                self.at = self.buffer.len();
                self.open = self.ended;
                return Some(line);
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            match self.proc.read_file(self.file).await {
                Ok(more) if !more.is_empty() => self.buffer.extend(more),
                _ => self.ended = true,
            }
        }
    }
}

/// A number with a size suffix: `10`, `5k`, `1M`.
pub(crate) fn count(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match text[digits.len()..]
        .trim_end_matches('B')
        .to_ascii_lowercase()
        .as_str()
    {
        "" => 1,
        "k" | "ki" => 1 << 10,
        "m" | "mi" => 1 << 20,
        "g" | "gi" => 1 << 30,
        _ => return None,
    };
    digits
        .trim_start_matches('-')
        .parse::<usize>()
        .ok()?
        .checked_mul(unit)
}

impl Call {
    /// The operands' bytes one after the other (standard input when there are none); exit code 1 when one
    /// cannot be read.
    pub async fn read_operands(&self, operands: &[String]) -> (Vec<u8>, i32) {
        let mut all = Vec::new();
        let mut status = 0;
        if operands.is_empty() {
            return (self.read_input().await, 0);
        }
        for path in operands {
            let read = if path == "-" {
                Ok(self.read_input().await)
            } else {
                self.proc.read_whole(path).await
            };
            match read {
                Ok(bytes) => all.extend(bytes),
                Err(error) => {
                    self.cannot_open(path, error).await;
                    status = 1;
                }
            }
        }
        (all, status)
    }

    /// The operands' text.
    pub async fn read_text(&self, operands: &[String]) -> (String, i32) {
        let (bytes, status) = self.read_operands(operands).await;
        (String::from_utf8_lossy(&bytes).into_owned(), status)
    }
}
