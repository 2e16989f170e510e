//! `hostname`: the pod's name and address.

use crate::commands::Call;

pub(super) async fn run(call: Call) -> i32 {
    let (name, ip) = {
        let kernel = call.proc.kernel();
        (kernel.config.hostname.clone(), kernel.config.pod_ip.clone())
    };
    let text = match call.argv.get(1).map(String::as_str) {
        Some("-i" | "-I") => ip,
        Some("-s") => name.split('.').next().unwrap_or(&name).to_string(),
        _ => name,
    };
    i32::from(!call.print(&(text + "\n")).await)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("hostname; hostname -i", "pod\n10.244.0.5\n", 0);
    }
}
