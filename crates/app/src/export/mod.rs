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

use crate::files;
use crate::session::Session;

/// A kind of export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Format {
    /// The picture.
    Svg,
    /// The picture as pixels: the file's text is the SVG, which a browser has to draw.
    Png,
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
            Format::Png => ("lifecycle.png", "image/png", svg::svg(self, around.dark)),
            Format::Markdown => (
                "report.md",
                "text/markdown",
                markdown::report(self, around.address),
            ),
            Format::Mermaid => ("lifecycle.mmd", "text/plain", mermaid::gantt(self)),
            Format::Yaml(id) => (
                &*format!("{id}.yaml"),
                "application/yaml",
                picture.variant(id)?.text.clone(),
            ),
        };
        let name = files::file_name(&self.carried().text);
        let name = format!("{}-{end}", name.trim_end_matches(".yaml"));
        Some(File { name, mime, text })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Msg;

    fn opened(example: &str) -> Session {
        let mut session = Session::new(false);
        session.update(Msg::ExampleChosen(example.into()));
        session
    }

    fn export(session: &Session, format: &Format) -> File {
        let address = "https://example.org/";
        let file = session.export(format, Surroundings { dark: false, address });
        file.unwrap_or_else(|| panic!("{format:?}"))
    }

    #[test]
    fn pictures_and_reports_come_back() {
        for example in ["slow-sidecar-job", "nginx-liveness"] {
            let mut session = opened(example);
            session.update(Msg::VariantToggled("native".into()));
            session.update(Msg::LengthChosen(300));
            for format in [Format::Svg, Format::Markdown] {
                let file = export(&session, &format);
                assert_eq!(read_back(&file.text), Some(session.shared()), "{}", file.name);
            }
        }
    }

    #[test]
    fn a_text_that_is_not_valid_exports_what_is_shown() {
        let mut session = opened("slow-sidecar-job");
        let text = session.text().to_owned();
        session.update(Msg::TextEdited(format!("{text}  [")));
        while session.is_working() {
            session.update(Msg::WorkDue);
        }
        assert!(session.view().stale.is_some());
        let back = read_back(&export(&session, &Format::Svg).text);
        assert_eq!(back.map(|shared| shared.text), Some(text));
    }

    #[test]
    fn files_have_sensible_names() {
        let session = opened("proxy");
        for (format, name) in [
            (Format::Svg, "proxy-lifecycle.svg"),
            (Format::Png, "proxy-lifecycle.png"),
            (Format::Markdown, "proxy-report.md"),
            (Format::Mermaid, "proxy-lifecycle.mmd"),
            (Format::Yaml("without".into()), "proxy-without.yaml"),
        ] {
            assert_eq!(export(&session, &format).name, name);
        }
        assert_eq!(
            session.export(&Format::Yaml("nope".into()), Surroundings::default()),
            None
        );
    }

    #[test]
    fn a_picture_needs_nothing_else() {
        let mut session = opened("cronjob-without-sidecar");
        session.conditions.add(20_000_000, "kubectl delete pod \"<&>\"");
        session.update(Msg::SeedChosen(2));
        let svg = export(&session, &Format::Svg).text;
        for wanted in [
            "role=\"img\"",
            "<title>",
            "<desc>Without sidecar: Race lost",
            "&quot;&lt;&amp;&gt;&quot;",
        ] {
            assert!(svg.contains(wanted), "{wanted}");
        }
        for foreign in [
            " class=",
            " style=",
            "var(",
            "<script",
            "href",
            "data-",
            "transparent",
        ] {
            assert!(!svg.contains(foreign), "{foreign}");
        }
    }
}
