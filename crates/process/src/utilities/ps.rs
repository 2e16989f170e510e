//! `ps` and `top`: the processes of the container.

use crate::commands::Call;

pub(super) fn ps(call: &Call) -> String {
    let kernel = call.proc.kernel();
    let container = kernel.processes[&call.proc.pid].container;
    let mut text = "PID   USER     TIME  COMMAND\n".to_string();
    let mut all: Vec<_> = kernel.visible(container).collect();
    all.sort_unstable_by_key(|p| p.vpid);
    for process in all {
        text += &format!("{:>5} root      0:00 {}\n", process.vpid, process.argv.join(" "));
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn works() {
        crate::harness::check("ash", "sleep 7 & ps > f; grep -c ' sleep 7$' f", "1\n", 0);
    }
}
