//! `mkfifo`: named pipes.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "m", &[]);
    let mut status = 0;
    for path in &args.rest {
        let result = call.proc.find(path, true).and_then(|place| match place.node {
            Some(_) => Err(Errno::Exists),
            None => call.proc.create(&place, Kind::Fifo(None), 0o644),
        });
        if let Err(error) = result {
            call.complain(&format!("cannot create fifo '{path}': {error}"))
                .await;
            status = 1;
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
            "mkfifo p; (sleep 1; echo hi > p) & cat p; [ -p p ] && echo pipe",
            "hi\npipe\n",
            0,
        );
    }
}
