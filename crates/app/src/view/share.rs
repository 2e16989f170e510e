//! The share dialog: the link, and what carries it into posts and pages.

use crate::files;
use crate::link;
use crate::session::{Session, Theme};

/// Links as long as this are cut by some programs, in characters.
const CAREFUL: usize = 2_000;
/// Links as long as this are taken by browsers only, in characters.
const BROWSERS_ONLY: usize = 8_000;
/// The script that turns blocks of a page into embedded playgrounds; it lies beside the page.
const SCRIPT: &str = "embed.js";

/// The share dialog.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareView {
    /// How long the link is, and what that means.
    pub note: String,
    /// The forms, none when the text is too long for a link.
    pub forms: Vec<ShareForm>,
}

/// Something to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShareForm {
    /// What it is.
    pub label: &'static str,
    /// What to copy.
    pub text: String,
    /// The same for a post that loads nothing before its reader wants to try it.
    pub lazy: Option<String>,
    /// What it is for.
    pub note: &'static str,
    /// Whether it needs the chart's picture as a file.
    pub pictured: bool,
}

/// The share dialog for a page at an address (without query and hash).
pub(crate) fn share(session: &Session, base: &str) -> ShareView {
    let hash = session.hash();
    if hash.is_empty() {
        let note = format!(
            "This manifest is {} kB long; a link carries {} kB at most. Download it as a file instead.",
            session.text.len() / 1_000,
            link::LONGEST / 1_000
        );
        return ShareView {
            note,
            forms: Vec::new(),
        };
    }
    let link = format!("{base}#{hash}");
    let title = files::title(&session.text);
    let name = files::file_name(&session.text).replace(".yaml", "-lifecycle.svg");
    let words = markdown(&format!("{title} in the Sidecar Playground"));
    let form = |label, text, note| ShareForm {
        label,
        text,
        lazy: (label == "HTML block").then(|| block(session, base, " data-load=\"click\"")),
        note,
        pictured: label == "Image",
    };
    let forms = vec![
        form("Link", link.clone(), "Opens the page exactly as it is now."),
        form(
            "Markdown",
            format!("[{words}]({link})"),
            "For an issue, a chat, a readme.",
        ),
        form(
            "Image",
            format!("[![{}]({name})]({link})", markdown(&told(session))),
            "Markdown with a picture that leads here; the picture goes beside your text:",
        ),
        form(
            "HTML frame",
            frame(base, &hash, &title),
            "The embedded playground with all that the link carries.",
        ),
        form(
            "HTML block",
            block(session, base, ""),
            "The manifest in your page; without JavaScript it stays readable.",
        ),
    ];
    ShareView {
        note: length(link.len()),
        forms,
    }
}

fn length(length: usize) -> String {
    let meaning = match length {
        0..CAREFUL => "short enough for any program",
        CAREFUL..BROWSERS_ONLY => "some chat and mail programs cut links this long",
        _ => "too long for most programs but browsers",
    };
    format!("The link has {length} characters: {meaning}.")
}

/// What the picture shows, for those who do not see it.
fn told(session: &Session) -> String {
    let shown = session.shown();
    let told = shown
        .iter()
        .map(|lived| format!("{}: {}", lived.title, lived.verdict.sentence));
    let told: Vec<String> = told.collect();
    told.join("; ")
}

fn frame(base: &str, hash: &str, title: &str) -> String {
    format!(
        "<iframe src=\"{}?embed#{hash}\" title=\"Lifecycle of {}\" width=\"100%\" height=\"420\" loading=\"lazy\" \
         style=\"border:0\" sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox\"></iframe>",
        html(base),
        html(title)
    )
}

fn block(session: &Session, base: &str, when: &str) -> String {
    let variants: Vec<&str> = session.shown().iter().map(|lived| &*lived.id).collect();
    let theme = match session.theme {
        Theme::System => String::new(),
        theme => format!(" data-theme=\"{}\"", theme.name()),
    };
    let folder = base.rfind('/').map_or("", |end| &base[..=end]);
    format!(
        "<pre class=\"sidecar-playground\" data-variants=\"{}\"{theme}{when}>{}</pre>\n\
         <script src=\"{}{SCRIPT}\" async></script>",
        variants.join(","),
        html(&session.text),
        html(folder)
    )
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A text inside of `[…]`.
fn markdown(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Msg;

    fn shared(text: &str) -> ShareView {
        let mut session = Session::new(false);
        session.update(Msg::TextEdited(text.to_owned()));
        session.update(Msg::ThemeChosen(Theme::Dark));
        share(&session, "https://example.org/play/index.html")
    }

    #[test]
    fn every_form_carries_the_link_or_the_manifest() {
        let text = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"a[<&]\"\n";
        let view = shared(text);
        let [link, markdown, image, frame, block] = &*view.forms else {
            panic!("{view:?}")
        };
        let hash = link
            .text
            .strip_prefix("https://example.org/play/index.html#")
            .unwrap();
        assert_eq!(link::decode(hash).0.unwrap().text, text);
        assert_eq!(
            markdown.text,
            format!("[Pod/a\\[<&\\] in the Sidecar Playground]({})", link.text)
        );
        assert!(
            image
                .text
                .ends_with(&format!("](manifest-lifecycle.svg)]({})", link.text)),
            "{}",
            image.text
        );
        let start = format!(
            "<iframe src=\"https://example.org/play/index.html?embed#{hash}\" title=\"Lifecycle of Pod/a[&lt;&amp;]\""
        );
        assert!(frame.text.starts_with(&start), "{}", frame.text);
        let (head, rest) = block.text.split_once('>').unwrap();
        assert!(
            head.contains("class=\"sidecar-playground\" data-variants=\"")
                && head.ends_with("\" data-theme=\"dark\""),
            "{head}"
        );
        assert!(
            rest.starts_with(
                "apiVersion: v1\nkind: Pod\nmetadata:\n  name: &quot;a[&lt;&amp;]&quot;\n</pre>"
            ),
            "{rest}"
        );
        assert!(
            rest.ends_with("<script src=\"https://example.org/play/embed.js\" async></script>"),
            "{rest}"
        );
        let lazy = block.lazy.as_ref().unwrap();
        assert_eq!(lazy.replace(" data-load=\"click\"", ""), block.text);
        assert!(
            lazy.len() > block.text.len()
                && view.forms.iter().filter(|form| form.lazy.is_some()).count() == 1
        );
        assert!(
            view.note.contains(&format!("has {} characters", link.text.len())),
            "{}",
            view.note
        );
    }

    #[test]
    fn a_text_that_is_too_long_gets_no_link() {
        let view = shared(&"# x\n".repeat(link::LONGEST / 4 + 1));
        assert!(
            view.forms.is_empty() && view.note.contains("Download"),
            "{view:?}"
        );
    }
}
