//! `rm`, `unlink`, `rmdir`: takes names away.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Proc;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[("force", 'f'), ("recursive", 'r')]);
    let recursive = args.has('r') || args.has('R');
    let rmdir = call.name() == "rmdir";
    let mut status = 0;
    for path in &args.rest {
        let result = remove(&call.proc, path, recursive, rmdir);
        let Err(error) = result else {
            if args.has('v') {
                call.print(&format!("removed '{path}'\n")).await;
            }
            continue;
        };
        if args.has('f') && error == Errno::NoEntry {
            continue;
        }
        let text = match (call.busybox(), rmdir) {
            (true, true) => format!("'{path}': {error}"),
            (true, false) => format!("can't remove '{path}': {error}"),
            (false, true) => format!("failed to remove '{path}': {error}"),
            (false, false) => format!("cannot remove '{path}': {error}"),
        };
        call.complain(&text).await;
        status = 1;
    }
    status
}

fn remove(proc: &Proc, path: &str, recursive: bool, rmdir: bool) -> Result<(), Errno> {
    let place = proc.find(path, false)?;
    let node = place.node.ok_or(Errno::NoEntry)?;
    let entries = proc.look(node, |n| {
        if let Kind::Dir(entries) = &n.kind {
            Some(entries.len())
        } else {
            None
        }
    });
    match entries {
        Some(count) if rmdir && count > 0 => return Err(Errno::NotEmpty),
        Some(_) if !rmdir && !recursive => return Err(Errno::IsDir),
        None if rmdir => return Err(Errno::NotDir),
        _ => {}
    }
    if place.name.is_empty() {
        // A mount point: its content goes, it stays.
        let names = proc.list(path)?;
        for name in names {
            remove(proc, &format!("{path}/{name}"), true, false)?;
        }
        return Err(Errno::Invalid);
    }
    proc.remove(&place)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "mkdir t; cd t; mkdir d; touch d/x; rm d 2>/dev/null || echo dir; rm -rf d nope; ls; rmdir d 2>/dev/null || echo no",
            "dir\nno\n",
            0,
        );
    }
}
