//! Edits of real manifests (`tests/corpus`): the text changes exactly as the data should, and going back restores it.

use std::fs;
use std::path::PathBuf;

use manifest::edit::{Editor, Place};
use manifest::gates::pod_spec_path;
use manifest::{ParseOptions, parse};
use serde_json::Value;

fn manifests() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut all: Vec<(String, String)> = fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml" || e == "yml"))
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).expect("text"),
            )
        })
        .collect();
    all.sort();
    all
}

/// Every object with containers: its index and the path of its pod spec.
fn pods(text: &str) -> Vec<(usize, &'static str, usize)> {
    let parsed = parse(text, &ParseOptions::default());
    let pods = parsed.objects.iter().enumerate().filter_map(|(i, object)| {
        let path = pod_spec_path(&object.kind)?;
        let found = manifest::path::find(&object.tree, &format!("{path}.containers"))?;
        (!found.node.items().is_empty()).then_some((i, path, found.node.items().len()))
    });
    pods.collect()
}

fn json(editor: &Editor, object: usize) -> Value {
    editor.tree(object).expect("the object").to_json()
}

fn spec<'a>(json: &'a mut Value, path: &str) -> &'a mut Value {
    path.split('.').fold(json, |value, key| &mut value[key])
}

#[test]
fn a_container_moves_as_data_moves() {
    let mut moved = 0;
    for (name, text) in manifests() {
        for (object, path, count) in pods(&text) {
            let index = count - 1;
            let (from, to) = (format!("{path}.containers"), format!("{path}.initContainers"));
            let mut editor = Editor::new(&text);
            let mut expect = json(&editor, object);
            let data = spec(&mut expect, path);
            let item = data["containers"].as_array_mut().expect("a list").remove(index);
            match data["initContainers"].as_array_mut() {
                Some(list) => list.push(item),
                None => data["initContainers"] = Value::Array(vec![item]),
            }
            if count == 1 {
                data.as_object_mut().expect("a mapping").remove("containers");
            }
            let done = editor.move_item(object, &from, index, &to, Place::Last, "containers");
            assert_eq!(done, Ok(()), "{name}");
            assert_eq!(json(&editor, object), expect, "{name}:\n{}", editor.text());
            let last = manifest::path::find(editor.tree(object).expect("the object"), &to);
            let last = last.expect("the list").node.items().len() - 1;
            let done = editor.move_item(object, &to, last, &from, Place::Last, "");
            assert_eq!(done, Ok(()), "{name}");
            let original = Editor::new(&text);
            assert_eq!(
                json(&editor, object),
                json(&original, object),
                "{name}:\n{}",
                editor.text()
            );
            moved += 1;
        }
    }
    assert!(moved > 400, "{moved} containers moved");
}

#[test]
fn keys_are_set_and_removed_as_data() {
    for (name, text) in manifests() {
        for (object, path, _) in pods(&text) {
            let mut editor = Editor::new(&text);
            let key = format!("{path}.containers[0].startupProbe");
            let probe = "tcpSocket:\n  port: 80\nperiodSeconds: 1";
            let set = editor.set(object, &key, probe, Place::After("image"));
            assert_eq!(set, Ok(()), "{name}");
            let mut expect = json(&Editor::new(&text), object);
            spec(&mut expect, path)["containers"][0]["startupProbe"] =
                serde_json::json!({"tcpSocket": {"port": 80}, "periodSeconds": 1});
            assert_eq!(json(&editor, object), expect, "{name}:\n{}", editor.text());
            let before = editor.text().to_owned();
            assert_eq!(editor.set(object, &key, probe, Place::Last), Ok(()), "{name}");
            assert_eq!(editor.text(), before, "{name}: twice is once");
            assert_eq!(editor.remove(object, &key), Ok(()), "{name}");
            spec(&mut expect, path)["containers"][0]
                .as_object_mut()
                .expect("a mapping")
                .remove("startupProbe");
            assert_eq!(json(&editor, object), expect, "{name}:\n{}", editor.text());
            assert_eq!(
                editor.set_annotation(object, "a.b/c", "exit 0 after 5s"),
                Ok(()),
                "{name}"
            );
            let got = json(&editor, object);
            assert_eq!(
                got["metadata"]["annotations"]["a.b/c"],
                "exit 0 after 5s",
                "{name}:\n{}",
                editor.text()
            );
        }
    }
}

/// Texts broken at pseudo-random places: nothing panics, and edits leave a text that can still be read.
#[test]
fn broken_text_never_panics() {
    const BROKEN_PER_FILE: usize = 4;
    const JUNK: &[&str] = &[
        "\t", ":", "- ", "[", "{", "\"", "'", "&a ", "*a ", "|", "\n", "\r\n", "#", "é", "? ", "<<: ", "!x ",
        "---\n", ",",
    ];
    let mut seed: u64 = 36;
    let mut random = |below: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap_or(0) % below.max(1)
    };
    for (_, text) in manifests() {
        for _ in 0..BROKEN_PER_FILE {
            let mut broken = text.clone();
            for _ in 0..=random(3) {
                let mut at = random(broken.len());
                while !broken.is_char_boundary(at) {
                    at -= 1;
                }
                if random(3) == 0 {
                    let end = (at + random(20)).min(broken.len());
                    if broken.is_char_boundary(end) {
                        broken.replace_range(at..end, "");
                    }
                } else {
                    broken.insert_str(at, JUNK[random(JUNK.len())]);
                }
            }
            let parsed = parse(&broken, &ParseOptions::default());
            assert!(
                parsed
                    .diagnostics
                    .iter()
                    .all(|d| broken.get(d.span.clone()).is_some()),
                "{broken}"
            );
            for (object, path, _) in pods(&broken) {
                let mut editor = Editor::new(&broken);
                let (from, to) = (format!("{path}.containers"), format!("{path}.initContainers"));
                let _ = editor.move_item(object, &from, 0, &to, Place::First, "containers");
                let _ = editor.set(object, &format!("{to}[0].restartPolicy"), "Always", Place::Last);
                let _ = editor.remove(object, &format!("{from}[0].image"));
            }
        }
    }
}
