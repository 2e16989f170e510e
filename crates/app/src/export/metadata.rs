//! What an export carries of its session, and how it is found again.
//!
//! Both SVG and Markdown hold the words `sidecar-playground` and, in the same tag or comment, `link="…"` with the hash
//! of the session's link. The manifest stands there as well, for people, and for a link that was damaged on its way.

use super::xml::{escaped, unescaped};
use crate::link::{self, Shared};
use crate::session::Session;

/// What marks our own exports.
const MARK: &str = "sidecar-playground";
/// Where the link begins.
const LINK: &str = " link=\"";
/// So many marks of a text are looked at.
const MARKS_MAX: usize = 50;
/// The longest tag with a mark, in bytes.
const TAG_MAX: usize = 2_000_000;

impl Session {
    /// What the picture shows: while the text is not valid, that of the last valid one; while a long run lasts, that of
    /// the one before.
    pub(super) fn carried(&self) -> Shared {
        let own = self.picture.as_ref().and_then(|picture| picture.own());
        let mut shared = self.shared();
        if let Some(own) = own {
            shared.text.clone_from(&own.text);
            shared.version = own.made_with.version;
            shared.conditions.clone_from(&own.made_with.conditions);
        }
        shared
    }
}

/// The hash of the session's link; empty for a text that is too long for one.
pub(super) fn hash(shared: &Shared) -> String {
    if shared.text.len() > link::LONGEST {
        return String::new();
    }
    link::encode(shared)
}

/// As an element of an SVG file.
pub(super) fn element(shared: &Shared) -> String {
    format!(
        "<metadata><{MARK} xmlns=\"urn:{MARK}\"{LINK}{}\">{}</{MARK}></metadata>\n",
        escaped(&hash(shared)),
        escaped(&shared.text)
    )
}

/// As a comment of a Markdown file.
pub(super) fn comment(shared: &Shared) -> String {
    format!("<!-- {MARK}{LINK}{}\" -->\n", hash(shared))
}

/// The session of an exported SVG or Markdown file; `None` for any other text.
pub fn read_back(text: &str) -> Option<Shared> {
    text.match_indices(MARK).take(MARKS_MAX).find_map(|(at, _)| {
        let rest = &text[at..];
        let tag = rest.get(..rest.find('>').filter(|end| *end < TAG_MAX)?)?;
        let (_, hash) = tag.split_once(LINK)?;
        let (hash, _) = hash.split_once('"')?;
        let readable = || manifest(&rest[tag.len() + 1..]);
        if hash.is_empty() {
            return readable();
        }
        match link::decode(&unescaped(hash)) {
            (Some(shared), None) => Some(shared),
            (part, _) => readable().or(part),
        }
    })
}

/// The manifest that stands behind a tag or comment.
fn manifest(text: &str) -> Option<Shared> {
    let fenced = || {
        let (before, rest) = text.split_once("yaml\n")?;
        let fence = before
            .rsplit('\n')
            .next()
            .filter(|fence| fence.starts_with("```"))?;
        rest.split_once(&format!("\n{fence}"))
            .map(|(inside, _)| format!("{inside}\n"))
    };
    let element = || text.split_once("</").map(|(inside, _)| unescaped(inside));
    let found = if text.starts_with('\n') {
        fenced()
    } else {
        element()
    };
    let text = found.filter(|text| !text.trim().is_empty())?;
    Some(Shared {
        example: crate::gallery::find_text(&text).map(str::to_owned),
        text,
        ..Shared::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(text: &str) -> Shared {
        Shared {
            text: text.to_owned(),
            variants: Some(vec!["native".into()]),
            ..Shared::default()
        }
    }

    #[test]
    fn what_was_written_is_read() {
        for text in [
            "a: \"1 < 2 && 3 > 2\"\n",
            "a: 1\r\nb: ]]>\n",
            "a: \u{0}\u{fffe}\n",
            "# sidecar-playground link=\"\"\na: 1\n",
        ] {
            let svg = format!("<svg>{}</svg>", element(&shared(text)));
            assert_eq!(read_back(&svg), Some(shared(text)), "{svg}");
            let report = format!("{}\n```yaml\n{text}```\n", comment(&shared(text)));
            assert_eq!(read_back(&report), Some(shared(text)), "{report}");
        }
    }

    #[test]
    fn the_first_example_needs_no_link() {
        let text = crate::gallery::text(crate::gallery::FIRST).unwrap();
        let first = Shared {
            example: Some(crate::gallery::FIRST.to_owned()),
            ..Shared {
                variants: None,
                ..shared(text)
            }
        };
        assert_eq!(read_back(&element(&first)), Some(first.clone()));
        let report = format!("{}\n````yaml\n{text}````\n", comment(&first));
        assert_eq!(read_back(&report), Some(first));
    }

    #[test]
    fn a_damaged_link_leaves_the_manifest() {
        let whole = element(&shared("kind: Pod\n"));
        let damaged = whole.replacen("v1=", "v1=AAAA", 1);
        assert_ne!(whole, damaged);
        assert_eq!(
            read_back(&damaged).map(|shared| shared.text).as_deref(),
            Some("kind: Pod\n")
        );
    }

    #[test]
    fn any_other_text_is_none_of_ours() {
        for text in [
            "",
            "kind: Pod\n",
            "sidecar-playground",
            "sidecar-playground link=\"",
            "sidecar-playground link=\"\">",
            "sidecar-playground link=\"\">\n```yaml",
            "sidecar-playground link=\"v9=\">",
            "<sidecar-playground link=\"v1=!\"",
            "ä sidecar-playground ä link=\"ä\">ä</",
            "<svg><metadata>x</metadata></svg>",
        ] {
            let read = read_back(text);
            assert!(read.is_none_or(|shared| !shared.text.is_empty()), "{text}");
        }
        assert_eq!(read_back("<svg><metadata>x</metadata></svg>"), None);
        let whole = element(&shared("kind: Pod\nmetadata:\n  name: ä\n"));
        for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            read_back(&whole[..cut]);
            read_back(&whole[cut..]);
        }
    }
}
