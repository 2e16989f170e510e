//! `getopts`.

use super::super::exec::{Running, Tail};
use super::super::state::{Flow, Shell};

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
