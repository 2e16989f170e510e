//! `ln`: second names and symbolic links.

use super::common::Args;
use super::files::put;
use crate::commands::Call;
use crate::kernel::errno::Errno;
use crate::kernel::files::Kind;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "t", &[("symbolic", 's'), ("force", 'f')]);
    let (source, target) = match args.rest.as_slice() {
        [source, target] => (source.clone(), target.clone()),
        [source] => (
            source.clone(),
            source.rsplit('/').next().unwrap_or(source).to_string(),
        ),
        _ => return 1,
    };
    let result = (|| {
        let path = if call.proc.is_dir(&target) && !args.has('n') {
            format!("{target}/{}", source.rsplit('/').next().unwrap_or(&source))
        } else {
            target.clone()
        };
        let mut place = call.proc.find(&path, false)?;
        if place.node.is_some() {
            if !args.has('f') {
                return Err(Errno::Exists);
            }
            call.proc.remove(&place)?;
            place.node = None;
        }
        if args.has('s') {
            call.proc
                .create(&place, Kind::Link(source.clone()), 0o777)
                .map(|_| ())
        } else {
            let node = call.proc.node(&source)?;
            put(&call.proc, &place, node)
        }
    })();
    match result {
        Ok(()) => 0,
        Err(error) => {
            call.complain_as(
                format!("{target}: {error}"),
                format!("failed to create symbolic link '{target}': {error}"),
            )
            .await;
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
            "echo x > a; ln -s a b; cat b; ln a c; echo y > a; cat c; ln -sf c b; cat b",
            "x\ny\ny\n",
            0,
        );
    }
}
