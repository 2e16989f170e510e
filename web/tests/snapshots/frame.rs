//! What frames the page: the bar above, the dialogs, what is around the editor.

use std::rc::Rc;

use app::chart::Tone;
use app::drafts::DraftRow;
use app::session::{Sheet, Tab, Theme};
use app::view::{FilesView, ShareForm, ShareView, Status};
use web::components::{
    EditorView, FilesDialog, KeyList, PhoneTabs, ShareDialog, SheetTabs, Splitter, StatusLine, part,
};
use yew::prelude::*;

use crate::{check, send};

#[test]
fn top_bar() {
    use app::KubernetesVersion as Version;
    use web::components::TopBar;
    check(
        "top-bar",
        part(TopBar {
            example: Some(AttrValue::from("job-slow-sidecar")),
            version: Version::NEWEST,
            theme: Theme::Dark,
            cards: Rc::default(),
            export: Callback::noop(),
            send: send(),
        }),
    );
}

#[test]
fn dialogs() {
    let form = |label, pictured: bool| ShareForm {
        label,
        text: "<pre>&</pre>".into(),
        lazy: pictured.then(|| "<pre data-load>&</pre>".into()),
        note: "For a page.",
        pictured,
    };
    let view = ShareView {
        note: "The link has 58 characters.".into(),
        forms: vec![form("Link", false), form("Image", true)],
    };
    check(
        "share",
        html! { <ShareDialog view={Rc::new(view)} export={Callback::noop()} send={send()} /> },
    );
    let files = FilesView {
        file: "race.yaml".into(),
        drafts: vec![DraftRow {
            id: 7,
            title: "Job/race".into(),
            note: "5 min ago · 24 lines".into(),
            is_open: true,
        }],
        deleted: Some("Pod/<web>".into()),
        refused: true,
    };
    check(
        "files",
        part(FilesDialog {
            view: Rc::new(files),
            send: send(),
        }),
    );
}

#[test]
fn around_the_editor() {
    check(
        "sheet-tabs",
        part(SheetTabs {
            sheet: Sheet::Fixes,
            findings: 2,
            send: send(),
        }),
    );
    check(
        "phone-tabs",
        part(PhoneTabs {
            tab: Tab::Lifecycle,
            send: send(),
        }),
    );
    let status = |tone, line| Status {
        text: "1 error".into(),
        tone,
        speed: "simulated in 0.3 ms".into(),
        line,
        correct: if line.is_some() {
            "Correct it".into()
        } else {
            String::new()
        },
    };
    check(
        "status",
        html! {
            <>
                { part(StatusLine { status: status(Tone::Bad, Some(3)), reveal: Callback::noop(), send: send() }) }
                { part(StatusLine { status: status(Tone::Good, None), reveal: Callback::noop(), send: send() }) }
            </>
        },
    );
    check("keys", part(KeyList { send: send() }));
    check("splitter", html! { <Splitter /> });
    // The text itself is the editor's, which is JavaScript.
    check(
        "editor",
        html! {
            <EditorView text="kind: Pod\n" revision=0 reveals=0 line=1 diagnostics={Rc::new(Vec::new())} dark=true send={send()} />
        },
    );
}
