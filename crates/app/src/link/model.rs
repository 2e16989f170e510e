//! How likely the next bit is: a small context-mixing model, trained on typical manifests before it sees
//! the text. Integers only, so that every machine computes the same. Frozen for links of version 1: any
//! change here makes old links unreadable.

/// Bits of a context's table of probabilities.
const TABLE_BITS: u32 = 16;
/// Lengths of the contexts, in bytes; one more context is the word so far.
const ORDERS: [usize; 5] = [1, 2, 3, 4, 6];
/// Predictions mixed: the orders, the word, the line above, and the match.
const INPUTS: usize = ORDERS.len() + 3;
/// A match is looked up by this many bytes.
const MATCH_MIN: usize = 5;
/// Longer matches count as this long.
const MATCH_MAX: usize = 31;
/// A probability adapts at first by 2/3, at last by 1 in this many.
const COUNT_MAX: u16 = 127;
/// Probabilities are 16-bit: one half.
const HALF: u16 = 1 << 15;

/// The state after the bytes seen so far.
pub(super) struct Model {
    history: Vec<u8>,
    /// The bits of the byte that is under way, behind a leading 1.
    partial: u32,
    tables: Vec<Vec<(u16, u16)>>,
    contexts: [u32; INPUTS - 1],
    slots: [usize; INPUTS - 1],
    stretched: [i32; INPUTS],
    weights: Vec<[i32; INPUTS]>,
    weight_set: usize,
    matched: usize,
    length: usize,
    recent: Vec<u32>,
    match_counts: [(u16, u16); MATCH_MAX + 1],
    expected: Option<(usize, bool)>,
    probability: i32,
    /// The inverse of [`squash`] for each 12-bit probability.
    stretch: Vec<i32>,
}

impl Model {
    pub fn new() -> Model {
        let mut model = Model {
            history: Vec::new(),
            partial: 1,
            tables: vec![vec![(HALF, 0); 1 << TABLE_BITS]; INPUTS - 1],
            contexts: [0; INPUTS - 1],
            slots: [0; INPUTS - 1],
            stretched: [0; INPUTS],
            weights: vec![[1 << 14; INPUTS]; MATCH_MAX + 1],
            weight_set: 0,
            matched: 0,
            length: 0,
            recent: vec![0; 1 << TABLE_BITS],
            match_counts: [(HALF, 0); MATCH_MAX + 1],
            expected: None,
            probability: 2048,
            stretch: (0..4096).map(unsquash).collect(),
        };
        model.predict();
        model
    }

    /// Takes in a text that the reader knows too.
    pub fn train(&mut self, text: &[u8]) {
        for &byte in text {
            for shift in (0..8).rev() {
                self.update(byte >> shift & 1 == 1);
            }
        }
    }

    /// The probability that the next bit is 1, in 1..4096.
    pub fn probability(&self) -> u32 {
        self.probability.unsigned_abs()
    }

    /// Takes in the next bit.
    pub fn update(&mut self, bit: bool) {
        self.learn(bit);
        self.partial = self.partial << 1 | u32::from(bit);
        if self.partial >= 256 {
            self.end_byte();
        }
        self.predict();
    }

    fn learn(&mut self, bit: bool) {
        let error = ((i32::from(bit) << 12) - self.probability) * 10;
        let weights = &mut self.weights[self.weight_set];
        for (weight, input) in weights.iter_mut().zip(self.stretched) {
            *weight = (*weight + ((input * error + 0x8000) >> 16)).clamp(-(1 << 20), 1 << 20);
        }
        for (table, &slot) in self.tables.iter_mut().zip(&self.slots) {
            adapt(&mut table[slot], bit);
        }
        if let Some((length, expected)) = self.expected {
            adapt(&mut self.match_counts[length], bit == expected);
            if bit != expected {
                self.length = 0;
            }
        }
    }

    fn end_byte(&mut self) {
        let byte = u8::try_from(self.partial & 255).unwrap_or(0);
        self.partial = 1;
        self.history.push(byte);
        let seen = self.history.len();
        for (context, order) in self.contexts.iter_mut().zip(ORDERS) {
            let tail = &self.history[seen.saturating_sub(order)..];
            *context = tail
                .iter()
                .fold(order as u32, |hash, &byte| mix(hash, u32::from(byte)));
        }
        let word = self
            .history
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_alphanumeric())
            .take(24);
        self.contexts[ORDERS.len()] = word.fold(77, |hash, &byte| mix(hash, u32::from(byte)));
        self.contexts[ORDERS.len() + 1] = self.line_context();
        self.find_match(byte);
    }

    /// The indent of the line, its column and the first letter of its key: what YAML repeats.
    fn line_context(&self) -> u32 {
        let line: Vec<u8> = self
            .history
            .iter()
            .rev()
            .take_while(|&&byte| byte != b'\n')
            .copied()
            .take(64)
            .collect();
        let indent = line
            .iter()
            .rev()
            .take_while(|&&byte| byte == b' ' || byte == b'-')
            .count();
        let first = line.iter().rev().nth(indent).copied().unwrap_or(0);
        let last = line.first().copied().unwrap_or(b'\n');
        mix(mix(mix(99, indent as u32), u32::from(first)), u32::from(last))
    }

    fn find_match(&mut self, byte: u8) {
        if self.length > 0 && self.history.get(self.matched) == Some(&byte) {
            (self.matched, self.length) = (self.matched + 1, (self.length + 1).min(MATCH_MAX));
        } else {
            self.length = 0;
        }
        let seen = self.history.len();
        if seen < MATCH_MIN {
            return;
        }
        let tail = self.history[seen - MATCH_MIN..]
            .iter()
            .fold(7, |hash, &byte| mix(hash, u32::from(byte)));
        let recent = &mut self.recent[slot(tail)];
        if self.length == 0 && *recent > 0 {
            let at = *recent as usize;
            let same = self.history[..at]
                .iter()
                .rev()
                .zip(self.history.iter().rev())
                .take(MATCH_MAX)
                .take_while(|(a, b)| a == b);
            (self.matched, self.length) = (at, same.count());
        }
        *recent = seen as u32;
    }

    fn predict(&mut self) {
        for at in 0..INPUTS - 1 {
            self.slots[at] = slot(mix(mix(self.contexts[at], self.partial), at as u32));
            self.stretched[at] = self.stretch[usize::from(self.tables[at][self.slots[at]].0 >> 4)];
        }
        self.expected = self.expected_bit();
        self.stretched[INPUTS - 1] = self.expected.map_or(0, |(length, bit)| {
            let strength = self.stretch[usize::from(self.match_counts[length].0 >> 4)];
            if bit { strength } else { -strength }
        });
        self.weight_set = self.expected.map_or(0, |(length, _)| length);
        let weights = &self.weights[self.weight_set];
        let sum: i64 = weights
            .iter()
            .zip(self.stretched)
            .map(|(&weight, input)| i64::from(weight) * i64::from(input))
            .sum();
        self.probability = squash(i32::try_from(sum >> 16).unwrap_or(0)).clamp(1, 4095);
    }

    /// The length of the match and the bit that it leads to expect.
    fn expected_bit(&self) -> Option<(usize, bool)> {
        let next = u32::from(*self.history.get(self.matched)?) | 256;
        let done = 31 - self.partial.leading_zeros();
        let fits = self.length > 0 && next >> (8 - done) == self.partial;
        fits.then(|| (self.length, next >> (7 - done) & 1 == 1))
    }
}

/// Moves a probability towards what was seen, fast at first.
fn adapt((probability, count): &mut (u16, u16), bit: bool) {
    let target = if bit { 65_535 } else { 0 };
    let step = (target - i32::from(*probability)) * 2 / (2 * i32::from(*count) + 3);
    *probability = u16::try_from(i32::from(*probability) + step).unwrap_or(HALF);
    *count = (*count + 1).min(COUNT_MAX);
}

fn mix(hash: u32, value: u32) -> u32 {
    (hash ^ value.wrapping_mul(0x9E37_79B1))
        .wrapping_mul(0x85EB_CA6B)
        .rotate_left(13)
}

fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0xC2B2_AE35) >> (32 - TABLE_BITS)) as usize
}

/// The logistic function: -2047..2047 to 0..4095, by a table with steps of 128.
fn squash(input: i32) -> i32 {
    const TABLE: [i32; 33] = [
        1, 2, 3, 6, 10, 16, 27, 45, 73, 120, 194, 310, 488, 747, 1101, 1546, 2047, 2549, 2994, 3348, 3607,
        3785, 3901, 3975, 4022, 4050, 4068, 4079, 4085, 4089, 4092, 4093, 4094,
    ];
    let input = input.clamp(-2047, 2047);
    let (weight, at) = (input & 127, ((input >> 7) + 16).unsigned_abs() as usize);
    (TABLE[at] * (128 - weight) + TABLE[at + 1] * weight + 64) >> 7
}

/// The inverse of [`squash`], by search, for a 12-bit probability.
fn unsquash(wanted: i32) -> i32 {
    let (mut low, mut high) = (-2047_i32, 2047_i32);
    while low < high {
        let middle = (low + high).div_euclid(2);
        if squash(middle) < wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
