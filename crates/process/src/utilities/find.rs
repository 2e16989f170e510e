//! `find`: files of a tree by name and kind.

use crate::commands::Call;
use crate::kernel::files::Kind;
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

pub(super) async fn run(call: Call) -> i32 {
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
            super::spawn::run_command(&call, argv).await;
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "mkdir -p d/e; touch d/a.log d/e/b.log d/c; find d -name '*.log'",
            "d/a.log\nd/e/b.log\n",
            0,
        );
        check_all("mkdir d; touch d/x; find d -type f -delete; ls d", "", 0);
    }
}
