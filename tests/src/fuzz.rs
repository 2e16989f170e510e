//! What the fuzz targets check (`tests/fuzz`): text that people may paste, in four places. None may panic; none may take
//! longer than its limits allow. The same checks are replayed on stable by `tests/tests/fuzz.rs`.

use std::time::Duration;

use app::files::{Opened, read};
use manifest::{ParseOptions, parse};
use process::{ContainerConfig, Machine, MachineConfig};
use sim::{Scenario, simulate};

/// How long a script lives, in virtual time.
const LIFE: Duration = Duration::from_secs(10);
/// Longest input; what is longer is cut.
const MAX_INPUT: usize = 4_096;
/// Most effects of one script.
const MAX_EFFECTS: usize = 120_000;

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(&data[..data.len().min(MAX_INPUT)]).into_owned()
}

/// A script in each shell.
///
/// # Panics
/// When it leaves more effects behind than the limits allow.
pub fn script(data: &[u8]) {
    for (image, shell) in [("debian:12", "bash"), ("debian:12", "sh"), ("busybox", "sh")] {
        let mut machine = Machine::new(MachineConfig::default());
        let config = ContainerConfig {
            image: image.into(),
            command: Some(vec![shell.into(), "-c".into(), text(data)]),
            ..ContainerConfig::default()
        };
        if machine.start(Duration::ZERO, config.clone()).is_ok() {
            assert!(machine.advance(LIFE).len() < MAX_EFFECTS, "too many effects");
        }
        process::script_coverage(&config, None);
    }
}

/// A behaviour annotation, read and lived.
///
/// # Panics
/// When a diagnostic is about bytes that are not there.
pub fn annotation(data: &[u8]) {
    let text = text(data);
    let (_, diagnostics) = process::parse_annotation(&text);
    for diagnostic in diagnostics {
        assert!(
            text.get(diagnostic.range).is_some(),
            "a range outside of the text"
        );
    }
    let config = ContainerConfig {
        annotation: Some(text),
        ..ContainerConfig::default()
    };
    let mut machine = Machine::new(MachineConfig::default());
    if machine.start(Duration::ZERO, config.clone()).is_ok() {
        assert!(machine.advance(LIFE).len() < MAX_EFFECTS, "too many effects");
    }
    process::describe(&config, &MachineConfig::default());
}

/// A manifest, opened as a file, read and lived.
///
/// # Panics
/// When a file that was opened is not opened the same way again.
pub fn manifest(data: &[u8]) {
    if let Ok(Opened::Manifest(opened, Some(_))) = read("x", &text(data)) {
        let again = read("x", &opened);
        assert!(
            !matches!(again, Ok(Opened::Manifest(_, Some(_)))),
            "something was left in: {opened}"
        );
    }
    let parsed = parse(&text(data), &ParseOptions::default());
    let scenario = Scenario {
        horizon: LIFE,
        max_events: 50_000,
        ..Scenario::default()
    };
    simulate(&parsed.manifest_objects(), &scenario);
}

/// A share link: it opens, or a sentence says why not; what opens survives being shared again.
///
/// # Panics
/// When nothing is said of a link that does not open, or one that was decoded does not survive.
pub fn link(data: &[u8]) {
    let (shared, problem) = app::link::decode(&text(data));
    assert!(
        shared.is_some() || problem.is_some(),
        "neither a state nor a word"
    );
    if let Some(shared) = shared {
        let again = app::link::decode(&app::link::encode(&shared));
        assert_eq!(again, (Some(shared), None), "a link that does not survive");
    }
}
