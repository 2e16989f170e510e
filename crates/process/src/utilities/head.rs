//! `head`: the first lines or bytes.

use super::common::{Args, Lines};
use crate::commands::Call;

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
    let mut status = 0;
    for (place, path) in operands.iter().enumerate() {
        let file = match call.open_operand(path).await {
            Ok(file) => file,
            Err(error) => {
                call.cannot_open(path, error).await;
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
