//! Paths that are no files on a disk: `/dev`, `/proc/<pid>`.

use super::open::{FileId, Object};
use super::{Kernel, Pid};

/// What a special path means.
pub(crate) enum Special {
    /// An open file of a process, shared.
    Shared(FileId),
    /// A new open file.
    Object(Object),
    /// A text made at the time of opening.
    Text(String),
    /// It is special, but not there.
    Missing,
}

/// The special meaning of an absolute path, if it has one.
pub(crate) fn special(kernel: &Kernel, pid: Pid, path: &str) -> Option<Special> {
    if let Some(device) = path.strip_prefix("/dev/") {
        return match device {
            "null" => Some(Special::Object(Object::Null)),
            "zero" => Some(Special::Object(Object::Zero)),
            "random" | "urandom" => Some(Special::Object(Object::Random)),
            "stdin" => Some(descriptor(kernel, pid, "0")),
            "stdout" => Some(descriptor(kernel, pid, "1")),
            "stderr" => Some(descriptor(kernel, pid, "2")),
            "tty" => Some(Special::Missing),
            _ => device.strip_prefix("fd/").map(|fd| descriptor(kernel, pid, fd)),
        };
    }
    let rest = path.strip_prefix("/proc/")?;
    if rest == "sys/kernel/random/uuid" {
        return Some(Special::Text(uuid(kernel)));
    }
    // Who sets a parameter of the kernel is privileged, else the file system is read-only.
    if rest.starts_with("sys/") {
        return Some(Special::Object(Object::Null));
    }
    let (first, rest) = rest.split_once('/').unwrap_or((rest, ""));
    let process = match first {
        "self" | "thread-self" => Some(pid),
        _ => {
            let container = kernel.processes.get(&pid)?.container;
            first
                .parse()
                .ok()
                .and_then(|vpid| kernel.by_vpid(container, vpid))
        }
    };
    match process {
        Some(process) => Some(of_process(kernel, process, rest)),
        None if first.parse::<u32>().is_ok() => Some(Special::Missing),
        None => system(kernel, first),
    }
}

fn descriptor(kernel: &Kernel, pid: Pid, fd: &str) -> Special {
    let found = fd.parse().ok().and_then(|fd: u32| kernel.file_of(pid, fd).ok());
    found.map_or(Special::Missing, Special::Shared)
}

fn of_process(kernel: &Kernel, pid: Pid, rest: &str) -> Special {
    if let Some(fd) = rest.strip_prefix("fd/") {
        return descriptor(kernel, pid, fd);
    }
    let process = &kernel.processes[&pid];
    let name = process
        .argv
        .first()
        .map_or("", |a| a.rsplit('/').next().unwrap_or(a));
    match rest {
        "" => Special::Text(String::new()),
        "cmdline" => Special::Text(process.argv.iter().map(|a| format!("{a}\0")).collect()),
        "comm" => Special::Text(format!("{name}\n")),
        "status" | "stat" => Special::Text(format!(
            "Name:\t{name}\nState:\tS (sleeping)\nPid:\t{}\n",
            process.vpid
        )),
        _ => Special::Missing,
    }
}

/// Another one at each instant.
fn uuid(kernel: &Kernel) -> String {
    let mut number = u128::from(kernel.random)
        ^ kernel
            .now
            .as_nanos()
            .wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    number = number.wrapping_mul(0x2545_f491_4f6c_dd1d_9e37_79b9_7f4a_7c15);
    let digits = format!("{number:032x}");
    format!(
        "{}-{}-4{}-a{}-{}\n",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..]
    )
}

fn system(kernel: &Kernel, name: &str) -> Option<Special> {
    let up = kernel.now.as_secs();
    let text = match name {
        "uptime" => format!("{up}.00 {up}.00\n"),
        "loadavg" => "0.00 0.00 0.00 1/100 1\n".to_string(),
        "version" => "Linux version 6.18.0\n".to_string(),
        "cpuinfo" => "processor\t: 0\n".to_string(),
        "meminfo" => {
            "MemTotal:        4096000 kB\nMemFree:         2048000 kB\nMemAvailable:    3072000 kB\n"
                .to_string()
        }
        "mounts" | "filesystems" | "net" | "sys" => String::new(),
        _ => return None,
    };
    Some(Special::Text(text))
}
