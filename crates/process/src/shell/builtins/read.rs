//! `read` and `mapfile`.

use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell, Value};
use std::time::Duration;

/// Longest line read.
const MAX_LINE: usize = 1 << 16;

struct Asked {
    raw: bool,
    array: Option<String>,
    delimiter: u8,
    most: Option<usize>,
    fd: u32,
    limit: Option<Duration>,
    prompt: String,
    names: Vec<String>,
}

fn asked(args: &[String]) -> Asked {
    let mut asked = Asked {
        raw: false,
        array: None,
        delimiter: b'\n',
        most: None,
        fd: 0,
        limit: None,
        prompt: String::new(),
        names: Vec::new(),
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let Some(letters) = arg.strip_prefix('-').filter(|l| !l.is_empty()) else {
            asked.names.push(arg.clone());
            continue;
        };
        for (place, letter) in letters.char_indices() {
            let inline = &letters[place + letter.len_utf8()..];
            if letter == 'r' || letter == 's' || letter == 'e' {
                asked.raw |= letter == 'r';
                continue;
            }
            let value = if inline.is_empty() {
                args.next().cloned().unwrap_or_default()
            } else {
                inline.to_string()
            };
            match letter {
                'a' => asked.array = Some(value),
                'd' => asked.delimiter = value.bytes().next().unwrap_or(0),
                'n' | 'N' => asked.most = value.parse().ok(),
                'u' => asked.fd = value.parse().unwrap_or(0),
                't' => asked.limit = crate::time::parse_seconds(&value),
                'p' => asked.prompt = value,
                _ => {}
            }
            break;
        }
    }
    asked
}

pub(super) fn read(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let mut asked = asked(&argv[1..]);
        let until = asked.limit.map(|limit| shell.proc.now() + limit);
        let late = |shell: &Shell| until.is_some_and(|until| shell.proc.now() >= until);
        let mut line: Vec<(u8, bool)> = Vec::new();
        let mut complete = false;
        while line.len() < MAX_LINE && asked.most.is_none_or(|most| line.len() < most) {
            match shell.proc.read_byte(asked.fd, until).await {
                Ok(Some(b'\\')) if !asked.raw => match shell.proc.read_byte(asked.fd, until).await {
                    Ok(Some(b'\n')) => {}
                    Ok(Some(c)) => line.push((c, true)),
                    _ => break,
                },
                Ok(Some(c)) if c == asked.delimiter => {
                    complete = true;
                    break;
                }
                Ok(Some(c)) => line.push((c, false)),
                Ok(None) => break,
                Err(error) => {
                    shell
                        .complain(&format!("read: read error: {}: {error}", asked.fd))
                        .await;
                    break;
                }
            }
        }
        complete |= asked.most.is_some_and(|most| line.len() >= most);
        shell.status = match complete {
            true => 0,
            // bash tells a time-out from an end: as if SIGALRM had come.
            false if late(shell) && shell.bash() => 142,
            false => 1,
        };
        let ifs = shell.get("IFS").unwrap_or_else(|| " \t\n".into());
        if let Some(name) = asked.array {
            let items = split(&line, &ifs, usize::MAX);
            shell.set(&name, Value::Array((0..).zip(items).collect()));
            return Flow::Normal;
        }
        if asked.names.is_empty() {
            let text = text_of(&line);
            shell.set_text("REPLY", &text);
            return Flow::Normal;
        }
        let mut values = split(&line, &ifs, asked.names.len()).into_iter();
        for name in asked.names.drain(..) {
            shell.set_text(&name, &values.next().unwrap_or_default());
        }
        Flow::Normal
    })
}

fn text_of(line: &[(u8, bool)]) -> String {
    String::from_utf8_lossy(&line.iter().map(|c| c.0).collect::<Vec<_>>()).into_owned()
}

/// At most `most` fields; the last takes what is left.
fn split(line: &[(u8, bool)], ifs: &str, most: usize) -> Vec<String> {
    let separates = |c: &(u8, bool)| !c.1 && ifs.as_bytes().contains(&c.0);
    let blank = |c: &(u8, bool)| separates(c) && c.0.is_ascii_whitespace();
    let mut rest = line;
    while rest.first().is_some_and(blank) {
        rest = &rest[1..];
    }
    while rest.last().is_some_and(blank) {
        rest = &rest[..rest.len() - 1];
    }
    let mut fields = Vec::new();
    while !rest.is_empty() {
        if fields.len() + 1 == most {
            fields.push(text_of(rest));
            break;
        }
        let end = rest.iter().position(separates).unwrap_or(rest.len());
        fields.push(text_of(&rest[..end]));
        rest = &rest[end..];
        let mut hard = false;
        while let Some(c) = rest.first().filter(|c| separates(c)) {
            if !blank(c) {
                if hard {
                    break;
                }
                hard = true;
            }
            rest = &rest[1..];
        }
    }
    fields
}

pub(super) fn mapfile(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let trim = argv.iter().any(|a| a == "-t");
        let name = argv[1..]
            .iter()
            .find(|a| !a.starts_with('-'))
            .cloned()
            .unwrap_or_else(|| "MAPFILE".into());
        let text = shell.read_stdin().await.unwrap_or_default();
        let lines = text
            .split_inclusive('\n')
            .map(|l| if trim { l.trim_end_matches('\n') } else { l }.to_string());
        let items = (0..).zip(lines).collect();
        shell.set(&name, Value::Array(items));
        shell.status = 0;
        Flow::Normal
    })
}
