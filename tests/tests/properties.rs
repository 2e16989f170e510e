//! What is true of every pod's life, held against two hundred pods by chance and as many of the rougher sort.

use std::collections::BTreeMap;
use std::time::Duration;

use api::core_v1::{ContainerRole, Pod, PodPhase};
use sim::{Action, Scenario, Simulation, TimedAction};
use trace::{Fact, PodId, Trace};

/// Every second one is of the rougher sort.
const PODS: u64 = 400;
/// Signals come this much after what they wait for, at least; a grace period counts from the call.
const SLACK: Duration = Duration::from_millis(50);

fn live(seed: u64) -> Trace {
    begin(seed).finish()
}

fn begin(seed: u64) -> Simulation {
    let (manifest, actions) = if seed.is_multiple_of(2) {
        let (manifest, actions) = tests::random_pods::pod(seed / 2);
        let millis = actions.into_iter().map(|(at, line)| (at * 1000, line));
        (manifest, millis.collect())
    } else {
        tests::random_pods::rough_pod(seed / 2)
    };
    let parsed = manifest::parse(&manifest.to_string(), &manifest::ParseOptions::default());
    let actions = actions.into_iter().map(|(at, line)| TimedAction {
        at: Duration::from_millis(at),
        action: Action::Command(line),
    });
    let scenario = Scenario {
        horizon: Duration::from_secs(90),
        actions: actions.collect(),
        seed,
        jitter: seed / 2 % 2 == 1,
        ..Scenario::default()
    };
    Simulation::new(&parsed.manifest_objects(), &scenario)
}

/// Checks one property of every pod and lists the seeds that break it.
fn check(property: impl Fn(&Trace) -> Result<(), String>) {
    let broken: Vec<String> = (0..PODS)
        .filter_map(|seed| {
            property(&live(seed))
                .err()
                .map(|error| format!("seed {seed}: {error}"))
        })
        .collect();
    assert!(broken.is_empty(), "{} pods:\n{}", broken.len(), broken.join("\n"));
}

fn is_legal(from: PodPhase, to: PodPhase) -> bool {
    use PodPhase::{Failed, Pending, Running, Succeeded};
    from == to
        || matches!(
            (from, to),
            (Pending, Running | Succeeded | Failed) | (Running, Succeeded | Failed)
        )
}

#[test]
fn time_phases_and_restart_counts_go_forward() {
    check(|trace| {
        if !trace.records().is_sorted_by_key(|record| record.at) {
            return Err("records out of order".to_owned());
        }
        let revisions = trace.pod_revisions(PodId(0));
        for pair in revisions.windows(2) {
            let (at, old, new) = (pair[1].0, &pair[0].2.status, &pair[1].2.status);
            // When all containers are removed and begin anew, so does the phase.
            let anew = pair[1].2.spec.all_containers().any(|(_, container)| {
                let mut rules = container.restart_policy_rules.iter();
                rules.any(|rule| rule.action == "RestartAllContainers")
            });
            if !anew && !is_legal(old.phase, new.phase) {
                return Err(format!("{at:?}: {} to {}", old.phase.name(), new.phase.name()));
            }
            let count = |pod: &Pod| -> BTreeMap<String, i32> {
                let status = &pod.status;
                let all = status
                    .init_container_statuses
                    .iter()
                    .chain(&status.container_statuses);
                all.map(|one| (one.name.clone(), one.restart_count)).collect()
            };
            let before = count(pair[0].2);
            for (name, now) in count(pair[1].2) {
                if before.get(&name).is_some_and(|before| *before > now) {
                    return Err(format!("{at:?}: restarts of {name} fall to {now}"));
                }
            }
        }
        Ok(())
    });
}

/// When the whole pod was told to stop, and the seconds it was given.
fn end_of(trace: &Trace) -> Option<(Duration, Duration)> {
    let began = trace.records().iter().find_map(|record| match &record.fact {
        Fact::Event(event) if event.message.starts_with("Stopping container") => Some(record.at),
        _ => None,
    })?;
    let pod = trace.pod_at(PodId(0), began)?;
    let grace = pod
        .metadata
        .deletion_grace_period_seconds
        .unwrap_or_else(|| pod.spec.grace_period_seconds());
    Some((began, Duration::from_secs(grace.unsigned_abs().max(1))))
}

#[test]
fn sidecars_are_told_to_stop_last_and_in_order() {
    check(|trace| {
        let (Some((began, grace)), Some((_, _, pod))) =
            (end_of(trace), trace.pod_revisions(PodId(0)).first().cloned())
        else {
            return Ok(());
        };
        let order: Vec<String> = pod
            .spec
            .init_containers
            .iter()
            .map(|one| one.name.clone())
            .collect();
        let lives = trace.instances(PodId(0));
        for record in trace.records().iter().filter(|record| record.at > began) {
            let Fact::Signal {
                container, signal, ..
            } = &record.fact
            else {
                continue;
            };
            if container.role != ContainerRole::Sidecar || *signal == "SIGKILL" {
                continue;
            }
            let position = |name: &str| order.iter().position(|one| one == name);
            let first = |role: ContainerRole, name: &str| {
                role == ContainerRole::App
                    || role == ContainerRole::Sidecar && position(name) > position(&container.name)
            };
            let runs = lives.iter().find(|life| {
                let alive = life.started.is_some_and(|at| at <= began)
                    && life.exited.is_none_or(|(at, ..)| at > record.at);
                alive && first(life.container.role, &life.container.name)
            });
            // Who has waited for the whole grace period waits no longer.
            if let Some(life) = runs
                && record.at + SLACK < began + grace
            {
                let name = &life.container.name;
                return Err(format!(
                    "{:?}: {signal} for {} while {name} runs",
                    record.at, container.name
                ));
            }
        }
        Ok(())
    });
}

#[test]
fn nothing_starts_once_the_pod_is_told_to_stop() {
    check(|trace| {
        let Some((began, _)) = end_of(trace) else {
            return Ok(());
        };
        let late = trace
            .records()
            .iter()
            .find(|record| matches!(record.fact, Fact::Started { .. }) && record.at > began);
        late.map_or(Ok(()), |record| {
            Err(format!("a start at {:?}, the end began at {began:?}", record.at))
        })
    });
}

#[test]
fn a_run_repeats() {
    for seed in 0..PODS {
        assert!(live(seed).records() == live(seed).records(), "seed {seed}");
    }
}

#[test]
fn a_run_does_not_depend_on_its_portions() {
    for (seed, portion) in (0..PODS)
        .step_by(10)
        .zip([1, 2, 7, 100, 1_000].into_iter().cycle())
    {
        let mut run = begin(seed);
        let mut reached = Duration::ZERO;
        while !run.advance(portion) {
            assert!(run.reached() >= reached, "seed {seed}");
            reached = run.reached();
        }
        assert!(run.finish() == live(seed), "seed {seed}");
    }
}
