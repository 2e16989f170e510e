//! `mktemp`: a new file or folder with a name of its own.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::files::Kind;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "tp", &[]);
    let number = call.proc.kernel().next_random();
    let letters: String = (0..6)
        .map(|i| char::from(b'a' + ((number >> (i * 5)) % 26) as u8))
        .collect();
    let template = args
        .rest
        .first()
        .cloned()
        .unwrap_or_else(|| "/tmp/tmp.XXXXXX".into());
    let path = match template.trim_end_matches('X') {
        front if front.len() < template.len() => format!("{front}{letters}"),
        _ => template,
    };
    let kind = if args.has('d') {
        Kind::Dir(Default::default())
    } else {
        Kind::File {
            data: Default::default(),
            dropped: 0,
        }
    };
    match call
        .proc
        .find(&path, true)
        .and_then(|place| call.proc.create(&place, kind, 0o700))
    {
        Ok(_) => i32::from(!call.print(&format!("{path}\n")).await),
        Err(error) => {
            call.complain(&format!("{path}: {error}")).await;
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "f=$(mktemp); [ -f $f ] && echo ok; d=$(mktemp -d); [ -d $d ] && echo dir",
            "ok\ndir\n",
            0,
        );
    }
}
