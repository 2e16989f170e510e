//! `set` and `shift`: options and positional parameters.

use super::super::Dialect;
use super::super::exec::{Running, Tail};
use super::super::state::{FIRST_OPTION, Flow, Shell, Value};

pub(super) fn set(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        if argv.len() == 1 {
            let mut text = String::new();
            for (name, variable) in shell.variables.iter() {
                if let Value::Scalar(value) = &variable.value {
                    text += &format!("{name}='{value}'\n");
                }
            }
            let _ = shell.proc.write(1, text.as_bytes()).await;
            return Flow::Normal;
        }
        let mut words = argv[1..].iter();
        let mut rest: Option<Vec<String>> = None;
        while let Some(word) = words.next() {
            let on = word.starts_with('-');
            if word == "--" || !(on || word.starts_with('+')) || word == "-" {
                let first = if word.starts_with('-') {
                    None
                } else {
                    Some(word.clone())
                };
                if word != "-" {
                    rest = Some(first.into_iter().chain(words.cloned()).collect());
                }
                break;
            }
            for letter in word[1..].chars() {
                let known = if letter == 'o' {
                    match words.next() {
                        Some(name) => shell
                            .set_option(name, on)
                            .then_some(())
                            .ok_or_else(|| illegal(shell, name, on)),
                        None => Ok(()),
                    }
                } else {
                    let letter = letter.to_string();
                    shell
                        .set_letter(&letter, on)
                        .then_some(())
                        .ok_or_else(|| illegal_letter(shell, &letter, on))
                };
                if let Err(text) = known {
                    shell.complain(&text).await;
                    shell.status = 2;
                    return if shell.bash() { Flow::Normal } else { Flow::Exit };
                }
            }
        }
        if let Some(rest) = rest {
            shell.positional = rest;
            if !shell.bash() {
                shell.getopts_at = FIRST_OPTION;
            }
        }
        Flow::Normal
    })
}

fn illegal(shell: &Shell, name: &str, on: bool) -> String {
    let sign = if on { '-' } else { '+' };
    match shell.dialect {
        Dialect::Bash => format!("set: {name}: invalid option name"),
        Dialect::Dash => format!("set: Illegal option {sign}o {name}"),
        Dialect::Ash => format!("set: illegal option {sign}o {name}"),
    }
}

fn illegal_letter(shell: &Shell, letter: &str, on: bool) -> String {
    let sign = if on { '-' } else { '+' };
    match shell.dialect {
        Dialect::Bash => format!("set: {sign}{letter}: invalid option"),
        Dialect::Dash => format!("set: Illegal option {sign}{letter}"),
        Dialect::Ash => format!("set: illegal option {sign}{letter}"),
    }
}

pub(super) fn shift(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let count = argv.get(1).and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
        if count <= shell.positional.len() {
            shell.positional.drain(..count);
            shell.status = 0;
            return Flow::Normal;
        }
        if shell.dialect == Dialect::Dash {
            shell.complain("shift: can't shift that many").await;
            shell.status = 2;
            return Flow::Exit;
        }
        shell.status = 1;
        Flow::Normal
    })
}
