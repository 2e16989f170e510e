//! What else a verdict tells: who was started again and who was not, how a deleted pod ended, how many pods a Job tried.

use api::core_v1::ContainerRole;
use api::{Kind, Object};
use trace::{PodId, Trace};

use super::{Failure, Outcome};
use crate::subject::{Subject, owner_key, revisions};
use crate::words::{Names, list, seconds, times};
use crate::{life, pod};

/// The exit code of what is killed.
const SIGKILLED: i32 = 137;

/// The sentence (when the usual one will not do) and the detail about a pod that somebody deleted, when its containers
/// ended by that and nothing else went wrong. (The pods of a Job are its own business.)
pub(super) fn stopped(
    trace: &Trace,
    subject: &Subject,
    pod: Option<PodId>,
    outcome: &Outcome,
) -> Option<(Option<String>, String)> {
    let id = pod.filter(|_| !matches!(subject.key.kind, Kind::Job | Kind::CronJob))?;
    let deleted = pod::deleted_at(trace, id)?;
    let lives = trace.instances(id);
    let ends = lives.iter().filter_map(|life| {
        let (at, code, _) = life.exited?;
        Some((at, &*life.container.name, code))
    });
    let mut ends: Vec<_> = ends.filter(|(at, ..)| *at >= deleted).collect();
    ends.sort_unstable();
    let killed = ends.iter().find(|(.., code)| *code == SIGKILLED);
    let sentence = match (outcome, killed) {
        (Outcome::Completed { at }, None) => Some(format!("Deleted, ends cleanly at {}", seconds(*at))),
        (
            Outcome::Completed { at }
            | Outcome::Failed {
                at,
                reason: Failure::Exit {
                    exit_code: SIGKILLED, ..
                },
            },
            Some((_, name, _)),
        ) => Some(format!("Deleted, gone at {}; {name} is killed", seconds(*at))),
        (Outcome::Deleted { .. }, _) => None,
        _ => return None,
    };
    let waits = lives
        .iter()
        .find(|life| life.exited.is_none() && life::post_start_since(trace, &life.container).is_some());
    let told: Vec<String> = ends
        .iter()
        .map(|(at, name, _)| format!("{name} at {}", seconds(*at)))
        .collect();
    let how = match waits {
        Some(life) => format!(
            "; the postStart hook of {} has not returned, and nothing is stopped before",
            life.container.name
        ),
        None if told.is_empty() => String::new(),
        None => format!("; end of {}", list(&told)),
    };
    Some((sentence, format!("Deleted at {}{how}.", seconds(deleted))))
}

/// Who was started again, how often, and who was not touched by it or never came to start.
pub(super) fn restarts(trace: &Trace, id: PodId) -> Option<String> {
    let (_, _, pod) = trace.pod_revisions(id).last().copied()?;
    let (mut again, mut untouched, mut never) = (Vec::new(), Vec::new(), Vec::new());
    let all = trace.instances(id);
    for (role, container) in pod.spec.all_containers() {
        let name = container.name.as_str();
        let mut lives = all.iter().filter(|life| &*life.container.name == name);
        match (lives.next(), lives.count()) {
            (None, _) => never.push(name),
            (Some(life), 0) if role == ContainerRole::Init || life.exited.is_some() => {}
            (_, 0) => untouched.push(name),
            (_, more) => again.push(format!("{name} {}", times(more))),
        }
    }
    // Of a single one the sentence tells already.
    if again.is_empty() || again.len() + untouched.len() + never.len() < 2 {
        return None;
    }
    let others = |names: Vec<&str>, one: &str, many: &str| {
        let empty = names.is_empty();
        let names = Names::new(names);
        if empty {
            String::new()
        } else {
            format!("; {names} {}", names.verb(one, many))
        }
    };
    let (on, not) = (
        others(untouched, "runs on", "run on"),
        others(never, "has not started", "have not started"),
    );
    Some(format!("Started again: {}{on}{not}.", list(&again)))
}

/// How many tries a Job had that has given up.
pub(super) fn tries(trace: &Trace, subject: &Subject, pod: Option<PodId>) -> Option<String> {
    let job = revisions(trace, &subject.key).last()?;
    let Object::Job(job) = job.object else { return None };
    let mut conditions = job.status.conditions.iter();
    conditions.find(|is| is.reason == "BackoffLimitExceeded")?;
    let limit = u32::try_from(job.spec.backoff_limit?).ok()?;
    if subject.pods.len() == 1 {
        let lives = trace.instances(pod?);
        let apps = lives
            .iter()
            .filter(|life| life.container.role == ContainerRole::App);
        let most = apps
            .map(|life| life.container.attempt)
            .max()
            .filter(|most| *most > 0)?;
        return Some(format!(
            "It was started again {}; at backoffLimit {limit} the Job deletes the pod, and its log with it.",
            times(most as usize)
        ));
    }
    // Several at a time are counted otherwise.
    let tries = limit.saturating_add(1);
    (subject.pods.len() == tries as usize).then(|| {
        format!("That was the first of {tries} pods: backoffLimit {limit} counts the tries after the first.")
    })
}

/// Jobs of a CronJob that pile up, or hold up the next.
pub(super) fn pile(trace: &Trace, subject: &Subject) -> Option<String> {
    let cron = revisions(trace, &subject.key).last()?;
    let Object::CronJob(cron) = cron.object else {
        return None;
    };
    let unfinished = |object: &&Object| match object {
        Object::Job(job) if owner_key(object).as_ref() == Some(&subject.key) => {
            let ends = |kind: &str| kind == "Complete" || kind == "Failed";
            !job.status.conditions.iter().any(|is| ends(&is.kind))
        }
        _ => false,
    };
    let running = trace.objects_at(Kind::Job, trace.end());
    match running.into_iter().filter(unfinished).count() {
        0 => None,
        _ if cron.spec.concurrency_policy == "Forbid" => {
            Some("concurrencyPolicy: Forbid starts no other Job meanwhile.".to_owned())
        }
        1 => None,
        jobs => Some(format!(
            "{jobs} Jobs run at {}: the limits of the history count finished ones only.",
            seconds(trace.end())
        )),
    }
}
