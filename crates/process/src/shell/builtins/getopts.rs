//! `getopts`.

use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell};

/// What the next option is.
enum Next {
    /// None is left; this many words were options.
    End(usize),
    /// A letter, its argument, the next word and the place in it.
    Option {
        letter: char,
        kind: Kind,
        word: usize,
        place: usize,
    },
}

enum Kind {
    Plain,
    With(String),
    Missing,
    Unknown,
}

/// Looks at word `word` (from 1) of the arguments, at letter `place` after its dash.
fn compute_next(letters: &str, args: &[String], word: usize, place: usize) -> Next {
    let options = letters.trim_start_matches(':');
    let current = args.get(word - 1).filter(|w| w.starts_with('-') && w.len() > 1);
    let text: Vec<char> = match current.map(String::as_str) {
        Some("--") => return Next::End(word + 1),
        None => return Next::End(word),
        Some(text) => text.chars().skip(1).collect(),
    };
    // The arguments may have changed since.
    let place = if place < text.len() { place } else { 0 };
    let letter = text[place];
    let (mut word, mut place) = if place + 1 < text.len() {
        (word, place + 1)
    } else {
        (word + 1, 0)
    };
    let known = options.find(letter).filter(|_| letter != ':');
    let kind = match known {
        None => Kind::Unknown,
        Some(at) if !options[at + letter.len_utf8()..].starts_with(':') => Kind::Plain,
        Some(_) => {
            let rest: String = if place > 0 {
                text[place..].iter().collect()
            } else {
                String::new()
            };
            word += usize::from(place > 0);
            place = 0;
            if !rest.is_empty() {
                Kind::With(rest)
            } else if let Some(value) = args.get(word - 1) {
                word += 1;
                Kind::With(value.clone())
            } else {
                Kind::Missing
            }
        }
    };
    Next::Option {
        letter,
        kind,
        word,
        place,
    }
}

/// `getopts optstring name [args]`.
pub(super) fn getopts(shell: &mut Shell, argv: Vec<String>, _: Tail) -> Running<'_, Flow> {
    Box::pin(async move {
        let (Some(options), Some(name)) = (argv.get(1), argv.get(2)) else {
            shell
                .complain("getopts: usage: getopts optstring var [arg]")
                .await;
            shell.status = 2;
            return Flow::Normal;
        };
        let args = if argv.len() > 3 {
            argv[3..].to_vec()
        } else {
            shell.positional.clone()
        };
        let index = shell.get("OPTIND").and_then(|i| i.parse::<usize>().ok());
        let index = index.unwrap_or(1).max(1);
        let (word, place) = if shell.getopts_shown == index {
            shell.getopts_at
        } else {
            (index, 0)
        };
        match compute_next(options, &args, word, place) {
            Next::End(word) => {
                go_on_at(shell, word.min(args.len() + 1), 0);
                shell.set_text(name, "?");
                shell.status = 1;
            }
            Next::Option {
                letter,
                kind,
                word,
                place,
            } => {
                go_on_at(shell, word, place);
                found(shell, options.starts_with(':'), name, letter, kind).await;
                shell.status = 0;
            }
        }
        Flow::Normal
    })
}

fn go_on_at(shell: &mut Shell, word: usize, place: usize) {
    shell.set_text("OPTIND", &word.to_string());
    (shell.getopts_at, shell.getopts_shown) = ((word, place), word);
}

async fn found(shell: &mut Shell, quiet: bool, name: &str, letter: char, kind: Kind) {
    let letter = letter.to_string();
    let problem = match kind {
        Kind::Plain | Kind::With(_) => {
            shell.set_text(name, &letter);
            match kind {
                Kind::With(value) => drop(shell.set_text("OPTARG", &value)),
                _ => shell.unset("OPTARG"),
            }
            return;
        }
        Kind::Missing => (":", "option requires an argument --", "No arg for"),
        Kind::Unknown => ("?", "illegal option --", "Illegal option"),
    };
    if quiet {
        shell.set_text(name, problem.0);
        shell.set_text("OPTARG", &letter);
        return;
    }
    shell.set_text(name, "?");
    shell.unset("OPTARG");
    let text = match shell.dialect {
        super::super::Dialect::Bash => format!("{}: {} {letter}\n", shell.name, problem.1),
        super::super::Dialect::Ash => format!("{}: {} {letter}\n", shell.name, problem.1),
        super::super::Dialect::Dash => {
            let option = if problem.0 == ":" {
                format!("-{letter} option")
            } else {
                format!("-{letter}")
            };
            format!("{} {option}\n", problem.2)
        }
    };
    shell.print_error(&text).await;
}
