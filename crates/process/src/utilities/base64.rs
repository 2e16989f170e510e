//! `base64`: bytes as letters and back.

use super::common::Args;
use crate::commands::Call;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = ALPHABET[(n >> (18 - 6 * i) & 63) as usize];
            out.push(if i > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut n, mut bits) = (0u32, 0);
    for c in text.bytes().filter(|c| !c.is_ascii_whitespace()) {
        if c == b'=' {
            break;
        }
        n = n << 6 | ALPHABET.iter().position(|a| *a == c)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((n >> bits) as u8);
            n &= (1 << bits) - 1;
        }
    }
    Some(out)
}

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "w", &[("decode", 'd'), ("wrap", 'w')]);
    let (bytes, status) = call.read_operands(&args.rest).await;
    if args.has('d') || args.has('D') {
        return match decode(&String::from_utf8_lossy(&bytes)) {
            Some(decoded) => {
                let _ = call.proc.write(1, &decoded).await;
                status
            }
            None => {
                call.complain("invalid input").await;
                1
            }
        };
    }
    let wrap = args.value('w').and_then(|w| w.parse().ok()).unwrap_or(76usize);
    let encoded = encode(&bytes);
    if wrap == 0 {
        call.print(&encoded).await;
        return status;
    }
    let lines: Vec<String> = encoded
        .as_bytes()
        .chunks(wrap)
        .map(|c| String::from_utf8_lossy(c).into_owned() + "\n")
        .collect();
    call.print(&lines.concat()).await;
    status
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "printf hello | base64; echo aGVsbG8= | base64 -d; printf ab | base64",
            "aGVsbG8=\nhelloYWI=\n",
            0,
        );
    }
}
