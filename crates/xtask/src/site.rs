//! The built site's files: what trunk's `index.html` names, and the page beside it that is made from it.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, program, run};
use crate::{imports, order};

/// The static first paint stands between these lines; `tests/browser/first_paint.rs` makes it.
const PAINT: [&str; 2] = ["<!-- first paint -->", "<!-- end of first paint -->"];
/// The sentence for visitors without JavaScript.
const NOSCRIPT: [&str; 2] = ["<noscript>", "</noscript>"];
/// The same in a frame, where the example of the whole page would be another's picture.
const FRAMED: &str = "<p class=\"notice\">The lifecycle of this manifest is drawn by JavaScript.</p>";

/// What `index.html` names, with paths as files.
#[derive(Debug, PartialEq)]
pub(crate) struct Parts {
    /// The style sheets, in order.
    pub(crate) styles: Vec<PathBuf>,
    /// The script that starts the page.
    pub(crate) boot: PathBuf,
    /// wasm-bindgen's JavaScript.
    pub(crate) glue: PathBuf,
    /// The program.
    pub(crate) wasm: PathBuf,
    /// CodeMirror.
    pub(crate) editor: PathBuf,
}

impl Parts {
    /// Reads them from the page in `site`.
    pub(crate) fn read(site: &Path, page: &str) -> Outcome<Parts> {
        let file = |name: &str| site.join(name.trim_start_matches("./"));
        let styles = page
            .split("<link rel=\"stylesheet\" href=\"")
            .skip(1)
            .filter_map(|rest| rest.split_once('"'));
        let script = |id: bool| {
            let tags = page
                .split("<script src=\"")
                .skip(1)
                .filter_map(|rest| rest.split_once('>'));
            let mut tags = tags
                .map(|(tag, _)| tag)
                .filter(move |tag| tag.contains("id=\"editor\"") == id);
            tags.next()
                .and_then(|tag| tag.split_once('"'))
                .map(|(name, _)| file(name))
        };
        let program = between(page, ["<meta name=\"program\" content=\"", "\">"])
            .and_then(|(_, names, _)| names.split_once(' '));
        let missing = |what: &str| format!("index.html names no {what}");
        let (glue, wasm) = program.ok_or_else(|| missing("program"))?;
        Ok(Parts {
            styles: styles.map(|(name, _)| file(name)).collect(),
            boot: script(false).ok_or_else(|| missing("boot.js"))?,
            glue: file(glue),
            wasm: file(wasm),
            editor: script(true).ok_or_else(|| missing("editor"))?,
        })
    }
}

/// Shortens what the program imports, with `shrinkers` (wasm-opt, esbuild) orders its functions and takes blanks, comments and
/// long names out of scripts and styles, and puts `embed.html` beside `index.html`: the same program, without the first paint of
/// the whole page.
pub(crate) fn finish(site: &Path, shrinkers: bool) -> Outcome {
    let page = read(&site.join("index.html"))?;
    let parts = Parts::read(site, &page)?;
    imports::shorten(&parts)?;
    if shrinkers {
        order::reorder(&parts.wasm)?;
        minify(site, &parts)?;
    }
    write(&site.join("embed.html"), &embed_page(&page)?)
}

/// esbuild over the scripts and styles, each in its place: 2 KB less (docs/decisions/esbuild.md). The editor's bundle is small already.
fn minify(site: &Path, parts: &Parts) -> Outcome {
    run(program("esbuild")
        .args(["--minify", "--log-level=warning", "--allow-overwrite"])
        .arg(format!("--outdir={}", site.display()))
        .args([&parts.glue, &parts.boot])
        .args(&parts.styles))
}

fn embed_page(page: &str) -> Outcome<String> {
    let page = replace(page, PAINT, "")?;
    replace(&page, NOSCRIPT, &[NOSCRIPT[0], FRAMED, NOSCRIPT[1]].concat())
}

/// `text` with `new` for what begins and ends with `marks`.
pub(crate) fn replace(text: &str, marks: [&str; 2], new: &str) -> Outcome<String> {
    let (before, _, after) =
        between(text, marks).ok_or_else(|| format!("index.html holds no {} … {}", marks[0], marks[1]))?;
    Ok([before, new, after].concat())
}

/// What stands before, between and after two marks.
fn between<'a>(text: &'a str, marks: [&str; 2]) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(marks[0])?;
    let (inside, after) = rest.split_once(marks[1])?;
    Some((before, inside, after))
}

/// A file's text.
pub(crate) fn read(file: &Path) -> Outcome<String> {
    std::fs::read_to_string(file).map_err(|error| {
        format!(
            "cannot read {} (`cargo xtask build` makes it): {error}",
            file.display()
        )
    })
}

/// Writes a file.
pub(crate) fn write(file: &Path, text: &str) -> Outcome {
    std::fs::write(file, text).map_err(|error| format!("cannot write {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<link rel="icon" href="data:,"><link rel="stylesheet" href="./a-1.css"/><link rel="stylesheet" href="./b-2.css"/>
        <meta name="program" content="./web-3.js ./web-3_bg.wasm">
        <script src="./codemirror-4.js" id="editor" type="text&#x2F;plain"></script><script src="./boot-5.js"></script>
        <noscript><p>An example.</p></noscript><div id="app"><!-- first paint --><p>Old</p><!-- end of first paint --></div>"#;

    #[test]
    fn the_parts_are_those_that_the_page_names() {
        let file = |name: &str| Path::new("site").join(name);
        let parts = Parts {
            styles: vec![file("a-1.css"), file("b-2.css")],
            boot: file("boot-5.js"),
            glue: file("web-3.js"),
            wasm: file("web-3_bg.wasm"),
            editor: file("codemirror-4.js"),
        };
        assert_eq!(Parts::read(Path::new("site"), PAGE), Ok(parts));
        assert!(Parts::read(Path::new("site"), "<p>").is_err());
    }

    #[test]
    fn the_embedded_page_has_no_first_paint() {
        let page = embed_page(PAGE).unwrap();
        assert!(!page.contains("Old") && !page.contains("An example."), "{page}");
        assert!(
            page.contains("drawn by JavaScript") && page.contains("<div id=\"app\"></div>"),
            "{page}"
        );
        assert!(embed_page("<p>").is_err());
    }
}
