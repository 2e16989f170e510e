//! The fuzz targets replayed on stable: on their own corpus (`tests/fuzz/corpus`), on texts of the repository, and on
//! seeded mutations of both.

use std::path::Path;
use std::time::{Duration, Instant};

use app::link::{Shared, encode};
use tests::corpus::{committed, manifests, scripts_of};
use tests::differential::scripts;
use tests::fuzz;
use tests::random::Random;

/// The longest that one input may take; builds of tests are slow and share their machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Mutations of each target; links cost most, for each is packed and unpacked again.
const MUTATIONS: usize = 250;
const LINK_MUTATIONS: usize = 60;
/// Pieces that mean something to one of the readers.
const TOKENS: [&str; 48] = [
    "$(",
    ")",
    "`",
    "\"",
    "'",
    "\\",
    "${",
    "}",
    "$((",
    "))",
    "<<E\n",
    "\nE\n",
    "|",
    "&&",
    "&",
    ";",
    ";;",
    "\n",
    "(",
    "{ ",
    "if ",
    "then ",
    "fi",
    "while :; do ",
    "done",
    "case x in ",
    "esac",
    "for i in ",
    "[[ ",
    " ]]",
    "$@",
    "${x[@]",
    "a=(",
    ">",
    "<(",
    "2>&1",
    "*",
    "\u{e9}",
    "\0",
    "exec ",
    "trap ",
    "wait",
    "sleep 1",
    "listen 80 after ",
    "attempt 1-",
    "exit 1",
    ": ",
    "- ",
];

fn own(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/corpus")
        .join(target);
    let mut files: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| std::fs::read(file).ok()).collect()
}

/// Changes an input at a few places.
fn mutate(input: &[u8], others: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut data = input.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(data.len() + 1);
        let end = (at + 1 + random.below(12)).min(data.len());
        match random.below(6) {
            0 => drop(data.drain(at.min(end)..end)),
            1 => drop(data.splice(at..at, TOKENS[random.below(TOKENS.len())].bytes())),
            2 => {
                let piece = data[at.min(end)..end].to_vec();
                data.splice(at..at, piece);
            }
            3 => {
                let other = &others[random.below(others.len())];
                let from = random.below(other.len() + 1);
                let piece = other[from..(from + 30).min(other.len())].to_vec();
                data.splice(at..at, piece);
            }
            4 => data.truncate(at),
            _ => {
                if let Some(byte) = data.get_mut(at) {
                    *byte = u8::try_from(random.below(256)).unwrap_or(b'?');
                }
            }
        }
    }
    data
}

fn replay(target: &str, run: fn(&[u8]), mut inputs: Vec<Vec<u8>>, mutations: usize, seed: u64) {
    inputs.extend(own(target));
    assert!(!inputs.is_empty(), "{target} has no inputs");
    let mut random = Random::new(seed);
    let check = |input: &[u8]| {
        let start = Instant::now();
        let shown = String::from_utf8_lossy(input).into_owned();
        let result = std::panic::catch_unwind(|| run(input));
        assert!(result.is_ok(), "{target} panics on:\n{shown}");
        assert!(
            start.elapsed() < PATIENCE,
            "{target} took {:?} on:\n{shown}",
            start.elapsed()
        );
    };
    own(target).iter().for_each(|input| check(input));
    for _ in 0..mutations {
        let input = mutate(&inputs[random.below(inputs.len())], &inputs, &mut random);
        check(&input);
    }
}

fn corpus_texts() -> Vec<String> {
    let files = manifests(&committed()).expect("the corpus");
    files
        .into_iter()
        .map(|(_, text)| text)
        .filter(|text| text.len() < 4_000)
        .collect()
}

#[test]
fn shell_scripts() {
    let mut inputs: Vec<Vec<u8>> = scripts()
        .into_iter()
        .map(|script| script.text.into_bytes())
        .collect();
    for text in corpus_texts() {
        inputs.extend(
            scripts_of(&text)
                .into_iter()
                .map(|script| script.text.into_bytes()),
        );
    }
    replay("script", fuzz::script, inputs, MUTATIONS, 1);
}

#[test]
fn annotations() {
    replay("annotation", fuzz::annotation, Vec::new(), MUTATIONS, 2);
}

#[test]
fn whole_manifests() {
    let inputs = corpus_texts().into_iter().map(String::into_bytes).collect();
    replay("manifest", fuzz::manifest, inputs, MUTATIONS, 3);
}

#[test]
fn share_links() {
    let linked = |text: String| {
        let shared = Shared {
            text,
            ..Shared::default()
        };
        encode(&shared).into_bytes()
    };
    let inputs = corpus_texts().into_iter().take(20).map(linked).collect();
    replay("link", fuzz::link, inputs, LINK_MUTATIONS, 4);
}
