//! Bytes to fewer bytes and back: an arithmetic coder over [`Model`]. Part of the frozen link format.

use super::model::Model;

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

/// Unpacks `length` bytes.
pub(super) fn unpack(known: &[&[u8]], packed: &[u8], length: usize) -> Vec<u8> {
    let mut model = trained(known);
    let (mut low, mut high) = (0u32, u32::MAX);
    let mut rest = packed.iter().copied();
    let mut next = || u32::from(rest.next().unwrap_or(0));
    let mut value = (0..4).fold(0, |value, _| value << 8 | next());
    let mut text = Vec::new();
    for _ in 0..length {
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
                (low, high, value) = (low << 8, high << 8 | 255, value << 8 | next());
            }
        }
        text.push(byte);
    }
    text
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
