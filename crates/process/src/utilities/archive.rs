//! `tar`, `unzip`, `gzip`: what they unpack nobody knows, so from then on the container may have any program; what they
//! pack is an empty file.

use super::common::Args;
use super::mkdir::make_all;
use crate::commands::Call;
use crate::kernel::syscalls::Open;

pub(super) async fn run(call: Call) -> i32 {
    match call.name() {
        "tar" => tar(&call).await,
        "unzip" => {
            let args = Args::new(&call.argv, "dx", &[]);
            unpack(&call, args.value('d')).await
        }
        _ => gzip(&call).await,
    }
}

/// `tar czf a.tgz …`, `tar -xzf a.tgz -C folder`.
async fn tar(call: &Call) -> i32 {
    let mut argv = call.argv.clone();
    // The first word may lack its dash.
    if let Some(word) = argv.get_mut(1)
        && !word.starts_with('-')
    {
        word.insert(0, '-');
    }
    let args = Args::new(
        &argv,
        "fCTIX",
        &[
            ("file", 'f'),
            ("directory", 'C'),
            ("create", 'c'),
            ("extract", 'x'),
            ("list", 't'),
        ],
    );
    if let Some(folder) = args.value('C')
        && !call.proc.is_dir(folder)
    {
        call.complain(&format!("{folder}: Cannot open: No such file or directory"))
            .await;
        call.complain("Error is not recoverable: exiting now").await;
        return 2;
    }
    let archive = args.value('f').filter(|file| *file != "-");
    if args.has('c') {
        return match archive {
            Some(file) => touch(call, file).await,
            None => 0,
        };
    }
    if archive.is_some_and(|file| !call.proc.exists(file)) {
        let file = archive.unwrap_or_default();
        call.complain(&format!("{file}: Cannot open: No such file or directory"))
            .await;
        call.complain("Error is not recoverable: exiting now").await;
        return 2;
    }
    if archive.is_none() {
        call.read_input().await;
    }
    unpack(call, None).await
}

/// Whatever was in it is in the container now.
async fn unpack(call: &Call, folder: Option<&str>) -> i32 {
    let container = call.proc.container();
    {
        let mut kernel = call.proc.kernel();
        let text = format!(
            "what `{}` unpacks is not known: programs that are missing are assumed to be in it",
            call.name()
        );
        kernel.note(container, text, None);
        if let Some(state) = kernel.containers.get_mut(&container) {
            state.installed = true;
        }
    }
    match folder.map(|folder| make_all(&call.proc, folder)) {
        Some(Err(error)) => {
            call.complain(&error.to_string()).await;
            1
        }
        _ => 0,
    }
}

async fn touch(call: &Call, path: &str) -> i32 {
    match call.proc.open(path, Open::Truncate).await {
        Ok(file) => {
            call.proc.close_file(file);
            0
        }
        Err(error) => {
            call.complain(&format!("{path}: Cannot open: {error}")).await;
            2
        }
    }
}

/// `gzip file`, `gunzip file.gz`: another name for the file; without one, what comes in goes out.
async fn gzip(call: &Call) -> i32 {
    let args = Args::new(&call.argv, "", &[]);
    let unpacks = call.name() == "gunzip" || args.has('d');
    if args.rest.is_empty() {
        let bytes = call.read_input().await;
        return i32::from(call.proc.write(1, &bytes).await.is_err());
    }
    for path in &args.rest {
        if !call.proc.exists(path) {
            call.complain(&format!("{path}: No such file or directory")).await;
            return 1;
        }
        let target = match path.strip_suffix(".gz") {
            Some(front) if unpacks => front.to_string(),
            _ => format!("{path}.gz"),
        };
        let content = call.proc.read_whole(path).await.unwrap_or_default();
        if let Ok(file) = call.proc.open(&target, Open::Truncate).await {
            let _ = call.proc.write_file(file, &content).await;
            call.proc.close_file(file);
        }
        if !args.has('k') {
            let place = call.proc.find(path, false);
            let _ = place.and_then(|place| call.proc.remove(&place));
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use crate::harness::check;

    #[test]
    fn works() {
        let text = "cd /tmp; echo a >x; tar czf y.tgz x && [ -f y.tgz ] && echo packed; tar xzf nope.tgz 2>/dev/null || echo $?";
        check("dash", text, "packed\n2\n", 0);
        check(
            "dash",
            "cd /tmp; tar cf a.tar .; tar xf a.tar; ./b/c; echo $?",
            "0\n",
            0,
        );
        check(
            "dash",
            "cd /tmp; echo hi >f; gzip f; ls f.gz; gunzip f.gz; cat f",
            "f.gz\nhi\n",
            0,
        );
    }
}
