//! The emulated shells against the real `dash` and `bash` of this machine ([`tests::differential`]).

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tests::differential::{
    SHELLS, Script, can_isolate, corpus_scripts, difference, emulated, emulated_reads, has,
    known_differences, real, real_reads, scripts,
};

/// How often the real shell may try.
const TRIES: usize = 3;

/// What the CI's machine must have; the README of `tests/differential` says so.
#[test]
fn the_machine_has_the_shells() {
    for shell in SHELLS {
        assert!(
            has(shell),
            "{shell} is missing: install it (Debian: `apt-get install {shell}`)"
        );
    }
}

/// Script and shell, and what differs in words.
type Difference = ((String, String), String);

fn told(found: &[Difference]) -> String {
    let texts = found
        .iter()
        .map(|((name, shell), text)| format!("{name} in {shell}:\n{text}"));
    texts.collect::<Vec<_>>().join("\n")
}

/// Runs scripts side by side; what differs, in words.
fn differences(scripts: &[Script]) -> (usize, Vec<Difference>) {
    let isolated = can_isolate();
    if !isolated {
        println!("no name spaces here: the scripts run in temporary folders only");
    }
    let runs: Vec<(&Script, &str)> = scripts
        .iter()
        .flat_map(|script| script.shells.iter().map(move |shell| (script, *shell)))
        .filter(|(_, shell)| has(shell))
        .collect();
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let work = || {
        while let Some((script, shell)) = runs.get(next.fetch_add(1, Ordering::Relaxed)) {
            let emulated = emulated(script, shell);
            // On a busy machine what waits may come in another order: a difference counts when it is there each time.
            let mut differs = None;
            for _ in 0..TRIES {
                differs = difference(script, &real(script, shell, isolated), &emulated);
                if differs.is_none() {
                    break;
                }
            }
            if let Some(text) = differs {
                let place = (script.name.clone(), (*shell).to_owned());
                found.lock().expect("no panic").push((place, text));
            }
        }
    };
    // Most of the time is waiting for sleeps: more threads than processors.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().expect("no panic");
    found.sort();
    (runs.len(), found)
}

/// The scripts that `DIFFERENTIAL` asks for by a part of their name: all without it.
fn wanted(mut scripts: Vec<Script>) -> Vec<Script> {
    if let Ok(part) = std::env::var("DIFFERENTIAL") {
        scripts.retain(|script| script.name.contains(&part));
    }
    scripts
}

#[test]
fn own_scripts_agree() {
    agree(&wanted(scripts()));
}

/// Least scripts of the corpus that run in the real shells: fewer, and the corpus or its reading is broken.
const MIN_RUN: usize = 60;

#[test]
fn corpus_scripts_agree() {
    let scripts = corpus_scripts();
    assert!(
        scripts.run.len() >= MIN_RUN,
        "only {} scripts run",
        scripts.run.len()
    );
    agree(&wanted(scripts.run));
}

#[test]
fn corpus_scripts_are_read_alike() {
    let scripts = corpus_scripts();
    let all: Vec<Script> = scripts.read.into_iter().chain(scripts.run).collect();
    let mut wrong = Vec::new();
    let mut rejected = 0;
    for (script, shell) in all
        .iter()
        .flat_map(|script| script.shells.iter().map(move |shell| (script, *shell)))
    {
        let (real, emulated) = (real_reads(script, shell), emulated_reads(script, shell));
        rejected += usize::from(!real);
        if real != emulated {
            wrong.push(format!(
                "{} in {shell}: the real shell {}",
                script.name,
                if real { "reads it" } else { "rejects it" }
            ));
        }
    }
    println!("{} scripts read, {rejected} readings rejected", all.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn agree(scripts: &[Script]) {
    let (runs, mut found) = differences(scripts);
    println!("{} scripts, {runs} runs, {} differ", scripts.len(), found.len());
    let mut stale = Vec::new();
    for (name, shell, reason) in known_differences() {
        let count = found.len();
        found.retain(|(place, _)| *place != (name.clone(), shell.clone()));
        if count == found.len() && has(&shell) && scripts.iter().any(|script| script.name == name) {
            stale.push(format!("{name} in {shell}: {reason}"));
        }
    }
    assert!(
        found.is_empty(),
        "{} of {runs} runs differ:\n{}",
        found.len(),
        told(&found)
    );
    assert!(
        stale.is_empty(),
        "these agree by now, take them out of known.txt:\n{}",
        stale.join("\n")
    );
}
