//! `stat` and `du`: what is known about a file.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::files::Kind;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "cf", &[("format", 'c'), ("printf", 'c')]);
    let mut status = 0;
    for path in &args.rest {
        let Ok(node) = call.proc.node(path) else {
            call.complain_as(
                format!("can't stat '{path}': No such file or directory"),
                format!("cannot statx '{path}': No such file or directory"),
            )
            .await;
            status = 1;
            continue;
        };
        let (size, mode, time, kind) = {
            let kernel = call.proc.kernel();
            let state = kernel.files.get(node);
            let size = kernel.files.size(node);
            let kind = match &state.kind {
                Kind::Dir(_) => "directory",
                Kind::Link(_) => "symbolic link",
                Kind::Fifo(_) => "fifo",
                Kind::File { .. } if size == 0 => "regular empty file",
                Kind::File { .. } => "regular file",
            };
            (
                size,
                state.mode,
                kernel.config.epoch + state.modified.as_secs(),
                kind,
            )
        };
        if call.name() == "du" {
            let size = if args.has('b') {
                size
            } else {
                size.div_ceil(1024).max(4)
            };
            call.print(&format!("{size}\t{path}\n")).await;
            continue;
        }
        let text = match args.value('c') {
            Some(format) => format
                .replace("%s", &size.to_string())
                .replace("%a", &format!("{mode:o}"))
                .replace("%Y", &time.to_string())
                .replace("%n", path)
                .replace("%F", kind)
                .replace("%X", &time.to_string())
                .replace("%Z", &time.to_string())
                .replace("%h", "1")
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "echo abc > f; stat -c %s f; stat -c %n f; stat nope 2>/dev/null || echo $?",
            "4\nf\n1\n",
            0,
        );
    }
}
