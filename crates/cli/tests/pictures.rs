//! The committed pictures and reports are what the program makes now, whole, and readable by others.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program's answer to words whose paths count from the repository's root.
fn run(words: &str) -> cli::Outcome {
    let absolute = |word: &str| match word.starts_with("crates/") || word.starts_with("examples/") {
        true => root().join(word).into_os_string(),
        false => OsString::from(word),
    };
    let words = words.split_whitespace().map(absolute);
    cli::run(std::iter::once("sidecar-playground".into()).chain(words))
}

/// The files of docs/pictures/commands.txt and the words that make them.
fn listed() -> Vec<(String, String)> {
    let list = std::fs::read_to_string(root().join("docs/pictures/commands.txt")).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.split_once(' ').expect(line))
        .map(|(file, words)| (file.to_owned(), words.to_owned()))
        .collect()
}

#[test]
fn committed_files_are_what_the_program_makes() {
    for (file, words) in listed() {
        let outcome = run(&words);
        assert_eq!((outcome.exit_code, outcome.stderr.as_str()), (0, ""), "{words}");
        let committed = std::fs::read_to_string(root().join("docs/pictures").join(&file)).unwrap();
        assert!(
            committed == outcome.stdout,
            "{file} (from docs/pictures) is stale: run cargo xtask pictures"
        );
    }
}

#[test]
fn pictures_are_xml_with_words_and_the_manifest() {
    let pictures = listed().into_iter().filter(|(file, _)| file.ends_with(".svg"));
    let mut seen = 0;
    for (file, words) in pictures {
        let text = run(&words).stdout;
        let document = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let svg = document.root_element();
        assert_eq!(
            (svg.tag_name().name(), svg.attribute("role")),
            ("svg", Some("img"))
        );
        let words_of = |name: &str| {
            let found = svg
                .children()
                .find(|child| child.has_tag_name(("http://www.w3.org/2000/svg", name)));
            found
                .and_then(|found| found.text())
                .unwrap_or_default()
                .to_owned()
        };
        assert!(words_of("title").starts_with("Lifecycle of "), "{file}");
        assert!(words_of("desc").contains(": "), "{file}");
        // Every pattern that is filled with is defined, and every number is one.
        for node in document.descendants().filter(|node| node.is_element()) {
            for attribute in node.attributes() {
                let (name, value) = (attribute.name(), attribute.value());
                if let Some(id) = value
                    .strip_prefix("url(#")
                    .and_then(|rest| rest.strip_suffix(')'))
                {
                    let defined = document
                        .descendants()
                        .any(|other| other.attribute("id") == Some(id));
                    assert!(defined, "{file}: {id}");
                }
                if ["x", "y", "width", "height", "x1", "x2", "y1", "y2"].contains(&name) {
                    assert!(value.parse::<f32>().is_ok(), "{file}: {name}={value}");
                }
            }
        }
        let back = app::export::read_back(&text).unwrap_or_else(|| panic!("{file}"));
        let manifest = words.split_whitespace().nth(1).unwrap();
        assert_eq!(back.text, std::fs::read_to_string(root().join(manifest)).unwrap());
        seen += 1;
    }
    assert!(seen > 3);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let example = "crates/app/src/gallery/slow-sidecar-job.yaml";
    for (words, exit_code, part) in [
        (format!("svg {example} --for 30h"), 2, "--for is drawn"),
        (format!("svg {example} --seed 99999999"), 2, "--seed is drawn"),
        (format!("svg {example} --width 10"), 2, "10 is not in"),
        (format!("svg {example} --variant nope"), 2, "no variant"),
        ("svg crates/app/src/gallery/README.md".to_owned(), 1, "error"),
        ("report no-such-file.yaml".to_owned(), 1, "does not exist"),
        (
            format!("svg {example} --to no/such/folder.svg"),
            1,
            "no/such/folder.svg",
        ),
    ] {
        let outcome = run(&words);
        assert_eq!(outcome.exit_code, exit_code, "{words}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(part), "{words}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn a_file_gets_what_else_is_printed() {
    let folder = std::env::temp_dir().join(format!("sidecar-playground-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("picture.svg");
    let words = "svg crates/app/src/gallery/pi.yaml --for 10s --seed 7 --jitter on --theme dark --epoch 2026-11-21T10:00:00Z";
    let written = run(&format!("{words} -o {}", file.display()));
    assert_eq!(written, cli::Outcome::default());
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(text, run(words).stdout);
    let back = app::export::read_back(&text).unwrap();
    assert_eq!(
        (
            back.conditions.length,
            back.conditions.seed,
            back.conditions.jitter,
            back.conditions.epoch
        ),
        (10, 7, true, Some(api::meta_v1::Time::from_unix(1_795_255_200)))
    );
}
