//! Questions about the system: `id`, `whoami`, `uname`, `nproc`, `uptime`, `df`, `free` …

use crate::commands::Call;

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
        "ps" | "top" => super::ps::ps(&call),
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

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("whoami; id -u; uname; nproc", "root\n0\nLinux\n2\n", 0);
    }
}
