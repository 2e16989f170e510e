//! Figures over the committed corpus: nothing panics, and no figure falls below what it was.

use tests::corpus::{committed, figures, manifests, page, renewed};

/// Scripts that are fully emulated or but for one program, in per mille: what the issue about processes asks.
const MIN_COVERAGE: usize = 850;
/// Files of the corpus that are read without an error.
const MIN_FILES: usize = 400;

#[test]
fn figures_hold() {
    let files = manifests(&committed()).expect("the corpus");
    assert!(files.len() >= MIN_FILES, "{} files", files.len());
    let figures = figures(&files, false);
    let panics: Vec<_> = figures
        .panics()
        .iter()
        .map(|file| (file.name.clone(), file.panic.clone()))
        .collect();
    assert!(panics.is_empty(), "{panics:?}");
    assert!(
        figures.coverage() >= MIN_COVERAGE,
        "coverage fell to {} per mille",
        figures.coverage()
    );
    let text = std::fs::read_to_string(page()).expect("docs/processes.md");
    let current = renewed(&text, &figures).expect("the marks of the generated part");
    assert!(
        current == text,
        "docs/processes.md is not current: run `cargo xtask corpus --write`"
    );
}
