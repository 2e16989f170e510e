//! `dd`: bytes from here to there; large amounts only take time.

use super::common::count;
use crate::commands::Call;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::Open;

/// Most bytes that `dd` really moves into a file; more only takes time and counts for its size.
const MAX_COPY: usize = 1 << 14;
/// Most bytes that it writes to its output, where somebody may count them.
const MAX_PIPED: usize = 1 << 20;

pub(super) async fn run(call: Call) -> i32 {
    let value = |key: &str| {
        call.argv
            .iter()
            .find_map(|w| w.strip_prefix(key)?.strip_prefix('=').map(str::to_string))
    };
    let block = value("bs").and_then(|b| count(&b)).unwrap_or(512);
    let blocks = value("count").and_then(|c| count(&c));
    let number = |key: &str| value(key).and_then(|n| count(&n)).unwrap_or(0);
    let (mut skipped, sought) = (
        number("skip").saturating_mul(block),
        number("seek").saturating_mul(block),
    );
    let total = blocks.map_or(usize::MAX, |c| c.saturating_mul(block));
    let input = match value("if") {
        Some(path) => call.proc.open(&path, Open::Read).await,
        None => call.proc.share(0),
    };
    let Ok(input) = input else {
        call.complain(&format!(
            "failed to open '{}': No such file or directory",
            value("if").unwrap_or_default()
        ))
        .await;
        return 1;
    };
    let output = match value("of") {
        Some(path) => {
            let keeps = value("conv").is_some_and(|conv| conv.contains("notrunc"));
            call.proc
                .open(&path, if keeps { Open::ReadWrite } else { Open::Truncate })
                .await
        }
        None => call.proc.share(1),
    };
    let Ok(output) = output else { return 1 };
    if sought > 0 {
        let _ = call.proc.write_file(output, &vec![0; sought.min(MAX_COPY)]).await;
    }
    let most = if value("of").is_some() {
        MAX_COPY
    } else {
        MAX_PIPED
    };
    let mut moved = 0;
    while moved < total.min(most) {
        let Ok(bytes) = call.proc.read_file(input).await else {
            break;
        };
        let fresh = skipped.min(bytes.len());
        skipped -= fresh;
        let part = &bytes[fresh..];
        let part = &part[..part.len().min(total - moved)];
        if bytes.is_empty() || call.proc.write_file(output, part).await.is_err() {
            break;
        }
        moved += part.len();
    }
    let shown = if moved >= most && total != usize::MAX {
        total
    } else {
        moved
    };
    if let Some(path) = value("of") {
        pretend(&call, &path, shown - moved.min(shown));
    }
    // About 500 MB a second.
    call.proc
        .sleep(std::time::Duration::from_nanos(shown as u64 * 2))
        .await;
    let records = shown / block.max(1);
    let text = format!("{records}+0 records in\n{records}+0 records out\n");
    let _ = call.proc.write(2, text.as_bytes()).await;
    call.proc.close_file(input);
    call.proc.close_file(output);
    0
}

/// Bytes that were not really written count for the file's size.
fn pretend(call: &Call, path: &str, bytes: usize) {
    if let Ok(node) = call.proc.node(path)
        && let Kind::File { dropped, .. } = &mut call.proc.kernel().files.get_mut(node).kind
    {
        *dropped = dropped.saturating_add(bytes as u64);
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "dd if=/dev/zero of=f bs=1k count=3 2>/dev/null; stat -c %s f",
            "3072\n",
            0,
        );
        check_all(
            "dd if=/dev/zero of=f bs=1M count=50 2>/dev/null; stat -c %s f",
            "52428800\n",
            0,
        );
    }
}
