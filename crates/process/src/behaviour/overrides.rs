//! What an annotation says: values and questions to them.

use crate::effect::Bind;
use crate::images::OnTerm;
use crate::time::format_duration;
use std::ops::Range;
use std::time::Duration;

/// A time window since the attempt's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct When {
    pub after: Duration,
    pub until: Option<Duration>,
}

impl When {
    /// True inside the window.
    pub fn holds(&self, age: Duration) -> bool {
        age >= self.after && self.until.is_none_or(|until| age < until)
    }
}

/// One thing an annotation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Action {
    Listen {
        bind: Bind,
        ports: Vec<u16>,
        when: When,
    },
    Http {
        path: String,
        status: u16,
        port: Option<u16>,
        when: When,
    },
    Probe {
        ok: bool,
        when: When,
    },
    Need {
        host: String,
        port: u16,
        retry: Option<Duration>,
        else_exit: Option<i32>,
    },
    Exit {
        code: i32,
        after: Duration,
    },
    Oom {
        after: Duration,
    },
    Run,
    /// `None`: ignore.
    Term(Option<OnTerm>),
    Log {
        text: String,
        after: Duration,
        every: Option<Duration>,
    },
    Touch {
        path: String,
        after: Duration,
    },
}

impl Action {
    /// True for what replaces the container's own program.
    pub fn is_life(&self) -> bool {
        use Action::{Exit, Log, Need, Oom, Run, Touch};
        matches!(
            self,
            Need { .. } | Exit { .. } | Oom { .. } | Run | Log { .. } | Touch { .. }
        )
    }
}

/// A statement: which starts of the container it is for, and where it stands in the annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    pub attempts: (u32, u32),
    pub action: Action,
    pub range: Range<usize>,
}

/// All statements of an annotation; empty when there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    pub(crate) statements: Vec<Statement>,
}

impl Overrides {
    /// The statements that are for the n-th start.
    pub(crate) fn for_attempt(&self, attempt: u32) -> Overrides {
        let fits = |s: &&Statement| (s.attempts.0..=s.attempts.1).contains(&attempt);
        // A statement for particular attempts wins over a general one about the same.
        let mut statements: Vec<Statement> = self.statements.iter().filter(fits).cloned().collect();
        let ends = |s: &Statement| matches!(s.action, Action::Exit { .. } | Action::Oom { .. } | Action::Run);
        if statements.iter().any(|s| ends(s) && s.attempts != (1, u32::MAX)) {
            statements.retain(|s| !ends(s) || s.attempts != (1, u32::MAX));
        }
        Overrides { statements }
    }

    /// True when it says nothing.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    pub(crate) fn actions(&self) -> impl Iterator<Item = &Action> {
        self.statements.iter().map(|s| &s.action)
    }

    pub(crate) fn sets_life(&self) -> bool {
        self.actions().any(Action::is_life)
    }

    pub(crate) fn has_needs(&self) -> bool {
        self.actions().any(|a| matches!(a, Action::Need { .. }))
    }

    pub(crate) fn sets_listen(&self) -> bool {
        self.actions().any(|a| matches!(a, Action::Listen { .. }))
    }

    /// What it says about the stop signal: `Some(None)` is "ignore".
    pub(crate) fn term(&self) -> Option<Option<OnTerm>> {
        self.actions().find_map(|a| {
            if let Action::Term(term) = a {
                Some(*term)
            } else {
                None
            }
        })
    }

    /// The status it sets for a path at an age.
    pub(crate) fn http_answer(&self, port: u16, asked: &str, age: Duration) -> Option<u16> {
        let asked = asked.split(['?', '#']).next().unwrap_or(asked);
        self.actions().find_map(|a| match a {
            Action::Http {
                path,
                status,
                port: on,
                when,
            } => (path == asked && on.is_none_or(|p| p == port) && when.holds(age)).then_some(*status),
            _ => None,
        })
    }

    /// What it says about exec and gRPC probes at an age.
    pub(crate) fn probe(&self, age: Duration) -> Option<bool> {
        self.actions().find_map(|a| match a {
            Action::Probe { ok, when } if when.holds(age) => Some(*ok),
            _ => None,
        })
    }

    /// The text that gives the same overrides again.
    pub fn to_text(&self) -> String {
        self.statements
            .iter()
            .map(statement_text)
            .collect::<Vec<_>>()
            .join("; ")
    }
}

fn statement_text(statement: &Statement) -> String {
    let attempts = match statement.attempts {
        (1, u32::MAX) => String::new(),
        (from, u32::MAX) => format!("attempt {from}+ "),
        (from, to) if from == to => format!("attempt {from} "),
        (from, to) => format!("attempt {from}-{to} "),
    };
    attempts + &statement.action.text()
}

fn after(time: Duration) -> String {
    if time.is_zero() {
        String::new()
    } else {
        format!(" after {}", format_duration(time))
    }
}

impl When {
    /// ` after 5s until 9s`; nothing for always.
    pub fn text(&self) -> String {
        let until = self
            .until
            .map_or(String::new(), |u| format!(" until {}", format_duration(u)));
        after(self.after) + &until
    }
}

impl Action {
    /// The statement that says it.
    pub fn text(&self) -> String {
        action_text(self)
    }
}

fn action_text(action: &Action) -> String {
    match action {
        Action::Listen { bind, ports, when } => {
            let host = if *bind == Bind::Loopback { "localhost:" } else { "" };
            let ports: Vec<String> = ports.iter().map(u16::to_string).collect();
            format!("listen {host}{}{}", ports.join(","), when.text())
        }
        Action::Http {
            path,
            status,
            port,
            when,
        } => {
            let on = port.map_or(String::new(), |p| format!(" on {p}"));
            format!("http {path} {status}{on}{}", when.text())
        }
        Action::Probe { ok, when } => format!("probe {}{}", if *ok { "ok" } else { "fail" }, when.text()),
        Action::Need {
            host,
            port,
            retry,
            else_exit,
        } => {
            let retry = retry.map_or(String::new(), |r| format!(" retry {}", format_duration(r)));
            let exit = else_exit.map_or(String::new(), |c| format!(" else exit {c}"));
            format!("need {host}:{port}{retry}{exit}")
        }
        Action::Exit { code, after: time } => format!("exit {code}{}", after(*time)),
        Action::Oom { after: time } => format!("oom{}", after(*time)),
        Action::Run => "run".into(),
        Action::Term(None) => "term ignore".into(),
        Action::Term(Some(term)) => format!("term exit {}{}", term.code, after(term.after)),
        Action::Log {
            text,
            every: Some(every),
            ..
        } => format!("log \"{text}\" every {}", format_duration(*every)),
        Action::Log {
            text,
            after: time,
            every: None,
        } => format!("log \"{text}\"{}", after(*time)),
        Action::Touch { path, after: time } => format!("touch {path}{}", after(*time)),
    }
}
