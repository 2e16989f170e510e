//! Programs that are emulated command by command, one a file.

mod archive;
mod awk;
mod base64;
mod by_line;
mod cat;
mod checksum;
mod chmod;
mod client;
pub(crate) mod clients;
mod cmp;
mod common;
mod cp;
pub(crate) mod curl;
mod cut;
pub(crate) mod date;
mod dd;
pub(crate) mod docker;
mod env;
mod envsubst;
mod expr;
mod files;
mod find;
mod grep;
mod head;
mod hex;
mod hostname;
mod httpd;
mod in_place;
mod init;
mod jq;
pub(crate) mod kill;
mod killall;
mod listing;
mod ln;
mod lookup;
mod mkdir;
mod mkfifo;
mod mktemp;
mod mv;
mod names;
mod nc;
pub(crate) mod numeric;
mod output;
mod ps;
mod readlink;
pub(crate) mod regex;
mod rm;
mod sc;
mod sed;
mod seq;
mod shuf;
mod sleep;
mod sort;
mod spawn;
mod stat;
mod stubs;
mod system;
mod tail;
mod tee;
mod timeout;
mod touch;
mod tr;
mod truncate;
mod uniq;
pub(crate) mod usage;
mod watch;
mod wc;
mod wget;
mod which;
mod wrapper;
mod xargs;
mod yes;

pub(crate) use client::authority;
pub(crate) use common::count as size;
pub(crate) use mkdir::make_all;

use crate::behaviour::launch::Launch;
use crate::commands::{Call, Work};
use crate::images::{Shells, base_name, is_wrapper, repository};

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
        "hostname" => |c| Box::pin(hostname::run(c)),
        "env" | "printenv" => |c| Box::pin(env::run(c)),
        "cat" => |c| Box::pin(cat::run(c)),
        "tee" => |c| Box::pin(tee::run(c)),
        "tail" => |c| Box::pin(tail::run(c)),
        "touch" => |c| Box::pin(touch::run(c)),
        "mkdir" => |c| Box::pin(mkdir::run(c)),
        "rm" | "unlink" | "rmdir" => |c| Box::pin(rm::run(c)),
        "cp" => |c| Box::pin(cp::run(c)),
        "install" => |c| Box::pin(cp::install(c)),
        "mv" => |c| Box::pin(mv::run(c)),
        "ln" => |c| Box::pin(ln::run(c)),
        "mkfifo" => |c| Box::pin(mkfifo::run(c)),
        "chmod" | "chown" | "chgrp" => |c| Box::pin(chmod::run(c)),
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
        "tini" | "tini-static" | "dumb-init" | "catatonit" | "docker-init" | "kubexit" => {
            |c| Box::pin(init::run(c))
        }
        name if is_wrapper(name) || name == "docker-entrypoint" => |c| Box::pin(wrapper::run(c)),
        "head" => |c| Box::pin(head::run(c)),
        "grep" | "egrep" | "fgrep" => |c| Box::pin(grep::run(c)),
        "sed" => |c| Box::pin(sed::run(c)),
        "awk" | "gawk" | "mawk" => |c| Box::pin(awk::run(c)),
        "jq" => |c| Box::pin(jq::run(c)),
        "cmp" | "diff" | "comm" => |c| Box::pin(cmp::run(c)),
        "envsubst" => |c| Box::pin(envsubst::run(c)),
        "od" | "xxd" | "hexdump" => |c| Box::pin(hex::run(c)),
        "cut" => |c| Box::pin(cut::run(c)),
        "tr" => |c| Box::pin(tr::run(c)),
        "wc" => |c| Box::pin(wc::run(c)),
        "rev" | "tac" | "nl" | "paste" => |c| Box::pin(by_line::run(c)),
        "uniq" => |c| Box::pin(uniq::run(c)),
        "sort" => |c| Box::pin(sort::run(c)),
        "seq" => |c| Box::pin(seq::run(c)),
        "yes" => |c| Box::pin(yes::run(c)),
        "shuf" => |c| Box::pin(shuf::run(c)),
        "expr" => |c| Box::pin(expr::run(c)),
        "mktemp" => |c| Box::pin(mktemp::run(c)),
        "base64" => |c| Box::pin(base64::run(c)),
        "md5sum" | "sha1sum" | "sha256sum" | "sha512sum" => |c| Box::pin(checksum::run(c)),
        "find" => |c| Box::pin(find::run(c)),
        "stat" | "du" => |c| Box::pin(stat::run(c)),
        "dd" => |c| Box::pin(dd::run(c)),
        "xargs" => |c| Box::pin(xargs::run(c)),
        "watch" => |c| Box::pin(watch::run(c)),
        "nohup" | "nice" | "setsid" | "su" | "sudo" | "gosu" | "su-exec" | "chroot" | "stdbuf" => {
            |c| Box::pin(in_place::run(c))
        }
        "nslookup" | "dig" | "host" => |c| Box::pin(lookup::nslookup(c)),
        "getent" => |c| Box::pin(lookup::getent(c)),
        "ping" => |c| Box::pin(lookup::ping(c)),
        "basename" | "dirname" => |c| Box::pin(names::run(c)),
        "realpath" | "readlink" => |c| Box::pin(readlink::run(c)),
        "which" => |c| Box::pin(which::run(c)),
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
        | "ldconfig"
        | "adduser"
        | "addgroup"
        | "useradd"
        | "groupadd"
        | "update-ca-certificates" => |c| Box::pin(system::run(c)),
        "truncate" | "fallocate" => |c| Box::pin(truncate::run(c)),
        "tar" | "unzip" | "gzip" | "gunzip" => |c| Box::pin(archive::run(c)),
        "docker" => |c| Box::pin(docker::run(c)),
        name if stubs::is_stub(name) => |c| Box::pin(stubs::run(c)),
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
const NOT_IN_DEBIAN: [&str; 36] = [
    "envsubst",
    "xxd",
    "file",
    "lsof",
    "strings",
    "crond",
    "crontab",
    "traceroute",
    "inotifywait",
    "dos2unix",
    "pstree",
    "bzip2",
    "curl",
    "wget",
    "nc",
    "ncat",
    "netcat",
    "nslookup",
    "dig",
    "host",
    "ping",
    "httpd",
    "killall",
    "pkill",
    "pgrep",
    "pidof",
    "ps",
    "jq",
    "telnet",
    "ip",
    "ifconfig",
    "netstat",
    "ss",
    "watch",
    "vi",
    "usleep",
];
/// Utilities that busybox's and Alpine's base images lack.
const NOT_IN_ALPINE: [&str; 9] = [
    "jq",
    "dig",
    "host",
    "ncat",
    "envsubst",
    "dpkg",
    "inotifywait",
    "numfmt",
    "file",
];
/// Images with tools installed: nothing is missing. (Also the recorded cluster's stand-in for slow-sidecar.)
const TOOLBOXES: [&str; 5] = ["netutils", "netshoot", "tool", "dnsutils", "slow-sidecar"];

/// Whether an image has a utility. Unknown images have all: a hint of the page says so.
pub(crate) fn present(launch: &Launch, closed: bool, name: &str) -> bool {
    let image = base_name(repository(&launch.image));
    // Outside of busybox `httpd` is Apache.
    if name == "httpd" && !launch.shells.busybox() && image != "nginx" && !TOOLBOXES.contains(&image) {
        return false;
    }
    if TOOLBOXES.contains(&image) || name != "sc" && !closed {
        return name != "sc" || image == "tool";
    }
    match (name, launch.shells) {
        ("sc", _) => false,
        ("docker", _) => image == "docker",
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
