//! The grammar of the annotation `behaviour.sidecar-playground.dev/<container>`: statements with `;` or line
//! breaks between them. A bad statement is reported with its column and skipped.

mod words;

use super::overrides::{Action, Overrides, Statement};
use crate::images::OnTerm;
use std::ops::Range;
use std::time::Duration;
use words::{Words, attempts, host_port, path, port_list, quoted};

/// Most statements of one annotation.
const MAX_STATEMENTS: usize = 100;

/// Something wrong in an annotation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnotationDiagnostic {
    /// The bytes of the annotation's value that it is about.
    pub range: Range<usize>,
    /// What is wrong and what is expected.
    pub message: String,
}

/// Reads an annotation; what cannot be read is reported and left out.
pub fn parse_annotation(text: &str) -> (Overrides, Vec<AnnotationDiagnostic>) {
    let mut overrides = Overrides::default();
    let mut diagnostics = Vec::new();
    for range in statements(text) {
        if overrides.statements.len() == MAX_STATEMENTS {
            diagnostics.push(AnnotationDiagnostic {
                range,
                message: format!("more than {MAX_STATEMENTS} statements"),
            });
            break;
        }
        let mut words = Words::new(text, range);
        match statement(&mut words) {
            Ok(statement) => overrides.statements.push(statement),
            Err(diagnostic) => diagnostics.push(diagnostic),
        }
    }
    (overrides, diagnostics)
}

/// The ranges between separators, without blank ones; separators inside quotes do not count.
fn statements(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (i, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ';' | '\n' if !quoted => {
                ranges.push(start..i);
                start = i + 1;
            }
            _ => {}
        }
    }
    ranges.push(start..text.len());
    ranges.retain(|r| !text[r.clone()].trim().is_empty());
    ranges
}

type Result<T> = std::result::Result<T, AnnotationDiagnostic>;

fn statement(words: &mut Words) -> Result<Statement> {
    let attempts = if words.take("attempt") {
        words.read("an attempt like 2, 1-3 or 4+", attempts)?
    } else {
        (1, u32::MAX)
    };
    let range = words.range();
    let action = action(words)?;
    if words.next < words.words.len() {
        return words.fail("the end of the statement");
    }
    Ok(Statement {
        attempts,
        action,
        range,
    })
}

fn action(words: &mut Words) -> Result<Action> {
    const ACTIONS: &str = "listen, http, probe, need, exit, oom, run, term, log or touch";
    let start = words.next;
    let verb = words.peek();
    words.next += 1;
    Ok(match verb {
        "listen" => {
            let (bind, ports) = words.read("ports like 8080 or localhost:4180,4181", port_list)?;
            Action::Listen {
                bind,
                ports,
                when: words.when()?,
            }
        }
        "http" => {
            let path = words.read("a path that starts with /", path)?;
            let status = words.read("a status from 100 to 599", |w| {
                w.parse().ok().filter(|s| (100..600).contains(s))
            })?;
            let port = if words.take("on") {
                Some(words.read("a port", |w| w.parse().ok())?)
            } else {
                None
            };
            Action::Http {
                path,
                status,
                port,
                when: words.when()?,
            }
        }
        "probe" => {
            let ok = words.read("ok or fail", |w| match w {
                "ok" => Some(true),
                "fail" => Some(false),
                _ => None,
            })?;
            Action::Probe {
                ok,
                when: words.when()?,
            }
        }
        "need" => need(words)?,
        "exit" => {
            let code = words.exit_code()?;
            Action::Exit {
                code,
                after: words.after()?,
            }
        }
        "oom" => Action::Oom {
            after: words.after()?,
        },
        "run" => Action::Run,
        "term" if words.take("ignore") => Action::Term(None),
        "term" if words.take("exit") => {
            let code = words.exit_code()?;
            Action::Term(Some(OnTerm {
                code,
                after: words.after()?,
            }))
        }
        "term" => return words.fail("ignore or exit"),
        "log" => log(words)?,
        "touch" => {
            let path = words.read("a path that starts with /", path)?;
            Action::Touch {
                path,
                after: words.after()?,
            }
        }
        _ => {
            words.next = start;
            return words.fail(ACTIONS);
        }
    })
}

/// `log … every` writes at most this often.
const MIN_LOG_PERIOD: Duration = Duration::from_millis(10);

fn log(words: &mut Words) -> Result<Action> {
    let text = words.read("a text in double quotes", quoted)?;
    let every = words.optional("every")?;
    Ok(Action::Log {
        text,
        after: match every {
            Some(every) => every,
            None => words.after()?,
        },
        every: every.map(|every| every.max(MIN_LOG_PERIOD)),
    })
}

fn need(words: &mut Words) -> Result<Action> {
    let (host, port) = words.read("host:port", host_port)?;
    let retry = words.optional("retry")?;
    let mut code = None;
    if words.take("else") {
        if !words.take("exit") {
            return words.fail("exit");
        }
        code = Some(words.exit_code()?);
    }
    Ok(Action::Need {
        host,
        port,
        retry,
        else_exit: code,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let (overrides, diagnostics) = parse_annotation(text);
        let mut shown = overrides.to_text();
        for d in diagnostics {
            shown += &format!(" !{}-{} {}", d.range.start, d.range.end, d.message);
        }
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn statements_round_trip() {
        for text in [
            "listen 8081 after 5s; term ignore",
            "need localhost:8081 else exit 1; exit 0 after 100ms",
            "attempt 1-2 exit 3 after 2s; listen 8080 after 5s; http /healthz 503 until 10s; term exit 0 after 4s",
            "need localhost:5432 retry 2s; log \"processing; more\" every 5s; exit 0 after 30s",
            "listen localhost:4180; http / 302",
            "attempt 4+ oom after 1s; attempt 2 run; probe fail after 1s until 2s; touch /tmp/ok after 3s",
            "http / 200 on 80",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn mistakes_have_columns() {
        check(
            "lisen 80; term ignore",
            "term ignore !0-5 expected listen, http, probe, need, exit, oom, run, term, log or touch, found `lisen`",
        );
        check(
            "exit 300",
            " !5-8 expected an exit code from 0 to 255, found `300`",
        );
        check("exit 0 after", " !12-12 expected a duration like 5s, 300ms or 2m");
        check("term maybe", " !5-10 expected ignore or exit, found `maybe`");
        check("run 5s", " !4-6 expected the end of the statement, found `5s`");
        check(
            "listen 0",
            " !7-8 expected ports like 8080 or localhost:4180,4181, found `0`",
        );
        check(
            "attempt 3-1 run",
            " !8-11 expected an attempt like 2, 1-3 or 4+, found `3-1`",
        );
        check("", "");
        check(";;\n", "");
        check("log \"é", " !4-7 expected a text in double quotes, found `\"é`");
    }
}
