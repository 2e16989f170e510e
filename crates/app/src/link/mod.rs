//! Links: everything that a page shows, in the hash of its address.
//!
//! `v1=` and base64url of: packed payload. The payload is a line of fields (`version=35&cursor=8100`,
//! defaults left out) and the text, behind their lengths and a checksum; packing knows typical manifests and, when the text began
//! as an example, that example. Reading never fails: of a damaged link the readable part is kept. Who has no codec
//! writes the plain form (`plain`).
//!
//! Links out there stay readable: `tests/links` holds some that must open for ever.

mod base64;
mod coder;
mod dictionary;
mod fields;
mod model;
mod plain;

use api::KubernetesVersion;

use crate::conditions::Conditions;
use crate::gallery;
use crate::session::{Pane, Sheet, Tab};
use crate::story::Origin;
use crate::text::Micros;

/// What the hash begins with.
const PREFIX: &str = "v1=";
/// Longer texts get no link, in bytes: packing would hold up the page, and no program takes such an address.
pub const LONGEST: usize = 100_000;
/// Longer texts are refused by the reader of a link.
const TEXT_MAX: usize = 1_000_000;
/// Added to the length of an example's id (they are shorter): three bytes of checksum follow. The first links had one,
/// and every 256th damage went unnoticed.
const LONG_CHECK: usize = 64;
/// The fields of a link never take more.
const FIELDS_MAX: usize = 60_000;
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
    /// The part of the time that is shown, when it is not all; to the millisecond.
    pub range: Option<(Micros, Micros)>,
    /// Whether long silences keep their length.
    pub true_scale: bool,
    /// What stands in the editor's place.
    pub sheet: Sheet,
    /// The part of the page that a phone shows.
    pub tab: Tab,
    /// The variants whose manifests are compared, when they were chosen.
    pub compared: Option<(String, String)>,
}

/// What a link carries beside the text, as drafts keep it.
pub(crate) fn write_fields(shared: &Shared) -> String {
    fields::write(shared)
}

/// Takes over what [`write_fields`] wrote.
pub(crate) fn read_fields(shared: &mut Shared, fields: &str) {
    fields::read(shared, fields);
}

/// The hash (without `#`) of a state.
pub fn encode(shared: &Shared) -> String {
    let fields = fields::write(shared);
    let example = shared
        .example
        .as_deref()
        .filter(|id| gallery::text(id).is_some() && !shared.text.is_empty())
        .unwrap_or_default();
    let known = gallery::text(example);
    // The text of an untouched example is left out.
    let text = if known == Some(&*shared.text) {
        ""
    } else {
        &shared.text
    };
    let payload = [example.as_bytes(), fields.as_bytes(), text.as_bytes()];
    let mut bytes = Vec::new();
    push_number(&mut bytes, example.len() | LONG_CHECK);
    push_number(&mut bytes, fields.len());
    push_number(&mut bytes, text.len());
    bytes.extend(&checksum(&payload)[..3]);
    bytes.extend(example.as_bytes());
    bytes.extend(coder::pack(
        &known_texts(known),
        &[fields.as_bytes(), text.as_bytes()].concat(),
    ));
    format!("{PREFIX}{}", base64::encode(&bytes))
}

/// The state of a hash, and what is wrong with it, in a sentence. One of the two there always is.
pub fn decode(hash: &str) -> (Option<Shared>, Option<String>) {
    let hash = hash.trim_start_matches('#');
    if plain::is_plain(hash) {
        return plain::read(hash);
    }
    let hash = without_escapes(hash);
    let Some(packed) = hash.strip_prefix(PREFIX) else {
        return (None, Some(UNKNOWN.to_owned()));
    };
    match read(&base64::decode(packed)) {
        Some((shared, true)) => (Some(shared), None),
        Some((shared, false)) => (
            Some(shared).filter(|shared| !shared.text.is_empty()),
            Some(DAMAGED.to_owned()),
        ),
        None => (None, Some(DAMAGED.to_owned())),
    }
}

/// Some programs write `=`, `-` and `_` of an address as `%3D`, `%2D` and `%5F`.
fn without_escapes(hash: &str) -> String {
    let plain =
        |text: String, (code, c): (&str, &str)| text.replace(code, c).replace(&code.to_ascii_lowercase(), c);
    [("%3D", "="), ("%2D", "-"), ("%5F", "_")]
        .into_iter()
        .fold(hash.to_owned(), plain)
}

/// The state, and whether it is whole.
fn read(mut bytes: &[u8]) -> Option<(Shared, bool)> {
    let mut number = || pop_number(&mut bytes);
    let (id_len, fields_len, text_len) = (number()?, number()?, number()?);
    let checked = if id_len & LONG_CHECK == 0 { 1 } else { 3 };
    let id_len = id_len & !LONG_CHECK;
    if fields_len.checked_add(text_len)? > TEXT_MAX || fields_len > FIELDS_MAX {
        return None;
    }
    let (sum, bytes) = bytes.split_at_checked(checked)?;
    let (id, packed) = bytes.split_at_checked(id_len)?;
    let example = std::str::from_utf8(id)
        .ok()
        .filter(|id| !id.is_empty())
        .map(str::to_owned);
    let known = example.as_deref().and_then(gallery::text);
    let unpacked = coder::unpack(&known_texts(known), packed, fields_len + text_len);
    // Nothing at all was not shared by the first links.
    let is_known = known.is_some() || (example.is_none() && (checked > 1 || text_len > 0));
    let (fields, text) = unpacked.bytes.split_at_checked(fields_len)?;
    let is_same = checksum(&[id, fields, text])[..checked] == *sum;
    let whole = is_known && is_same && !unpacked.is_cut;
    let sure = if whole {
        text.len()
    } else {
        unpacked.sure.checked_sub(fields_len)?
    };
    let mut shared = Shared {
        text: readable(&text[..sure], whole),
        ..Shared::default()
    };
    // What stands before the end of a link that was cut is as it was.
    if whole || unpacked.is_cut {
        fields::read(&mut shared, &String::from_utf8_lossy(fields));
    }
    if shared.text.is_empty() && text_len == 0 {
        known.unwrap_or_default().clone_into(&mut shared.text);
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

/// Tells a damaged payload: a rotating sum, highest byte first.
fn checksum(parts: &[&[u8]]) -> [u8; 4] {
    let bytes = parts.iter().flat_map(|part| part.iter());
    let sum = bytes.fold(17u32, |sum, &byte| {
        (sum.rotate_left(5) ^ u32::from(byte)).wrapping_mul(0x9E37_79B1)
    });
    sum.to_be_bytes()
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
        conditions.set_epoch(1_795_255_378_500);
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
            range: Some((-1_000, 8_000_000)),
            true_scale: true,
            sheet: Sheet::Diff,
            tab: Tab::Yaml,
            compared: Some(("without".into(), "native".into())),
        });
    }

    #[test]
    fn an_example_needs_only_its_name_and_the_difference() {
        let first = gallery::text(gallery::FIRST).unwrap();
        let of_first = |text: &str| Shared {
            example: Some(gallery::FIRST.to_owned()),
            ..shared(text)
        };
        let length = check(&of_first(first));
        assert!(length < 35, "{length}");
        let length = check(&of_first(&first.replace("8081", "9090")));
        assert!(length < 80, "{length}");
    }

    #[test]
    fn an_empty_text_is_not_that_of_an_example() {
        check(&shared(""));
        let (opened, problem) = decode(&encode(&Shared {
            example: Some(gallery::FIRST.to_owned()),
            ..shared("")
        }));
        assert_eq!((opened, problem), (Some(shared("")), None));
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
            "#v1=%",
            "#v1%3D",
            "#%00",
        ] {
            let (_, problem) = decode(hash);
            assert!(problem.is_some(), "{hash}");
        }
    }

    #[test]
    fn escaped_characters_and_what_follows_a_link_do_no_harm() {
        let state = shared("kind: Pod\nmetadata:\n  name: quuxes-and-bazzes\n");
        let hash = encode(&state);
        assert!(hash.contains(['-', '_']), "{hash}");
        let escaped = hash.replace('=', "%3d").replace('-', "%2D").replace('_', "%5F");
        for hash in [escaped, format!("{hash}."), format!("#{hash}%20is%20nice")] {
            assert_eq!(decode(&hash), (Some(state.clone()), None), "{hash}");
        }
    }

    /// A text that nothing can guess.
    fn noise(lines: usize) -> String {
        let lines = (1..=lines).map(|n| format!("k{}: {}\n", n * 7919 % 1000, n * 104_729 % 99_991));
        lines.collect()
    }

    #[test]
    fn a_link_that_was_cut_shows_what_it_still_holds() {
        let state = Shared {
            cursor: Some(4_000_000),
            ..shared(&noise(20))
        };
        let hash = encode(&state);
        let mut before = 0;
        for end in (PREFIX.len()..hash.len() - 1).step_by(7) {
            let (opened, problem) = decode(&hash[..end]);
            assert_eq!(problem.as_deref(), Some(DAMAGED));
            let Some(opened) = opened else {
                assert!(end < 40, "nothing is left of {end} characters");
                continue;
            };
            let same = opened.text.bytes().zip(state.text.bytes());
            let same = same.take_while(|(a, b)| a == b).count();
            // The last characters may be guesses.
            assert!(opened.text.len() <= same + 4, "{:?} of {end}", opened.text);
            assert!(same >= before, "{end}");
            // Of the last characters nobody can say whether they are missing or wrong.
            let is_cut = end + 6 < hash.len();
            assert!(opened.cursor == state.cursor || !is_cut, "{end}");
            before = same;
        }
        assert!(before > state.text.len() * 8 / 10, "{before}");
    }

    #[test]
    fn a_wrong_character_is_noticed() {
        let hash = encode(&shared(&noise(6)));
        for at in (PREFIX.len()..hash.len()).step_by(17) {
            for other in ['A', '!'] {
                let mut changed = hash.clone();
                changed.replace_range(at..=at, &other.to_string());
                let (opened, problem) = decode(&changed);
                let same = opened.is_some_and(|opened| opened.text == noise(6));
                // The last characters carry some bits that do not count.
                assert!(problem.is_some() || same, "{changed}");
            }
        }
    }
}
