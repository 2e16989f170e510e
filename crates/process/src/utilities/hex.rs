//! `od`, `xxd`, `hexdump`: bytes as numbers.

use super::common::{Args, count};
use crate::commands::Call;

/// Most bytes shown.
const MAX_BYTES: usize = 1 << 16;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "AtNnjclse", &[]);
    let (bytes, status) = if args.rest.iter().any(|path| path.starts_with("/dev/")) {
        endless(&call, &args).await
    } else {
        call.read_operands(&args.rest).await
    };
    let most = limit(&args).unwrap_or(MAX_BYTES).min(bytes.len());
    let bytes = &bytes[..most];
    let hex = |bytes: &[u8], separator: &str| {
        let parts: Vec<String> = bytes.iter().map(|b| format!("{b:02x}")).collect();
        parts.join(separator)
    };
    let mut text = String::new();
    let plain = call.argv.iter().any(|w| w == "-p" || w == "-ps");
    for (line, chunk) in bytes.chunks(if plain { 30 } else { 16 }).enumerate() {
        let at = line * 16;
        text += &match call.name() {
            "xxd" if plain => hex(chunk, ""),
            "od" if args.value('A') == Some("n") => format!(" {}", hex(chunk, " ")),
            "od" => format!("{at:07o} {}", hex(chunk, " ")),
            _ => format!("{at:08x}: {}", hex(chunk, " ")),
        };
        text.push('\n');
    }
    call.print(&text).await;
    status
}

fn limit(args: &Args) -> Option<usize> {
    let value = args.value('N').or(args.value('n')).or(args.value('l'))?;
    count(value)
}

/// As many bytes of a device as are asked for.
async fn endless(call: &Call, args: &Args) -> (Vec<u8>, i32) {
    let most = limit(args).unwrap_or(MAX_BYTES).min(MAX_BYTES);
    let mut bytes = Vec::new();
    for path in &args.rest {
        let Ok(file) = call.open_operand(path).await else {
            return (bytes, 1);
        };
        while bytes.len() < most {
            match call.proc.read_file(file).await {
                Ok(more) if !more.is_empty() => bytes.extend(more),
                _ => break,
            }
        }
        call.proc.close_file(file);
    }
    (bytes, 0)
}

#[cfg(test)]
mod tests {
    use crate::harness::{check, check_all};

    #[test]
    fn works() {
        check_all("printf 'ab\\n' | od -An -tx1", " 61 62 0a\n", 0);
        check_all("od -An -N4 -tx1 /dev/urandom | tr -d ' \\n' | wc -c", "8\n", 0);
        check("ash", "printf ab | xxd -p", "6162\n", 0);
    }
}
