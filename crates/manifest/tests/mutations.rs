//! Real manifests, damaged at random places by a seeded generator: reading never panics, every place that is told lies
//! inside the text on character boundaries, and no text takes long.

use std::fs;
use std::path::PathBuf;

use manifest::{ParseOptions, kubectl_text, parse};

/// Damaged texts per manifest.
const ROUNDS: u64 = 6;
/// Changes per text.
const MOST_CHANGES: u64 = 5;
/// What is put into texts: YAML's signs, line ends, odd characters.
const PIECES: &[&str] = &[
    ":",
    ": ",
    "- ",
    "-",
    "\t",
    "\n",
    "\r\n",
    "\r",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "#",
    " #",
    "&a ",
    "*a",
    "<<: *a",
    "|",
    ">",
    "|+2\n",
    "---\n",
    "--- x",
    "...\n",
    "%YAML 1.1\n",
    "!!str ",
    "!x ",
    "? ",
    "~",
    "null",
    "yes",
    "0x",
    "1e999",
    "-1",
    "99999999999999999999",
    "\u{feff}",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "é",
    "שלום",
    "👩‍👩‍👧",
    "\\u12",
    "@",
    "`",
    "%",
    ",",
    "  ",
    "          ",
    "apiVersion: v1\n",
    "kind: List\nitems:\n",
    "spec:\n",
];

/// A small generator (SplitMix64): the same texts on every machine.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// One change to bytes or lines.
fn damage(text: &mut String, random: &mut Random) {
    let at = boundary(text, random.below(text.len() + 1));
    match random.below(8) {
        0 | 1 => text.insert_str(at, PIECES[random.below(PIECES.len())]),
        2 if at < text.len() => drop(text.remove(at)),
        3 => {
            let end = boundary(text, (at + random.below(40)).min(text.len()));
            text.replace_range(at.min(end)..end.max(at), "");
        }
        4 => text.truncate(at),
        kind => {
            let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
            let (one, other) = (random.below(lines.len()), random.below(lines.len()));
            match kind {
                5 => lines.swap(one, other),
                6 => lines.insert(one, lines[other].clone()),
                _ => {
                    let indent = " ".repeat(random.below(7));
                    lines[one] = format!("{indent}{}", lines[one].trim_start());
                }
            }
            *text = lines.join("\n");
        }
    }
}

/// Reads a text and looks at everything that is told about it.
fn look(text: &str, about: &str) {
    let parsed = parse(text, &ParseOptions::default());
    for d in &parsed.diagnostics {
        assert!(text.get(d.span.clone()).is_some(), "{about}: {d:?}\n{text}");
        assert!(!d.message.is_empty(), "{about}: {d:?}");
        let _ = parsed.lines.line_column(text, d.span.start);
    }
    for (i, object) in parsed.objects.iter().enumerate() {
        assert!(text.get(object.span.clone()).is_some(), "{about}: object {i}");
        for path in ["spec", "spec.containers[0].image", "metadata.name"] {
            if let Some(span) = parsed.span_of(i, path) {
                assert!(text.get(span).is_some(), "{about}: {path}");
            }
        }
    }
    let _ = parsed.path_at(text.len() / 2);
    let _ = kubectl_text::apply(&parsed, "f.yaml");
}

#[test]
fn damaged_manifests() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    assert!(files.len() > 300);
    let mut random = Random(20_261_121);
    for file in files {
        let text = fs::read_to_string(&file).expect("a manifest");
        // The longest are read often enough by other tests.
        if text.len() > 20_000 {
            continue;
        }
        for round in 0..ROUNDS {
            let mut damaged = text.clone();
            for _ in 0..=random.next() % MOST_CHANGES {
                damage(&mut damaged, &mut random);
            }
            look(&damaged, &format!("{} {round}", file.display()));
        }
    }
}

#[test]
fn texts_that_could_take_long() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n";
    let many = |n: usize, line: &dyn Fn(usize) -> String| (0..n).map(line).collect::<String>();
    let texts = [
        ("flow lists", "[".repeat(200_000)),
        ("flow maps", "{a: ".repeat(200_000)),
        ("block lists", "- ".repeat(200_000)),
        ("nested maps", many(3000, &|i| format!("{}a:\n", " ".repeat(i)))),
        ("one long line", format!("a: {}", "x".repeat(900_000))),
        ("one long quoted line", format!("a: \"{}", "\\n".repeat(400_000))),
        ("keys", many(60_000, &|i| format!("k{i}: 1\n"))),
        ("the same key", many(60_000, &|_| "k: 1\n".to_owned())),
        ("documents", many(100_000, &|_| "---\na: 1\n".to_owned())),
        ("comments", many(100_000, &|i| format!("# {i}\n"))),
        (
            "aliases of aliases",
            format!(
                "a0: &a0 [x]\n{}",
                many(40, &|i| format!(
                    "a{}: &a{} [*a{i}, *a{i}, *a{i}]\n",
                    i + 1,
                    i + 1
                ))
            ),
        ),
        (
            "merges",
            format!(
                "a0: &a0 {{x: 1}}\n{}",
                many(2000, &|i| format!(
                    "a{}: &a{}\n  <<: *a{i}\n  y{i}: 1\n",
                    i + 1,
                    i + 1
                ))
            ),
        ),
        (
            "containers",
            format!(
                "{pod}  containers:\n{}",
                many(8000, &|i| format!("  - {{name: c{i}, image: b}}\n"))
            ),
        ),
        (
            "ports",
            format!(
                "{pod}  containers:\n  - name: a\n    image: b\n    ports:\n{}",
                many(8000, &|i| format!(
                    "    - {{name: p{i}, containerPort: {}}}\n",
                    i + 1
                ))
            ),
        ),
        (
            "environment",
            format!(
                "{pod}  containers:\n  - name: a\n    image: b\n    env:\n{}",
                many(8000, &|i| format!("    - {{name: E{i}, value: x}}\n"))
            ),
        ),
        (
            "unknown fields",
            format!(
                "{pod}  containers: [{{name: a, image: b}}]\n{}",
                many(20_000, &|i| format!("  f{i}: 1\n"))
            ),
        ),
        ("carriage returns", "a: 1\r".repeat(100_000)),
    ];
    for (name, text) in &texts {
        look(&text[..text.len().min(manifest::MAX_TEXT)], name);
    }
}
