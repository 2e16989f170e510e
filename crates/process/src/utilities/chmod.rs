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
                let text = if call.busybox() {
                    format!("{path}: {error}")
                } else {
                    format!("cannot access '{path}': {error}")
                };
                call.complain(&text).await;
                status = 1;
            }
        }
    }
    status
}

fn change_mode(proc: &Proc, node: NodeId, mode: &str, recursive: bool, depth: u32) {
    let children: Vec<NodeId> = {
        let mut kernel = proc.kernel();
        let state = kernel.files.get_mut(node);
        state.mode = match u32::from_str_radix(mode, 8) {
            Ok(mode) => mode & 0o7777,
            Err(_) if mode.contains("+x") || mode.contains("=rwx") => state.mode | 0o111,
            Err(_) if mode.contains("-x") => state.mode & !0o111,
            Err(_) => state.mode,
        };
        match &state.kind {
            Kind::Dir(entries) if recursive && depth < MAX_DEPTH => entries.values().copied().collect(),
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
