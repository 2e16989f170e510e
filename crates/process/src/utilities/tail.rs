//! `tail`: the end of a file, and with `-f` or `-F` what is added to it.

use super::common::Args;
use crate::commands::Call;
use crate::kernel::Channel;
use crate::kernel::files::NodeId;
use crate::kernel::syscalls::MAX_WHOLE;
use std::time::Duration;

/// How often `-F` looks whether a missing file is there.
const RETRY: Duration = Duration::from_secs(1);
/// How fast reading an endless file uses memory up, and how much there is without a limit.
const BYTES_PER_SECOND: u64 = 500_000_000;
const NODE_MEMORY: u64 = 4_000_000_000;

struct Followed {
    path: String,
    node: Option<NodeId>,
    offset: u64,
}

/// What a call asks for.
struct Order {
    /// So many lines or bytes; `+n`: from the n-th on.
    count: String,
    bytes: bool,
    follow: bool,
    /// A missing file is looked for again.
    retry: bool,
    files: Vec<String>,
    /// The files' names are printed.
    named: bool,
}

impl Order {
    fn read(call: &[String]) -> Order {
        let mut argv = call.to_vec();
        // `tail -20 file`, `tail +2 file`
        if let Some(count) = argv
            .get(1)
            .map(|word| word.strip_prefix('-').unwrap_or(word))
            .filter(|count| argv[1].starts_with(['-', '+']) && count.parse::<u32>().is_ok())
        {
            argv[1] = format!("-n{count}");
        }
        let long = [
            ("follow", 'f'),
            ("retry", 'R'),
            ("lines", 'n'),
            ("quiet", 'q'),
            ("bytes", 'c'),
            ("pid", 'P'),
        ];
        let args = Args::new(&argv, "ncsP", &long);
        let bytes = args.has('c');
        let count = args.value(if bytes { 'c' } else { 'n' }).unwrap_or("10");
        Order {
            count: count.to_string(),
            bytes,
            follow: args.has('f') || args.has('F'),
            retry: args.has('F') || args.has('R'),
            named: args.rest.len() > 1 && !args.has('q'),
            files: args.rest,
        }
    }

    fn part<'a>(&self, all: &'a [u8]) -> &'a [u8] {
        last_part(all, &self.count, self.bytes)
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let order = Order::read(&call.argv);
    if order.files.is_empty() {
        let input = call.read_input().await;
        call.proc.write(1, order.part(&input)).await.ok();
        return 0;
    }
    let mut status = 0;
    let mut followed = Vec::new();
    for (place, path) in order.files.iter().enumerate() {
        if path == "/dev/zero" || path == "/dev/urandom" {
            return eat_memory(&call).await;
        }
        let mut file = Followed {
            path: path.clone(),
            node: None,
            offset: 0,
        };
        if path != "/dev/null" {
            match call.proc.node(path) {
                Ok(node) if !call.proc.is_dir(path) => {
                    if order.named {
                        let gap = if place > 0 { "\n" } else { "" };
                        call.print(&format!("{gap}==> {path} <==\n")).await;
                    }
                    let whole = call.proc.kernel().files.read_at(node, 0, MAX_WHOLE).to_vec();
                    if call.proc.write(1, order.part(&whole)).await.is_err() {
                        return 141;
                    }
                    (file.node, file.offset) = (Some(node), whole.len() as u64);
                }
                result => {
                    let error = result.err().unwrap_or(crate::kernel::errno::Errno::IsDir);
                    complain(&call, path, error).await;
                    status = 1;
                    if !order.retry {
                        continue;
                    }
                }
            }
        }
        followed.push(file);
    }
    if !order.follow {
        return status;
    }
    if followed.is_empty() {
        call.complain("no files remaining").await;
        return 1;
    }
    follow_all(&call, followed, order.retry, order.named).await
}

async fn complain(call: &Call, path: &str, error: crate::kernel::errno::Errno) {
    call.complain_as(
        format!("can't open '{path}': {error}"),
        format!("cannot open '{path}' for reading: {error}"),
    )
    .await;
}

/// Reading without end: memory runs out.
async fn eat_memory(call: &Call) -> i32 {
    let limit = {
        let kernel = call.proc.kernel();
        kernel.containers[&kernel.processes[&call.proc.pid].container].memory_limit
    };
    let bytes = limit.unwrap_or(NODE_MEMORY);
    call.proc
        .sleep(Duration::from_millis(bytes / (BYTES_PER_SECOND / 1_000)))
        .await;
    call.proc.out_of_memory().await;
    137
}

/// The last lines or bytes; `+n`: from the n-th on.
fn last_part<'a>(all: &'a [u8], count: &str, bytes: bool) -> &'a [u8] {
    if let Some(from) = count.strip_prefix('+') {
        let skip = from.parse::<usize>().unwrap_or(1).saturating_sub(1);
        if bytes {
            return &all[skip.min(all.len())..];
        }
        let starts =
            std::iter::once(0).chain(all.iter().enumerate().filter(|b| *b.1 == b'\n').map(|b| b.0 + 1));
        return &all[starts.into_iter().nth(skip).unwrap_or(all.len())..];
    }
    let count = count.trim_start_matches('-').parse::<usize>().unwrap_or(10);
    if bytes {
        return &all[all.len().saturating_sub(count)..];
    }
    let body = all.strip_suffix(b"\n").unwrap_or(all);
    let breaks: Vec<usize> = body
        .iter()
        .enumerate()
        .filter(|b| *b.1 == b'\n')
        .map(|b| b.0 + 1)
        .collect();
    let from = match count {
        0 => all.len(),
        count if count > breaks.len() => 0,
        count => breaks[breaks.len() - count],
    };
    &all[from..]
}

async fn follow_all(call: &Call, mut files: Vec<Followed>, retry: bool, many: bool) -> i32 {
    let mut shown = usize::MAX;
    loop {
        let mut missing = false;
        for (place, file) in files.iter_mut().enumerate() {
            if retry {
                let node = call.proc.node(&file.path).ok();
                if node != file.node {
                    file.node = node;
                    file.offset = 0;
                }
            }
            let Some(node) = file.node else {
                missing |= file.path != "/dev/null";
                continue;
            };
            let added = {
                let kernel = call.proc.kernel();
                if kernel.files.size(node) < file.offset {
                    file.offset = 0;
                }
                kernel.files.read_at(node, file.offset, MAX_WHOLE).to_vec()
            };
            if added.is_empty() {
                continue;
            }
            file.offset += added.len() as u64;
            if many && shown != place {
                call.print(&format!("\n==> {} <==\n", file.path)).await;
            }
            shown = place;
            if call.proc.write(1, &added).await.is_err() {
                return 141;
            }
        }
        let until = (missing && retry).then(|| call.proc.now() + RETRY);
        match files.iter().find_map(|f| f.node).filter(|_| files.len() == 1) {
            Some(node) => call.proc.wait(Channel::Node(node), until).await,
            // Several files, or one that is not there yet: any change wakes.
            None if missing => call.proc.wait(Channel::Never, until).await,
            None if files.iter().all(|f| f.node.is_none()) => call.proc.pause().await,
            None => {
                call.proc
                    .wait(Channel::Never, Some(call.proc.now() + RETRY))
                    .await
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::last_part;

    #[test]
    fn last_lines() {
        let check = |all: &str, count: &str, bytes: bool, expect: &str| {
            assert_eq!(
                last_part(all.as_bytes(), count, bytes),
                expect.as_bytes(),
                "{all} {count}"
            );
        };
        check("a\nb\nc\n", "2", false, "b\nc\n");
        check("a\nb\nc", "1", false, "c");
        check("a\n", "5", false, "a\n");
        check("a\nb\n", "0", false, "");
        check("a\nb\nc\n", "+2", false, "b\nc\n");
        check("abc", "2", true, "bc");
        check("", "3", false, "");
    }
}
