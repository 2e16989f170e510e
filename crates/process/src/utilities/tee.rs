//! `cat` and `tee`: bytes from here to there.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::syscalls::Open;

pub(super) async fn cat(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let mut status = 0;
    let operands = if args.rest.is_empty() {
        vec!["-".to_string()]
    } else {
        args.rest
    };
    for path in &operands {
        let file = match call.open_operand(path).await {
            Ok(file) => file,
            Err(error) => {
                call.cannot_open(path, error).await;
                status = 1;
                continue;
            }
        };
        loop {
            match call.proc.read_file(file).await {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => {
                    if call.proc.write(1, &bytes).await.is_err() {
                        return 141;
                    }
                }
                Err(error) => {
                    let text = if call.busybox() {
                        format!("read error: {error}")
                    } else {
                        format!("{path}: {error}")
                    };
                    call.complain(&text).await;
                    status = 1;
                    break;
                }
            }
        }
        call.proc.close_file(file);
    }
    status
}

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
