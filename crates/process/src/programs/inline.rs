//! Programs on an interpreter's command line: `python -c`, `node -e`, `perl -e`. A few statements are understood: printing
//! a text, sleeping, exiting, listening, handling SIGTERM, going on for ever. What is not understood is assumed.

use super::http::HttpRules;
use super::server::{OnStop, Spec};
use crate::effect::Bind;
use std::time::Duration;

/// Flags whose argument is the program.
const FLAGS: [&str; 6] = ["-c", "-e", "-r", "-p", "--eval", "-ne"];
/// What opens a port, and what stands between it and the port's number.
const LISTENS: [(&str, &str); 6] = [
    (".listen(", ""),
    ("HTTPServer((", ","),
    ("TCPServer((", ","),
    (".bind((", ","),
    ("port=", ""),
    ("serve_forever(", ","),
];
/// What goes on for ever.
const ENDLESS: [&str; 9] = [
    "while True:",
    "while 1:",
    "while(true)",
    "while (true)",
    "while(1)",
    "for(;;)",
    "setInterval(",
    "signal.pause()",
    "serve_forever()",
];
/// What exits, the code behind it.
const EXITS: [&str; 7] = [
    "sys.exit(",
    "process.exit(",
    "os._exit(",
    "raise SystemExit(",
    "exit(",
    "exit ",
    "quit(",
];
/// What only prepares.
const PREPARES: [&str; 9] = [
    "import ", "from ", "const ", "let ", "var ", "require", "use ", "#", "//",
];

/// What the program on the command line does; nothing when the command line has none, or it is not understood.
pub(crate) fn inline(name: &str, args: &[&str]) -> Option<Spec> {
    let flag = args.iter().position(|a| FLAGS.contains(a))?;
    let text = args.get(flag + 1)?;
    let mut spec = Spec::named(name);
    if text.contains("SIGTERM") {
        spec.on_stop = OnStop::Exit {
            code: 0,
            after: Duration::ZERO,
        };
    }
    if let Some(port) = port(text) {
        spec.ports = vec![(Bind::Any, port)];
        spec.http = Some(HttpRules::always(200));
        return Some(spec);
    }
    follow(text, spec)
}

/// The port that it listens on.
fn port(text: &str) -> Option<u16> {
    LISTENS.iter().find_map(|(opens, before)| {
        let rest = &text[text.find(opens)? + opens.len()..];
        let rest = if before.is_empty() {
            rest
        } else {
            rest.split_once(before)?.1
        };
        let digits = rest.trim_start_matches([' ', '\'', '"']);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().ok()
    })
}

/// Goes through the statements.
fn follow(text: &str, mut spec: Spec) -> Option<Spec> {
    let mut at = Duration::ZERO;
    // Where the loop without end begins.
    let mut endless = None;
    for statement in statements(text) {
        let mut statement = statement;
        if let Some(front) = ENDLESS.iter().find(|front| statement.starts_with(**front)) {
            endless = Some(at);
            statement = statement[front.len()..].trim_matches(['{', '}', ' ']);
        }
        if let Some(code) = exit_code(statement) {
            spec.ends = Some((at, code));
            return Some(spec);
        } else if let Some((code, after)) = timer(statement) {
            spec.ends = Some((at + after, code));
            return Some(spec);
        } else if let Some(line) = printed(statement) {
            spec.prints.push((at, line));
        } else if let Some(time) = pause(statement) {
            at += time;
        } else if !does_nothing(statement) && endless.is_none() {
            return None;
        }
    }
    match endless {
        // What is printed in the loop comes again as often as it turns.
        Some(from) => spec.cycle = (at > from).then_some((from, at - from)),
        None => spec.ends = Some((at, 0)),
    }
    Some(spec)
}

/// Statements: separated by line feeds and, outside of quotes and brackets, by semicolons.
fn statements(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_u32, None);
    for (place, c) in text.char_indices() {
        match c {
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '\'' | '"' | '`' => quote = Some(c),
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            ';' | '\n' if depth == 0 || c == '\n' => {
                found.push(text[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    found.push(text[start..].trim());
    found
}

fn does_nothing(statement: &str) -> bool {
    statement.is_empty()
        || statement.contains("SIGTERM")
        || statement.contains("flush()")
        || PREPARES.iter().any(|front| statement.starts_with(front))
}

/// What stands between the parentheses, or behind the name.
fn argument<'a>(statement: &'a str, front: &str) -> Option<&'a str> {
    let rest = statement.strip_prefix(front)?.trim().trim_end_matches(';');
    Some(
        if front.ends_with('(') {
            rest.strip_suffix(')')?
        } else {
            rest
        }
        .trim(),
    )
}

fn exit_code(statement: &str) -> Option<i32> {
    let rest = EXITS.iter().find_map(|front| argument(statement, front))?;
    if rest.is_empty() {
        Some(0)
    } else {
        rest.parse().ok()
    }
}

/// `setTimeout(() => process.exit(3), 5000)`.
fn timer(statement: &str) -> Option<(i32, Duration)> {
    let rest = argument(statement, "setTimeout(")?;
    let (does, time) = rest.rsplit_once(',')?;
    let time = Duration::from_millis(time.trim().parse().ok()?);
    let does = does.split_once("=>").map_or(does, |d| d.1).trim();
    let does = does.trim_matches(['{', '}', ' ', ';']);
    let code = if does.is_empty() { Some(0) } else { exit_code(does) };
    code.map(|code| (code, time))
}

fn pause(statement: &str) -> Option<Duration> {
    let fronts = ["time.sleep(", "sleep(", "sleep "];
    let rest = fronts.iter().find_map(|front| argument(statement, front))?;
    crate::time::parse_seconds(rest)
}

/// The text of a `print` of one plain text.
fn printed(statement: &str) -> Option<String> {
    let fronts = [
        "print(",
        "console.log(",
        "console.error(",
        "puts ",
        "say ",
        "print ",
        "echo ",
    ];
    let rest = fronts.iter().find_map(|front| argument(statement, front))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let (text, after) = rest[1..].split_once(quote)?;
    let after = after.trim_start_matches(',').trim();
    let plain = !text.contains(['{', '$', '%']) && (after.is_empty() || after.starts_with("flush"));
    plain.then(|| text.trim_end_matches("\\n").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs() {
        let check = |text: &str, ends: Option<(u64, i32)>, prints: &str| {
            let spec = inline("python", &["-u", "-c", text]).expect(text);
            let ended = spec.ends.map(|(after, code)| (after.as_millis() as u64, code));
            let lines: Vec<_> = spec.prints.iter().map(|p| p.1.as_str()).collect();
            assert_eq!((ended, lines.join(",").as_str()), (ends, prints), "{text}");
        };
        check("import sys; sys.exit(3)", Some((0, 3)), "");
        check(
            "import time; print('a'); time.sleep(5); print(\"b;c\")",
            Some((5_000, 0)),
            "a,b;c",
        );
        check(
            "import time\nwhile True:\n  print('tick', flush=True)\n  time.sleep(1)",
            None,
            "tick",
        );
        check("setTimeout(() => process.exit(2), 1500)", Some((1_500, 2)), "");
        check("console.log('x')", Some((0, 0)), "x");
        assert_eq!(inline("node", &["-e", "foo(1)"]), None);
        let server = inline("node", &["-e", "require('http').createServer(f).listen(3000)"]);
        assert_eq!(server.map(|s| s.ports), Some(vec![(Bind::Any, 3000)]));
        let server = inline(
            "python",
            &[
                "-c",
                "from http.server import *; HTTPServer(('', 8080), H).serve_forever()",
            ],
        );
        assert_eq!(server.map(|s| s.ports), Some(vec![(Bind::Any, 8080)]));
    }
}
