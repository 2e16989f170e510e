//! Seeded numbers, names and UIDs (SplitMix64: eight lines, the same on every machine and in every version).

use std::time::Duration;

use crate::digits::push_hex;

/// A seeded generator.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

/// Characters of generated names: no vowels, no look-alikes (apimachinery/pkg/util/rand).
const NAME_CHARACTERS: &[u8] = b"bcdfghjklmnpqrstvwxz2456789";

impl Random {
    /// A generator that always yields the same numbers for the same seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound` (0 for a bound of 0).
    pub fn below(&mut self, bound: u64) -> u64 {
        // The bias of the remainder is below 2^-40 for every bound used here.
        if bound == 0 { 0 } else { self.next() % bound }
    }

    /// A duration in `[low, high)`, in whole microseconds.
    pub fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let width = high.saturating_sub(low).as_micros();
        low + Duration::from_micros(self.below(u64::try_from(width).unwrap_or(u64::MAX)))
    }

    /// The five characters that the API server appends to `generateName`.
    pub fn suffix(&mut self) -> String {
        let mut suffix = String::with_capacity(5);
        for _ in 0..5 {
            let character = NAME_CHARACTERS[self.below(NAME_CHARACTERS.len() as u64) as usize];
            suffix.push(char::from(character));
        }
        suffix
    }

    /// A version 4 UUID.
    pub fn uid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        let mut uid = String::with_capacity(36);
        push_hex(&mut uid, a >> 32, 8);
        for part in [a >> 16, 0x4000 | a & 0xfff, 0x8000 | (b >> 48) & 0x3fff] {
            uid.push('-');
            push_hex(&mut uid, part, 4);
        }
        uid.push('-');
        push_hex(&mut uid, b, 12);
        uid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_yields_the_same() {
        let (mut a, mut b) = (Random::new(7), Random::new(7));
        assert_eq!(a.suffix(), b.suffix());
        let uid = a.uid();
        assert_eq!(uid.len(), 36, "{uid}");
        let (low, high) = (Duration::from_secs(1), Duration::from_secs(2));
        assert!(
            (0..100)
                .map(|_| a.between(low, high))
                .all(|x| x >= low && x < high)
        );
        assert_eq!(a.between(low, low), low);
    }
}
