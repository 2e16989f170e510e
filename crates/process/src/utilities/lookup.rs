//! Names and addresses: `nslookup`, `dig`, `host`, `getent`, `ping`.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::network::{Host, resolve};
use crate::kernel::syscalls::LOOKUP_COST;
use crate::kernel::web::Dialed;
use std::time::Duration;

/// The address of a name; `None`: it does not resolve.
fn address(call: &Call, name: &str) -> Option<String> {
    let mut kernel = call.proc.kernel();
    match resolve(&kernel.config, name) {
        Host::Loopback => Some("127.0.0.1".into()),
        Host::Own => Some(kernel.config.pod_ip.clone()),
        Host::Service(service) => {
            let sum = service
                .name
                .bytes()
                .chain(service.namespace.bytes())
                .fold(7u32, |n, b| n.wrapping_mul(31) + u32::from(b));
            Some(format!("10.96.{}.{}", sum >> 8 & 255, sum & 255))
        }
        Host::Outside => Some(if name.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            name.into()
        } else {
            "93.184.215.14".into()
        }),
        Host::Nobody => Some(name.to_string()),
        Host::Unknown if kernel.assume_peers => Some("10.96.0.99".into()),
        Host::Unknown => {
            // Asked for by name alone: there is no port yet.
            kernel.report_connection(call.proc.pid, name, 0, &Dialed::NoSuchHost);
            None
        }
    }
}

pub(super) async fn nslookup(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let Some(name) = args.rest.first() else { return 1 };
    call.proc.sleep(LOOKUP_COST).await;
    let found = address(&call, name);
    if matches!(call.name(), "dig" | "host") {
        return match (found, call.name()) {
            (Some(ip), "dig") => i32::from(!call.print(&format!("{ip}\n")).await),
            (Some(ip), _) => i32::from(!call.print(&format!("{name} has address {ip}\n")).await),
            (None, "dig") => 0,
            (None, _) => {
                call.print(&format!("Host {name} not found: 3(NXDOMAIN)\n")).await;
                1
            }
        };
    }
    let server = "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n";
    match found {
        Some(ip) => {
            call.print(&format!("{server}Name:\t{name}\nAddress: {ip}\n\n"))
                .await;
            0
        }
        None => {
            call.print(&format!("{server}** server can't find {name}: NXDOMAIN\n\n"))
                .await;
            1
        }
    }
}

pub(super) async fn getent(call: Call) -> i32 {
    let Some(name) = call.argv.get(2) else { return 1 };
    call.proc.sleep(LOOKUP_COST).await;
    match call.argv[1].as_str() {
        "hosts" | "ahosts" | "ahostsv4" => match address(&call, name) {
            Some(ip) => i32::from(!call.print(&format!("{ip:<15} {name}\n")).await),
            None => 2,
        },
        _ => 2,
    }
}

pub(super) async fn ping(call: Call) -> i32 {
    let args = Args::new(&call.argv, "cWwi", &[]);
    let Some(name) = args.rest.first() else { return 1 };
    let count = args
        .value('c')
        .and_then(|c| c.parse::<u32>().ok())
        .unwrap_or(u32::MAX);
    let Some(ip) = address(&call, name) else {
        call.proc.sleep(LOOKUP_COST).await;
        call.complain(&format!("bad address '{name}'")).await;
        return if call.busybox() { 1 } else { 2 };
    };
    call.print(&format!("PING {name} ({ip}): 56 data bytes\n")).await;
    for number in 0..count {
        if number > 0 {
            call.proc.sleep(Duration::from_secs(1)).await;
        }
        if !call
            .print(&format!("64 bytes from {ip}: seq={number} ttl=64 time=0.1 ms\n"))
            .await
        {
            return 141;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use crate::harness::check;

    #[test]
    fn names() {
        check(
            "ash",
            "nslookup nope.default.svc.cluster.local >/dev/null; echo $?; nslookup kubernetes.default.svc | grep -c Name",
            "1\n1\n",
            0,
        );
        check(
            "ash",
            "getent hosts localhost; ping -c1 nope 2>/dev/null; echo $?",
            "127.0.0.1       localhost\n1\n",
            0,
        );
    }
}
