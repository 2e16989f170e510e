//! The scenarios of `tests/suite`. `UPDATE_SUITE=1 cargo test -p tests --test suite` writes what they show.

use std::fs;

#[test]
fn scenarios_live_as_told() {
    let files = tests::suite::files();
    assert!(files.len() >= 5, "only {} files", files.len());
    let update = std::env::var_os("UPDATE_SUITE").is_some();
    let mut wrong = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a scenario");
        let (differences, now) = tests::suite::run(&text);
        if update && now != text {
            fs::write(&path, now).expect("the scenario is written");
        } else if !update {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let name = name.unwrap_or_default();
            wrong.extend(differences.into_iter().map(|line| format!("{name}: {line}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differences:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
