//! `chmod`; `chown` and `chgrp`, whose owners are not emulated.

use super::files::MAX_DEPTH;
use crate::commands::Call;
use crate::kernel::files::{Kind, NodeId};
use crate::kernel::syscalls::Proc;

/// `chmod` keeps the mode where it can be executed; owners are not emulated.
pub(super) async fn run(call: Call) -> i32 {
    let recursive = call.argv.iter().any(|a| a.starts_with('-') && a.contains('R'));
    let mut words = call.argv[1..]
        .iter()
        .filter(|a| !a.starts_with('-') || a.len() > 1 && "rwx".contains(&a[1..2]));
    let Some(mode) = words.next().cloned() else {
        return 1;
    };
    let mut status = 0;
    for path in words {
        match call.proc.node(path) {
            Ok(node) if call.name() == "chmod" => change_mode(&call.proc, node, &mode, recursive, 0),
            Ok(_) => {}
            Err(error) => {
                call.complain_as(
                    format!("{path}: {error}"),
                    format!("cannot access '{path}': {error}"),
                )
                .await;
                status = 1;
            }
        }
    }
    status
}

/// A mode after `755`, `u+x`, `go-w`, `u=rw,go=`.
pub(super) fn changed(mode: u32, text: &str) -> u32 {
    if let Ok(number) = u32::from_str_radix(text, 8) {
        return number & 0o7777;
    }
    let mut mode = mode;
    for clause in text.split(',') {
        let Some(at) = clause.find(['+', '-', '=']) else {
            continue;
        };
        let (who, rest) = clause.split_at(at);
        let who = if who.is_empty() || who.contains('a') {
            "ugo"
        } else {
            who
        };
        let bits = rest[1..].chars().fold(0, |bits, letter| {
            bits | match letter {
                'r' => 4,
                'w' => 2,
                'x' => 1,
                'X' if mode & 0o111 != 0 => 1,
                _ => 0,
            }
        });
        for (letter, shift) in [('u', 6), ('g', 3), ('o', 0)] {
            let own: u32 = bits << shift;
            match rest.as_bytes()[0] {
                _ if !who.contains(letter) => {}
                b'+' => mode |= own,
                b'-' => mode &= !own,
                _ => mode = mode & !(7 << shift) | own,
            }
        }
    }
    mode
}

fn change_mode(proc: &Proc, node: NodeId, mode: &str, recursive: bool, depth: u32) {
    let children: Vec<NodeId> = {
        let mut kernel = proc.kernel();
        let state = kernel.files.get_mut(node);
        state.mode = changed(state.mode, mode);
        match &state.kind {
            Kind::Dir(entries) if recursive && depth < MAX_DEPTH => {
                entries.iter().map(|entry| entry.1).collect()
            }
            _ => Vec::new(),
        }
    };
    for child in children {
        change_mode(proc, child, mode, recursive, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "echo 'echo hi' > s; chmod +x s; ./s; chmod 600 s; stat -c %a s; chown 1:1 s; chmod 1 nope 2>/dev/null || echo $?",
            "hi\n600\n1\n",
            0,
        );
    }
}
