//! Programs that are emulated command by command, one a file.

mod client;
mod common;
pub(crate) mod curl;
pub(crate) mod date;
mod files;
mod httpd;
pub(crate) mod kill;
mod killall;
mod listing;
mod nc;
mod output;
pub(crate) mod regex;
mod sc;
mod sleep;
mod tail;
mod tee;
mod timeout;
mod wget;

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
        _ => return None,
    })
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
        ("curl", _) if image == "curl" => true,
        // The httpd image's program is Apache's, not busybox's.
        ("httpd", _) if image == "httpd" => false,
        // The recorded cluster's stand-in for nginx has busybox's httpd.
        ("httpd" | "killall" | "pidof", _) if image == "nginx" => true,
        // nginx's image installs curl.
        ("curl", _) if image == "nginx" => true,
        (_, Shells::Ash) => !NOT_IN_ALPINE.contains(&name),
        (_, Shells::None) => false,
        _ => !NOT_IN_DEBIAN.contains(&name),
    }
}
