//! The example gallery: manifests that people fight with, each with what it teaches.
//!
//! The texts lie beside this file in `gallery/`, as plain YAML that can be applied to a cluster. Where they come
//! from: `gallery/README.md`.

/// One example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// Its name in links and on the command line; never changes.
    pub id: &'static str,
    /// The heading under which it stands.
    pub group: &'static str,
    /// A few words for the list.
    pub title: &'static str,
    /// What it teaches, in one sentence.
    pub teaser: &'static str,
    /// The manifest.
    pub text: &'static str,
}

macro_rules! examples {
    ($($group:literal: { $($id:literal, $title:literal, $teaser:literal;)* })*) => {
        /// Every example in the order in which they are listed; the first one is shown at the first visit.
        pub const EXAMPLES: &[Example] = &[$($(Example {
            id: $id,
            group: $group,
            title: $title,
            teaser: $teaser,
            text: include_str!(concat!("gallery/", $id, ".yaml")),
        },)*)*];
    };
}

examples! {
    "A slow server and its user": {
        "slow-sidecar-job", "Slow sidecar in a Job",
            "The server needs five seconds to listen and the app asks once: only a startupProbe makes the app wait.";
        "cronjob-without-sidecar", "CronJob 1: side by side",
            "Two containers in containers: the app asks too early, fails, and the server keeps the pod alive for ever.";
        "cronjob-with-init-container", "CronJob 2: plain init container",
            "A server as an init container never ends, so the app never starts.";
        "cronjob-with-sidecar", "CronJob 3: native sidecar",
            "restartPolicy: Always starts the server first, but without a probe its process is enough to go on.";
        "cronjob-with-sidecar-and-probe", "CronJob 4: native sidecar with a probe",
            "The startupProbe holds the app back until the server answers.";
        "cronjob-classic", "CronJob the classic way",
            "The same race with the app listed first: it is lost before the server has even started.";
        "cronjob-support", "CronJob with sidecar support",
            "The app completes; the sidecar's exit code 137 is normal and does not count.";
    }
    "Which probe makes the app wait?": {
        "nginx-readiness", "readinessProbe on the sidecar",
            "A sidecar that is never ready keeps the pod from being Ready, but not the app from starting.";
        "nginx-startup-http", "startupProbe with httpGet",
            "The app waits for the probe, and the probe looks only every 30 seconds.";
        "nginx-startup-exec", "startupProbe with a command",
            "The app waits as long as the command runs: 15 seconds.";
        "nginx-poststart", "postStart hook instead of a probe",
            "A hook that loops until the server answers holds the app back as well.";
        "nginx-liveness", "livenessProbe on the sidecar",
            "The sidecar is restarted again and again, and the app is not told.";
    }
    "Helpers that run on": {
        "pi", "pi: a Job with a helper",
            "The work is done after a few seconds, but the helper never ends and neither does the Job.";
        "pi-sidecar", "pi-sidecar: the same with a native sidecar",
            "A native sidecar is stopped when the work is done, and the Job completes.";
        "logshipper-job", "Log shipper in a Job",
            "tail -F never ends; as a native sidecar it does not keep the Job from completing.";
        "logshipper-deployment", "Log shipper in a Deployment",
            "Two containers share a volume: one writes a log, the other reads it.";
    }
    "A proxy that must come first": {
        "cloud-sql-proxy-job", "Cloud SQL proxy in a Job",
            "The migration asks a second too early, and the proxy would keep the Job alive; it listens for localhost only, so only its health check can be probed.";
        "proxy", "proxy: side by side",
            "The app asks the proxy before it listens, fails once, and a restart hides the race.";
        "proxy-sidecar", "proxy-sidecar: proxy first",
            "With a native sidecar and a startupProbe nothing fails and nothing restarts.";
    }
}

/// The example that is shown at the first visit.
pub const FIRST: &str = EXAMPLES[0].id;

/// The text of the example with this id.
pub fn text(id: &str) -> Option<&'static str> {
    example(id).map(|example| example.text)
}

/// The id of the example whose text this is, unchanged.
pub fn find_text(text: &str) -> Option<&'static str> {
    EXAMPLES
        .iter()
        .find(|example| example.text == text)
        .map(|example| example.id)
}

/// The example with this id.
pub fn example(id: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_teasers_are_sentences() {
        let ids: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.id).collect();
        assert_eq!(ids.len(), EXAMPLES.len());
        for entry in EXAMPLES {
            assert!(
                entry.teaser.ends_with('.') && !entry.title.ends_with('.'),
                "{}",
                entry.id
            );
            assert!(
                entry.text.starts_with("apiVersion: ") && entry.text.ends_with('\n'),
                "{}",
                entry.id
            );
            assert_eq!(example(entry.id), Some(entry));
        }
        assert_eq!(example("nope"), None);
        assert_eq!(text(FIRST).and_then(find_text), Some(FIRST));
    }
}
