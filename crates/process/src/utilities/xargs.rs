//! `xargs`: input as arguments.

use super::common::Args;
use super::spawn::run_command;
use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let mut argv = call.argv.clone();
    let mut command = Vec::new();
    // Flags end at the first plain word.
    let mut at = 1;
    while at < argv.len() && argv[at].starts_with('-') {
        let takes_value = matches!(argv[at].as_str(), "-n" | "-I" | "-P" | "-L" | "-d" | "-s" | "-E");
        at += 1 + usize::from(takes_value);
    }
    if at < argv.len() {
        command = argv.split_off(at);
    }
    let args = Args::new(&argv, "nIPLdsE", &[("no-run-if-empty", 'r'), ("null", '0')]);
    if command.is_empty() {
        command.push("echo".into());
    }
    let (text, _) = call.read_text(&[]).await;
    let items: Vec<String> = if args.has('0') {
        text.split('\0')
            .filter(|i| !i.is_empty())
            .map(str::to_string)
            .collect()
    } else if args.has('I') || args.has('L') {
        text.lines()
            .map(|l| l.trim_start().to_string())
            .filter(|l| !l.is_empty())
            .collect()
    } else {
        words(&text)
    };
    if items.is_empty() && (args.has('r') || args.has('I')) {
        return 0;
    }
    let mut status = 0;
    let mut note = |code: i32| {
        if code != 0 {
            status = if code == 127 { 127 } else { 123 };
        }
    };
    if let Some(mark) = args.value('I') {
        for item in items {
            let argv = command.iter().map(|w| w.replace(mark, &item)).collect();
            note(run_command(&call, argv).await);
        }
        return status;
    }
    let most = args
        .value('n')
        .or(args.value('L'))
        .and_then(|n| n.parse().ok())
        .unwrap_or(usize::MAX)
        .max(1);
    if items.is_empty() {
        return run_command(&call, command).await;
    }
    for group in items.chunks(most) {
        let argv = command.iter().chain(group).cloned().collect();
        note(run_command(&call, argv).await);
    }
    status
}

/// Words separated by blanks; quotes and backslashes keep blanks in them.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => word.get_or_insert_default().push(c),
            '"' | '\'' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            c if c.is_whitespace() => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "printf 'a b\\nc\\n' | xargs echo; printf 'a\\nb\\n' | xargs -I{} echo x{}; seq 3 | xargs -n1 echo",
            "a b c\nxa\nxb\n1\n2\n3\n",
            0,
        );
    }
}
