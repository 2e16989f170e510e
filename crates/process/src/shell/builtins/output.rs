//! `echo` and what it shares with `printf`: escapes.

use super::super::Dialect;
use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell};

pub(super) fn echo(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let text = echo_text(&argv[1..], shell.dialect);
        print(shell, "echo", text.as_bytes()).await
    })
}

/// Writes to standard output; a closed pipe ends the shell as SIGPIPE does.
pub(super) async fn print(shell: &mut Shell, name: &str, bytes: &[u8]) -> Flow {
    match shell.proc.write(1, bytes).await {
        Ok(()) => {
            shell.status = 0;
            Flow::Normal
        }
        Err(crate::kernel::errno::Errno::BrokenPipe) => {
            shell.status = 141;
            Flow::Exit
        }
        Err(error) => {
            shell.complain(&format!("{name}: write error: {error}")).await;
            shell.status = 1;
            Flow::Normal
        }
    }
}

/// What `echo` prints.
pub(crate) fn echo_text(args: &[String], dialect: Dialect) -> String {
    let mut args = args;
    let (mut newline, mut escapes) = (true, dialect == Dialect::Dash);
    while let Some(flag) = args.first() {
        let letters = flag.strip_prefix('-').unwrap_or("");
        let known = if dialect == Dialect::Dash { "n" } else { "neE" };
        if letters.is_empty() || !letters.chars().all(|c| known.contains(c)) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        args = &args[1..];
    }
    let mut text = args.join(" ");
    if escapes {
        let (unescaped, stop) = unescape(&text, true);
        text = unescaped;
        newline &= !stop;
    }
    if newline {
        text.push('\n');
    }
    text
}

/// Replaces backslash escapes; true when `\c` ended the text.
pub(crate) fn unescape(text: &str, echo: bool) -> (String, bool) {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some('a') => out.push('\u{7}'),
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('v') => out.push('\u{b}'),
            Some('e') => out.push('\u{1b}'),
            Some('\\') => out.push('\\'),
            Some('"') if !echo => out.push('"'),
            Some('c') => return (out, true),
            Some('x') => {
                let mut value = 0;
                for _ in 0..2 {
                    let Some(digit) = chars.peek().and_then(|c| c.to_digit(16)) else {
                        break;
                    };
                    value = value * 16 + digit;
                    chars.next();
                }
                out.extend(char::from_u32(value));
            }
            Some(digit @ '0'..='7') => {
                let mut value = digit.to_digit(8).unwrap_or(0);
                let most = if digit == '0' && echo { 3 } else { 2 };
                for _ in 0..most {
                    let Some(digit) = chars.peek().and_then(|c| c.to_digit(8)) else {
                        break;
                    };
                    value = value * 8 + digit;
                    chars.next();
                }
                out.extend(char::from_u32(value & 255));
            }
            Some(other) => {
                out.push('\\');
                out.push(other);
            }
            None => out.push('\\'),
        }
    }
    (out, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn echoes() {
        let check = |args: &[&str], dialect, expect: &str| {
            let args: Vec<String> = args.iter().map(|s| s.to_string()).collect();
            assert_eq!(echo_text(&args, dialect), expect);
        };
        check(&["a", "b"], Dialect::Dash, "a b\n");
        check(&["-n", "a"], Dialect::Ash, "a");
        check(&["-e", "a\\tb"], Dialect::Bash, "a\tb\n");
        check(&["a\\tb"], Dialect::Bash, "a\\tb\n");
        check(&["a\\tb"], Dialect::Dash, "a\tb\n");
        check(&["-e", "a"], Dialect::Dash, "-e a\n");
        check(&["-ne", "a\\c"], Dialect::Bash, "a");
    }
}
