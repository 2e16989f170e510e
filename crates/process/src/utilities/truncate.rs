//! `truncate`, `fallocate`: a file of a size.

use super::common::{Args, count};
use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Open;

/// Most bytes that a file is really made of.
const MAX_BYTES: usize = 1 << 20;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "slo", &[("size", 's'), ("length", 'l')]);
    let Some(size) = args.value('s').or(args.value('l')) else {
        call.complain("you must specify either '--size' or '--reference'")
            .await;
        return 1;
    };
    let (sign, number) = match size.chars().next() {
        Some(sign @ ('+' | '-')) => (sign, &size[1..]),
        _ => ('=', size),
    };
    let Some(number) = count(number) else {
        call.complain(&format!("Invalid number: '{size}'")).await;
        return 1;
    };
    let mut status = 0;
    for path in &args.rest {
        if !call.proc.exists(path) && args.has('c') {
            continue;
        }
        let opened = call.proc.open(path, Open::Append).await;
        if let Ok(file) = opened {
            call.proc.close_file(file);
        }
        let node = match opened.and_then(|_| call.proc.node(path)) {
            Ok(node) => node,
            Err(error) => {
                call.complain(&format!("cannot open '{path}' for writing: {error}"))
                    .await;
                status = 1;
                continue;
            }
        };
        let mut kernel = call.proc.kernel();
        if let Kind::File { data, dropped } = &mut kernel.files.get_mut(node).kind {
            let wanted = match sign {
                '+' => data.len().saturating_add(number),
                '-' => data.len().saturating_sub(number),
                _ => number,
            };
            data.to_mut().resize(wanted.min(MAX_BYTES), 0);
            *dropped = (wanted - data.len()) as u64;
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
            "echo hello >f; truncate -s 3 f; cat f; echo; truncate -s 2G g; stat -c %s g; truncate f; echo $?",
            "hel\n2147483648\n1\n",
            0,
        );
    }
}
