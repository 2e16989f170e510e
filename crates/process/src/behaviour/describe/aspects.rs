//! Each aspect as a sentence, with the statements that pin it.

use super::super::overrides::{Action, Overrides};
use super::origin::Origin;
use super::watch::{Life, Need, Seen};
use super::{Aspect, AspectKind, Source, round};
use crate::effect::Bind;
use crate::images::OnTerm;
use crate::programs::http::HttpRules;
use crate::signal::Signal;
use crate::time::format_duration;
use std::time::Duration;

/// ` after 5s`, nothing for no time.
fn after(time: Duration) -> String {
    let time = round(time);
    if time.is_zero() {
        String::new()
    } else {
        format!(" after {}", format_duration(time))
    }
}

/// ` after 5s` or ` at once`.
fn when(time: Duration) -> String {
    let text = after(time);
    if text.is_empty() { " at once".into() } else { text }
}

fn life_words(life: Life) -> (String, String) {
    match life {
        Life::Runs => ("runs until it is stopped".into(), "run".into()),
        Life::Ends(code, at) => (
            format!("exits {code}{}", when(at)),
            format!("exit {code}{}", after(at)),
        ),
    }
}

fn need_words(need: &Need) -> (String, String) {
    let Need {
        host,
        port,
        otherwise,
    } = need;
    // Looked up only: no statement says that.
    if *port == 0 {
        return (format!("needs the name {host}"), String::new());
    }
    match otherwise {
        Some(code) => (
            format!("needs {host}:{port}, else exits {code}"),
            format!("need {host}:{port} else exit {code}"),
        ),
        None => (
            format!("needs {host}:{port}"),
            format!("need {host}:{port} retry 1s"),
        ),
    }
}

/// Its life as it was seen.
pub(super) fn life(seen: &Seen, source: Source) -> Aspect {
    let (end, statement) = life_words(seen.life);
    let mut text = String::new();
    let mut statements = Vec::new();
    for need in &seen.needs {
        let (words, statement) = need_words(need);
        text += &format!("{words}; ");
        statements.extend(Some(statement).filter(|s| !s.is_empty()));
    }
    text += if seen.needs.is_empty() { "" } else { "then " };
    text += &end;
    statements.push(statement);
    Aspect {
        kind: AspectKind::Life,
        text,
        statements,
        source,
    }
}

/// Its life as the annotation sets it.
pub(super) fn life_set(set: &Overrides) -> Aspect {
    let mut text = String::new();
    let mut statements = Vec::new();
    for action in set.actions().filter(|action| action.is_life()) {
        let words = match action {
            Action::Exit { code, after } => life_words(Life::Ends(*code, *after)).0,
            Action::Run => life_words(Life::Runs).0,
            Action::Need {
                host,
                port,
                retry,
                else_exit,
            } => {
                let code = else_exit.unwrap_or(1);
                let otherwise = retry.is_none().then_some(code);
                need_words(&Need {
                    host: host.clone(),
                    port: *port,
                    otherwise,
                })
                .0
            }
            other => other.text(),
        };
        if !text.is_empty() {
            text += "; ";
        }
        text += &words;
        statements.push(action.text());
    }
    Aspect {
        kind: AspectKind::Life,
        text,
        statements,
        source: Source::Set,
    }
}

fn host_port(bind: Bind, port: u16) -> String {
    let host = if bind == Bind::Loopback { "localhost:" } else { "" };
    format!("{host}{port}")
}

/// Where it listens.
pub(super) fn listen(set: &Overrides, seen: &Seen, origin: &Origin) -> Option<Aspect> {
    let mut text = String::new();
    let mut statements = Vec::new();
    let mut add = |words: String| {
        text += if text.is_empty() { "listens on " } else { ", " };
        text += &words;
    };
    if set.sets_listen() {
        for action in set.actions() {
            if let Action::Listen {
                bind,
                ports,
                when: window,
            } = action
            {
                for port in ports {
                    add(format!("{}{}", host_port(*bind, *port), when(window.after)));
                }
                statements.push(action.text());
            }
        }
    } else {
        for (bind, port, at) in &seen.ports {
            add(format!("{}{}", host_port(*bind, *port), when(*at)));
            statements.push(format!("listen {}{}", host_port(*bind, *port), after(*at)));
        }
    }
    if statements.is_empty() {
        return None;
    }
    let source = if set.sets_listen() {
        Source::Set
    } else {
        origin.source(AspectKind::Listen)
    };
    Some(Aspect {
        kind: AspectKind::Listen,
        text,
        statements,
        source,
    })
}

/// What it answers.
pub(super) fn http(set: &Overrides, seen: &Seen, origin: &Origin) -> Option<Aspect> {
    let mut text = String::new();
    let mut statements = Vec::new();
    for action in set.actions() {
        if let Action::Http { .. } = action {
            let statement = action.text();
            text += if text.is_empty() { "" } else { ", " };
            text += statement.trim_start_matches("http ");
            statements.push(statement);
        }
    }
    if !statements.is_empty() {
        let source = Source::Set;
        return Some(Aspect {
            kind: AspectKind::Http,
            text,
            statements,
            source,
        });
    }
    // What an annotation makes listen answers 200: nothing says so.
    let (rules, source) = if set.sets_listen() {
        (HttpRules::always(200), Source::Assumed)
    } else if seen.ports.is_empty() {
        return None;
    } else {
        (seen.http.clone()?, origin.source(AspectKind::Http))
    };
    for rule in &rules.rules {
        text += if text.is_empty() { "" } else { ", " };
        if rule.path == "*" {
            text += &format!(
                "{} {}",
                if rules.rules.len() > 1 {
                    "other paths"
                } else {
                    "all paths"
                },
                rule.status
            );
        } else {
            text += &format!("{} {}", rule.path, rule.status);
            let window = crate::behaviour::overrides::When {
                after: rule.after,
                until: rule.until,
            };
            statements.push(format!("http {} {}{}", rule.path, rule.status, window.text()));
        }
    }
    Some(Aspect {
        kind: AspectKind::Http,
        text,
        statements,
        source,
    })
}

/// What the annotation says about exec and gRPC probes.
pub(super) fn probe(set: &Overrides) -> Option<Aspect> {
    let mut aspect = Aspect {
        kind: AspectKind::Probe,
        text: String::new(),
        statements: Vec::new(),
        source: Source::Set,
    };
    for action in set.actions() {
        if let Action::Probe { ok, when } = action {
            let sign = if aspect.text.is_empty() {
                "exec and gRPC probes "
            } else {
                ", "
            };
            let word = if *ok { "succeed" } else { "fail" };
            aspect.text += &format!("{sign}{word}{}", when.text());
            aspect.statements.push(action.text());
        }
    }
    (!aspect.statements.is_empty()).then_some(aspect)
}

fn signal_name(signal: Signal) -> String {
    format!("SIG{}", signal.name())
}

/// What its stop signal does; `None`: nothing.
pub(super) fn term(signal: Signal, on: Option<OnTerm>, source: Source) -> Aspect {
    let name = signal_name(signal);
    let (text, statement) = match on {
        Some(OnTerm { code, after: took }) => (
            format!("{name}: exits {code}{}", when(took)),
            format!("term exit {code}{}", after(took)),
        ),
        None => (
            format!("{name}: ignored; ends by SIGKILL, 137"),
            "term ignore".into(),
        ),
    };
    Aspect {
        kind: AspectKind::Term,
        text,
        statements: vec![statement],
        source,
    }
}

/// The same, as the annotation sets it.
pub(super) fn term_set(signal: Signal, on: Option<OnTerm>) -> Aspect {
    term(signal, on, Source::Set)
}
