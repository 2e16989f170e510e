//! `find`, `stat`, `du`, `dd`: files asked about and made.

use super::common::{Args, count};
use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Open;
use crate::shell::pattern::matches;

/// Deepest folder and most files that `find` looks at.
const MAX_DEPTH: usize = 32;
const MAX_FILES: usize = 10_000;

struct Wanted {
    name: Option<String>,
    kind: Option<char>,
    deepest: usize,
    least: usize,
    delete: bool,
    exec: Option<Vec<String>>,
}

pub(super) async fn find(call: Call) -> i32 {
    let mut wanted = Wanted {
        name: None,
        kind: None,
        deepest: MAX_DEPTH,
        least: 0,
        delete: false,
        exec: None,
    };
    let mut paths = Vec::new();
    let mut words = call.argv[1..].iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-name" | "-iname" | "-path" => wanted.name = words.next().cloned(),
            "-type" => wanted.kind = words.next().and_then(|w| w.chars().next()),
            "-maxdepth" => wanted.deepest = words.next().and_then(|w| w.parse().ok()).unwrap_or(MAX_DEPTH),
            "-mindepth" => wanted.least = words.next().and_then(|w| w.parse().ok()).unwrap_or(0),
            "-delete" => wanted.delete = true,
            "-exec" => {
                let end = |w: &&String| *w != ";" && *w != "+";
                wanted.exec = Some(words.by_ref().take_while(end).cloned().collect());
            }
            "-mtime" | "-mmin" | "-newer" | "-size" | "-perm" | "-user" | "-atime" => {
                words.next();
            }
            word if word.starts_with('-') => {}
            path => paths.push(path.to_string()),
        }
    }
    if paths.is_empty() {
        paths.push(".".into());
    }
    let mut status = 0;
    let mut found = Vec::new();
    for path in &paths {
        if call.proc.node(path).is_err() {
            let text = if call.busybox() {
                format!("{path}: No such file or directory")
            } else {
                format!("‘{path}’: No such file or directory")
            };
            call.complain(&text).await;
            status = 1;
            continue;
        }
        walk(&call, path, 0, &wanted, &mut found);
    }
    for path in found.iter().rev().filter(|_| wanted.delete) {
        if let Ok(place) = call.proc.find(path, false) {
            let _ = call.proc.remove(&place);
        }
    }
    if let Some(exec) = &wanted.exec {
        for path in &found {
            let argv: Vec<String> = exec.iter().map(|w| w.replace("{}", path)).collect();
            super::xargs::run_command(&call, argv).await;
        }
        return status;
    }
    if !wanted.delete {
        let text: String = found.iter().map(|p| format!("{p}\n")).collect();
        call.print(&text).await;
    }
    status
}

fn walk(call: &Call, path: &str, depth: usize, wanted: &Wanted, found: &mut Vec<String>) {
    let Ok(node) = call.proc.find(path, false).map(|p| p.node) else {
        return;
    };
    let Some(node) = node else { return };
    let (letter, names) = call.proc.look(node, |n| match &n.kind {
        Kind::Dir(entries) => ('d', entries.keys().cloned().collect()),
        Kind::File { .. } => ('f', Vec::new()),
        Kind::Link(_) => ('l', Vec::new()),
        Kind::Fifo(_) => ('p', Vec::new()),
    });
    let name = crate::images::base_name(path);
    let fits = wanted
        .name
        .as_ref()
        .is_none_or(|n| matches(n, name) || matches(n, path))
        && wanted.kind.is_none_or(|k| k == letter)
        && depth >= wanted.least;
    if fits && found.len() < MAX_FILES {
        found.push(path.to_string());
    }
    if depth < wanted.deepest.min(MAX_DEPTH) {
        for name in names {
            walk(
                call,
                &format!("{}/{name}", path.trim_end_matches('/')),
                depth + 1,
                wanted,
                found,
            );
        }
    }
}

pub(super) async fn stat(call: Call) -> i32 {
    let args = Args::new(&call.argv, "cf", &[("format", 'c'), ("printf", 'c')]);
    let mut status = 0;
    for path in &args.rest {
        let Ok(node) = call.proc.node(path) else {
            let text = if call.busybox() {
                format!("can't stat '{path}': No such file or directory")
            } else {
                format!("cannot statx '{path}': No such file or directory")
            };
            call.complain(&text).await;
            status = 1;
            continue;
        };
        let (size, mode, time) = {
            let kernel = call.proc.kernel();
            let state = kernel.files.get(node);
            (
                kernel.files.size(node),
                state.mode,
                kernel.config.epoch + state.modified.as_secs(),
            )
        };
        if call.name() == "du" {
            call.print(&format!("{}\t{path}\n", size.div_ceil(1024).max(4)))
                .await;
            continue;
        }
        let text = match args.value('c') {
            Some(format) => format
                .replace("%s", &size.to_string())
                .replace("%a", &format!("{mode:o}"))
                .replace("%Y", &time.to_string())
                .replace("%n", path)
                .replace("%U", "root")
                .replace("%G", "root")
                .replace("%u", "0")
                .replace("%g", "0"),
            None => {
                format!("  File: {path}\n  Size: {size}\nAccess: (0{mode:o})  Uid: (0/root)   Gid: (0/root)")
            }
        };
        call.print(&(text + "\n")).await;
    }
    status
}

/// Most bytes that `dd` really moves; more only takes time.
const MAX_COPY: usize = 1 << 16;

pub(super) async fn dd(call: Call) -> i32 {
    let value = |key: &str| {
        call.argv
            .iter()
            .find_map(|w| w.strip_prefix(key)?.strip_prefix('=').map(str::to_string))
    };
    let block = value("bs").and_then(|b| count(&b)).unwrap_or(512);
    let blocks = value("count").and_then(|c| count(&c));
    let total = blocks.map_or(usize::MAX, |c| c.saturating_mul(block));
    let input = match value("if") {
        Some(path) => call.proc.open(&path, Open::Read).await,
        None => call.proc.share(0),
    };
    let Ok(input) = input else {
        call.complain(&format!(
            "failed to open '{}': No such file or directory",
            value("if").unwrap_or_default()
        ))
        .await;
        return 1;
    };
    let output = match value("of") {
        Some(path) => call.proc.open(&path, Open::Truncate).await,
        None => call.proc.share(1),
    };
    let Ok(output) = output else { return 1 };
    let mut moved = 0;
    while moved < total.min(MAX_COPY) {
        let Ok(bytes) = call.proc.read_file(input).await else {
            break;
        };
        let part = &bytes[..bytes.len().min(total - moved)];
        if bytes.is_empty() || call.proc.write_file(output, part).await.is_err() {
            break;
        }
        moved += part.len();
    }
    let shown = if moved >= MAX_COPY && total != usize::MAX {
        total
    } else {
        moved
    };
    // About 500 MB a second.
    call.proc
        .sleep(std::time::Duration::from_nanos(shown as u64 * 2))
        .await;
    let records = shown / block.max(1);
    let text = format!("{records}+0 records in\n{records}+0 records out\n");
    let _ = call.proc.write(2, text.as_bytes()).await;
    call.proc.close_file(input);
    call.proc.close_file(output);
    0
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn files() {
        check_all(
            "mkdir -p d/e; touch d/a.log d/e/b.log d/c; find d -name '*.log'",
            "d/a.log\nd/e/b.log\n",
            0,
        );
        check_all(
            "mkdir d; touch d/x; find d -type f -delete; ls d; echo abc > f; stat -c %s f",
            "4\n",
            0,
        );
        check_all(
            "dd if=/dev/zero of=f bs=1k count=3 2>/dev/null; stat -c %s f",
            "3072\n",
            0,
        );
    }
}
