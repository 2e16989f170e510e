//! The example gallery: manifests that people fight with, each with what it teaches.
//!
//! The texts lie beside this file in `gallery/`, as plain YAML that can be applied to a cluster. Where they come
//! from: `gallery/README.md`.

use std::time::Duration;

use crate::conditions::Conditions;
use crate::text::Micros;

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
    /// What the user does meanwhile, unless the link or the command line says otherwise: seconds since the start, and
    /// the command as [`crate::conditions::UserAction`] has it.
    pub actions: &'static [(u32, &'static str)],
}

impl Example {
    /// Adds what the user does in this example to a run's conditions.
    pub fn act(&self, conditions: &mut Conditions) {
        for &(at, command) in self.actions {
            conditions.add(Micros::from(at) * 1_000_000, command);
        }
    }

    /// What the user does in this example, as the simulator wants it.
    pub fn timed_actions(&self) -> Vec<sim::TimedAction> {
        let actions = self.actions.iter().map(|&(at, command)| sim::TimedAction {
            at: Duration::from_secs(at.into()),
            action: sim::Action::Command(command.to_owned()),
        });
        actions.collect()
    }
}

macro_rules! examples {
    ($($group:literal: { $($id:literal, $title:literal, $teaser:literal $(, $at:literal => $command:literal)*;)* })*) => {
        /// Every example in the order in which they are listed; the first one is shown at the first visit.
        pub const EXAMPLES: &[Example] = &[$($(Example {
            id: $id,
            group: $group,
            title: $title,
            teaser: $teaser,
            text: include_str!(concat!("gallery/", $id, ".yaml")),
            actions: &[$(($at, $command)),*],
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
        "startup-probe-on-app", "startupProbe on the app itself",
            "A probe begins after the process: the app has asked and failed before anybody looks.";
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
        "quitquitquit", "quitquitquit is called, and it still hangs",
            "In a folded text (>) two lines are one: curl became words of echo, and nobody told the proxy to end.";
        "cronjob-piles-up", "CronJob piles up Jobs",
            "History limits count finished Jobs only, and beside fluent-bit no Job ever finishes.";
        "crash-unnoticed", "The Job failed and nobody noticed",
            "The proxy keeps the pod Running, so the Job neither fails nor tries again.";
        "job-ends-late", "The Job completes 30 seconds late",
            "A shell that ignores SIGTERM uses up the grace period, and the Job waits for its sidecar.";
    }
    "A proxy that must come first": {
        "cloud-sql-proxy-job", "Cloud SQL proxy in a Job",
            "The migration asks a second too early, and the proxy would keep the Job alive; it listens for localhost only, so only its health check can be probed.";
        "proxy", "proxy: side by side",
            "The app asks the proxy before it listens, fails once, and a restart hides the race.";
        "proxy-sidecar", "proxy-sidecar: proxy first",
            "With a native sidecar and a startupProbe nothing fails and nothing restarts.";
        "sidecar-below-its-user", "Native sidecar below its user",
            "Init containers start in the order of the list: migrate needs a proxy that comes after it.";
        "poststart-listed-last", "postStart hook on the last container",
            "A hook holds back only the containers that are listed after its own.";
        "sidecars-in-a-row", "Sidecars made the start slower",
            "Sidecars with startupProbes start one after the other: the app waits for the sum.";
    }
    "Stuck at the start": {
        "probe-deadlock", "Sidecar waits for the app, app for the sidecar",
            "The app starts after the sidecar's startupProbe, and that probe asks the app.";
        "init-waits-for-container", "Init container waits for a container",
            "Containers start when all init containers have ended, so the port that is waited for never opens.";
        "poststart-deadlock", "ContainerCreating for ever, no logs",
            "The postStart hook waits for a container that starts only after the hook.";
        "killed-slow-start", "Killed during a slow start",
            "Five failures a second apart allow five seconds, and the proxy needs twenty.";
        "sidecar-that-ends", "The sidecar is done, the app never starts",
            "What ends by itself is no sidecar: it is started again and never passes its startupProbe.";
        "requests-add-up", "Pending since it is a native sidecar",
            "A sidecar's requests add to those of the init containers after it: 2.5 CPUs, where 2 were enough.";
    }
    "Restarts and retries": {
        "address-in-use", "Address already in use",
            "All containers of a pod share its ports, and the native sidecar is always there first.";
        "sidecar-crashes", "The sidecar crashed, the app runs on",
            "Only the sidecar is restarted; the app is not told, and what it asks meanwhile fails.";
        "backoff-limit", "backoffLimit: 2 and three pods",
            "With restartPolicy: Never each try is a new pod: as many as the limit, and one more.";
        "backoff-limit-onfailure", "The failed Job's pod is gone",
            "With restartPolicy: OnFailure restarts are counted, and at the limit the pod is deleted with its logs.";
    }
    "When the pod is deleted": {
        "proxy-dies-first", "The proxy dies first",
            "All containers get SIGTERM at once, so the app's last request fails; a native sidecar stays until the app has ended.",
            10 => "kubectl delete pod shop";
        "stop-order", "All are stopped in the same second?",
            "The events come at once, the signals one by one: the app, then the sidecars from the last to the first.",
            10 => "kubectl delete pod shop";
        "prestop-too-early", "preStop of the sidecar runs too early",
            "The hook runs when the pod is deleted, not when the app has ended; only SIGTERM waits.",
            10 => "kubectl delete pod shop";
        "prestop-ends-sidecar", "preStop ends the sidecar",
            "The proxy ends while the app still needs it, and is not started again.",
            10 => "kubectl delete pod shop";
        "grace-used-up", "The app uses up the grace period",
            "All share one terminationGracePeriodSeconds, and two seconds are all that is left for the sidecar.",
            10 => "kubectl delete pod shop";
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
            let mut conditions = Conditions::default();
            entry.act(&mut conditions);
            assert_eq!(conditions.actions.len(), entry.actions.len(), "{}", entry.id);
            for action in &conditions.actions {
                let line = crate::session::action(&action.command);
                assert_eq!(line.as_deref(), Some(&*action.command), "{}", entry.id);
            }
        }
        assert_eq!(example("nope"), None);
        assert_eq!(text(FIRST).and_then(find_text), Some(FIRST));
    }
}
