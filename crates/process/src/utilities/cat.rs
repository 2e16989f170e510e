//! `cat`: files one after the other; with flags, what cannot be seen is shown and lines are numbered.

use super::common::Args;
use crate::commands::Call;

/// How lines are shown.
#[derive(Default)]
struct Shown {
    number: bool,
    number_full: bool,
    ends: bool,
    tabs: bool,
    controls: bool,
    squeeze: bool,
    line: u32,
    /// The line so far was empty, and how many before it were.
    at_start: bool,
    empty: u32,
}

impl Shown {
    fn new(args: &Args) -> Option<Shown> {
        let any = |letters: &str| letters.chars().any(|letter| args.has(letter));
        any("nbAEeTtvs").then(|| Shown {
            number: any("n"),
            number_full: any("b"),
            ends: any("AEe"),
            tabs: any("ATt"),
            controls: any("Aetv"),
            squeeze: any("s"),
            at_start: true,
            ..Shown::default()
        })
    }

    fn show(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(bytes.len() + 16);
        for byte in bytes {
            if self.at_start {
                self.empty = if *byte == b'\n' { self.empty + 1 } else { 0 };
                if self.squeeze && self.empty > 1 {
                    continue;
                }
                if self.number_full && *byte != b'\n' || self.number && !self.number_full {
                    self.line += 1;
                    out.extend(format!("{:>6}\t", self.line).bytes());
                }
            }
            self.at_start = *byte == b'\n';
            match *byte {
                b'\n' => out.extend(if self.ends { b"$\n".as_slice() } else { b"\n" }),
                b'\t' if self.tabs => out.extend(b"^I"),
                c if self.controls && c < 32 && c != b'\t' => out.extend([b'^', c + 64]),
                127 if self.controls => out.extend(b"^?"),
                c if self.controls && c >= 128 => {
                    out.extend(b"M-");
                    let low = c - 128;
                    if low < 32 {
                        out.extend([b'^', low + 64]);
                    } else {
                        out.push(low);
                    }
                }
                c => out.push(c),
            }
        }
        out
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let long = [
        ("number", 'n'),
        ("show-all", 'A'),
        ("show-ends", 'E'),
        ("show-tabs", 'T'),
        ("squeeze-blank", 's'),
    ];
    let args = Args::new(&call.argv, "", &long);
    let mut shown = Shown::new(&args);
    let mut status = 0;
    let operands = if args.rest.is_empty() {
        vec!["-".to_string()]
    } else {
        args.rest
    };
    for path in &operands {
        let file = match call.open_operand(path).await {
            Ok(file) => file,
            Err(error) => {
                call.cannot_open(path, error).await;
                status = 1;
                continue;
            }
        };
        loop {
            match call.proc.read_file(file).await {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => {
                    let bytes = match &mut shown {
                        Some(shown) => shown.show(&bytes),
                        None => bytes,
                    };
                    if call.proc.write(1, &bytes).await.is_err() {
                        return 141;
                    }
                }
                Err(error) => {
                    call.complain_as(format!("read error: {error}"), format!("{path}: {error}"))
                        .await;
                    status = 1;
                    break;
                }
            }
        }
        call.proc.close_file(file);
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::{check, check_all};

    #[test]
    fn works() {
        check_all("printf 'a\\n\\tb\\n' | cat -n", "     1\ta\n     2\t\tb\n", 0);
        check(
            "dash",
            "printf 'a\\n\\n\\n\\tb\\r\\n' | cat -As",
            "a$\n$\n^Ib^M$\n",
            0,
        );
    }
}
