//! `head`: the first lines or bytes.

use super::common::{Args, Lines};
use crate::commands::Call;
use crate::kernel::open::FileId;
use std::collections::VecDeque;

pub(super) async fn run(call: Call) -> i32 {
    let mut argv = call.argv.clone();
    // `head -20 file`
    if let Some(count) = argv
        .get(1)
        .and_then(|w| w.strip_prefix('-'))
        .filter(|n| n.parse::<u32>().is_ok())
    {
        argv[1] = format!("-n{count}");
    }
    let args = Args::new(&argv, "nc", &[("lines", 'n'), ("bytes", 'c')]);
    let count = |letter| args.value(letter).and_then(super::common::count);
    let operands = if args.rest.is_empty() {
        vec!["-".to_string()]
    } else {
        args.rest.clone()
    };
    for letter in ['n', 'c'] {
        let word = args.value(letter).unwrap_or("0");
        if super::common::count(word.trim_start_matches('-')).is_none() {
            let what = if letter == 'n' { "lines" } else { "bytes" };
            call.complain(&format!("invalid number of {what}: '{word}'"))
                .await;
            return 1;
        }
    }
    let mut status = 0;
    for (place, path) in operands.iter().enumerate() {
        let file = match call.open_operand(path).await {
            Ok(file) => file,
            Err(error) => {
                call.complain_as(
                    format!("{path}: {error}"),
                    format!("cannot open '{path}' for reading: {error}"),
                )
                .await;
                status = 1;
                continue;
            }
        };
        if operands.len() > 1 {
            let gap = if place > 0 { "\n" } else { "" };
            call.print(&format!("{gap}==> {path} <==\n")).await;
        }
        if let Some(mut left) = count('c') {
            while left > 0 {
                let Ok(bytes) = call.proc.read_file(file).await else {
                    break;
                };
                let part = &bytes[..bytes.len().min(left)];
                if bytes.is_empty() || call.proc.write(1, part).await.is_err() {
                    break;
                }
                left -= part.len();
            }
            call.proc.close_file(file);
            continue;
        }
        if let Some(kept) = args
            .value('n')
            .and_then(|n| n.strip_prefix('-'))
            .and_then(|n| n.parse::<usize>().ok())
        {
            all_but(&call, file, kept).await;
            continue;
        }
        let mut lines = Lines::new(&call.proc, file);
        for _ in 0..count('n').unwrap_or(10) {
            let Some(line) = lines.next().await else { break };
            if !call.print(&(line + "\n")).await {
                break;
            }
        }
        lines.close();
    }
    status
}

/// `head -n -5`: all lines but the last.
async fn all_but(call: &Call, file: FileId, kept: usize) {
    let mut lines = Lines::new(&call.proc, file);
    let mut held = VecDeque::new();
    while let Some(line) = lines.next().await {
        held.push_back(line);
        if held.len() > kept
            && let Some(line) = held.pop_front()
            && !call.print(&(line + "\n")).await
        {
            break;
        }
    }
    lines.close();
}
