//! `realpath` and `readlink`.

use super::common::Args;
use crate::commands::Call;

/// `realpath` and `readlink`.
pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let mut status = 0;
    for path in &args.rest {
        let target = call
            .proc
            .find(path, false)
            .ok()
            .and_then(|p| p.node)
            .and_then(|node| {
                call.proc.look(node, |n| match &n.kind {
                    crate::kernel::files::Kind::Link(target) => Some(target.clone()),
                    _ => None,
                })
            });
        let text = match target {
            Some(target) if call.name() == "readlink" && !args.has('f') => target,
            None if call.name() == "readlink" && !args.has('f') => {
                status = 1;
                continue;
            }
            Some(target) => target,
            None => call.proc.absolute(path),
        };
        call.print(&format!("{text}\n")).await;
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("ln -s /a/b l; readlink l", "/a/b\n", 0);
    }
}
