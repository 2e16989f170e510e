//! The verdict: how one history of one workload turned out, in one sentence with the decisive number.

mod aside;
mod judge;
mod looping;
mod pending;
mod running;
mod sentence;
mod workload;

use std::time::Duration;

use api::ObjectKey;
use trace::{PodId, RecordId, Trace};

pub(crate) use self::sentence::race_in_full;
use crate::race::Race;
use crate::subject::{Subject, main_subject, subjects};

/// How a workload turned out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The workload as the user wrote it.
    pub subject: ObjectKey,
    /// The pod that the verdict speaks of: the only one, the first one that is in trouble, or for a CronJob the
    /// first pod of its first Job. `None` when there is no pod.
    pub pod: Option<PodId>,
    /// What became of it.
    pub outcome: Outcome,
    /// The sign to show beside the sentence.
    pub symbol: Symbol,
    /// One short sentence with the decisive number, without a full stop: `Race lost by 6.4 s, then never ends`.
    pub sentence: String,
    /// One to three full sentences: the times behind it, and what it means for the Job or Deployment.
    pub detail: String,
    /// The race that decided, or was won.
    pub race: Option<Race>,
    /// The record that decided: where `why` should start.
    pub record: Option<RecordId>,
}

impl Verdict {
    /// The outcome in a word or two, without numbers: what many histories of one workload are counted by.
    pub fn word(&self) -> &'static str {
        let lost = self.race.as_ref().is_some_and(Race::is_lost);
        let gone = self.race.as_ref().is_some_and(|race| race.closed.is_some());
        match &self.outcome {
            Outcome::Completed { .. } if lost => "completed on retry",
            Outcome::Completed { .. } => "completed",
            Outcome::RunningAndReady { restarts: 1.., .. } => "ready after restarts",
            Outcome::RunningAndReady { .. } => "ready",
            _ if lost && gone => "server gone",
            _ if lost => "race lost",
            Outcome::Failed { .. } => "failed",
            Outcome::NeverCompletes { .. } => "never ends",
            Outcome::NotReady { .. } => "not ready",
            Outcome::Stuck { .. } => "stuck",
            Outcome::CrashLooping { .. } => "crash loop",
            Outcome::Deleted { .. } => "deleted",
            Outcome::Unfinished { .. } | Outcome::EndsLater { .. } => "not finished",
            Outcome::NoPod { .. } => "no pod",
        }
    }
}

/// What became of a workload by the end of the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It did its work: the Job is complete, or the pod succeeded.
    Completed {
        /// When.
        at: Duration,
    },
    /// It failed. (A Job may still be trying again.)
    Failed {
        /// When.
        at: Duration,
        /// What failed.
        reason: Failure,
    },
    /// The work is over, but a container that nothing will end keeps the pod, and with it the Job, from ending.
    NeverCompletes {
        /// The app containers that ended, with their exit codes.
        ended: Vec<(String, i32)>,
        /// The app containers that run on.
        running: Vec<String>,
        /// After how many seconds a deadline (`activeDeadlineSeconds`) fails it.
        deadline: Option<i64>,
    },
    /// Everything runs and is ready.
    RunningAndReady {
        /// Since when.
        at: Duration,
        /// How many restarts it took.
        restarts: usize,
    },
    /// Everything has started, but not everything is ready.
    NotReady {
        /// The containers that are not.
        unready: Vec<String>,
    },
    /// The pod does not get past its start.
    Stuck {
        /// What the STATUS column shows: `Init:0/1`, `ImagePullBackOff`, `Pending`.
        status: String,
        /// Since when.
        since: Duration,
        /// The container that holds it up, if one does.
        container: Option<String>,
        /// Why, as a sentence.
        why: String,
    },
    /// A container ends and is started again and again.
    CrashLooping {
        /// Which.
        container: String,
        /// The exit code of its last end.
        exit_code: i32,
        /// How often it was started again.
        restarts: usize,
    },
    /// It was deleted before it came to an end of its own.
    Deleted {
        /// When it was gone, or, if it is not gone yet, when the deletion was asked for.
        at: Duration,
        /// True when it is gone.
        gone: bool,
    },
    /// Nothing is wrong; the history stops before the end.
    Unfinished {
        /// What goes on, as a sentence.
        what: String,
    },
    /// A container ends only after the end of the run, and the pod waits for it.
    EndsLater {
        /// The container.
        container: String,
        /// When, since the start of the run.
        at: Duration,
    },
    /// No pod was ever made.
    NoPod {
        /// Why, as a sentence.
        why: String,
    },
}

/// What failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A container ended with an exit code other than 0.
    Exit {
        /// Which.
        container: String,
        /// Its exit code.
        exit_code: i32,
        /// `Error`, `OOMKilled`, …
        reason: String,
    },
    /// The pod or Job failed for a reason of its own, e.g. `DeadlineExceeded`.
    Reason {
        /// One word.
        reason: String,
        /// A sentence, as the API has it.
        message: String,
    },
}

/// The sign beside a verdict. Never shown without its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Symbol {
    /// As it should be.
    Success,
    /// Went wrong.
    Failure,
    /// Goes on for ever.
    Endless,
    /// Not decided within the time simulated.
    Open,
}

impl Symbol {
    /// The character: `✓`, `✕`, `∞` or `…`.
    pub fn as_char(self) -> char {
        match self {
            Symbol::Success => '✓',
            Symbol::Failure => '✕',
            Symbol::Endless => '∞',
            Symbol::Open => '…',
        }
    }

    /// What a screen reader says for it.
    pub fn word(self) -> &'static str {
        match self {
            Symbol::Success => "good",
            Symbol::Failure => "failed",
            Symbol::Endless => "never ends",
            Symbol::Open => "not decided",
        }
    }
}

/// The verdict about the manifest's main workload ([`main_subject`]).
pub fn verdict(trace: &Trace) -> Option<Verdict> {
    main_subject(trace).map(|subject| verdict_on(trace, &subject))
}

/// A verdict for every workload of the manifest.
pub fn verdicts(trace: &Trace) -> Vec<Verdict> {
    subjects(trace)
        .iter()
        .map(|subject| verdict_on(trace, subject))
        .collect()
}

/// The verdict about one workload.
pub fn verdict_on(trace: &Trace, subject: &Subject) -> Verdict {
    let judged = workload::judge(trace, subject);
    sentence::put_in_words(trace, subject, judged)
}

/// An outcome before it is put into words.
pub(crate) struct Judged {
    pub pod: Option<PodId>,
    pub outcome: Outcome,
    pub record: Option<RecordId>,
}

#[cfg(test)]
mod tests {
    use api::core_v1::PodPhase::{Failed, Running};
    use trace::{Outlook, ProbeKind, Trace};

    use super::*;
    use crate::testing::{Story, classic, probed};

    #[track_caller]
    fn check(trace: &Trace, symbol: Symbol, sentence: &str, detail: &str) {
        let verdict = verdict(trace).expect("a workload");
        assert_eq!((verdict.symbol, &*verdict.sentence), (symbol, sentence));
        assert_eq!(verdict.detail, detail);
    }

    #[test]
    fn the_classic_race() {
        check(
            &classic(),
            Symbol::Failure,
            "Race lost by 6.4 s, then never ends",
            "user connects at 1.6 s, slow opens port 8081 only at 8.0 s. slow runs on by itself, so the Job never \
             completes.",
        );
    }

    #[test]
    fn the_race_won_by_a_probe() {
        check(
            &probed(),
            Symbol::Success,
            "Completed, app starts at 11.2 s",
            "slow opens port 8081 at 6.0 s, user connects at 11.3 s. user ends at 11.3 s; the Job is complete at 43.0 s.",
        );
    }

    #[test]
    fn a_native_sidecar_alone_does_not_help() {
        let story = Story::job(&["slow*", "user"])
            .at(1_000)
            .start("slow")
            .at(1_200)
            .start("user")
            .phase(Running);
        let story = story
            .at(1_300)
            .connect("user", 8081, None)
            .exit("user", 1)
            .at(6_000)
            .open("slow", 8081);
        let trace = story.at(31_000).exit("slow", 137).at(32_000).phase(Failed).end();
        check(
            &trace,
            Symbol::Failure,
            "Race lost by 4.7 s",
            "user connects at 1.3 s, slow opens port 8081 only at 6.0 s. user ends with exit code 1; failed at 32.0 s.",
        );
    }

    #[test]
    fn a_server_as_init_container() {
        let trace = Story::job(&["slow!", "user"])
            .at(1_000)
            .start("slow")
            .at(6_000)
            .open("slow", 8081)
            .end();
        check(
            &trace,
            Symbol::Endless,
            "Stuck in Init:0/1",
            "slow is a plain init container and never ends, so user never starts.",
        );
    }

    #[test]
    fn a_helper_that_never_ends() {
        let pi = |outlook| {
            let story = Story::job(&["pi", "helper"])
                .at(500)
                .start("pi")
                .start("helper")
                .phase(Running);
            story.at(5_500).exit("pi", 0).outlook("helper", outlook).end()
        };
        check(
            &pi(Outlook::NeverEnds),
            Symbol::Endless,
            "Never completes: helper runs on",
            "helper runs on by itself, so the Job never completes.",
        );
        let two = Story::job(&["pi", "helper", "other"]).at(500);
        let two = two.start("pi").start("helper").start("other").phase(Running);
        let two = two.at(5_500).exit("pi", 0);
        let two = ["helper", "other"]
            .iter()
            .fold(two, |story, name| story.outlook(name, Outlook::NeverEnds));
        check(
            &two.end(),
            Symbol::Endless,
            "Never completes: helper and other run on",
            "helper and other run on by themselves, so the Job never completes.",
        );
        check(
            &pi(Outlook::Ends(Duration::from_secs(3600))),
            Symbol::Open,
            "Not finished before 1 h",
            "helper ends only at 1 h; the pod waits for it.",
        );
    }

    #[test]
    fn a_restart_hides_the_race() {
        let story = Story::pod(&["app", "proxy"])
            .at(900)
            .start("app")
            .at(1_000)
            .connect("app", 5000, None);
        let story = story
            .exit("app", 1)
            .at(1_100)
            .start("proxy")
            .phase(Running)
            .at(1_200)
            .open("proxy", 5000);
        let trace = story
            .at(2_000)
            .start("app")
            .connect("app", 5000, Some("proxy"))
            .end();
        check(
            &trace,
            Symbol::Success,
            "Race lost by 0.2 s, ready at 2.0 s after 1 restart",
            "app connects at 1.0 s, proxy opens port 5000 only at 1.2 s. Started again: app once; proxy runs on.",
        );
    }

    #[test]
    fn readiness_and_restarts() {
        let trace = Story::pod(&["nginx*", "app"])
            .at(500)
            .start("nginx")
            .unready("nginx")
            .at(700)
            .start("app")
            .phase(Running)
            .end();
        check(
            &trace,
            Symbol::Failure,
            "Runs, but nginx is not ready",
            "nginx is not ready at 2 min.",
        );

        let mut story = Story::pod(&["nginx*", "app"])
            .at(500)
            .start("nginx")
            .at(700)
            .start("app")
            .phase(Running);
        for n in 1..=3 {
            story = story.at(n * 30_000).exit("nginx", 0).start("nginx");
        }
        check(
            &story.end(),
            Symbol::Failure,
            "nginx keeps restarting (3 times in 2 min)",
            "nginx last ended with exit code 0. Started again: nginx 3 times; app runs on.",
        );
    }

    #[test]
    fn a_startup_probe_that_never_succeeds() {
        let probe = api::core_v1::Probe::default();
        let story = Story::pod(&["nginx*", "app"]).with("nginx", |nginx| nginx.startup_probe = Some(probe));
        let story = story
            .at(500)
            .start("nginx")
            .at(10_300)
            .probe("nginx", ProbeKind::Startup, false);
        check(
            &story.end(),
            Symbol::Endless,
            "Stuck in Init:0/1",
            "The startupProbe of nginx failed once and never succeeded, so app does not start.",
        );
    }

    #[test]
    fn the_jobs_own_reason() {
        let story = Story::job(&["app", "helper"])
            .at(500)
            .start("app")
            .start("helper")
            .phase(Running);
        let trace = story.at(10_000).job_condition("Failed", "DeadlineExceeded").end();
        check(
            &trace,
            Symbol::Failure,
            "Failed: DeadlineExceeded",
            "DeadlineExceeded at 10.0 s.",
        );
    }
}
