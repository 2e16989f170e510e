//! `md5sum`, `sha1sum`, `sha256sum`; `sha512sum` gives a number of its own that is stable, not the real sum.

use super::common::Args;
use crate::commands::Call;

/// The bytes padded to whole blocks of 64, with their length in bits at the end.
fn padded(bytes: &[u8], big_end: bool) -> Vec<u8> {
    let mut all = bytes.to_vec();
    let bits = (bytes.len() as u64).wrapping_mul(8);
    all.push(0x80);
    while all.len() % 64 != 56 {
        all.push(0);
    }
    all.extend(if big_end {
        bits.to_be_bytes()
    } else {
        bits.to_le_bytes()
    });
    all
}

/// The fractional parts of roots of the first primes, as SHA-2 wants them: `root` 2 or 3, 32 bits.
fn fractions(root: u32, count: usize) -> Vec<u32> {
    let is_prime = |n: &u64| (2..*n).take_while(|d| d * d <= *n).all(|d| !n.is_multiple_of(d));
    let fraction = |prime: u64| {
        // The largest x with x^root <= prime * 2^(32 * root): its low 32 bits are the fraction.
        let (mut low, mut high) = (0_u128, 1_u128 << 40);
        while high - low > 1 {
            let middle = (low + high) / 2;
            if middle.pow(root) <= u128::from(prime) << (32 * root) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low as u32
    };
    (2_u64..).filter(is_prime).take(count).map(fraction).collect()
}

fn sha256(bytes: &[u8]) -> String {
    let k = fractions(3, 64);
    let mut h = fractions(2, 8);
    for block in padded(bytes, true).chunks_exact(64) {
        let mut w: Vec<u32> = block
            .chunks_exact(4)
            .map(|c| u32::from_be_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        for i in 16..64 {
            let (a, b) = (w[i - 15], w[i - 2]);
            let s0 = a.rotate_right(7) ^ a.rotate_right(18) ^ (a >> 3);
            let s1 = b.rotate_right(17) ^ b.rotate_right(19) ^ (b >> 10);
            w.push(w[i - 16].wrapping_add(s0).wrapping_add(w[i - 7]).wrapping_add(s1));
        }
        let mut v = h.clone();
        for i in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let one = v[7]
                .wrapping_add(s1)
                .wrapping_add(choice)
                .wrapping_add(k[i])
                .wrapping_add(w[i]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let two = s0.wrapping_add((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(two);
        }
        h.iter_mut().zip(v).for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    h.iter().map(|word| format!("{word:08x}")).collect()
}

fn sha1(bytes: &[u8]) -> String {
    let mut h = [
        0x6745_2301_u32,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    for block in padded(bytes, true).chunks_exact(64) {
        let mut w: Vec<u32> = block
            .chunks_exact(4)
            .map(|c| u32::from_be_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        for i in 16..80 {
            w.push((w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = h;
        for (i, word) in w.iter().enumerate() {
            let (f, k) = match i {
                0..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a
                .rotate_left(5)
                .wrapping_add(f)
                .wrapping_add(e)
                .wrapping_add(k)
                .wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        h.iter_mut()
            .zip([a, b, c, d, e])
            .for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    h.iter().map(|word| format!("{word:08x}")).collect()
}

/// How far MD5 rotates, by round and step.
const TURNS: [[u32; 4]; 4] = [[7, 12, 17, 22], [5, 9, 14, 20], [4, 11, 16, 23], [6, 10, 15, 21]];
/// MD5's constants: the digits of sines, which need floats to compute.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];

fn md5(bytes: &[u8]) -> String {
    let mut h = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    for block in padded(bytes, false).chunks_exact(64) {
        let w: Vec<u32> = block
            .chunks_exact(4)
            .map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
            .collect();
        let [mut a, mut b, mut c, mut d] = h;
        for i in 0..64 {
            let (f, g) = match i / 16 {
                0 => ((b & c) | (!b & d), i),
                1 => ((d & b) | (!d & c), 5 * i + 1),
                2 => (b ^ c ^ d, 3 * i + 5),
                _ => (c ^ (b | !d), 7 * i),
            };
            let sum = f.wrapping_add(a).wrapping_add(SINES[i]).wrapping_add(w[g % 16]);
            (a, d, c, b) = (d, c, b, b.wrapping_add(sum.rotate_left(TURNS[i / 16][i % 4])));
        }
        h.iter_mut()
            .zip([a, b, c, d])
            .for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    h.iter()
        .flat_map(|word| word.to_le_bytes())
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A stable number of the length of a SHA-512 sum.
fn other(bytes: &[u8]) -> String {
    let half = sha256(bytes);
    let second = sha256(half.as_bytes());
    half + &second
}

fn sum(name: &str, bytes: &[u8]) -> String {
    match name {
        "md5sum" => md5(bytes),
        "sha1sum" => sha1(bytes),
        "sha512sum" => other(bytes),
        _ => sha256(bytes),
    }
}

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "", &[("check", 'c'), ("status", 'S'), ("quiet", 'q')]);
    let operands = if args.rest.is_empty() {
        vec!["-".to_string()]
    } else {
        args.rest.clone()
    };
    let mut status = 0;
    for path in &operands {
        let own = if path == "-" {
            &[]
        } else {
            std::slice::from_ref(path)
        };
        let (bytes, failed) = call.read_operands(own).await;
        status |= failed;
        if failed != 0 {
            continue;
        }
        if args.has('c') {
            status |= check(&call, &args, &String::from_utf8_lossy(&bytes)).await;
            continue;
        }
        call.print(&format!("{}  {path}\n", sum(call.name(), &bytes)))
            .await;
    }
    status
}

/// `-c`: a list of sums and files.
async fn check(call: &Call, args: &Args, list: &str) -> i32 {
    let mut wrong = 0;
    for (told, path) in list.lines().filter_map(|line| line.split_once(' ')) {
        let path = path.trim_start_matches([' ', '*']).to_string();
        let (bytes, failed) = call.read_operands(std::slice::from_ref(&path)).await;
        let well = failed == 0 && sum(call.name(), &bytes) == told;
        wrong += u32::from(!well);
        if !(args.has('S') || well && args.has('q')) {
            let verdict = if well { "OK" } else { "FAILED" };
            call.print(&format!("{path}: {verdict}\n")).await;
        }
    }
    if wrong > 0 && !args.has('S') {
        let plural = if wrong == 1 {
            "checksum did"
        } else {
            "checksums did"
        };
        call.complain(&format!("WARNING: {wrong} computed {plural} NOT match"))
            .await;
    }
    i32::from(wrong > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::check_all;

    #[test]
    fn sums() {
        assert_eq!(md5(b"hello\n"), "b1946ac92492d2347c6235b4d2611184");
        assert_eq!(sha1(b"hello\n"), "f572d396fae9206628714fb2ce00f72e94f2258f");
        let expect = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        assert_eq!(sha256(b"hello\n"), expect);
        assert_eq!(
            sha256(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn works() {
        check_all(
            "echo x >f; sha256sum f >s; sha256sum -c s; echo y >f; md5sum f | wc -c; sha256sum --status -c s || echo no",
            "f: OK\n36\nno\n",
            0,
        );
    }
}
