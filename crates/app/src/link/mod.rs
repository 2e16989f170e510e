//! Links: everything that a page shows, in the hash of its address.
//!
//! `v1=` and base64url of: packed payload. The payload is a line of fields (`version=35&cursor=8100`,
//! defaults left out), the text, and a checksum; packing knows typical manifests and, when the text began
//! as an example, that example. Reading never fails: of a damaged link the readable part is kept.

mod base64;
mod coder;
mod dictionary;
mod fields;
mod model;

use api::KubernetesVersion;

use crate::conditions::Conditions;
use crate::gallery;
use crate::session::Pane;
use crate::story::Origin;
use crate::text::Micros;

/// What the hash begins with.
const PREFIX: &str = "v1=";
/// Longer texts are refused by the reader of a link.
const TEXT_MAX: usize = 1_000_000;
/// The fields of a link never take more.
const FIELDS_MAX: usize = 4_000;
/// A link that is damaged, in a sentence.
const DAMAGED: &str =
    "This link is damaged: a part of it is missing or changed. What could be read of its text is shown.";
/// A link of a newer version, in a sentence.
const UNKNOWN: &str = "This link was not made by this version of the playground, so it could not be opened.";

/// What a link carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// The manifest.
    pub text: String,
    /// The example that the text began as.
    pub example: Option<String>,
    /// The cluster's version.
    pub version: KubernetesVersion,
    /// The variants on the chart, when they were chosen.
    pub variants: Option<Vec<String>>,
    /// The cursor on chart time, when it is not at the end; to the millisecond.
    pub cursor: Option<Micros>,
    /// The chosen pane.
    pub pane: Pane,
    /// The container that was said to be the sidecar.
    pub sidecar: Option<String>,
    /// The command that the kubectl pane answers, when it is not the watch.
    pub command: Option<String>,
    /// Where the time axis has its zero.
    pub origin: Origin,
    /// What is simulated besides the manifest.
    pub conditions: Conditions,
}

/// The hash (without `#`) of a state; empty for the first example as it is.
pub fn encode(shared: &Shared) -> String {
    let fields = fields::write(shared);
    let example = shared
        .example
        .as_deref()
        .filter(|id| gallery::text(id).is_some())
        .unwrap_or_default();
    let known = gallery::text(example);
    if fields.is_empty() && example == gallery::FIRST && known == Some(&*shared.text) {
        return String::new();
    }
    // The text of an untouched example is left out; an empty text of one's own cannot be meant by that.
    let text = if known == Some(&*shared.text) {
        ""
    } else {
        &shared.text
    };
    let payload = [example.as_bytes(), fields.as_bytes(), text.as_bytes()];
    let mut bytes = Vec::new();
    for part in payload {
        push_number(&mut bytes, part.len());
    }
    bytes.push(checksum(&payload));
    bytes.extend(example.as_bytes());
    bytes.extend(coder::pack(
        &known_texts(known),
        &[fields.as_bytes(), text.as_bytes()].concat(),
    ));
    format!("{PREFIX}{}", base64::encode(&bytes))
}

/// The state of a hash, and what is wrong with it, in a sentence.
pub fn decode(hash: &str) -> (Option<Shared>, Option<String>) {
    let Some(packed) = hash.trim_start_matches('#').strip_prefix(PREFIX) else {
        return (None, Some(UNKNOWN.to_owned()));
    };
    let shared = read(&base64::decode(packed));
    match shared {
        Some((shared, true)) => (Some(shared), None),
        Some((shared, false)) => (
            Some(shared).filter(|shared| !shared.text.is_empty()),
            Some(DAMAGED.to_owned()),
        ),
        None => (None, Some(DAMAGED.to_owned())),
    }
}

/// The state, and whether it is whole.
fn read(mut bytes: &[u8]) -> Option<(Shared, bool)> {
    let mut number = || pop_number(&mut bytes);
    let (id_len, fields_len, text_len) = (number()?, number()?, number()?);
    if fields_len.checked_add(text_len)? > TEXT_MAX || fields_len > FIELDS_MAX {
        return None;
    }
    let (&sum, bytes) = bytes.split_first()?;
    let (id, packed) = bytes.split_at_checked(id_len)?;
    let example = std::str::from_utf8(id)
        .ok()
        .filter(|id| !id.is_empty())
        .map(str::to_owned);
    let known = example.as_deref().and_then(gallery::text);
    let payload = coder::unpack(&known_texts(known), packed, fields_len + text_len);
    let (fields, text) = payload.split_at_checked(fields_len)?;
    let whole = checksum(&[id, fields, text]) == sum && (example.is_none() || known.is_some());
    let mut shared = Shared {
        text: readable(text, whole),
        ..Shared::default()
    };
    if whole {
        fields::read(&mut shared, std::str::from_utf8(fields).unwrap_or_default());
    }
    if shared.text.is_empty() {
        known?.clone_into(&mut shared.text);
    }
    shared.example = example.filter(|_| known.is_some());
    Some((shared, whole))
}

/// The text; of a damaged one what stands before the first character that no manifest has.
fn readable(bytes: &[u8], whole: bool) -> String {
    let text = String::from_utf8_lossy(bytes);
    if whole {
        return text.into_owned();
    }
    text.chars()
        .take_while(|&c| c == '\n' || c == '\t' || (c >= ' ' && c != char::REPLACEMENT_CHARACTER))
        .collect()
}

fn known_texts(example: Option<&str>) -> Vec<&[u8]> {
    let mut known: Vec<&[u8]> = vec![dictionary::DICTIONARY.as_bytes()];
    known.extend(example.map(str::as_bytes));
    known
}

/// A number in groups of seven bits, lowest first.
fn push_number(bytes: &mut Vec<u8>, mut number: usize) {
    while number >= 128 {
        bytes.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn pop_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in [0, 7, 14, 21] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 127) << shift;
        if byte < 128 {
            return Some(number);
        }
    }
    None
}

/// One byte that tells a damaged payload: a rotating sum.
fn checksum(parts: &[&[u8]]) -> u8 {
    let bytes = parts.iter().flat_map(|part| part.iter());
    let sum = bytes.fold(17u32, |sum, &byte| {
        (sum.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x9E37_79B1)
    });
    (sum >> 24) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(text: &str) -> Shared {
        Shared {
            text: text.to_owned(),
            ..Shared::default()
        }
    }

    #[track_caller]
    fn check(shared: &Shared) -> usize {
        let hash = encode(shared);
        assert_eq!(decode(&hash), (Some(shared.clone()), None), "{hash}");
        hash.len()
    }

    #[test]
    fn a_state_survives_its_link() {
        check(&shared("a: 1\n"));
        check(&shared("ä: \"😀\"\r\n\u{0}"));
        check(&shared(&"- x: 1\n".repeat(3_000)));
        let mut conditions = Conditions {
            length: 3_600,
            seed: 7,
            jitter: true,
            ..Conditions::default()
        };
        conditions.set_pull("registry:5000/a&b", 1_500);
        conditions.add(8_100_000, "kubectl set image pod/x app=nginx:1%26");
        check(&Shared {
            text: "kind: Pod\n".into(),
            version: KubernetesVersion::from_minor(29).unwrap(),
            variants: Some(vec!["without".into(), "native".into()]),
            cursor: Some(8_100_000),
            pane: Pane::Events,
            sidecar: Some("a&b=c".into()),
            example: None,
            command: Some("kubectl get pods -o wide".into()),
            origin: Origin::Started,
            conditions,
        });
    }

    #[test]
    fn an_example_needs_only_its_name_and_the_difference() {
        let first = gallery::text(gallery::FIRST).unwrap();
        let example = Some(gallery::FIRST.to_owned());
        assert_eq!(
            encode(&Shared {
                example: example.clone(),
                ..shared(first)
            }),
            ""
        );
        let changed = Shared {
            example,
            ..shared(&first.replace("8081", "9090"))
        };
        let length = check(&changed);
        assert!(length < 80, "{length}");
    }

    #[test]
    fn manifests_become_short() {
        let text = gallery::text(gallery::FIRST).unwrap();
        let length = check(&shared(text));
        assert!(length * 4 < text.len(), "{length} of {}", text.len());
    }

    #[test]
    fn any_hash_can_be_opened() {
        for hash in [
            "",
            "#",
            "#v1=",
            "#v1=!",
            "#v2=AAAA",
            "#v1=____________",
            "#v1=AAAAAAAA",
        ] {
            let (_, problem) = decode(hash);
            assert!(problem.is_some(), "{hash}");
        }
        let good = encode(&shared(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a-name-nobody-guesses\n",
        ));
        let (cut, problem) = decode(&good[..good.len() - 8]);
        assert_eq!(problem.as_deref(), Some(DAMAGED));
        assert!(cut.unwrap().text.starts_with("apiVersion: v1\nkind: Pod\n"));
    }
}
