//! What people open, drop or paste: a manifest, what `kubectl get -o yaml` or `-o json` printed, an export, or a link.

mod live;

pub use live::without_live;

use crate::export;
use crate::link::Shared;

/// Larger files are not opened, in bytes.
pub const SIZE_MAX: usize = manifest::MAX_TEXT;
/// What an address of ours has in it.
const LINK: &str = "#v1=";

/// What was in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// A manifest, and what is to be said about it.
    Manifest(String, Option<String>),
    /// The hash of a link, without its `#`.
    Link(String),
    /// What an exported picture or report carries.
    Export(Box<Shared>),
}

/// Reads what was opened, dropped or pasted.
///
/// # Errors
/// A sentence that says why it cannot be shown.
pub fn read(name: &str, text: &str) -> Result<Opened, String> {
    if text.len() > SIZE_MAX {
        return Err(too_large(name));
    }
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(format!("{name} is empty."));
    }
    if text.contains(['\0', char::REPLACEMENT_CHARACTER]) {
        return Err(format!("{name} is not a text, so it cannot be a manifest."));
    }
    if let Some((_, hash)) = trimmed.split_once(LINK).filter(|_| !trimmed.contains('\n')) {
        return Ok(Opened::Link(format!("{}{hash}", &LINK[1..])));
    }
    if let Some(shared) = export::read_back(text) {
        return Ok(Opened::Export(Box::new(shared)));
    }
    if trimmed.starts_with('<') {
        return Err(format!("{name} carries no manifest: it was not exported here."));
    }
    let text = text
        .strip_prefix('\u{feff}')
        .unwrap_or(text)
        .replace("\r\n", "\n");
    Ok(match without_live(&text) {
        Some((text, note)) => Opened::Manifest(text, Some(note)),
        None => Opened::Manifest(text, None),
    })
}

/// What is said of a file that was not read because of its size.
pub fn too_large(name: &str) -> String {
    format!(
        "{name} is larger than {} MB, more than is read here.",
        SIZE_MAX >> 20
    )
}

/// Whether a text that was pasted beside the editor can be meant as a manifest or a link.
pub fn is_meant(text: &str) -> bool {
    text.contains(LINK) || (text.contains("apiVersion") && text.contains("kind"))
}

/// What a manifest is called: `Job/race`. Reads its lines only, for it may be a text that is no YAML (yet).
pub fn title(text: &str) -> String {
    let value = |line: &str, key: &str| {
        let line = line.trim_start_matches([' ', '-', '"', '{']);
        let rest = line
            .strip_prefix(key)?
            .trim_start_matches('"')
            .strip_prefix(':')?;
        let rest = rest.split(" #").next()?.trim_matches([' ', '"', '\'', ',', '\r']);
        (!rest.is_empty()).then(|| rest.chars().take(80).collect::<String>())
    };
    let kind = text.lines().find_map(|line| value(line, "kind"));
    let mut metadata = text.lines().skip_while(|line| !line.contains("metadata"));
    match (kind, metadata.find_map(|line| value(line, "name"))) {
        (Some(kind), Some(name)) => format!("{kind}/{name}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => "a manifest without a name".to_owned(),
    }
}

/// The name of the file that a manifest is saved as: `race.yaml`.
pub fn file_name(text: &str) -> String {
    let title = title(text);
    let name = title.rsplit('/').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if name.is_empty() || !name.chars().all(is_plain) {
        return "manifest.yaml".to_owned();
    }
    format!("{name}.yaml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_manifest_is_told() {
        for (text, expect) in [
            ("", "is empty"),
            (" \n", "is empty"),
            ("\u{0}PNG", "is not a text"),
            ("a\u{fffd}b", "is not a text"),
            ("<svg><path/></svg>", "carries no manifest"),
            (&"a".repeat(SIZE_MAX + 1), "larger than 1 MB"),
        ] {
            let problem = read("x.bin", text).unwrap_err();
            assert!(
                problem.starts_with("x.bin ") && problem.contains(expect),
                "{problem}"
            );
        }
    }

    #[test]
    fn a_link_is_a_link_and_a_text_keeps_its_form() {
        let link = read("x", " https://example.org/p/#v1=AbC \n");
        assert_eq!(link, Ok(Opened::Link("v1=AbC".into())));
        let text = "# see https://example.org/#v1=AbC\nkind: Pod\n";
        assert_eq!(read("x", text), Ok(Opened::Manifest(text.into(), None)));
        let text = read("x", "\u{feff}kind: Pod\r\n");
        assert_eq!(text, Ok(Opened::Manifest("kind: Pod\n".into(), None)));
    }

    #[test]
    fn a_manifest_has_a_name() {
        for (text, title_, file) in [
            (
                "kind: Job # x\nmetadata:\n  labels:\n    a: b\n  name: 'race'\n",
                "Job/race",
                "race.yaml",
            ),
            (
                "{\n  \"kind\": \"Pod\",\n  \"metadata\": {\n    \"name\": \"web\"\n  }\n}",
                "Pod/web",
                "web.yaml",
            ),
            ("kind: Pod\nmetadata:\n  name: a/../b\n", "Pod/a/../b", "b.yaml"),
            ("kind: Pod\nmetadata:\n  name: näh\n", "Pod/näh", "manifest.yaml"),
            ("kind: Pod\n", "Pod", "Pod.yaml"),
            ("- [", "a manifest without a name", "manifest.yaml"),
        ] {
            assert_eq!((&*title(text), &*file_name(text)), (title_, file), "{text}");
        }
    }

    #[test]
    fn every_example_has_a_name() {
        for example in crate::gallery::EXAMPLES {
            assert!(title(example.text).contains('/'), "{}", example.id);
        }
    }
}
