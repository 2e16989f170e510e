//! `cp`: copies files and trees; `install`: the same with folders and permissions.

use super::chmod::changed;
use super::common::Args;
use super::files::{copy_node, put, target_place};
use super::make_all;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[("recursive", 'r'), ("archive", 'a')]);
    let recursive = args.has('r') || args.has('R') || args.has('a');
    let Some((target, sources)) = args.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        call.complain("missing file operand").await;
        return 1;
    };
    let mut status = 0;
    for source in sources {
        if let Err(text) = copy(&call, source, target, recursive).await {
            call.complain(&text).await;
            status = 1;
        }
    }
    status
}

/// `install`: copies with permissions, makes folders with `-d`, and with `-D` those of its target.
pub(super) async fn install(call: Call) -> i32 {
    let args = Args::new(&call.argv, "mogt", &[("mode", 'm'), ("directory", 'd')]);
    let mode = args.value('m').unwrap_or("755");
    let folders = args.has('d');
    let (sources, target) = match args.rest.split_last() {
        _ if folders => (args.rest.as_slice(), ""),
        Some((target, sources)) if !sources.is_empty() => (sources, target.as_str()),
        _ => {
            call.complain("missing file operand").await;
            return 1;
        }
    };
    let proc = &call.proc;
    if args.has('D')
        && let Some((folder, _)) = target.rsplit_once('/')
    {
        let _ = make_all(proc, folder);
    }
    let mut status = 0;
    for source in sources {
        let done = if folders {
            make_all(proc, source).map_err(|error| format!("cannot create directory '{source}': {error}"))
        } else {
            copy(&call, source, target, false).await
        };
        if let Err(text) = done {
            call.complain(&text).await;
            status = 1;
            continue;
        }
        let place = match folders {
            true => proc.node(source),
            false => target_place(proc, target, source).and_then(|place| place.node.ok_or(Errno::NoEntry)),
        };
        if let Ok(node) = place {
            let mut kernel = proc.kernel();
            let state = kernel.files.get_mut(node);
            state.mode = changed(state.mode, mode);
        }
    }
    status
}

async fn copy(call: &Call, source: &str, target: &str, recursive: bool) -> Result<(), String> {
    let proc = &call.proc;
    let missing = |error: Errno| {
        if call.busybox() {
            format!("can't stat '{source}': {error}")
        } else {
            format!("cannot stat '{source}': {error}")
        }
    };
    let failed = |error: Errno| {
        if call.busybox() {
            format!("can't create '{target}': {error}")
        } else {
            format!("cannot create regular file '{target}': {error}")
        }
    };
    let node = match proc.node(source) {
        Ok(node) => node,
        // A program of the image, or a special file: its content does not matter.
        Err(error) => {
            let known = source.starts_with("/bin/") || source.starts_with("/usr/");
            if !known && !proc.exists(source) && !proc.may_exist(source) {
                return Err(missing(error));
            }
            // Nobody knows what the pattern or the folder holds.
            if source.contains('*') || source.ends_with("/.") {
                return Ok(());
            }
            let place = target_place(proc, target, source).map_err(failed)?;
            let kind = Kind::File {
                data: Default::default(),
                dropped: 0,
            };
            let copy = {
                let mut kernel = proc.kernel();
                let now = kernel.now;
                kernel.files.create(kind, 0o755, now).map_err(failed)?
            };
            return put(proc, &place, copy).map_err(failed);
        }
    };
    let is_dir = proc.is_dir(source);
    if is_dir && !recursive {
        let text = if call.busybox() {
            format!("omitting directory '{source}'")
        } else {
            format!("-r not specified; omitting directory '{source}'")
        };
        return Err(text);
    }
    if is_dir && (source.ends_with("/.") || proc.is_dir(target) && source.ends_with('/')) {
        for name in proc.list(source).map_err(missing)? {
            let inner = proc.node(&format!("{source}/{name}")).map_err(missing)?;
            let copy = copy_node(proc, inner, 0).map_err(failed)?;
            let place = proc.find(&format!("{target}/{name}"), true).map_err(failed)?;
            put(proc, &place, copy).map_err(failed)?;
        }
        return Ok(());
    }
    let place = target_place(proc, target, source).map_err(failed)?;
    let copy = copy_node(proc, node, 0).map_err(failed)?;
    put(proc, &place, copy).map_err(failed)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn installs() {
        check_all(
            "echo x > a; install -m 640 a b; stat -c %a b; install -D a d/e/f; cat d/e/f; install -d p/q; [ -d p/q ] && echo dir",
            "640\nx\ndir\n",
            0,
        );
    }

    #[test]
    fn works() {
        check_all(
            "echo x > a; cp a b; mkdir d; cp a b d; ls d; cat b; cp -r d e; ls e; cp nope z 2>/dev/null || echo $?",
            "a\nb\nx\na\nb\n1\n",
            0,
        );
    }
}
