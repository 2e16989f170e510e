//! The questions that people really ask about sidecars, lived through: verdict, findings and fixes must give the answers.
//! Manifests are those that a real cluster was asked with (`conformance/recorded`) or stand in `questions/`; the number in
//! a name is the question's.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use explain::{Finding, Verdict};
use sim::{Action, Scenario, TimedAction, simulate};
use tests::repair::{read, repaired};

/// One question: its manifest, what a user does at 10 s, the verdict in a word, the findings, and the verdict after the
/// first fix of each finding has been made, one after the other (empty: nothing is to be repaired, or not in the manifest).
type Question = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
);

const DELETE: &str = "kubectl delete pod shop --wait=false";

const QUESTIONS: &[Question] = &[
    (
        "q01a",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "completed",
    ),
    (
        "q01b",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "completed",
    ),
    ("c01-job-init", "", "stuck", &["init-never-ends"], "completed"),
    ("q03a", "", "race lost", &["lost-race"], "completed"),
    ("q03b", "", "completed", &[], ""),
    ("q04", "", "not ready", &["readiness-does-not-order"], ""),
    (
        "q05",
        "",
        "race lost",
        &["lost-race", "killed-by-liveness", "term-ignored"],
        "ready",
    ),
    (
        "q06a",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race", "probe-on-client"],
        "completed",
    ),
    ("q06b", "", "ready after restarts", &["probe-on-client"], "ready"),
    (
        "q06c",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "completed",
    ),
    ("q07a", "", "crash loop", &["tight-startup-probe"], "ready"),
    ("q07b", "", "crash loop", &["tight-startup-probe"], "ready"),
    ("q07c", "", "ready", &[], ""),
    ("q07d", "", "crash loop", &["tight-startup-probe"], "ready"),
    ("q08", "", "crash loop", &["probe-on-closed-port"], "ready"),
    ("q09a", "", "crash loop", &["startup-deadlock"], "ready"),
    ("q09b", "", "ready", &[], ""),
    (
        "q10a",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "ready",
    ),
    ("q10b", "", "ready", &[], ""),
    (
        "q10c",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "ready",
    ),
    ("q11", "", "stuck", &["startup-deadlock"], "ready"),
    ("q12", "", "crash loop", &["post-start-fails"], "ready"),
    ("q13a", "", "race lost", &["init-before-server"], "ready"),
    ("q13b", "", "ready", &[], ""),
    ("q14", "", "race lost", &["init-before-server"], "ready"),
    (
        "q15a",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    (
        "q15b",
        "",
        "race lost",
        &["sidecar-blocks-completion", "lost-race"],
        "completed",
    ),
    ("q16a", "", "crash loop", &["sidecar-ends"], "ready"),
    ("q16b", "", "crash loop", &["sidecar-ends"], "ready"),
    ("q16c", "", "crash loop", &["sidecar-ends"], "ready"),
    ("q16d", "", "ready", &[], ""),
    ("q18", DELETE, "completed", &[], ""),
    ("q19a", "", "stuck", &["init-before-server"], "ready"),
    ("q19b", "", "ready", &[], ""),
    ("q19c", "", "ready", &[], ""),
    ("q20", "", "ready after restarts", &["lost-race"], "ready"),
    (
        "q21a",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    ("q21b", "", "completed", &[], ""),
    (
        "q22a",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    ("q22c", "", "failed", &[], ""),
    ("q22d", "", "completed", &[], ""),
    (
        "q23",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    (
        "q23b",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    ("q24", "", "failed", &["sidecar-blocks-completion"], "completed"),
    ("q25a", "", "failed", &["helper-fails-pod"], "completed"),
    ("q25b", "", "failed", &["helper-fails-pod"], "completed"),
    ("q25c", "", "completed", &[], ""),
    ("q25d", "", "completed", &[], ""),
    ("q27a", "", "completed", &["term-ignored"], "completed"),
    ("q27b", "", "completed", &[], ""),
    ("q28a", "", "server gone", &["server-gone"], "completed"),
    ("q28b", "", "completed", &[], ""),
    ("q29", "", "completed", &[], ""),
    ("q29b", "", "failed", &["helper-fails-pod"], "completed"),
    ("q30a", "", "failed", &[], ""),
    ("q30b", "", "failed", &[], ""),
    ("q30c", "", "failed", &[], ""),
    ("q31a", "", "never ends", &["sidecar-blocks-completion"], "failed"),
    ("q31b", "", "failed", &[], ""),
    ("q32", "", "failed", &["helper-fails-pod"], "completed"),
    ("q34", "", "failed", &["helper-fails-pod"], "completed"),
    ("q35", "", "crash loop", &["sidecar-ends"], "ready"),
    ("q36a", DELETE, "server gone", &["server-gone"], "completed"),
    ("q36b", DELETE, "completed", &[], ""),
    ("q37", DELETE, "completed", &[], ""),
    ("q38", DELETE, "completed", &["pre-stop-at-once"], ""),
    ("q39", DELETE, "completed", &["pre-stop-at-once"], "completed"),
    ("q40", DELETE, "failed", &["no-time-left", "term-ignored"], ""),
    ("q40b", DELETE, "completed", &["no-time-left"], "completed"),
    ("q41", DELETE, "deleted", &[], ""),
    ("q42", DELETE, "completed", &[], ""),
    ("q42b", DELETE, "completed", &[], ""),
    (
        "q43",
        "kubectl rollout restart deploy/web",
        "ready",
        &["no-drain"],
        "ready",
    ),
    (
        "q43b",
        "kubectl delete pod web --wait=false",
        "completed",
        &[],
        "",
    ),
    ("q44", "", "crash loop", &[], ""),
    ("q45", "", "crash loop", &[], ""),
    ("q46a", "", "ready after restarts", &["server-gone"], ""),
    ("q46b", "", "ready after restarts", &["server-gone"], ""),
    ("q46c", "", "ready after restarts", &["server-gone"], ""),
    ("q46d", "", "completed", &[], ""),
    (
        "q46e",
        "",
        "ready after restarts",
        &["server-gone"],
        "ready after restarts",
    ),
    ("q48", "", "crash loop", &["killed-by-liveness"], ""),
    ("q51", "", "ready", &[], ""),
    ("q52", "", "ready", &[], ""),
    (
        "q54a",
        "",
        "never ends",
        &["sidecar-blocks-completion"],
        "completed",
    ),
    ("q54b", "", "crash loop", &["sidecar-ends"], "completed"),
    ("q55", "", "stuck", &["init-never-ends"], "ready"),
    ("q58a", "", "ready", &[], ""),
    ("q58c", "", "stuck", &["no-node"], "ready"),
    ("q60a", "", "crash loop", &["port-taken"], ""),
    ("q60b", "", "crash loop", &["port-taken"], ""),
    ("q62", "", "ready", &[], ""),
];

/// So many fixes are enough for any of them.
const FIXES_MAX: usize = 6;

fn text_of(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own: PathBuf = folder.join(format!("questions/{name}.yaml"));
    let recorded = folder.join(format!("conformance/recorded/{name}/manifest.yaml"));
    let path = if own.exists() { own } else { recorded };
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn live(text: &str, command: &str) -> (Verdict, Vec<Finding>) {
    let action = TimedAction {
        at: Duration::from_secs(10),
        action: Action::Command(command.to_owned()),
    };
    let scenario = Scenario {
        actions: Some(action).filter(|_| !command.is_empty()).into_iter().collect(),
        ..Scenario::default()
    };
    let trace = simulate(&read(text).manifest_objects(), &scenario);
    let verdict = explain::verdict(&trace).expect("a verdict");
    (verdict, explain::findings(&trace))
}

/// The verdict when the first fix of the first finding that has one is made, again and again, until there is none left.
fn repaired_throughout(name: &str, text: &str, command: &str) -> String {
    let (mut text, mut made) = (text.to_owned(), Vec::new());
    loop {
        let (verdict, findings) = live(&text, command);
        let next = findings.iter().find(|finding| !finding.fixes.is_empty());
        let Some(finding) = next.filter(|_| made.len() < FIXES_MAX) else {
            return match made[..] {
                [] => String::new(),
                _ => verdict.word().to_owned(),
            };
        };
        let fix = &finding.fixes[0];
        made.push(fix.title.clone());
        text =
            repaired(&text, finding, &fix.remedy).unwrap_or_else(|error| panic!("{name}: {made:?}: {error}"));
        assert!(!read(&text).has_errors(), "{name}: {made:?}\n{text}");
    }
}

#[test]
fn answers() {
    let mut wrong = Vec::new();
    for &(name, command, word, codes, after) in QUESTIONS {
        let text = text_of(name);
        let (verdict, findings) = live(&text, command);
        let found: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
        let repaired = repaired_throughout(name, &text, command);
        if (verdict.word(), &found[..], &*repaired) != (word, codes, after) {
            wrong.push(format!(
                "{name}: expected {:?}\n  got {:?}\n  {} {}",
                (word, codes, after),
                (verdict.word(), found, repaired),
                verdict.sentence,
                verdict.detail
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the answers say in words: a part of the verdict's detail or of a finding's text.
const SAID: &[(&str, &str, &str)] = &[
    (
        "q07a",
        "",
        "Started again: cloud-sql-proxy 5 times; app has not started.",
    ),
    (
        "q09a",
        "",
        "app starts only after the startupProbe of queue-proxy has succeeded.",
    ),
    (
        "q11",
        DELETE,
        "the postStart hook of proxy has not returned, and nothing is stopped before.",
    ),
    (
        "q23",
        "",
        "2 Jobs run at 2 min: the limits of the history count finished ones only.",
    ),
    (
        "q23b",
        "",
        "concurrencyPolicy: Forbid starts no other Job meanwhile.",
    ),
    (
        "q24",
        "",
        "activeDeadlineSeconds ends the pod, but as Failed, though the work was done.",
    ),
    ("q25a", "", "The exit code of a native sidecar does not count"),
    (
        "q28a",
        "",
        "the pod's restartPolicy leaves it so. A native sidecar is always started again.",
    ),
    (
        "q30a",
        "",
        "That was the first of 3 pods: backoffLimit 2 counts the tries after the first.",
    ),
    (
        "q30b",
        "",
        "It was started again twice; at backoffLimit 2 the Job deletes the pod, and its log with it.",
    ),
    ("q31a", "", "The failure stays hidden"),
    ("q36a", DELETE, "all of containers get SIGTERM at once"),
    (
        "q37",
        DELETE,
        "; end of app at 12.0 s, c at 13.1 s, b at 14.2 s and a at 15.2 s.",
    ),
    (
        "q38",
        DELETE,
        "Only SIGTERM comes to a sidecar after the others have ended.",
    ),
    ("q39", DELETE, "is not started again, and app runs on without it."),
    ("q40", DELETE, "The grace period of 10 s is one budget for all."),
    ("q44", "", "Started again: proxy 3 times; app runs on."),
    ("q45", "", "Started again: api 4 times; worker runs on."),
    (
        "q46b",
        "",
        "only if no other app container runs and the sidecar is the last of initContainers.",
    ),
    ("q48", "", "init containers do not run again"),
    (
        "q54a",
        "",
        "restartPolicy: Always restarts a container of containers; it makes no sidecar of it.",
    ),
    (
        "q58c",
        "",
        "added to the app containers and to every init container below it.",
    ),
    ("q60b", "", "a native sidecar starts first"),
];

#[test]
fn words() {
    for &(name, command, said) in SAID {
        let (verdict, findings) = live(&text_of(name), command);
        let texts = findings.iter().map(|finding| finding.text.as_str());
        let mut all = texts.chain([verdict.detail.as_str()]);
        assert!(
            all.any(|text| text.contains(said)),
            "{name}: {said}: {}",
            verdict.detail
        );
    }
}

#[test]
fn startup_probe_of_a_plain_init_container() {
    let parsed = read(&text_of("q53"));
    let refused = parsed.diagnostics.iter().find_map(|found| found.help.as_deref());
    assert!(refused.is_some_and(|help| help.contains("add `restartPolicy: Always`")));
}
