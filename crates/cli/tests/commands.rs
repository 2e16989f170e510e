//! The commands as a script calls them, on a Job that a real cluster ran.

use std::ffi::OsString;

/// The program's answer to `arguments`, each `FILE` being the manifest of a recorded case, then `more` as they stand.
fn run(arguments: &str, case: &str, more: &[&str]) -> cli::Outcome {
    let recorded = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/conformance/recorded");
    let file = format!("{recorded}/{case}/manifest.yaml");
    let words = arguments
        .split(' ')
        .map(|word| if word == "FILE" { file.as_str() } else { word });
    let words = words.chain(more.iter().copied());
    cli::run(
        std::iter::once("sidecar-playground")
            .chain(words)
            .map(OsString::from),
    )
}

/// The command's standard output holds each of `texts`, and it exits with 0.
#[track_caller]
fn check(arguments: &str, case: &str, texts: &[&str]) {
    let outcome = run(arguments, case, &[]);
    assert_eq!(outcome.exit_code, 0, "{}", outcome.stderr);
    for text in texts {
        assert!(
            outcome.stdout.contains(text),
            "{text} is missing in:\n{}",
            outcome.stdout
        );
    }
}

#[test]
fn explain_tells_verdicts_causes_fixes_and_what_it_assumed() {
    let texts = [
        "As written: Race lost",
        "connects to localhost:8081: refused",
        "fix: Let sidecar-user wait",
        "What the containers do:",
        "listens on 8081 after 5s (image: measured)",
    ];
    check("explain FILE", "c01-job-classic", &texts);
}

#[test]
fn an_example_comes_with_what_is_done_to_it() {
    let ends = |more: &[&str]| {
        let outcome = run("simulate example:proxy-dies-first", "", more);
        assert_eq!(outcome.exit_code, 0, "{}", outcome.stderr);
        outcome.stdout.contains("Terminating")
    };
    assert!(ends(&[]));
    assert!(
        !ends(&["--at", "5s restart kubelet"]),
        "the line's own actions take their place"
    );
    check("svg example:stop-order", "", &["kubectl delete pod shop"]);
    let unknown = run("explain example:nope", "", &[]);
    assert_eq!(unknown.exit_code, 2);
    assert!(
        unknown
            .stderr
            .contains("no example nope; there are slow-sidecar-job, ")
    );
}

#[test]
fn odds_count_lives() {
    let texts = [
        "Without sidecar       5        0 %       race lost 5\n",
        "Native + startupProbe 5        100 %     completed 5\n",
    ];
    check("odds FILE --runs 5", "c01-job-classic", &texts);
}

#[test]
fn simulate_prints_what_kubectl_would() {
    check(
        "simulate FILE",
        "c01-job-native",
        &["NAME", "Init:0/1", "PodInitializing", "Error"],
    );
    check(
        "simulate FILE -o events",
        "c01-job-native",
        &["SuccessfulCreate", "Created", "Started"],
    );
    check(
        "simulate FILE -o json --for 5s",
        "c01-job-native",
        &[r#""type":"ADDED""#, r#""kind":"Job""#],
    );
}

#[test]
fn an_action_that_does_nothing_is_told() {
    let outcome = run(
        "simulate FILE",
        "c06-mixed-order",
        &["--at", "5s kubectl delete pod nope"],
    );
    assert_eq!(outcome.exit_code, 0);
    assert_eq!(
        outcome.stderr,
        "kubectl delete pod nope: Error from server (NotFound): pods \"nope\" not found\n"
    );
}

#[test]
fn an_action_is_taken_at_its_time() {
    let left = run("simulate FILE", "c05-term-order", &[]);
    assert!(!left.stdout.contains("Terminating"), "{}", left.stdout);
    let deleted = run(
        "simulate FILE --at",
        "c05-term-order",
        &["20s kubectl delete pod term"],
    );
    assert!(deleted.stdout.contains("Terminating"), "{}", deleted.stdout);
}

#[test]
fn variants_differ_by_the_lines_that_matter() {
    check(
        "variants FILE --diff without native",
        "c01-job-classic",
        &["+      initContainers:", "restartPolicy: Always"],
    );
}

#[test]
fn check_exits_with_one_when_the_api_server_would_refuse() {
    assert_eq!(run("check FILE", "c01-job-classic", &[]).exit_code, 0);
    assert_eq!(run("check no-such-file.yaml", "", &[]).exit_code, 1);
}
