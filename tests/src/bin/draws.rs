//! How good a guess are the default delays? `cargo run -p tests --bin draws [PODS [PAIRS [SETTING…]]]` prints, for each setting
//! (`phase=300`: the relist's in milliseconds; `ticker=500`: the sync ticker's; `relist=8`: a relist; `sandbox=100`: StopPodSandbox; `retry=1200`: the retry factor in
//! thousandths; without one: ten phases), how many recordings agree, and of random pods (and of the recorded manifests) how often a run
//! without jitter agrees with a pair of runs with jitter, as one recorded case agrees with a simulated run. The last
//! line holds runs with jitter against each other: as often does a cluster agree with itself.
//! `sim`'s `Timing` names the figures where they decide a default.

use std::time::Duration;

use api::ManifestObject;
use serde_json::Value;
use sim::{Action, Scenario, TimedAction, Timing};
use tests::compare::disagreements;
use tests::conformance::{Case, cases};

/// What is simulated: the objects, the circumstances, whether it is a random pod.
struct Subject {
    objects: Vec<ManifestObject>,
    scenario: Scenario,
    by_chance: bool,
}

/// A subject's runs with jitter, in pairs.
struct Drawn {
    subject: Subject,
    pairs: Vec<[Value; 2]>,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u64| {
        arguments
            .next()
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let (pods, pairs) = (number(300), number(4));
    let recorded = cases();
    let subjects = recorded
        .iter()
        .map(recorded_manifest)
        .chain((0..pods).map(random_pod));
    let drawn: Vec<Drawn> = subjects.map(|subject| draw(subject, pairs)).collect();
    println!(
        "{:<12} {:>10} {:>20} {:>20}",
        "setting", "recordings", "their manifests", "random pods"
    );
    let usual = agreeing(&recorded, &Timing::default());
    let mut settings: Vec<String> = arguments.collect();
    if settings.is_empty() {
        settings = (0..10).map(|tenth| format!("phase={}", 100 * tenth)).collect();
    }
    for setting in settings {
        let timing = set(&setting);
        let now = agreeing(&recorded, &timing);
        let gained = now
            .iter()
            .filter(|name| !usual.contains(name))
            .map(|name| format!("+{name}"));
        let lost = usual
            .iter()
            .filter(|name| !now.contains(name))
            .map(|name| format!("-{name}"));
        let other: Vec<String> = gained.chain(lost).collect();
        let guess = |one: &Drawn| Some(run(&one.subject, |scenario| scenario.timing = timing.clone()));
        let shares = shares(&drawn, guess);
        let (agree, other) = (now.len(), other.join(" "));
        println!(
            "{setting:<12} {agree:>10} {:>20} {:>20}   {other}",
            shares[0], shares[1]
        );
    }
    let shares = shares(&drawn, |_| None);
    println!(
        "{:<12} {:>10} {:>20} {:>20}",
        "with itself", "", shares[0], shares[1]
    );
}

/// The default delays with one of them changed.
///
/// # Panics
/// When there is no such setting: the caller mistyped it.
fn set(setting: &str) -> Timing {
    let mut timing = Timing::default();
    let (name, value) = setting.split_once('=').expect("NAME=NUMBER");
    let number: u32 = value.parse().expect("a number");
    let millis = Duration::from_millis(number.into());
    match name {
        "phase" => timing.pleg_phase = millis,
        "ticker" => timing.ticker_phase = millis,
        "relist" => timing.relist_duration = millis,
        "sandbox" => timing.sandbox_stop = millis,
        "retry" => timing.retry_factor = number,
        _ => panic!("no setting {name}"),
    }
    timing
}

/// The recordings that agree with a run with these delays.
fn agreeing<'a>(recorded: &'a [Case], timing: &Timing) -> Vec<&'a str> {
    let agreeing = recorded.iter().filter(|case| {
        let scenario = Scenario {
            timing: timing.clone(),
            ..case.scenario()
        };
        disagreements(&case.run_in(&scenario), &case.reps).is_empty()
    });
    agreeing.map(|case| case.name.as_str()).collect()
}

fn recorded_manifest(case: &Case) -> Subject {
    Subject {
        objects: manifest::parse(&case.manifest, &manifest::ParseOptions::default()).manifest_objects(),
        scenario: case.scenario(),
        by_chance: false,
    }
}

fn random_pod(seed: u64) -> Subject {
    let (manifest, actions) = tests::random_pods::pod(seed);
    let actions = actions.into_iter().map(|(at, line)| TimedAction {
        at: Duration::from_secs(at),
        action: Action::Command(line),
    });
    Subject {
        objects: manifest::parse(&manifest.to_string(), &manifest::ParseOptions::default())
            .manifest_objects(),
        scenario: Scenario {
            horizon: Duration::from_secs(90),
            actions: actions.collect(),
            ..Scenario::default()
        },
        by_chance: true,
    }
}

fn run(subject: &Subject, change: impl FnOnce(&mut Scenario)) -> Value {
    let mut scenario = subject.scenario.clone();
    change(&mut scenario);
    kubectl::recording::recording(&sim::simulate(&subject.objects, &scenario))
}

fn draw(subject: Subject, pairs: u64) -> Drawn {
    let with_jitter = |seed| {
        run(&subject, |scenario| {
            scenario.jitter = true;
            scenario.seed = seed;
        })
    };
    let pairs = (0..pairs)
        .map(|pair| [with_jitter(100 + 2 * pair), with_jitter(101 + 2 * pair)])
        .collect();
    Drawn { subject, pairs }
}

/// The share of pairs that agree with what is guessed (no guess: with themselves), of the recorded manifests and of the
/// random pods.
fn shares(drawn: &[Drawn], guess: impl Fn(&Drawn) -> Option<Value>) -> [String; 2] {
    [false, true].map(|by_chance| {
        let mut found = Vec::new();
        for one in drawn.iter().filter(|one| one.subject.by_chance == by_chance) {
            let guess = guess(one);
            found.extend(one.pairs.iter().map(|pair| match &guess {
                Some(guess) => disagreements(guess, pair).is_empty(),
                None => disagreements(&pair[0], &pair[1..]).is_empty(),
            }));
        }
        let good = found.iter().filter(|good| **good).count();
        format!("{good}/{} {} %", found.len(), 100 * good / found.len().max(1))
    })
}
