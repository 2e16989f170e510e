//! `realpath` and `readlink`.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Proc;

/// Most links that lead to each other.
const MAX_LINKS: usize = 20;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let canonical = call.name() == "realpath" || args.has('f') || args.has('e') || args.has('m');
    let mut status = 0;
    for path in &args.rest {
        let found = if canonical {
            whole(&call.proc, path, args.has('m'))
        } else {
            target(&call.proc, path)
        };
        match found {
            Some(text) => drop(call.print(&format!("{text}\n")).await),
            None => {
                status = 1;
                if call.name() == "realpath" {
                    call.complain(&format!("{path}: {}", Errno::NoEntry)).await;
                }
            }
        }
    }
    status
}

/// Where a link leads.
fn target(proc: &Proc, path: &str) -> Option<String> {
    let node = proc.find(path, false).ok()?.node?;
    proc.look(node, |n| match &n.kind {
        Kind::Link(target) => Some(target.clone()),
        _ => None,
    })
}

/// A path without links at its end; only the last part of it may be missing, unless `any` may.
fn whole(proc: &Proc, path: &str, any: bool) -> Option<String> {
    let mut path = proc.absolute(path);
    for _ in 0..MAX_LINKS {
        let parent = path.rsplit_once('/').map_or("", |p| p.0).to_string();
        match target(proc, &path) {
            Some(target) if target.starts_with('/') => path = proc.absolute(&target),
            Some(target) => path = proc.absolute(&format!("{parent}/{target}")),
            None => {
                return Some(path)
                    .filter(|path| any || parent.is_empty() || proc.exists(&parent) || proc.may_exist(path));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("ln -s /a/b l; readlink l", "/a/b\n", 0);
    }
}
