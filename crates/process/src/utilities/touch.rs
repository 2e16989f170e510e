//! `touch`: makes a file or its time new.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::syscalls::Open;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "drt", &[("no-create", 'c')]);
    let mut status = 0;
    for path in &args.rest {
        if let Ok(node) = call.proc.node(path) {
            let mut kernel = call.proc.kernel();
            let now = kernel.now;
            kernel.files.get_mut(node).modified = now;
            continue;
        }
        if args.has('c') {
            continue;
        }
        match call.proc.open(path, Open::Append).await {
            Ok(file) => call.proc.close_file(file),
            Err(error) => {
                call.complain_as(
                    format!("{path}: {error}"),
                    format!("cannot touch '{path}': {error}"),
                )
                .await;
                status = 1;
            }
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "mkdir d; cd d; touch a b; ls; touch -c n; [ -e n ] || echo none",
            "a\nb\nnone\n",
            0,
        );
    }
}
