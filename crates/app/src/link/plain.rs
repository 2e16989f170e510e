//! The plain form of a link, written by hand or by `embed.js`, which have no codec:
//! `#text=…&variants=without,native&cursor=8100`. Every value is percent-encoded UTF-8 (`encodeURIComponent`); the
//! fields are those of a packed link, `example` stands for the text of an example, with its actions unless there are
//! others (`act=`). Pages read it and never write it.

use super::{DAMAGED, Shared, TEXT_MAX, fields, gallery};

/// A text that is longer than a link may carry, in a sentence.
const LONG: &str = "The manifest in this link is too long, so it could not be opened.";

/// Whether a hash (without `#`) has this form.
pub(super) fn is_plain(hash: &str) -> bool {
    let mut names = hash.split('&').filter_map(|field| field.split_once('='));
    names.any(|(name, _)| name == "text" || name == "example")
}

/// The state, and what is wrong with the link.
pub(super) fn read(hash: &str) -> (Option<Shared>, Option<String>) {
    let mut shared = Shared::default();
    let (mut text, mut whole, mut acts) = (None, true, false);
    for (name, value) in hash.split('&').filter_map(|field| field.split_once('=')) {
        let Some(value) = decode(value) else {
            whole = false;
            continue;
        };
        match name {
            "text" if value.len() > TEXT_MAX => return (None, Some(LONG.to_owned())),
            "text" => text = Some(value),
            "example" => shared.example = Some(value).filter(|id| gallery::text(id).is_some()),
            _ => {
                acts |= name == "act";
                fields::read(&mut shared, &format!("{name}={}", fields::escaped(&value)));
            }
        }
    }
    let example = shared.example.as_deref().and_then(gallery::example);
    match (text, example) {
        (Some(text), _) => shared.text = text,
        (None, Some(example)) => {
            example.text.clone_into(&mut shared.text);
            if !acts {
                example.act(&mut shared.conditions);
            }
        }
        (None, None) => return (None, Some(DAMAGED.to_owned())),
    }
    (Some(shared), (!whole).then(|| DAMAGED.to_owned()))
}

/// The text behind percent signs; `None` when it is not UTF-8. A percent sign that begins no byte stands for itself.
fn decode(value: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = |at: usize| after.get(at).and_then(|&digit| char::from(digit).to_digit(16));
        match (first, hex(0), hex(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push((high * 16 + low) as u8);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::decode as open;

    #[track_caller]
    fn check(hash: &str, text: Option<&str>, problem: Option<&str>) -> Shared {
        let (shared, told) = open(hash);
        assert_eq!(shared.as_ref().map(|shared| shared.text.as_str()), text, "{hash}");
        assert_eq!(told.as_deref(), problem, "{hash}");
        shared.unwrap_or_default()
    }

    #[test]
    fn a_text_and_its_fields_are_read() {
        let shared = check(
            "#text=kind%3A%20Pod%0Aname%3A%20%C3%A4%26%25&variants=without,native-startup-probe&version=33&cursor=8100&sidecar=a%26b",
            Some("kind: Pod\nname: ä&%"),
            None,
        );
        let variants = ["without", "native-startup-probe"].map(str::to_owned);
        assert_eq!(shared.variants.as_deref(), Some(variants.as_slice()));
        assert_eq!(shared.version.minor(), 33);
        assert_eq!(shared.cursor, Some(8_100_000));
        assert_eq!(shared.sidecar.as_deref(), Some("a&b"));
        // What a browser leaves as it is may stand unescaped.
        check("text=kind: Pod 100%", Some("kind: Pod 100%"), None);
    }

    #[test]
    fn an_example_stands_for_its_text() {
        let first = gallery::text(gallery::FIRST);
        check(&format!("#example={}&version=30", gallery::FIRST), first, None);
        check("#example=nothing", None, Some(DAMAGED));
        check("#example=nothing&text=a", Some("a"), None);
    }

    #[test]
    fn an_example_brings_its_actions_unless_there_are_others() {
        for (fields, expect) in [
            ("", &["kubectl delete pod shop"][..]),
            ("&act=5000:reboot node", &["reboot node"]),
            ("&act=", &[]),
            ("&text=a", &[]),
        ] {
            let (shared, problem) = open(&format!("#example=proxy-dies-first{fields}"));
            let actions = shared.unwrap_or_default().conditions.actions;
            let commands: Vec<&str> = actions.iter().map(|action| action.command.as_str()).collect();
            assert_eq!((commands.as_slice(), problem), (expect, None), "{fields}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        check("#text=%FF", None, Some(DAMAGED));
        check("#text=a&sidecar=%FF", Some("a"), Some(DAMAGED));
        check(&format!("#text={}", "a".repeat(TEXT_MAX + 1)), None, Some(LONG));
    }
}
