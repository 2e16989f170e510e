//! `-o yaml` against what kubectl printed (tests/conformance/api/defaults): reading its output and printing it
//! again must give the same bytes.

use std::fs;
use std::path::Path;

use kubectl::output::yaml::to_yaml;

#[test]
fn yaml_is_printed_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/api/defaults");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("the recorded objects") {
        let path = entry.expect("an entry").path();
        if !path.to_string_lossy().ends_with(".out.yaml") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("the text");
        let value: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
        assert_eq!(to_yaml(&value), text, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 9, "only {seen} objects found");
}
