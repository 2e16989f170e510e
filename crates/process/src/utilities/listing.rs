//! `ls`.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::files::Kind;

pub(super) async fn ls(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[("all", 'a')]);
    let long = args.has('l');
    let operands = if args.rest.is_empty() {
        vec![".".to_string()]
    } else {
        args.rest.clone()
    };
    let mut status = 0;
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for path in &operands {
        if call.proc.is_dir(path) && !args.has('d') {
            folders.push(path.clone());
        } else if call.proc.exists(path) {
            files.push(path.clone());
        } else {
            let error = crate::kernel::errno::Errno::NoEntry;
            let text = if call.busybox() {
                format!("{path}: {error}")
            } else {
                format!("cannot access '{path}': {error}")
            };
            call.complain(&text).await;
            status = if call.busybox() { 1 } else { 2 };
        }
    }
    let mut text = String::new();
    for path in &files {
        text += &line(&call, path, path, long);
    }
    for (place, folder) in folders.iter().enumerate() {
        if operands.len() > 1 {
            let gap = if place > 0 || !files.is_empty() { "\n" } else { "" };
            text += &format!("{gap}{folder}:\n");
        }
        if long {
            text += "total 0\n";
        }
        for name in call.proc.list(folder).unwrap_or_default() {
            if name.starts_with('.') && !args.has('a') && !args.has('A') {
                continue;
            }
            text += &line(&call, &format!("{folder}/{name}"), &name, long);
        }
    }
    call.print(&text).await;
    status
}

fn line(call: &Call, path: &str, name: &str, long: bool) -> String {
    if !long {
        return format!("{name}\n");
    }
    let Ok(node) = call.proc.node(path) else {
        return format!("{name}\n");
    };
    let kernel = call.proc.kernel();
    let state = kernel.files.get(node);
    let letter = match &state.kind {
        Kind::Dir(_) => 'd',
        Kind::Link(_) => 'l',
        Kind::Fifo(_) => 'p',
        Kind::File { .. } => '-',
    };
    let bits: String = (0..9)
        .map(|i| {
            if state.mode & (0o400 >> i) == 0 {
                '-'
            } else {
                ['r', 'w', 'x'][i % 3]
            }
        })
        .collect();
    let time = super::date::format_time("%b %e %H:%M", kernel.config.epoch + state.modified.as_secs());
    format!(
        "{letter}{bits}    1 root     root     {:>9} {time} {name}\n",
        kernel.files.size(node)
    )
}
