//! Conditions: `test`, `[ ]` and `[[ ]]`.

use crate::kernel::files::Kind;
use crate::kernel::syscalls::Proc;

/// Why a condition cannot be decided.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestError(pub String);

type Decided = Result<bool, TestError>;

const UNARY: &str = "abcdefghknprstuvwxzGLNOS";

pub(super) const BINARY: [&str; 14] = [
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef",
];

pub(super) fn is_unary(word: &str) -> bool {
    word.len() == 2 && word.starts_with('-') && UNARY.contains(&word[1..])
}

/// Decides the words of `test`.
pub(crate) fn evaluate(proc: &Proc, words: &[String]) -> Decided {
    let mut reader = Reader {
        proc,
        words,
        at: 0,
        depth: 0,
    };
    match words.len() {
        0 => return Ok(false),
        1 => return Ok(!words[0].is_empty()),
        2 if words[0] == "!" => return Ok(words[1].is_empty()),
        3 if BINARY.contains(&words[1].as_str()) => return compare(proc, &words[0], &words[1], &words[2]),
        _ => {}
    }
    let value = reader.or()?;
    if reader.at < words.len() {
        return Err(TestError(format!("{}: unexpected operator", words[reader.at])));
    }
    Ok(value)
}

struct Reader<'a> {
    proc: &'a Proc,
    words: &'a [String],
    at: usize,
    depth: u32,
}

/// Deepest nesting of parentheses and negations.
const MAX_DEPTH: u32 = 50;

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&str> {
        self.words.get(self.at + ahead).map(String::as_str)
    }

    fn or(&mut self) -> Decided {
        let mut value = self.and()?;
        while self.peek(0) == Some("-o") {
            self.at += 1;
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Decided {
        let mut value = self.not()?;
        while self.peek(0) == Some("-a") {
            self.at += 1;
            value &= self.not()?;
        }
        Ok(value)
    }

    fn not(&mut self) -> Decided {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(TestError("too many arguments".into()));
        }
        let value = if self.peek(0) == Some("!") && self.peek(1).is_some() {
            self.at += 1;
            self.not().map(|v| !v)
        } else {
            self.primary()
        };
        self.depth -= 1;
        value
    }

    fn primary(&mut self) -> Decided {
        let Some(word) = self.peek(0).map(str::to_string) else {
            return Err(TestError("argument expected".into()));
        };
        if let (Some(operator), Some(right)) = (self.peek(1), self.peek(2))
            && BINARY.contains(&operator)
        {
            let (operator, right) = (operator.to_string(), right.to_string());
            self.at += 3;
            return compare(self.proc, &word, &operator, &right);
        }
        if word == "(" {
            self.at += 1;
            let value = self.or()?;
            if self.peek(0) != Some(")") {
                return Err(TestError("closing paren expected".into()));
            }
            self.at += 1;
            return Ok(value);
        }
        if is_unary(&word)
            && let Some(operand) = self.peek(1).map(str::to_string)
        {
            self.at += 2;
            return Ok(unary(self.proc, &word, &operand));
        }
        self.at += 1;
        Ok(!word.is_empty())
    }
}

fn integer(text: &str) -> Result<i64, TestError> {
    text.trim()
        .parse()
        .map_err(|_| TestError(format!("{text}: integer expression expected")))
}

pub(super) fn compare(proc: &Proc, left: &str, operator: &str, right: &str) -> Decided {
    Ok(match operator {
        "=" | "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        ">" => left > right,
        "-nt" | "-ot" => {
            let time = |path: &str| proc.node(path).ok().map(|n| proc.look(n, |n| n.modified));
            if operator == "-nt" {
                time(left) > time(right)
            } else {
                time(left) < time(right)
            }
        }
        "-ef" => proc
            .node(left)
            .is_ok_and(|a| proc.node(right).is_ok_and(|b| a == b)),
        _ => numbers(integer(left)?, operator, integer(right)?),
    })
}

/// `-eq` and the like.
pub(super) fn numbers(left: i64, operator: &str, right: i64) -> bool {
    match operator {
        "-eq" => left == right,
        "-ne" => left != right,
        "-lt" => left < right,
        "-le" => left <= right,
        "-gt" => left > right,
        _ => left >= right,
    }
}

pub(super) fn unary(proc: &Proc, operator: &str, operand: &str) -> bool {
    let look = |see: fn(&Kind) -> bool| proc.node(operand).is_ok_and(|n| proc.look(n, |n| see(&n.kind)));
    match operator {
        "-z" => operand.is_empty(),
        "-n" => !operand.is_empty(),
        "-e" | "-a" => proc.exists(operand),
        "-f" => look(|k| matches!(k, Kind::File { .. })),
        "-d" => look(|k| matches!(k, Kind::Dir(_))),
        "-p" => look(|k| matches!(k, Kind::Fifo(_))),
        "-h" | "-L" => proc
            .find(operand, false)
            .ok()
            .and_then(|p| p.node)
            .is_some_and(|n| proc.look(n, |n| matches!(n.kind, Kind::Link(_)))),
        "-s" => proc.node(operand).is_ok_and(|n| proc.kernel().files.size(n) > 0),
        "-r" => proc.exists(operand),
        "-w" => proc
            .find(operand, true)
            .is_ok_and(|p| p.node.is_some() && !p.read_only),
        "-x" => {
            let node = proc.node(operand);
            node.is_ok_and(|n| proc.look(n, |n| n.mode & 0o111 != 0))
                || (proc.node(operand).is_err()
                    && ["/bin/", "/usr/bin/", "/sbin/"]
                        .iter()
                        .any(|f| operand.starts_with(f)))
        }
        "-c" => matches!(
            operand,
            "/dev/null" | "/dev/zero" | "/dev/random" | "/dev/urandom" | "/dev/tty"
        ),
        // Nothing here is a terminal, a disk or a socket.
        _ => false,
    }
}
