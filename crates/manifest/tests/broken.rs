//! Manifests as people break them: `tests/broken/*.yaml`, each with what the editor says about it in a `.txt` beside it.
//! `UPDATE_BROKEN=1 cargo test -p manifest --test broken` writes the texts anew; read the difference before you keep it.

use std::fs;
use std::path::PathBuf;

use manifest::{Diagnostic, ParseOptions, parse};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/broken")
}

/// Line, carets, message and help of each diagnostic.
fn render(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut out = String::new();
    for d in diagnostics {
        let start = text[..d.span.start].rfind('\n').map_or(0, |i| i + 1);
        let line = text[start..].lines().next().unwrap_or("").replace('\t', "→");
        let number = text[..start].matches('\n').count() + 1;
        let before = text[start..d.span.start].chars().count();
        let marked = text[d.span.clone()]
            .lines()
            .next()
            .map_or(0, |l| l.chars().count());
        out.push_str(&format!(
            "{number:>3} | {line}\n    | {}{} {:?} {}: {}\n",
            " ".repeat(before),
            "^".repeat(marked.max(1)),
            d.severity,
            d.code,
            d.message
        ));
        if let Some(help) = &d.help {
            out.push_str(&format!("    = {help}\n"));
        }
    }
    out
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switch, not an input of the program"
)]
fn what_the_editor_says() {
    let update = std::env::var("UPDATE_BROKEN").is_ok();
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|e| e == "yaml"))
        .collect();
    files.sort();
    assert!(files.len() >= 40, "{}", files.len());
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("a file");
        let got = render(&text, &parse(&text, &ParseOptions::default()).diagnostics);
        let beside = file.with_extension("txt");
        if update {
            fs::write(&beside, &got).expect("written");
        }
        let expect = fs::read_to_string(&beside).unwrap_or_default();
        if got != expect {
            wrong.push(format!("{}:\n{got}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
