//! What became of a workload: of its pods, and of the Job or Deployment above them.

use api::{Kind, Object, ObjectKey};
use trace::{PodId, Trace};

use super::judge::{self, PodEnd};
use super::{Failure, Judged, Outcome};
use crate::subject::{Subject, owner_key, revisions};

/// What is said of `replicas: 0`.
const NO_REPLICAS: &str = "It has no replicas.";

/// Judges one workload.
pub(super) fn judge(trace: &Trace, subject: &Subject) -> Judged {
    match subject.key.kind {
        Kind::Job => job(trace, &subject.key, &subject.pods),
        Kind::CronJob => cron_job(trace, subject),
        Kind::Pod => subject
            .pods
            .first()
            .map_or_else(|| no_pod(trace, subject), |&pod| pod_outcome(trace, pod, false)),
        _ => replicas(trace, subject),
    }
}

fn no_pod(trace: &Trace, subject: &Subject) -> Judged {
    let why = match revisions(trace, &subject.key)
        .last()
        .map(|revision| revision.object)
    {
        Some(Object::CronJob(cron)) if cron.spec.suspend == Some(true) => {
            "The CronJob is suspended.".to_owned()
        }
        Some(Object::CronJob(cron)) => {
            format!("The schedule \"{}\" has not come up yet.", cron.spec.schedule)
        }
        Some(Object::Job(job)) if job.spec.suspend == Some(true) => "The Job is suspended.".to_owned(),
        Some(Object::Deployment(made)) if made.spec.replicas == Some(0) => NO_REPLICAS.to_owned(),
        Some(Object::StatefulSet(made)) if made.spec.replicas == Some(0) => NO_REPLICAS.to_owned(),
        Some(Object::DaemonSet(_)) => "No node here fits it.".to_owned(),
        _ => "No pod was made.".to_owned(),
    };
    Judged {
        pod: None,
        outcome: Outcome::NoPod { why },
        record: None,
    }
}

fn pod_outcome(trace: &Trace, pod: PodId, should_end: bool) -> Judged {
    let judged = PodEnd::new(trace, pod, should_end).map(|end| judge::judge(&end));
    let unknown = || {
        (
            Outcome::NoPod {
                why: "No pod was made.".into(),
            },
            None,
        )
    };
    let (outcome, record) = judged.unwrap_or_else(unknown);
    Judged {
        pod: Some(pod),
        outcome,
        record,
    }
}

/// The first Job that a CronJob made.
fn cron_job(trace: &Trace, subject: &Subject) -> Judged {
    let Some(&first) = subject.pods.first() else {
        return no_pod(trace, subject);
    };
    let Some(job) = job_of(trace, first) else {
        return pod_outcome(trace, first, true);
    };
    let pods: Vec<PodId> = subject
        .pods
        .iter()
        .copied()
        .filter(|&pod| job_of(trace, pod).as_ref() == Some(&job))
        .collect();
    self::job(trace, &job, &pods)
}

fn job_of(trace: &Trace, pod: PodId) -> Option<ObjectKey> {
    let (_, _, first) = trace.pod_revisions(pod).first().copied()?;
    owner_key(&Object::Pod(first.clone())).filter(|owner| owner.kind == Kind::Job)
}

/// A Job: its conditions decide, else its first pod that failed, else its last pod.
fn job(trace: &Trace, key: &ObjectKey, pods: &[PodId]) -> Judged {
    let Some((&first, &last)) = pods.first().zip(pods.last()) else {
        return no_pod(
            trace,
            &Subject {
                key: key.clone(),
                pods: Vec::new(),
            },
        );
    };
    let judged: Vec<Judged> = pods.iter().map(|&pod| pod_outcome(trace, pod, true)).collect();
    // A Job that is being brought to its failed end has not got there before its pods are gone.
    let finished = finished(trace, key, &["Complete", "Failed"]);
    if let Some((complete, at, failure)) = finished.or_else(|| self::finished(trace, key, &["FailureTarget"]))
    {
        if complete {
            let done = judged
                .into_iter()
                .rev()
                .find(|judged| matches!(judged.outcome, Outcome::Completed { .. }));
            let (pod, record) = done.map_or((last, None), |done| (done.pod.unwrap_or(last), done.record));
            return Judged {
                pod: Some(pod),
                outcome: Outcome::Completed { at },
                record,
            };
        }
        return job_failed(judged, first, at, failure);
    }
    let failed = |judged: &Judged| matches!(judged.outcome, Outcome::Failed { .. });
    let decisive = judged.iter().position(failed).unwrap_or(judged.len() - 1);
    let chosen = judged.into_iter().nth(decisive);
    let mut chosen = chosen.unwrap_or_else(|| pod_outcome(trace, last, true));
    by_deadline(trace, key, &mut chosen.outcome);
    chosen
}

/// Whether a Job is complete (or failed) by one of these conditions, since when, and the reason of a failure.
fn finished(trace: &Trace, key: &ObjectKey, ends: &[&str]) -> Option<(bool, std::time::Duration, Failure)> {
    revisions(trace, key).find_map(|revision| {
        let Object::Job(job) = revision.object else {
            return None;
        };
        let mut conditions = job.status.conditions.iter();
        let end = conditions.find(|is| is.status == "True" && ends.contains(&&*is.kind))?;
        let failure = Failure::Reason {
            reason: end.reason.to_string(),
            message: end.message.clone(),
        };
        Some((end.kind == "Complete", revision.at, failure))
    })
}

/// A Job that has given up: the first pod that failed tells more than the Job's own reason, unless it is a deadline.
fn job_failed(judged: Vec<Judged>, first: PodId, at: std::time::Duration, failure: Failure) -> Judged {
    let by_exit = |judged: &Judged| {
        matches!(
            &judged.outcome,
            Outcome::Failed {
                reason: Failure::Exit { .. },
                ..
            }
        )
    };
    let by_deadline = matches!(&failure, Failure::Reason { reason, .. } if reason == "DeadlineExceeded");
    let culprit = judged.into_iter().find(by_exit).filter(|_| !by_deadline);
    match culprit {
        Some(Judged {
            pod,
            outcome: Outcome::Failed { reason, .. },
            record,
        }) => Judged {
            pod,
            outcome: Outcome::Failed { at, reason },
            record,
        },
        _ => Judged {
            pod: Some(first),
            outcome: Outcome::Failed { at, reason: failure },
            record: None,
        },
    }
}

/// A Job that would never complete but has a deadline does not run for ever.
fn by_deadline(trace: &Trace, key: &ObjectKey, outcome: &mut Outcome) {
    let Some(Object::Job(job)) = revisions(trace, key).last().map(|revision| revision.object) else {
        return;
    };
    if let (Outcome::NeverCompletes { deadline, .. }, Some(limit)) =
        (outcome, job.spec.active_deadline_seconds)
    {
        *deadline = Some(limit);
    }
}

/// Deployment, ReplicaSet, StatefulSet, DaemonSet: as good as the worst of the pods that are there at the end.
fn replicas(trace: &Trace, subject: &Subject) -> Judged {
    let there: Vec<PodId> = subject
        .pods
        .iter()
        .copied()
        .filter(|&pod| stays(trace, pod))
        .collect();
    if there.is_empty() {
        return match subject.pods.last() {
            Some(&pod) => pod_outcome(trace, pod, false),
            None => no_pod(trace, subject),
        };
    }
    let judged: Vec<Judged> = there.iter().map(|&pod| pod_outcome(trace, pod, false)).collect();
    let troubled = judged
        .iter()
        .position(|judged| !matches!(judged.outcome, Outcome::RunningAndReady { .. }));
    let last_ready = || {
        let since = |judged: &Judged| match judged.outcome {
            Outcome::RunningAndReady { at, .. } => at,
            _ => std::time::Duration::ZERO,
        };
        let all = judged.iter().enumerate();
        all.max_by_key(|(position, judged)| (since(judged), usize::MAX - position))
            .map_or(0, |(position, _)| position)
    };
    let position = troubled.unwrap_or_else(last_ready);
    judged
        .into_iter()
        .nth(position)
        .unwrap_or_else(|| no_pod(trace, subject))
}

/// The pod exists at the end and nobody has asked for its deletion.
fn stays(trace: &Trace, pod: PodId) -> bool {
    trace
        .pod_at(pod, trace.end())
        .is_some_and(|pod| pod.metadata.deletion_timestamp.is_none())
}
