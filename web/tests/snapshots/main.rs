//! The components as text: each is rendered without a browser from data written by hand and compared with the
//! file of its name here. `UPDATE_SNAPSHOTS=1` writes the files anew; their difference is then what a change does to the page.

// In the browser there is `editor.rs`.
#![cfg(not(target_arch = "wasm32"))]

mod chart;
mod data;
mod frame;
mod sheets;

use std::path::PathBuf;

use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
struct ShownProps {
    content: Html,
}

/// Whatever it is given.
#[component(Shown)]
fn shown(props: &ShownProps) -> Html {
    props.content.clone()
}

/// Renders `content` and compares it with its file.
#[track_caller]
fn check(name: &str, content: Html) {
    let renderer = yew::LocalServerRenderer::<Shown>::with_props(ShownProps { content }).hydratable(false);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    let rendered = local.block_on(&runtime, renderer.render());
    // A line for each element, so that a difference can be read.
    let rendered = rendered.replace("><", ">\n<") + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(format!("{name}.html"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &rendered).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    for (line, (is, was)) in rendered.lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, was, "line {} of snapshots/{name}.html", line + 1);
    }
    assert_eq!(
        rendered.lines().count(),
        expected.lines().count(),
        "lines of snapshots/{name}.html (UPDATE_SNAPSHOTS=1 writes it anew)"
    );
}

fn send() -> Callback<app::Msg> {
    Callback::noop()
}
