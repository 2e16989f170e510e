//! `yes`: a line over and over, until nobody reads it.

use crate::commands::Call;
use crate::kernel::syscalls::BUILTIN_COST;

pub(super) async fn run(call: Call) -> i32 {
    let line = if call.argv.len() > 1 {
        call.argv[1..].join(" ")
    } else {
        "y".into()
    } + "\n";
    let chunk = line.repeat(64);
    loop {
        call.proc.spend(BUILTIN_COST).await;
        if !call.print(&chunk).await {
            return 141;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all("yes | head -n 2; yes a b | head -n 1", "y\ny\na b\n", 0);
    }
}
