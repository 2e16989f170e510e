//! `mkdir`: folders, with `-p` all that are missing.

use super::chmod::changed;
use super::common::Args;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Proc;

fn make_dir(proc: &Proc, path: &str) -> Result<(), Errno> {
    let place = proc.find(path, true)?;
    if place.node.is_some() {
        return Err(Errno::Exists);
    }
    proc.create(&place, Kind::Dir(Default::default()), 0o777 & !proc.umask())
        .map(|_| ())
}

/// A folder and all above it that are missing.
pub(crate) fn make_all(proc: &Proc, path: &str) -> Result<(), Errno> {
    let full = proc.absolute(path);
    let mut made = String::new();
    for part in full.split('/').filter(|p| !p.is_empty()) {
        made = format!("{made}/{part}");
        match make_dir(proc, &made) {
            Err(Errno::Exists) if proc.is_dir(&made) => {}
            other => other?,
        }
    }
    Ok(())
}

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "m", &[("parents", 'p'), ("mode", 'm')]);
    let mut status = 0;
    for path in &args.rest {
        let result = if args.has('p') {
            make_all(&call.proc, path)
        } else {
            make_dir(&call.proc, path)
        };
        if let (Some(mode), Ok(node)) = (args.value('m'), call.proc.node(path)) {
            let mut kernel = call.proc.kernel();
            let state = kernel.files.get_mut(node);
            state.mode = changed(state.mode, mode);
        }
        if let Err(error) = result {
            call.complain_as(
                format!("can't create directory '{path}': {error}"),
                format!("cannot create directory '{path}': {error}"),
            )
            .await;
            status = 1;
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "mkdir -p a/b/c && [ -d a/b/c ] && echo ok; mkdir a 2>/dev/null || echo $?",
            "ok\n1\n",
            0,
        );
    }
}
