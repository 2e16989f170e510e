//! What `kubectl get -o yaml` and `-o json` printed is opened as the manifest that it was, and lives.

use app::files::{Opened, read};
use app::{Msg, Session};
use tests::corpus::{committed, manifests};

fn file(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path.join("files").join(name)).expect("a file of tests/files")
}

fn manifest(name: &str, text: &str) -> (String, Option<String>) {
    match read(name, text) {
        Ok(Opened::Manifest(text, note)) => (text, note),
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn a_live_pod_becomes_the_manifest_that_it_was() {
    let (text, note) = manifest("live-pod.yaml", &file("live-pod.yaml"));
    let note = note.expect("a note");
    for part in [
        "status",
        "uid",
        "resourceVersion",
        "nodeName",
        "the service account's volume",
    ] {
        assert!(note.contains(part), "{note}");
        assert!(!text.contains(&format!("{part}:")), "{text}");
    }
    assert!(
        !text.contains("kube-api-access") && !text.contains("last-applied"),
        "{text}"
    );
    assert!(
        text.starts_with("apiVersion: v1\nkind: Pod\nmetadata:\n  name: c-sidecar-app\n"),
        "{text}"
    );
    assert_eq!(
        manifest("again", &text),
        (text, None),
        "there is nothing left to leave out"
    );
}

#[test]
fn a_list_in_json_becomes_documents() {
    let (text, note) = manifest("live-pods.json", &file("live-pods.json"));
    assert!(note.is_some_and(|note| note.contains("managedFields")));
    assert_eq!(text.matches("kind: Pod\n").count(), 2);
    assert_eq!(text.matches("\n---\n").count(), 1);
    assert!(!text.contains("kind: List"), "{text}");
}

#[test]
fn what_was_opened_is_accepted_and_runs() {
    for name in ["live-pod.yaml", "live-pods.json"] {
        let mut session = Session::new(false);
        session.update(Msg::FileOpened(name.to_owned(), Some(file(name))));
        let errors: Vec<&str> = session
            .view()
            .diagnostics
            .iter()
            .map(|said| &*said.message)
            .collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
        assert_eq!(session.view().stale, None, "{name}");
        let own = session.view().cards.iter().find(|card| card.as_written);
        assert!(
            own.is_some_and(|card| card.sentence.contains("Ready")),
            "{name}: {own:?}"
        );
    }
}

#[test]
fn every_manifest_can_be_opened_and_only_live_ones_change() {
    let mut live = 0;
    for (name, text) in manifests(&committed()).expect("the corpus") {
        let (opened, note) = manifest(&name, &text);
        if note.is_none() {
            assert_eq!(
                opened,
                text.replace("\r\n", "\n").trim_start_matches('\u{feff}'),
                "{name}"
            );
            continue;
        }
        live += 1;
        assert_eq!(
            manifest(&name, &opened).1,
            None,
            "{name} has nothing more to leave out"
        );
    }
    assert!(live >= 3, "{live} live objects");
}
