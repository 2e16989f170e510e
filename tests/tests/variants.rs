//! Variants of real manifests: the recorded cases and the gallery. Every variant of a valid manifest is valid, says
//! what it is when it is read again, and gives the same family.

use std::path::Path;

use manifest::{ParseOptions, Severity, parse};
use variants::{SidecarChoice, Variant, VariantId, find, sidecars, variants};

fn made(text: &str) -> Vec<Variant> {
    variants(
        text,
        &parse(text, &ParseOptions::default()),
        &SidecarChoice::default(),
    )
}

fn errors(text: &str) -> Vec<String> {
    let diagnostics = parse(text, &ParseOptions::default()).diagnostics;
    let errors = diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| diagnostic.message).collect()
}

/// True when every sidecar that is found stands where its variant puts it.
fn is_native(text: &str) -> bool {
    let parsed = parse(text, &ParseOptions::default());
    let found = parsed
        .objects
        .iter()
        .filter_map(|object| sidecars(object, &SidecarChoice::default()));
    found
        .into_iter()
        .all(|found| found.source == variants::Source::RestartPolicy)
}

/// A text without the flags that a derived probe adds: once written, they are the user's own and stay.
fn without_health_flags(text: &str) -> String {
    let flags = ["- --health-check", "- --http-address=0.0.0.0"];
    let lines = text.lines().filter(|line| !flags.contains(&line.trim()));
    lines.collect::<Vec<_>>().join("\n")
}

fn check(name: &str, text: &str) -> usize {
    let family = made(text);
    let before = errors(text);
    assert_eq!(
        family.iter().filter(|variant| variant.as_written).count(),
        1,
        "{name}"
    );
    for variant in &family {
        let id = variant.id;
        for error in errors(&variant.text) {
            assert!(before.contains(&error), "{name} {id}: {error}");
        }
        if matches!(id, VariantId::Native | VariantId::NativeStartupProbe) {
            assert!(is_native(&variant.text), "{name} {id}:\n{}", variant.text);
            let native = |family: &[Variant]| {
                find(family, VariantId::Native).map(|variant| without_health_flags(&variant.text))
            };
            assert_eq!(native(&made(&variant.text)), native(&family), "{name} {id}");
        }
    }
    family.len()
}

#[test]
fn of_recorded_manifests() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/recorded");
    let mut cases: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.sort();
    let mut with_variants = 0;
    for case in cases {
        let Ok(text) = std::fs::read_to_string(case.join("manifest.yaml")) else {
            continue;
        };
        with_variants += usize::from(check(&case.display().to_string(), &text) > 1);
    }
    assert!(
        with_variants > 20,
        "only {with_variants} recorded manifests have variants"
    );
}

#[test]
fn of_the_gallery() {
    for example in app::gallery::EXAMPLES {
        assert!(errors(example.text).is_empty(), "{}", example.id);
        assert!(check(example.id, example.text) >= 3, "{}", example.id);
    }
}
