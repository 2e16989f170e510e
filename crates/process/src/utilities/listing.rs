//! `ls`.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::files::Kind;

pub(super) async fn ls(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "",
        &[
            ("all", 'a'),
            ("almost-all", 'A'),
            ("recursive", 'R'),
            ("reverse", 'r'),
        ],
    );
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
            call.complain_as(
                format!("{path}: {error}"),
                format!("cannot access '{path}': {error}"),
            )
            .await;
            status = if call.busybox() { 1 } else { 2 };
        }
    }
    let mut text = String::new();
    for path in &files {
        text += &line(&call, path, &(path.clone() + mark(&call, path, &args)), long);
    }
    let titled = operands.len() > 1 || args.has('R');
    // Folders below are shown behind the folder that they are in.
    let mut waiting: Vec<String> = folders.into_iter().rev().collect();
    let mut shown = 0;
    while let Some(folder) = waiting.pop() {
        if titled {
            let gap = if shown > 0 || !files.is_empty() { "\n" } else { "" };
            text += &format!("{gap}{folder}:\n");
        }
        shown += 1;
        if long {
            text += "total 0\n";
        }
        let mut below = Vec::new();
        for name in names(&call, &folder, &args) {
            let path = format!("{}/{name}", folder.trim_end_matches('/'));
            if args.has('R') && shown < MAX_FOLDERS && name != "." && name != ".." && call.proc.is_dir(&path)
            {
                below.push(path.clone());
            }
            text += &line(&call, &path, &(name.clone() + mark(&call, &path, &args)), long);
        }
        waiting.extend(below.into_iter().rev());
    }
    call.print(&text).await;
    status
}

/// Most folders of `ls -R`.
const MAX_FOLDERS: usize = 1_000;

/// The names of a folder that are shown, in order.
fn names(call: &Call, folder: &str, args: &Args) -> Vec<String> {
    let mut names = call.proc.list(folder).unwrap_or_default();
    names.retain(|name| !name.starts_with('.') || args.has('a') || args.has('A'));
    if args.has('a') && !args.has('A') {
        names.splice(0..0, [".".to_string(), "..".to_string()]);
    }
    if args.has('t') || args.has('S') {
        let key = |name: &String| {
            let node = call.proc.node(&format!("{folder}/{name}")).ok();
            let kernel = call.proc.kernel();
            node.map(|node| match args.has('t') {
                true => u64::try_from(kernel.files.get(node).modified.as_nanos()).unwrap_or(u64::MAX),
                false => kernel.files.size(node),
            })
        };
        names.sort_by_key(|name| std::cmp::Reverse(key(name)));
    }
    if args.has('r') {
        names.reverse();
    }
    names
}

/// What `-F` and `-p` put behind a name.
fn mark(call: &Call, path: &str, args: &Args) -> &'static str {
    let (all, folders) = (args.has('F'), args.has('p'));
    if !all && !folders {
        return "";
    }
    let Some(node) = call.proc.find(path, false).ok().and_then(|place| place.node) else {
        return "";
    };
    call.proc.look(node, |node| match &node.kind {
        Kind::Dir(_) => "/",
        Kind::Link(_) if all => "@",
        Kind::Fifo(_) if all => "|",
        Kind::File { .. } if all && node.mode & 0o111 != 0 => "*",
        _ => "",
    })
}

fn line(call: &Call, path: &str, name: &str, long: bool) -> String {
    if !long {
        return format!("{name}\n");
    }
    let Some(node) = call.proc.find(path, false).ok().and_then(|place| place.node) else {
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
    let target = match &state.kind {
        Kind::Link(target) => format!(" -> {target}"),
        _ => String::new(),
    };
    let time = super::date::format_time("%b %e %H:%M", kernel.config.epoch + state.modified.as_secs());
    format!(
        "{letter}{bits}    1 root     root     {:>9} {time} {name}{target}\n",
        kernel.files.size(node)
    )
}
