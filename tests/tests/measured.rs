//! Figures that were measured on sixty random pods of a real cluster, held against hundreds of pods by chance whose delays
//! are drawn. The sentences that need no figures are scenarios: `tests/suite/random-pods`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use sim::{Action, Scenario, TimedAction};
use tests::compare::disagreements;
use tests::random_pods::rough_pod;

/// Pods of the rougher sort.
const PODS: u64 = 200;

/// So many lives need not reach the ends of what the mechanism allows.
const SHORT: f64 = 0.2;

/// A run of a manifest with drawn delays, as a recording.
fn run(manifest: &Value, actions: Vec<(u64, String)>, seconds: u64, seed: u64) -> Value {
    let parsed = manifest::parse(&manifest.to_string(), &manifest::ParseOptions::default());
    let actions = actions.into_iter().map(|(at, line)| TimedAction {
        at: Duration::from_millis(at),
        action: Action::Command(line),
    });
    let scenario = Scenario {
        horizon: Duration::from_secs(seconds),
        actions: actions.collect(),
        seed,
        jitter: true,
        ..Scenario::default()
    };
    kubectl::recording::recording(&sim::simulate(&parsed.manifest_objects(), &scenario))
}

/// The lives of the only pod's containers.
fn lives(run: &Value) -> impl Iterator<Item = &Value> {
    run["pods"][0]["containers"].as_array().into_iter().flatten()
}

/// From each end of a container to its next start, by the number of the restart.
fn gaps(run: &Value) -> Vec<(u64, f64)> {
    let mut ends = BTreeMap::new();
    let mut starts = Vec::new();
    for life in lives(run) {
        let attempt = life["attempt"].as_u64().unwrap_or(0);
        let name = life["container"].as_str().unwrap_or_default();
        if let Some(end) = life["finish"].as_f64() {
            ends.insert((name, attempt), end);
        }
        if let Some(start) = life["start"].as_f64().filter(|_| attempt > 0) {
            starts.push((name, attempt, start));
        }
    }
    let gap = |(name, attempt, start)| Some((attempt, start - ends.get(&(name, attempt - 1))?));
    starts.into_iter().filter_map(gap).collect()
}

/// Draws one pod often: no gap lies outside what the mechanism allows, and the gaps reach as far as those that were seen.
fn check_gaps(manifest: &Value, seconds: u64, expect: &[(u64, [f64; 2], [f64; 2])]) {
    let mut drawn: BTreeMap<u64, Vec<f64>> = BTreeMap::new();
    for seed in 1..=60 {
        for (restart, gap) in gaps(&run(manifest, Vec::new(), seconds, seed)) {
            drawn.entry(restart).or_default().push(gap);
        }
    }
    for (restart, [least, most], [seen_from, seen_to]) in expect {
        let gaps = drawn.get(restart).map_or(&[][..], Vec::as_slice);
        let low = gaps.iter().copied().fold(f64::INFINITY, f64::min);
        let high = gaps.iter().copied().fold(0.0, f64::max);
        assert!(
            *least <= low && high <= *most,
            "restart {restart}: {low:.2}-{high:.2}, possible {least}-{most}"
        );
        assert!(
            low <= seen_from + SHORT && seen_to - SHORT <= high,
            "restart {restart}: {low:.2}-{high:.2} does not reach {seen_from}-{seen_to}"
        );
    }
}

fn pod(init: &[Value], apps: &[Value], grace: u64) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"},
        "spec": {"terminationGracePeriodSeconds": grace, "initContainers": init, "containers": apps},
    })
}

/// After its own end: at once, then 10 and 20 s times up to one and a half, and the next tick.
#[test]
fn back_off_after_a_containers_own_end() {
    let app = json!({"name": "a", "image": "busybox:1", "command": ["sh", "-c", "sleep 1; exit 1"]});
    check_gaps(
        &pod(&[], &[app], 30),
        70,
        &[
            (1, [0.05, 1.4], [0.11, 1.05]),
            (2, [10.0, 16.4], [10.4, 15.6]),
            (3, [20.0, 31.4], [24.0, 29.0]),
        ],
    );
}

/// After a kill by a probe three restarts follow at once where the kill takes longer than the first back-off.
#[test]
fn back_off_after_kills_by_a_probe() {
    let side = json!({
        "name": "s", "image": "lab/tool:1", "command": ["sc", "s", "ignore"], "restartPolicy": "Always",
        "startupProbe": {"exec": {"command": ["false"]}, "periodSeconds": 1, "failureThreshold": 3},
    });
    let app = json!({"name": "a", "image": "busybox:1", "command": ["sleep", "3600"]});
    check_gaps(
        &pod(&[side], &[app], 11),
        120,
        &[
            (1, [0.05, 0.4], [0.12, 0.25]),
            (2, [0.05, 0.4], [0.12, 0.25]),
            (3, [0.05, 0.4], [0.12, 0.25]),
            (4, [20.0, 31.4], [22.5, 27.5]),
        ],
    );
}

/// Where the kill is quick the third instance waits: two restarts are free.
#[test]
fn two_restarts_are_free_after_quick_kills() {
    let app = json!({
        "name": "a", "image": "lab/tool:1", "command": ["sc", "a", "term", "1", "0"],
        "livenessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 3, "failureThreshold": 1},
    });
    check_gaps(
        &pod(&[], &[app], 30),
        40,
        &[
            (1, [0.05, 0.4], [0.12, 0.25]),
            (2, [0.05, 0.4], [0.12, 0.25]),
            (3, [10.0, 16.4], [10.5, 15.0]),
        ],
    );
}

/// The period of a container's probe in seconds.
fn period(manifest: &Value, container: &str, kind: &str) -> Option<f64> {
    let lists = ["initContainers", "containers"].map(|list| manifest["spec"][list].as_array());
    let mut all = lists.into_iter().flatten().flatten();
    let found = all.find(|one| one["name"] == container)?;
    found[format!("{}Probe", kind.to_lowercase())]["periodSeconds"].as_f64()
}

/// Startup and liveness results lie on the grid of their periods, counted from the pod's creation, whenever their
/// container started; those of readiness need not.
#[test]
fn probes_keep_to_the_pods_grid() {
    let (mut on, mut off, mut free) = (0, Vec::new(), 0);
    for seed in 0..PODS {
        let (manifest, actions) = rough_pod(seed);
        let run = run(&manifest, actions, 60, seed);
        for probe in run["pods"][0]["probes"].as_array().into_iter().flatten() {
            let text = |field: &str| probe[field].as_str().unwrap_or_default();
            let (name, kind) = (text("containerName"), text("probeType"));
            let (Some(at), Some(period)) = (probe["t"].as_f64(), period(&manifest, name, kind)) else {
                continue;
            };
            let late = at % period;
            let is_on = (0.25..=0.5).contains(&late);
            match kind {
                "Readiness" => free += usize::from(!is_on),
                _ if is_on => on += 1,
                _ => off.push(format!("seed {seed}: {kind} of {name} at {at}, period {period}")),
            }
        }
    }
    assert!(off.is_empty(), "{}", off.join("\n"));
    assert!(
        on > 300 && free > 100,
        "{on} on the grid, {free} of readiness beside it"
    );
}

/// From the deletion of a random pod to the event `Killing` of all its containers, and to its last start.
fn after_delete(seed: u64) -> Option<(f64, f64)> {
    let (manifest, actions) = rough_pod(seed);
    let at = actions.first()?.0;
    let deleted = Duration::from_millis(at).as_secs_f64();
    let run = run(&manifest, actions, 100, seed);
    let events = run["pods"][0]["events"].as_array()?;
    let killing = events
        .iter()
        .filter(|event| {
            event[5]
                .as_str()
                .is_some_and(|text| text.starts_with("Stopping container"))
        })
        .filter_map(|event| event[0].as_f64())
        .find(|killing| *killing >= deleted)?;
    let starts = lives(&run).filter_map(|life| life["start"].as_f64());
    Some((killing - deleted, starts.fold(0.0, f64::max) - deleted))
}

/// Most pods are told to stop at once. Where a sync is in flight it goes on, may start containers, and the pod is told
/// afterwards, never before such a start.
#[test]
fn killing_follows_the_sync_in_flight() {
    let found: Vec<(f64, f64)> = (0..PODS).filter_map(after_delete).collect();
    let at_once = found.iter().filter(|(killing, _)| *killing <= 0.06).count();
    assert!(2 * at_once > found.len(), "{at_once} of {}", found.len());
    let late = found.iter().filter(|(_, start)| *start > 0.0);
    assert!(late.clone().count() >= 3, "no container started after a delete");
    for (killing, start) in late {
        assert!(
            start < killing,
            "a start at {start} after the killing at {killing}"
        );
    }
}

/// `BackOff` of a pull has its event in every life, but its reason is shown in some only.
#[test]
fn image_pull_back_off_is_not_always_shown() {
    let missing = json!({"name": "a", "image": "nosuch/image:1"});
    let other = json!({"name": "b", "image": "busybox:1", "command": ["sleep", "3600"]});
    let manifest = pod(&[], &[missing, other], 30);
    let mut shown = 0;
    for seed in 1..=40 {
        let delete = vec![(9_000, "kubectl delete pod p --wait=false".to_owned())];
        let run = run(&manifest, delete, 15, seed);
        let has = |list: &str, cell: usize, text: &str| {
            let mut rows = run["pods"][0][list].as_array().into_iter().flatten();
            rows.any(|row| row[cell] == text)
        };
        assert!(
            has("events", 5, "Back-off pulling image \"nosuch/image:1\""),
            "seed {seed}"
        );
        shown += usize::from(has("columns", 2, "ImagePullBackOff"));
    }
    assert!((1..40).contains(&shown), "shown in {shown} of 40 lives");
}

/// As a cluster does (50 of its 60 pods), lives of one pod agree with each other mostly, but not always.
#[test]
fn lives_differ_as_those_of_a_cluster() {
    let agreeing = (0..PODS).filter(|seed| {
        let (manifest, actions) = rough_pod(*seed);
        let [one, other] = [1000, 2000].map(|base| run(&manifest, actions.clone(), 60, base + seed));
        disagreements(&one, &[other]).is_empty()
    });
    let share = 100 * agreeing.count() as u64 / PODS;
    assert!((75..=97).contains(&share), "{share} %");
}
