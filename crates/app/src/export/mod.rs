//! What a picture can be carried away as: SVG (and from it, by a browser, PNG), a Markdown report, Mermaid, YAML.
//!
//! Everything is made from the session's view-models, so an export shows what the page shows. SVG and report carry
//! the session's link, and [`read_back`] finds it again.

mod markdown;
mod mermaid;
mod metadata;
mod style;
mod svg;
mod timeline;
mod xml;

pub use metadata::read_back;

use crate::session::Session;

/// A kind of export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// The picture.
    Svg,
    /// A report: verdicts, a timeline, the manifest, the link.
    Markdown,
    /// A `gantt` diagram for Mermaid.
    Mermaid,
    /// The manifest of the variant with this id.
    Yaml(String),
}

/// A text to be kept as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// A name without a path: `race-lifecycle.svg`.
    pub name: String,
    /// The media type.
    pub mime: &'static str,
    /// What is in it.
    pub text: String,
}

/// What an export cannot know by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings<'a> {
    /// Dark colours instead of light ones.
    pub dark: bool,
    /// The address of the playground, for links to it; empty: unknown.
    pub address: &'a str,
}

impl Session {
    /// The session as a file; `None` while there is no picture, or none of the variant.
    pub fn export(&self, format: &Format, around: Surroundings) -> Option<File> {
        let picture = self.picture.as_ref()?;
        let (end, mime, text) = match format {
            Format::Svg => ("lifecycle.svg", "image/svg+xml", svg::svg(self, around.dark)),
            Format::Markdown => (
                "report.md",
                "text/markdown",
                markdown::report(self, around.address),
            ),
            Format::Mermaid => ("lifecycle.mmd", "text/plain", mermaid::gantt(self)),
            Format::Yaml(id) => {
                let lived = picture.variant(id)?;
                let end = format!("{id}.yaml");
                return Some(File {
                    name: format!("{}-{end}", self.subject().1),
                    mime: "application/yaml",
                    text: lived.text.clone(),
                });
            }
        };
        Some(File {
            name: format!("{}-{end}", self.subject().1),
            mime,
            text,
        })
    }

    /// Kind and name of the workload, as far as they are known: `("Job", "race")`.
    fn subject(&self) -> (&str, String) {
        let lived = self.picture.iter().flat_map(|picture| &picture.variants);
        let mut objects = lived
            .flat_map(|lived| &*lived.objects)
            .map(|object| &object.object);
        let workload = objects.find(|object| object.pod_template().is_some());
        workload.map_or(("", "pod".to_owned()), |found| {
            let meta = found.meta();
            let name = Some(&meta.name).filter(|name| !name.is_empty());
            let name = name.unwrap_or(&meta.generate_name).trim_end_matches('-');
            (found.kind().name(), name.to_owned())
        })
    }
}
