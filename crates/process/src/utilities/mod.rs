//! Programs that are emulated command by command, one a file.

mod awk;
mod client;
pub(crate) mod clients;
mod common;
pub(crate) mod curl;
pub(crate) mod date;
mod files;
mod find;
mod grep;
mod head;
mod httpd;
pub(crate) mod kill;
mod killall;
mod listing;
mod lookup;
mod nc;
mod numbers;
mod output;
pub(crate) mod regex;
mod sc;
mod sed;
mod sleep;
mod system;
mod tail;
mod tee;
mod text;
mod timeout;
mod wget;
mod xargs;

use crate::behaviour::launch::Launch;
use crate::commands::{Call, Work};
use crate::images::{Shells, base_name, repository};

/// A utility: starts its work.
pub(crate) type Utility = fn(Call) -> Work;

/// The utility of a name, whether or not an image has it.
pub(crate) fn find(name: &str) -> Option<Utility> {
    Some(match name {
        "sleep" | "usleep" => |c| Box::pin(sleep::run(c)),
        "true" | "false" | ":" => |c| Box::pin(output::truth(c)),
        "echo" => |c| Box::pin(output::echo(c)),
        "printf" => |c| Box::pin(output::printf(c)),
        "pwd" => |c| Box::pin(output::pwd(c)),
        "test" | "[" => |c| Box::pin(output::test(c)),
        "hostname" => |c| Box::pin(output::hostname(c)),
        "env" | "printenv" => |c| Box::pin(output::env(c)),
        "cat" => |c| Box::pin(tee::cat(c)),
        "tee" => |c| Box::pin(tee::run(c)),
        "tail" => |c| Box::pin(tail::run(c)),
        "touch" => |c| Box::pin(files::touch(c)),
        "mkdir" => |c| Box::pin(files::mkdir(c)),
        "rm" | "unlink" | "rmdir" => |c| Box::pin(files::rm(c)),
        "cp" => |c| Box::pin(files::cp(c)),
        "mv" => |c| Box::pin(files::mv(c)),
        "ln" => |c| Box::pin(files::ln(c)),
        "mkfifo" => |c| Box::pin(files::mkfifo(c)),
        "chmod" | "chown" | "chgrp" => |c| Box::pin(files::chmod(c)),
        "ls" => |c| Box::pin(listing::ls(c)),
        "date" => |c| Box::pin(date::run(c)),
        "kill" => |c| Box::pin(kill::run(c)),
        "killall" | "pkill" | "pgrep" | "pidof" => |c| Box::pin(killall::run(c)),
        "timeout" => |c| Box::pin(timeout::run(c)),
        "curl" => |c| Box::pin(curl::run(c)),
        "wget" => |c| Box::pin(wget::run(c)),
        "nc" | "ncat" | "netcat" => |c| Box::pin(nc::run(c)),
        "httpd" => |c| Box::pin(httpd::run(c)),
        "sc" => |c| Box::pin(sc::run(c)),
        "tini"
        | "dumb-init"
        | "docker-entrypoint.sh"
        | "entrypoint.sh"
        | "docker-php-entrypoint"
        | "docker-entrypoint"
        | "catatonit" => |c| Box::pin(output::wrapper(c)),
        "head" => |c| Box::pin(head::run(c)),
        "grep" | "egrep" | "fgrep" => |c| Box::pin(grep::run(c)),
        "sed" => |c| Box::pin(sed::run(c)),
        "awk" | "gawk" | "mawk" => |c| Box::pin(awk::run(c)),
        "cut" => |c| Box::pin(text::cut(c)),
        "tr" => |c| Box::pin(text::tr(c)),
        "wc" => |c| Box::pin(text::wc(c)),
        "rev" | "tac" | "nl" | "paste" => |c| Box::pin(text::by_line(c)),
        "uniq" => |c| Box::pin(text::uniq(c)),
        "sort" => |c| Box::pin(text::sort(c)),
        "seq" => |c| Box::pin(numbers::seq(c)),
        "yes" => |c| Box::pin(numbers::yes(c)),
        "shuf" => |c| Box::pin(numbers::shuf(c)),
        "expr" => |c| Box::pin(numbers::expr(c)),
        "mktemp" => |c| Box::pin(numbers::mktemp(c)),
        "base64" => |c| Box::pin(numbers::base64(c)),
        "md5sum" | "sha1sum" | "sha256sum" | "sha512sum" => |c| Box::pin(numbers::checksum(c)),
        "find" => |c| Box::pin(find::find(c)),
        "stat" | "du" => |c| Box::pin(find::stat(c)),
        "dd" => |c| Box::pin(find::dd(c)),
        "xargs" => |c| Box::pin(xargs::xargs(c)),
        "watch" => |c| Box::pin(xargs::watch(c)),
        "nohup" | "nice" | "setsid" | "su" | "sudo" | "gosu" | "su-exec" | "chroot" | "stdbuf" => {
            |c| Box::pin(xargs::in_place(c))
        }
        "nslookup" | "dig" | "host" => |c| Box::pin(lookup::nslookup(c)),
        "getent" => |c| Box::pin(lookup::getent(c)),
        "ping" => |c| Box::pin(lookup::ping(c)),
        "basename" | "dirname" => |c| Box::pin(system::names(c)),
        "realpath" | "readlink" => |c| Box::pin(system::real_path(c)),
        "which" => |c| Box::pin(system::which(c)),
        "whoami"
        | "logname"
        | "id"
        | "uname"
        | "nproc"
        | "arch"
        | "tty"
        | "uptime"
        | "ps"
        | "top"
        | "free"
        | "df"
        | "sync"
        | "clear"
        | "reset"
        | "stty"
        | "sysctl"
        | "mount"
        | "umount"
        | "ip"
        | "ifconfig"
        | "iptables"
        | "ip6tables"
        | "modprobe"
        | "ulimit"
        | "install"
        | "ldconfig"
        | "adduser"
        | "addgroup"
        | "useradd"
        | "groupadd"
        | "update-ca-certificates"
        | "tar"
        | "gzip"
        | "gunzip"
        | "unzip" => |c| Box::pin(system::run(c)),
        name if clients::is_client(name) => |c| Box::pin(clients::run(c)),
        _ => return None,
    })
}

/// A server's program called as a client of itself: `nginx -s quit`, `pilot-agent request`.
pub(crate) fn find_client(name: &str, argv: &[String]) -> Option<Utility> {
    if clients::is_server_client(name, argv) {
        Some(|c| Box::pin(clients::server_client(c)))
    } else {
        None
    }
}

/// Utilities that Debian's base image lacks.
const NOT_IN_DEBIAN: [&str; 24] = [
    "curl", "wget", "nc", "ncat", "netcat", "nslookup", "dig", "host", "ping", "httpd", "killall", "pkill",
    "pgrep", "pidof", "ps", "jq", "telnet", "ip", "ifconfig", "netstat", "ss", "watch", "vi", "usleep",
];
/// Utilities that busybox's and Alpine's base images lack.
const NOT_IN_ALPINE: [&str; 4] = ["jq", "dig", "host", "ncat"];
/// Images with tools installed: nothing is missing.
const TOOLBOXES: [&str; 4] = ["netutils", "netshoot", "tool", "dnsutils"];

/// Whether an image has a utility. Unknown images have all: a hint of the page says so.
pub(crate) fn present(launch: &Launch, name: &str) -> bool {
    let image = base_name(repository(&launch.image));
    if TOOLBOXES.contains(&image) || name != "sc" && !launch.closed {
        return name != "sc" || image == "tool";
    }
    match (name, launch.shells) {
        ("sc", _) => false,
        // Clients come with their server's image.
        (name, _) if clients::is_client(name) => launch.image.contains("redis") && name == "redis-cli",
        ("curl", _) if image == "curl" => true,
        // The httpd image's program is Apache's, not busybox's.
        ("httpd", _) if image == "httpd" => false,
        // The recorded cluster's stand-in for nginx has busybox's httpd.
        ("httpd" | "killall" | "pidof", _) if image == "nginx" => true,
        // nginx's image installs curl.
        ("curl", _) if image == "nginx" => true,
        (_, Shells::Ash | Shells::AshBash) => !NOT_IN_ALPINE.contains(&name),
        (_, Shells::None) => false,
        _ => !NOT_IN_DEBIAN.contains(&name),
    }
}
