//! Bytes to fewer bytes and back: an arithmetic coder over [`Model`]. Part of the frozen link format.

use super::model::Model;

/// The reader looks so many bytes ahead of what it needs.
const AHEAD: usize = 3;

/// Packs `text` after the `known` texts.
pub(super) fn pack(known: &[&[u8]], text: &[u8]) -> Vec<u8> {
    let mut model = trained(known);
    let (mut low, mut high) = (0u32, u32::MAX);
    let mut packed = Vec::new();
    for &byte in text {
        for shift in (0..8).rev() {
            let bit = byte >> shift & 1 == 1;
            let middle = split(low, high, model.probability());
            if bit {
                high = middle;
            } else {
                low = middle + 1;
            }
            model.update(bit);
            while (low ^ high) >> 24 == 0 {
                packed.push((high >> 24) as u8);
                (low, high) = (low << 8, high << 8 | 255);
            }
        }
    }
    // As few bytes as still name a number between the two.
    packed.push((high >> 24) as u8);
    if u32::from((high >> 24) as u8) << 24 < low {
        packed.push((high >> 16) as u8);
    }
    packed
}

/// What was unpacked.
pub(super) struct Unpacked {
    /// The bytes, as many as were asked for unless the packed ones ended before.
    pub bytes: Vec<u8>,
    /// So many of them hardly depend on what follows the packed bytes.
    pub sure: usize,
    /// Whether packed bytes are missing.
    pub is_cut: bool,
}

/// Unpacks `length` bytes. What is packed whole never needs more than [`AHEAD`] bytes behind its end.
pub(super) fn unpack(known: &[&[u8]], packed: &[u8], length: usize) -> Unpacked {
    let mut model = trained(known);
    let (mut low, mut high) = (0u32, u32::MAX);
    let (mut at, mut sure) = (0, None);
    let next = |at: &mut usize| {
        *at += 1;
        u32::from(packed.get(*at - 1).copied().unwrap_or(0))
    };
    let mut value = (0..4).fold(0, |value, _| value << 8 | next(&mut at));
    let mut text = Vec::new();
    while text.len() < length {
        if at > packed.len() + AHEAD - 2 && sure.is_none() {
            sure = Some(text.len());
        }
        if at > packed.len() + AHEAD {
            break;
        }
        let mut byte = 0u8;
        for _ in 0..8 {
            let middle = split(low, high, model.probability());
            let bit = value <= middle;
            if bit {
                high = middle;
            } else {
                low = middle + 1;
            }
            model.update(bit);
            byte = byte << 1 | u8::from(bit);
            while (low ^ high) >> 24 == 0 {
                (low, high, value) = (low << 8, high << 8 | 255, value << 8 | next(&mut at));
            }
        }
        text.push(byte);
    }
    Unpacked {
        sure: sure.unwrap_or(text.len()),
        is_cut: at > packed.len() + AHEAD,
        bytes: text,
    }
}

fn trained(known: &[&[u8]]) -> Model {
    let mut model = Model::new();
    for text in known {
        model.train(text);
    }
    model
}

fn split(low: u32, high: u32, probability: u32) -> u32 {
    let range = u64::from(high - low);
    low + u32::try_from((range * u64::from(probability)) >> 12).unwrap_or(0)
}
