//! Is a container of the pod ending and starting again and again?

use std::time::Duration;

use api::core_v1::{ContainerRole, PodPhase};
use trace::{Instance, RecordId};

use super::Outcome;
use super::judge::PodEnd;
use crate::{life, pod};

/// From this many ends on a container that runs again is still not trusted.
const ENDS_OF_A_LOOP: usize = 3;
/// From this many ends on a container that waits for its next start is looping.
const ENDS_WHILE_DOWN: usize = 2;

/// The first container that loops. A container that was killed once and runs since does not.
pub(super) fn judge(end: &PodEnd<'_>) -> Option<(Outcome, Option<RecordId>)> {
    let spec = &end.pod.spec;
    spec.all_containers().find_map(|(role, container)| {
        let lives = life::lives(end.trace, end.id, &container.name);
        let ends: Vec<&Instance> = lives.iter().filter(|life| life.exited.is_some()).collect();
        let (_, exit_code, _) = ends.last()?.exited?;
        let over = match role {
            ContainerRole::App => pod::stays_ended(end.pod, container, exit_code),
            ContainerRole::Init => exit_code == 0,
            ContainerRole::Sidecar => apps_are_over(end),
        };
        let loops =
            !over && (is_down(&lives) && ends.len() >= ENDS_WHILE_DOWN || never_lasts(end, &lives, &ends));
        let record = ends.last().and_then(|life| life.exit_record);
        let restarts = lives
            .iter()
            .filter(|life| life.started.or(life.exited.map(|(at, ..)| at)).is_some())
            .count()
            .saturating_sub(1);
        loops.then(|| {
            let container = container.name.clone();
            (
                Outcome::CrashLooping {
                    container,
                    exit_code,
                    restarts,
                },
                record,
            )
        })
    })
}

fn is_down(lives: &[Instance]) -> bool {
    lives.last().is_some_and(|life| life.exited.is_some())
}

/// It runs, but has not yet run longer than twice its longest life so far.
fn never_lasts(end: &PodEnd<'_>, lives: &[Instance], ends: &[&Instance]) -> bool {
    let length = |life: &&Instance| Some(life.exited?.0.saturating_sub(life.started?));
    let longest = ends.iter().filter_map(length).max().unwrap_or(Duration::ZERO);
    let now = lives
        .last()
        .and_then(|life| life.started)
        .map(|at| end.trace.end().saturating_sub(at));
    ends.len() >= ENDS_OF_A_LOOP && now.is_some_and(|now| now < longest * 2)
}

/// The work is done: sidecars are being stopped, not crashing.
fn apps_are_over(end: &PodEnd<'_>) -> bool {
    end.pod.status.phase != PodPhase::Pending
        && end.pod.spec.containers.iter().all(|container| {
            let status = pod::status(end.pod, &container.name);
            let ended = status.and_then(|status| status.terminated());
            ended.is_some_and(|ended| pod::stays_ended(end.pod, container, ended.exit_code))
        })
}
