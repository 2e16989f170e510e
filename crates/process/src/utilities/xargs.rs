//! Programs that run others: `xargs`, `watch`, `nohup`, `nice`, `su`, `sudo`, `setsid`, `time`.

use super::common::Args;
use crate::commands::{self, Call, Place};
use crate::time::parse_seconds;
use std::time::Duration;

/// Runs a command as a child and waits for it.
pub(super) async fn run_command(call: &Call, argv: Vec<String>) -> i32 {
    if argv.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    let found = {
        let kernel = call.proc.kernel();
        let process = &kernel.processes[&call.proc.pid];
        commands::find(&kernel, process.container, &process.cwd, &argv, &env, Place::Step)
    };
    if matches!(found, commands::Found::Missing | commands::Found::Denied) {
        call.complain(&format!("{}: No such file or directory", argv[0]))
            .await;
        return 127;
    }
    let shown = argv.clone().into();
    let child = call
        .proc
        .spawn(shown, move |proc| commands::run(proc, argv, env, Place::Step));
    match child {
        Some(child) => call.proc.wait_child(child.pid).await.code,
        None => 126,
    }
}

pub(super) async fn xargs(call: Call) -> i32 {
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
        text.split_whitespace()
            .map(|w| w.trim_matches(['"', '\'']).to_string())
            .collect()
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

pub(super) async fn watch(call: Call) -> i32 {
    let mut pause = Duration::from_secs(2);
    let mut words = call.argv[1..].iter();
    let mut argv: Vec<String> = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-n" => pause = words.next().and_then(|w| parse_seconds(w)).unwrap_or(pause),
            flag if flag.starts_with("-n") => pause = parse_seconds(&flag[2..]).unwrap_or(pause),
            flag if flag.starts_with('-') => {}
            word => {
                argv.push(word.to_string());
                argv.extend(words.by_ref().cloned());
            }
        }
    }
    loop {
        let script = vec!["sh".to_string(), "-c".into(), argv.join(" ")];
        run_command(&call, script).await;
        call.proc.sleep(pause.max(Duration::from_millis(100))).await;
    }
}

/// `nohup`, `nice`, `setsid`, `su`, `sudo`, `gosu` …: what comes after their own words runs in their place.
pub(super) async fn in_place(call: Call) -> i32 {
    let own = call.name().to_string();
    let mut words: Vec<String> = call.argv[1..].to_vec();
    if own == "su" {
        if let Some(flag) = words.iter().position(|w| w == "-c") {
            let script = words.get(flag + 1).cloned().unwrap_or_default();
            words = vec!["sh".into(), "-c".into(), script];
        } else {
            return 0;
        }
    } else {
        while words.first().is_some_and(|w| w.starts_with('-')) {
            let takes_value = matches!(words[0].as_str(), "-n" | "-u" | "-g");
            words.drain(..(1 + usize::from(takes_value)).min(words.len()));
        }
        if matches!(own.as_str(), "gosu" | "su-exec" | "chroot") && !words.is_empty() {
            words.remove(0);
        }
    }
    if words.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    super::output::run_in_place(&call, words, env).await
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn others() {
        check_all(
            "printf 'a b\\nc\\n' | xargs echo; printf 'a\\nb\\n' | xargs -I{} echo x{}",
            "a b c\nxa\nxb\n",
            0,
        );
        check_all(
            "seq 3 | xargs -n1 echo; su -c 'echo hi' nobody; nohup echo x",
            "1\n2\n3\nhi\nx\n",
            0,
        );
        check_all(
            "timeout 5 watch -n 2 echo tick >/dev/null; echo $? | cut -c1",
            "1\n",
            0,
        );
    }
}
