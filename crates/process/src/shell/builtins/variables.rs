//! `export`, `readonly`, `local`, `declare`, `unset`, `set`, `shift`, `cd`, `let`, `getopts`, `shopt`.

use super::super::Dialect;
use super::super::ast::Part;
use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell, Value};

fn done(shell: &mut Shell, status: i32) -> Running<'_, Flow> {
    shell.status = status;
    Box::pin(std::future::ready(Flow::Normal))
}

pub(super) fn shopt(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    if argv[0] == "shopt" && argv.iter().any(|a| a == "nullglob") {
        shell.options.nullglob = argv.iter().any(|a| a == "-s");
    }
    done(shell, 0)
}

/// `name=value`, `name+=value` or `name`.
fn definition(word: &str) -> (&str, Option<&str>, bool) {
    match word.split_once('=') {
        Some((name, value)) => match name.strip_suffix('+') {
            Some(name) => (name, Some(value), true),
            None => (name, Some(value), false),
        },
        None => (word, None, false),
    }
}

fn is_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|c| c.is_ascii_alphabetic() || c == b'_')
        && bytes.all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// Defines one variable; false when it cannot be.
async fn define(shell: &mut Shell, command: &str, word: &str) -> bool {
    let (name, value, append) = definition(word);
    if !is_name(name) {
        let text = match shell.dialect {
            Dialect::Bash => format!("{command}: `{word}': not a valid identifier"),
            _ => format!("{command}: {name}: bad variable name"),
        };
        shell.complain(&text).await;
        shell.status = if shell.bash() { 1 } else { 2 };
        return false;
    }
    if let Some(value) = value {
        let old = if append {
            shell.get(name).unwrap_or_default()
        } else {
            String::new()
        };
        if !shell.set(name, Value::Scalar(old + value)) {
            shell.complain(&format!("{name}: is read only")).await;
            shell.status = 1;
            return false;
        }
    }
    true
}

pub(super) fn export(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        let mut on = true;
        let mut listed = true;
        for word in &argv[1..] {
            if word.starts_with('-') {
                on &= word != "-n";
                continue;
            }
            listed = false;
            if !define(shell, "export", word).await {
                return if shell.bash() { Flow::Normal } else { Flow::Exit };
            }
            shell.export(definition(word).0, on);
        }
        if listed {
            let front = if shell.bash() { "declare -x" } else { "export" };
            let quote = if shell.bash() { '"' } else { '\'' };
            let env = shell.env();
            let text: String = env
                .iter()
                .map(|(k, v)| format!("{front} {k}={quote}{v}{quote}\n"))
                .collect();
            let _ = shell.proc.write(1, text.as_bytes()).await;
        }
        Flow::Normal
    })
}

pub(super) fn readonly(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        for word in argv[1..].iter().filter(|w| !w.starts_with('-')) {
            if !define(shell, "readonly", word).await {
                return Flow::Normal;
            }
            let name = definition(word).0;
            if shell.get(name).is_none() {
                shell.set_text(name, "");
            }
            if let Some(variable) = shell.variables.get_mut(name) {
                variable.readonly = true;
            }
        }
        Flow::Normal
    })
}

fn make_local(shell: &mut Shell, name: &str) {
    let old = shell.variables.get(name).cloned();
    if let Some(frame) = shell.locals.last_mut()
        && !frame.contains_key(name)
    {
        frame.insert(name.to_string(), old);
    }
}

pub(super) fn local(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        if shell.locals.is_empty() {
            let text = match shell.dialect {
                Dialect::Bash => "local: can only be used in a function",
                _ => "local: not in a function",
            };
            shell.complain(text).await;
            shell.status = if shell.bash() { 1 } else { 2 };
            return if shell.bash() { Flow::Normal } else { Flow::Exit };
        }
        for word in argv[1..].iter().filter(|w| !w.starts_with('-')) {
            let (name, value, _) = definition(word);
            make_local(shell, name);
            if value.is_none() && shell.bash() {
                shell.variables.remove(name);
                shell.environment = None;
            }
            if !define(shell, "local", word).await {
                return Flow::Normal;
            }
        }
        Flow::Normal
    })
}

pub(super) fn declare(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        let flags: String = argv[1..].iter().filter_map(|w| w.strip_prefix('-')).collect();
        for word in argv[1..].iter().filter(|w| !w.starts_with('-')) {
            let name = definition(word).0.to_string();
            if !flags.contains('g') {
                make_local(shell, &name);
            }
            if flags.contains('a') && definition(word).1.is_none() {
                shell.set(&name, Value::Array(Default::default()));
                continue;
            }
            if !define(shell, "declare", word).await {
                return Flow::Normal;
            }
            if flags.contains('x') {
                shell.export(&name, true);
            }
            if flags.contains('r')
                && let Some(variable) = shell.variables.get_mut(&name)
            {
                variable.readonly = true;
            }
        }
        Flow::Normal
    })
}

pub(super) fn unset(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    let functions = argv.iter().any(|a| a == "-f");
    let mut status = 0;
    for name in argv[1..].iter().filter(|a| !a.starts_with('-')) {
        if functions {
            shell.functions.remove(name);
            continue;
        }
        if let Some((array, index)) = name.strip_suffix(']').and_then(|n| n.split_once('[')) {
            if let Some(Value::Array(items)) = shell.variables.get_mut(array).map(|v| &mut v.value) {
                items.remove(&index.parse().unwrap_or(-1));
            }
            continue;
        }
        if shell.variables.get(name).is_some_and(|v| v.readonly) {
            status = 1;
            continue;
        }
        if shell.variables.contains_key(name) {
            shell.unset(name);
        } else {
            shell.functions.remove(name);
        }
    }
    done(shell, status)
}

pub(super) fn set(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        if argv.len() == 1 {
            let mut text = String::new();
            for (name, variable) in &shell.variables {
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

pub(super) fn cd(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let asked = argv[1..]
            .iter()
            .find(|a| !matches!(a.as_str(), "-P" | "-L" | "--"));
        let target = match asked.map(String::as_str) {
            None => shell.get("HOME").unwrap_or_else(|| "/".into()),
            Some("-") => shell.get("OLDPWD").unwrap_or_else(|| "/".into()),
            Some(path) => path.to_string(),
        };
        if shell.proc.is_dir(&target) {
            let old = shell.proc.cwd();
            let full = shell.proc.absolute(&target);
            shell.proc.set_cwd(&full);
            shell.set_text("OLDPWD", &old);
            shell.set_text("PWD", &full);
            if asked.is_some_and(|a| a == "-") {
                let _ = shell.proc.write(1, format!("{full}\n").as_bytes()).await;
            }
            shell.status = 0;
            return Flow::Normal;
        }
        let problem = if shell.proc.exists(&target) {
            "Not a directory"
        } else {
            "No such file or directory"
        };
        let text = match shell.dialect {
            Dialect::Bash => format!("cd: {target}: {problem}"),
            _ => format!(
                "cd: can't cd to {target}{}",
                if shell.dialect == Dialect::Ash {
                    format!(": {problem}")
                } else {
                    String::new()
                }
            ),
        };
        shell.complain(&text).await;
        shell.status = if shell.bash() { 1 } else { 2 };
        Flow::Normal
    })
}

pub(super) fn let_(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 1;
        for expression in &argv[1..] {
            let word = vec![Part::Quoted(expression.clone())];
            match shell.arithmetic(&word).await {
                Ok(value) => shell.status = i32::from(value == 0),
                Err(()) => {
                    shell.status = 1;
                    break;
                }
            }
        }
        Flow::Normal
    })
}

/// `getopts optstring name [args]`.
pub(super) fn getopts(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let (Some(options), Some(name)) = (argv.get(1), argv.get(2)) else {
            shell.status = 2;
            return Flow::Normal;
        };
        let args = if argv.len() > 3 {
            argv[3..].to_vec()
        } else {
            shell.positional.clone()
        };
        let index = shell
            .get("OPTIND")
            .and_then(|i| i.parse::<usize>().ok())
            .unwrap_or(1)
            .max(1);
        if index == 1 && shell.getopts_at > args.first().map_or(0, String::len) {
            shell.getopts_at = 0;
        }
        let word = args
            .get(index - 1)
            .filter(|w| w.starts_with('-') && w.len() > 1 && *w != "--");
        let Some(word) = word else {
            let skip = usize::from(args.get(index - 1).is_some_and(|w| w == "--"));
            shell.set_text("OPTIND", &(index + skip).to_string());
            shell.set_text(name, "?");
            shell.getopts_at = 0;
            shell.status = 1;
            return Flow::Normal;
        };
        let letters: Vec<char> = word.chars().skip(1).collect();
        let at = shell.getopts_at.min(letters.len() - 1);
        let letter = letters[at];
        let place = options
            .trim_start_matches(':')
            .find(letter)
            .filter(|_| letter != ':');
        let wants =
            place.is_some_and(|p| options.trim_start_matches(':')[p + letter.len_utf8()..].starts_with(':'));
        let mut next = index;
        shell.getopts_at = at + 1;
        if wants {
            let inline: String = letters[at + 1..].iter().collect();
            next += 1;
            shell.getopts_at = 0;
            let value = if inline.is_empty() {
                next += 1;
                args.get(index).cloned()
            } else {
                Some(inline)
            };
            match value {
                Some(value) => shell.set_text("OPTARG", &value),
                None => {
                    shell
                        .complain(&format!("option requires an argument -- {letter}"))
                        .await;
                    shell.set_text(name, "?");
                    shell.status = 0;
                    return Flow::Normal;
                }
            };
        } else if at + 1 >= letters.len() {
            next += 1;
            shell.getopts_at = 0;
        }
        shell.set_text("OPTIND", &next.to_string());
        if place.is_some() {
            shell.set_text(name, &letter.to_string());
        } else {
            shell.set_text(name, "?");
            if !options.starts_with(':') {
                shell.complain(&format!("illegal option -- {letter}")).await;
            }
        }
        shell.status = 0;
        Flow::Normal
    })
}
