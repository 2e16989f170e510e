//! `tee`: bytes to standard output and into files.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::syscalls::Open;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[("append", 'a')]);
    let how = if args.has('a') {
        Open::Append
    } else {
        Open::Truncate
    };
    let mut status = 0;
    let mut files = Vec::new();
    for path in &args.rest {
        match call.proc.open(path, how).await {
            Ok(file) => files.push(file),
            Err(error) => {
                call.cannot_open(path, error).await;
                status = 1;
            }
        }
    }
    while let Ok(bytes) = call.proc.read(0).await {
        if bytes.is_empty() {
            break;
        }
        let _ = call.proc.write(1, &bytes).await;
        for file in &files {
            let _ = call.proc.write_file(*file, &bytes).await;
        }
    }
    status
}
