//! Golden links (`tests/links`): a file for each, with the hash, the state that it must open with, and the manifest.
//!
//! A file is never changed once it was released: links out there do not change either. `README.md` beside them says how
//! to add one.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use app::gallery;
use app::link::Shared;

/// What stands between the state and the manifest.
const MANIFEST: &str = "---\n";

/// A link and what it must open with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Golden {
    /// The file's name without its ending.
    pub name: String,
    /// What follows the `#`.
    pub hash: String,
    /// The state and the manifest, as [`describe`] writes them.
    pub state: String,
}

/// Where they lie.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("links")
}

/// All of them, by name.
///
/// # Errors
/// A sentence when one cannot be read.
pub fn golden() -> Result<Vec<Golden>, String> {
    let folder = folder();
    let entries =
        std::fs::read_dir(&folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut links = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.extension().is_none_or(|ending| ending != "link") {
            continue;
        }
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?;
        let (hash, state) = text.split_once('\n').ok_or(format!("{name} has one line only"))?;
        let (hash, state) = (hash.to_owned(), state.to_owned());
        links.push(Golden { name, hash, state });
    }
    links.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(links)
}

/// An example of the gallery with a small change: what keeps the example's text as it is.
pub fn changed(id: &str) -> Option<Shared> {
    let text = gallery::text(id)?.replacen("name: ", "name: my-", 1);
    Some(Shared {
        text: format!("# mine\n{text}"),
        example: Some(id.to_owned()),
        ..Shared::default()
    })
}

/// A state as text, a line for each thing that is not as on a fresh page, then the manifest.
pub fn describe(shared: &Shared) -> String {
    let usual = Shared::default();
    let mut lines = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{name}: {value}");
    };
    if let Some(example) = &shared.example {
        line("example", example);
    }
    if shared.version != usual.version {
        line("version", &shared.version.to_string());
    }
    if let Some(variants) = &shared.variants {
        line("variants", &variants.join(" "));
    }
    if let Some(cursor) = shared.cursor {
        line("cursor", &format!("{cursor} µs"));
    }
    if shared.pane != usual.pane {
        line("pane", shared.pane.name());
    }
    for (name, value) in [("sidecar", &shared.sidecar), ("command", &shared.command)] {
        if let Some(value) = value {
            line(name, value);
        }
    }
    if shared.origin != usual.origin {
        line("origin", shared.origin.name());
    }
    conditions(shared, &mut line);
    if let Some((from, to)) = shared.range {
        line("zoom", &format!("{from} µs to {to} µs"));
    }
    if shared.true_scale {
        line("scale", "true");
    }
    if shared.sheet != usual.sheet {
        line("sheet", shared.sheet.name());
    }
    if shared.tab != usual.tab {
        line("tab", shared.tab.name());
    }
    if let Some((from, to)) = &shared.compared {
        line("compared", &format!("{from} {to}"));
    }
    format!("{lines}{MANIFEST}{}", shared.text)
}

fn conditions(shared: &Shared, line: &mut impl FnMut(&str, &str)) {
    let (conditions, usual) = (&shared.conditions, Shared::default().conditions);
    if conditions.length != usual.length {
        line("length", &format!("{} s", conditions.length));
    }
    if conditions.seed != usual.seed {
        line("seed", &conditions.seed.to_string());
    }
    if conditions.jitter {
        line("jitter", "yes");
    }
    if conditions.cold {
        line("cold", "yes");
    }
    if let Some(epoch) = conditions.epoch {
        line("epoch", &format!("{} µs", epoch.0));
    }
    for (image, millis) in conditions.pulls.iter() {
        line("pull", &format!("{millis} ms {image}"));
    }
    for action in &conditions.actions {
        line("action", &format!("{} µs {}", action.at, action.command));
    }
}
