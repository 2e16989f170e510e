//! `mv`: renames and moves.

use super::common::Args;
use super::files::{put, target_place};
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Place;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[]);
    let Some((target, sources)) = args.rest.split_last().filter(|(_, s)| !s.is_empty()) else {
        call.complain("missing file operand").await;
        return 1;
    };
    let mut status = 0;
    for source in sources {
        let result = (|| {
            let from = call.proc.find(source, false)?;
            let node = from.node.ok_or(Errno::NoEntry)?;
            let place = target_place(&call.proc, target, source)?;
            if place.node == Some(node) {
                return Err(Errno::Exists);
            }
            if place.node.is_some() {
                call.proc.remove(&place)?;
            }
            if from.read_only || place.read_only {
                return Err(Errno::ReadOnly);
            }
            call.proc.remove(&from)?;
            put(&call.proc, &Place { node: None, ..place }, node)
        })();
        if let Err(error) = result {
            call.complain_as(
                format!("can't rename '{source}': {error}"),
                format!("cannot stat '{source}': {error}"),
            )
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
            "mkdir t; cd t; echo x > a; mv a b; cat b; ls; mkdir d; mv b d; ls d; mv nope z 2>/dev/null || echo $?",
            "x\nb\nb\n1\n",
            0,
        );
    }
}
