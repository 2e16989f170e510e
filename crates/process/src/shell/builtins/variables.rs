//! `export`, `readonly`, `local`, `declare`, `unset`, `let`, `shopt`.

use super::super::Dialect;
use super::super::ast::Part;
use super::super::exec::{Running, Tail};
use super::super::lex::leading_name;
use super::super::state::{Flow, Shell, Value};
use std::rc::Rc;

fn done(shell: &mut Shell, status: i32) -> Running<'_, Flow> {
    shell.status = status;
    Box::pin(std::future::ready(Flow::Normal))
}

pub(super) fn shopt(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    let (on, asked) = (argv.iter().any(|a| a == "-s"), argv.iter().any(|a| a == "-q"));
    let mut status = 0;
    for name in argv.iter().skip(1) {
        let option = match name.as_str() {
            "nullglob" => &mut shell.options.nullglob,
            "dotglob" => &mut shell.options.dotglob,
            "extglob" => &mut shell.options.extglob,
            "globstar" => &mut shell.options.globstar,
            _ => continue,
        };
        if asked {
            status |= i32::from(!*option);
        } else {
            *option = on;
        }
    }
    done(shell, status)
}

/// Gives a variable the array that stood in the command (`declare name=(…)`); true when there was one.
fn give_array(shell: &mut Shell, name: &str) -> bool {
    let Some(place) = shell.declared.iter().position(|d| d.0 == name) else {
        return false;
    };
    let (_, value) = shell.declared.remove(place);
    shell.set(name, value)
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
    !name.is_empty() && leading_name(name) == name
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
        if !shell.set(name, Value::Scalar((old + value).into())) {
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
            give_array(shell, definition(word).0);
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
            if give_array(shell, definition(word).0) {
            } else if !define(shell, "readonly", word).await {
                return Flow::Normal;
            }
            let name = definition(word).0;
            if shell.get(name).is_none() {
                shell.set_text(name, "");
            }
            if let Some(variable) = Rc::make_mut(&mut shell.variables).get_mut(name) {
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
        frame.insert(name.into(), old);
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
                Rc::make_mut(&mut shell.variables).remove(name);
                shell.environment = None;
            }
            if give_array(shell, name) {
                continue;
            }
            if !define(shell, "local", word).await {
                return Flow::Normal;
            }
        }
        Flow::Normal
    })
}

/// Defines what `declare` names: with `-i` the value is computed, with `-u` and `-l` its case changes.
async fn define_as(shell: &mut Shell, flags: &str, word: &str) -> bool {
    let (name, value, append) = definition(word);
    let Some(value) = value.filter(|_| flags.contains(['i', 'u', 'l'])) else {
        return define(shell, "declare", word).await;
    };
    let value = if flags.contains('i') {
        let expression = if append {
            format!("{name}+({value})")
        } else {
            value.to_string()
        };
        match shell.arithmetic(&vec![Part::Quoted(expression)]).await {
            Ok(number) => number.to_string(),
            Err(()) => return false,
        }
    } else if flags.contains('u') {
        value.to_ascii_uppercase()
    } else {
        value.to_ascii_lowercase()
    };
    define(shell, "declare", &format!("{name}={value}")).await
}

/// `declare -p name`: how to make the variable again.
fn shown(shell: &Shell, name: &str) -> Option<String> {
    let variable = shell.variables.get(name)?;
    let mut flags = String::new();
    for (letter, on) in [
        ('a', matches!(variable.value, Value::Array(_))),
        ('A', matches!(variable.value, Value::Table(_))),
        ('r', variable.readonly),
        ('x', variable.exported),
    ] {
        if on {
            flags.push(letter);
        }
    }
    let flags = if flags.is_empty() { "-".to_string() } else { flags };
    Some(match &variable.value {
        Value::Scalar(text) => format!("declare -{flags} {name}=\"{text}\"\n"),
        Value::Array(_) | Value::Table(_) => format!("declare -{flags} {name}={}\n", variable.value.listed()),
        Value::Unset => format!("declare -{flags} {name}\n"),
    })
}

pub(super) fn declare(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        shell.status = 0;
        let flags: String = argv[1..].iter().filter_map(|w| w.strip_prefix('-')).collect();
        for word in argv[1..].iter().filter(|w| !w.starts_with('-')) {
            let name = definition(word).0.to_string();
            if flags.contains(['f', 'F']) {
                let known = shell.functions.contains_key(&name);
                shell.status = if known { shell.status } else { 1 };
                if known && flags.contains('F') {
                    let _ = shell.proc.write(1, format!("{name}\n").as_bytes()).await;
                }
                continue;
            }
            if flags.contains('p') {
                match shown(shell, &name) {
                    Some(text) => drop(shell.proc.write(1, text.as_bytes()).await),
                    None => {
                        shell.complain(&format!("declare: {name}: not found")).await;
                        shell.status = 1;
                    }
                }
                continue;
            }
            if !flags.contains('g') {
                make_local(shell, &name);
            }
            if give_array(shell, &name) {
            } else if flags.contains('a') && definition(word).1.is_none() {
                shell.set(&name, Value::Array(Default::default()));
            } else if flags.contains('A') && definition(word).1.is_none() {
                if !matches!(
                    shell.variables.get(&*name).map(|v| &v.value),
                    Some(Value::Table(_))
                ) {
                    shell.set(&name, Value::Table(Default::default()));
                }
            } else if !define_as(shell, &flags, word).await {
                return Flow::Normal;
            }
            if flags.contains('x') {
                shell.export(&name, true);
            }
            if flags.contains('r')
                && let Some(variable) = Rc::make_mut(&mut shell.variables).get_mut(&*name)
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
            shell.unset_item(array, index);
            continue;
        }
        if shell.variables.get(&**name).is_some_and(|v| v.readonly) {
            status = 1;
            continue;
        }
        if shell.variables.contains_key(&**name) {
            shell.unset(name);
        } else {
            shell.functions.remove(name);
        }
    }
    done(shell, status)
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
