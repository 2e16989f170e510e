//! The hash of a pod template that names ReplicaSets. Mirrors pkg/controller/controller_utils.go (ComputeHash)
//! and apimachinery/pkg/util/rand (SafeEncodeString), v1.36.2.

use api::core_v1::PodTemplateSpec;

/// The label with a template's hash.
pub(crate) const POD_TEMPLATE_HASH: &str = "pod-template-hash";

/// What stands for the digits 0 to 9.
const DIGITS: [char; 10] = ['4', '5', '6', '7', '8', '9', 'b', 'c', 'd', 'f'];

/// The hash of a template as names show it, 1 to 10 characters.
pub(crate) fn compute_hash(template: &PodTemplateSpec) -> String {
    let text = serde_json::to_string(template).unwrap_or_default();
    encode(fnv1a(text.as_bytes()))
}

fn encode(hash: u32) -> String {
    let digits = hash.to_string();
    digits
        .chars()
        .filter_map(|digit| Some(DIGITS[digit.to_digit(10)? as usize]))
        .collect()
}

fn fnv1a(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding() {
        assert_eq!(fnv1a(b""), 0x811c_9dc5);
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
        assert_eq!(encode(1_234_567_890), "56789bcdf4");
    }
}
