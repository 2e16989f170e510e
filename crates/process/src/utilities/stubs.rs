//! Programs that images have and that are not emulated: they do nothing and succeed, and say so once.

use crate::commands::Call;

/// Of busybox and of the base images of distributions.
const NAMES: [&str; 76] = [
    "bzip2",
    "cal",
    "chattr",
    "chpasswd",
    "chrt",
    "cksum",
    "column",
    "cpio",
    "crond",
    "crontab",
    "csplit",
    "dc",
    "delgroup",
    "deluser",
    "dmesg",
    "dnsdomainname",
    "dos2unix",
    "dpkg",
    "eject",
    "file",
    "flock",
    "fmt",
    "fold",
    "fsync",
    "fuser",
    "getconf",
    "getopt",
    "groups",
    "hostid",
    "hwclock",
    "inotifywait",
    "ionice",
    "join",
    "last",
    "less",
    "link",
    "locale",
    "logger",
    "login",
    "losetup",
    "lsattr",
    "lsblk",
    "lscpu",
    "lsmod",
    "lsof",
    "mknod",
    "more",
    "mountpoint",
    "netstat",
    "nsenter",
    "ntpd",
    "numfmt",
    "passwd",
    "pathchk",
    "pmap",
    "pr",
    "prlimit",
    "pstree",
    "pwdx",
    "renice",
    "rfkill",
    "script",
    "setpriv",
    "shred",
    "split",
    "ss",
    "strings",
    "sum",
    "taskset",
    "traceroute",
    "tsort",
    "unshare",
    "usermod",
    "users",
    "vmstat",
    "who",
];

/// True for one of them.
pub(super) fn is_stub(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok()
}

/// Those that run another program do so; the others do nothing.
pub(super) async fn run(call: Call) -> i32 {
    let runs = matches!(
        call.name(),
        "flock" | "ionice" | "chrt" | "taskset" | "setpriv" | "unshare" | "prlimit"
    );
    if runs {
        let mut words = call.argv[1..].iter().skip_while(|w| w.starts_with('-')).cloned();
        // flock's file, taskset's mask and chrt's priority come first.
        if matches!(call.name(), "flock" | "taskset" | "chrt") {
            words.next();
        }
        let words: Vec<String> = words.collect();
        if let [flag, script, ..] = words.as_slice()
            && flag == "-c"
        {
            let argv = vec!["sh".to_string(), "-c".into(), script.clone()];
            return super::spawn::run_in_place(&call, argv, call.env.clone()).await;
        }
        if !words.is_empty() {
            return super::spawn::run_in_place(&call, words, call.env.clone()).await;
        }
        return 0;
    }
    let container = call.proc.container();
    let text = format!("`{}` is not emulated: it does nothing and succeeds", call.name());
    call.proc.kernel().note(container, text, None);
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::check_all;

    #[test]
    fn works() {
        assert!(NAMES.is_sorted());
        assert!(is_stub("flock") && !is_stub("nope"));
        check_all(
            "flock /tmp/lock echo hi; flock -n /tmp/lock -c 'echo there'; lsblk && echo ok",
            "hi\nthere\nok\n",
            0,
        );
    }
}
