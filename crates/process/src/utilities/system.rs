//! Questions about the system: `id`, `whoami`, `uname`, `nproc`, `uptime`, `ps`, `which`, `df`, `free` …

use super::common::Args;
use crate::commands::{self, Call, Found, Place};
use crate::images::base_name;

pub(super) async fn run(call: Call) -> i32 {
    let text = match call.name() {
        "whoami" | "logname" => "root\n".to_string(),
        "id" => match call.argv.get(1).map(String::as_str) {
            Some("-u" | "-g") => "0\n".into(),
            Some("-un" | "-gn") => "root\n".into(),
            _ => "uid=0(root) gid=0(root) groups=0(root)\n".into(),
        },
        "uname" => uname(&call),
        "nproc" => "2\n".into(),
        "arch" => "x86_64\n".into(),
        "tty" => "not a tty\n".into(),
        "uptime" => format!(" up {} min, load average: 0.00, 0.00, 0.00\n", call.proc.now().as_secs() / 60),
        "ps" | "top" => ps(&call),
        "free" => "              total        used        free\nMem:        4096000      512000     3584000\n".into(),
        "df" => "Filesystem     1K-blocks     Used Available Use% Mounted on\noverlay         61255492 10128340  47983152  18% /\n".into(),
        _ => String::new(),
    };
    call.print(&text).await;
    i32::from(call.name() == "tty")
}

fn uname(call: &Call) -> String {
    let host = call.proc.kernel().config.hostname.clone();
    match call.argv.get(1).map(String::as_str) {
        Some("-a") => format!("Linux {host} 6.18.0 #1 SMP x86_64 GNU/Linux\n"),
        Some("-n") => format!("{host}\n"),
        Some("-r") => "6.18.0\n".into(),
        Some("-m" | "-p") => "x86_64\n".into(),
        _ => "Linux\n".into(),
    }
}

fn ps(call: &Call) -> String {
    let kernel = call.proc.kernel();
    let container = kernel.processes[&call.proc.pid].container;
    let mut text = "PID   USER     TIME  COMMAND\n".to_string();
    let mut all: Vec<_> = kernel
        .processes
        .values()
        .filter(|p| p.container == container && p.vpid > 0 && p.ended.is_none())
        .collect();
    all.sort_by_key(|p| p.vpid);
    for process in all {
        text += &format!("{:>5} root      0:00 {}\n", process.vpid, process.argv.join(" "));
    }
    text
}

pub(super) async fn which(call: Call) -> i32 {
    let mut status = 0;
    for name in call.argv[1..].iter().filter(|a| !a.starts_with('-')) {
        let found = {
            let kernel = call.proc.kernel();
            let process = &kernel.processes[&call.proc.pid];
            let argv = [name.clone()];
            commands::find(
                &kernel,
                process.container,
                &process.cwd,
                &argv,
                &call.env,
                Place::Step,
            )
        };
        match found {
            Found::Missing | Found::Denied => status = 1,
            Found::Program(spec) if spec.note.is_some() => status = 1,
            _ => {
                call.print(&format!("/usr/bin/{}\n", base_name(name))).await;
            }
        }
    }
    status
}

/// `basename` and `dirname`.
pub(super) async fn names(call: Call) -> i32 {
    let args = Args::new(&call.argv, "s", &[]);
    let Some(path) = args.rest.first() else {
        call.complain("missing operand").await;
        return 1;
    };
    let path = if path.len() > 1 {
        path.trim_end_matches('/')
    } else {
        path
    };
    let text = if call.name() == "dirname" {
        match path.rsplit_once('/') {
            Some(("", _)) => "/",
            Some((folder, _)) => folder,
            None => ".",
        }
    } else {
        let name = base_name(path);
        let suffix = args
            .rest
            .get(1)
            .map(String::as_str)
            .or(args.value('s'))
            .unwrap_or("");
        name.strip_suffix(suffix)
            .filter(|n| !n.is_empty())
            .unwrap_or(name)
    };
    i32::from(!call.print(&format!("{text}\n")).await)
}

/// `realpath` and `readlink`.
pub(super) async fn real_path(call: Call) -> i32 {
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
    fn questions() {
        check_all("whoami; id -u; uname; nproc", "root\n0\nLinux\n2\n", 0);
        check_all("basename /a/b.txt .txt; dirname /a/b; dirname x", "b\n/a\n.\n", 0);
        check_all(
            "which sleep >/dev/null && echo yes; which nope || echo no",
            "yes\nno\n",
            0,
        );
        check_all("ln -s /a/b l; readlink l", "/a/b\n", 0);
        crate::harness::check("ash", "sleep 7 & ps > f; grep -c ' sleep 7$' f", "1\n", 0);
    }
}
