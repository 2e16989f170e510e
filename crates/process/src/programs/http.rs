//! What an HTTP server answers: status by path and time, and paths that make it act.

use std::time::Duration;

/// What a path does besides answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    None,
    /// The server ends with this code.
    Exit(i32),
    /// From now on the stop signal ends it at once.
    Drain,
}

/// One rule; the first that fits counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpRule {
    /// The path; `*` is any.
    pub path: String,
    /// The port; `None` is any of the server's.
    pub port: Option<u16>,
    pub status: u16,
    /// From when, since the server's start.
    pub after: Duration,
    /// Until when.
    pub until: Option<Duration>,
    pub action: Action,
    /// What it answers; empty: the server's own.
    pub body: String,
}

/// A server's rules and its body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct HttpRules {
    pub rules: Vec<HttpRule>,
    pub body: String,
}

impl HttpRules {
    /// Every path answers with this status.
    pub fn always(status: u16) -> HttpRules {
        let mut rules = HttpRules::default();
        rules.add("*", status, Action::None);
        rules
    }

    /// A path answers with this status.
    pub fn answer_with(&mut self, path: &str, status: u16) {
        self.add(path, status, Action::None);
    }

    fn add(&mut self, path: &str, status: u16, action: Action) {
        let rule = HttpRule {
            path: path.into(),
            port: None,
            status,
            after: Duration::ZERO,
            until: None,
            action,
            body: String::new(),
        };
        self.rules.push(rule);
    }

    /// Reads `/=200,/ping=200:OK,*=404,POST /quit=exit`.
    pub fn parse(text: &str) -> Result<HttpRules, String> {
        let mut rules = HttpRules::default();
        for part in text.split(',') {
            let (path, value) = part.rsplit_once('=').ok_or_else(|| format!("no = in {part}"))?;
            match path.strip_prefix("POST ") {
                Some(path) if value == "exit" => rules.add(path, 200, Action::Exit(0)),
                Some(path) if value == "drain" => rules.add(path, 200, Action::Drain),
                Some(_) => return Err(format!("unknown action {value}")),
                None => {
                    let (status, body) = value.split_once(':').unwrap_or((value, ""));
                    let status = status.parse().map_err(|_| format!("no status in {part}"))?;
                    rules.add(path, status, Action::None);
                    if let Some(rule) = rules.rules.last_mut() {
                        rule.body = body.replace("\\n", "\n");
                    }
                }
            }
        }
        Ok(rules)
    }

    /// The answer for a path at a time since the server's start: status, what follows, body.
    pub fn answer(&self, port: u16, path: &str, age: Duration) -> (u16, Action, &str) {
        let path = path.split(['?', '#']).next().unwrap_or(path);
        let fits = |rule: &&HttpRule| {
            (rule.path == "*" || rule.path == path)
                && rule.port.is_none_or(|p| p == port)
                && age >= rule.after
                && rule.until.is_none_or(|until| age < until)
        };
        // A named path counts before `*`.
        let named = self.rules.iter().filter(|r| r.path != "*").find(fits);
        let rule = named.or_else(|| self.rules.iter().filter(|r| r.path == "*").find(fits));
        rule.map_or((200, Action::None, self.body.as_str()), |r| {
            let own = if r.body.is_empty() { &self.body } else { &r.body };
            (
                r.status,
                r.action,
                if r.status < 400 {
                    own.as_str()
                } else {
                    r.body.as_str()
                },
            )
        })
    }
}

/// The reason phrase of a status.
pub(crate) fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        let rules = HttpRules::parse("/=200,/ping=200:OK,POST /quit=exit,*=404").unwrap();
        let check = |path: &str, (status, action)| {
            let answer = rules.answer(80, path, Duration::ZERO);
            assert_eq!((answer.0, answer.1), (status, action));
        };
        assert_eq!(rules.answer(80, "/ping", Duration::ZERO).2, "OK");
        check("/", (200, Action::None));
        check("/?x=1", (200, Action::None));
        check("/healthz", (404, Action::None));
        check("/quit", (200, Action::Exit(0)));
        assert!(HttpRules::parse("nothing").is_err());
    }
}
