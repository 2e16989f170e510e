//! Upstream's table of computePodActions cases.

use std::sync::Arc;

use serde_json::Value;
use trace::ProbeKind;

use super::{Input, PodActions, compute_pod_actions};
use crate::kubelet::prober::{ProbeResult, Results};
use crate::kubelet::status::tables::{runtime, spec, table};
use crate::runtime::RuntimeStatus;

fn results(list: &Value, status: &RuntimeStatus) -> Results {
    let mut results = Results::default();
    for (value, container) in list.as_array().unwrap().iter().zip(&status.containers) {
        for (field, kind) in [
            ("livenessResult", ProbeKind::Liveness),
            ("startupResult", ProbeKind::Startup),
        ] {
            let result = match value[field].as_str().map(str::to_lowercase).as_deref() {
                Some("success") => ProbeResult::Success,
                Some("failure") => ProbeResult::Failure,
                Some("unknown") => ProbeResult::Unknown,
                Some(other) => panic!("{other}"),
                None => continue,
            };
            results.set(kind, container.id, result);
        }
    }
    results
}

fn check(case: &Value) -> Result<(), String> {
    let input = &case["input"];
    let spec = spec(&input["spec"]);
    let mut status = runtime(input);
    let list = input["containerStatuses"].as_array().unwrap();
    for (container, value) in status.containers.iter_mut().zip(list) {
        let image = spec
            .container(&container.name)
            .map_or("", |(_, container)| &container.image);
        let same = value["specChanged"] == false;
        container.image = Arc::from(if same { image } else { "changed" });
    }
    let actions = compute_pod_actions(&Input {
        spec: &spec,
        deleting: false,
        status: &status,
        results: &results(&input["containerStatuses"], &status),
        restart_all: input["restartAllContainers"] == true,
    });
    compare(&actions, &case["expected"], list)
}

fn compare(actions: &PodActions, expected: &Value, list: &[Value]) -> Result<(), String> {
    let numbers = |field: &str| -> Vec<usize> {
        let list = expected[field].as_array().into_iter().flatten();
        list.map(|number| number.as_u64().unwrap() as usize).collect()
    };
    let id = |id: u64| list[id as usize]["id"].as_str().unwrap().to_owned();
    let mut kills: Vec<String> = actions
        .containers_to_kill
        .iter()
        .map(|kill| id(kill.id.0))
        .collect();
    let kill_list = expected["containersToKill"].as_array().unwrap();
    let mut expected_kills: Vec<String> = kill_list
        .iter()
        .map(|kill| kill["id"].as_str().unwrap().to_owned())
        .collect();
    kills.sort();
    expected_kills.sort();
    let resets: Vec<(String, bool)> = actions
        .containers_to_reset
        .iter()
        .map(|reset| (id(reset.id.0), reset.kill))
        .collect();
    let reset_list = expected["containersToReset"].as_array().into_iter().flatten();
    let expected_resets: Vec<(String, bool)> = reset_list
        .map(|reset| (reset["id"].as_str().unwrap().to_owned(), reset["kill"] == true))
        .collect();
    let checks = [
        ("killPod", actions.kill_pod == expected["killPod"]),
        (
            "createSandbox",
            actions.create_sandbox == expected["createSandbox"],
        ),
        (
            "sandboxID",
            actions.sandbox.is_some() == (expected["sandboxID"] != ""),
        ),
        ("attempt", u64::from(actions.attempt) == expected["attempt"]),
        (
            "init",
            actions.init_containers_to_start == numbers("initContainersToStart"),
        ),
        (
            "apps",
            actions.containers_to_start == numbers("containersToStart"),
        ),
        (
            "ephemeral",
            actions.ephemeral_containers_to_start == numbers("ephemeralContainersToStart"),
        ),
        ("kill", kills == expected_kills),
        ("reset", resets == expected_resets),
    ];
    match checks.iter().find(|(_, agrees)| !agrees) {
        None => Ok(()),
        Some((what, _)) => Err(format!("{what}: {actions:?}, expected {expected}")),
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
fn upstream_table() {
    let cases = table(include_str!(
        "../../../../../tests/conformance/upstream/compute_actions_cases.json"
    ));
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            let error = check(case).err()?;
            Some(format!("{} {}: {error}", case["testFunction"], case["name"]))
        })
        .collect();
    println!(
        "table computePodActions {} {}",
        cases.len() - wrong.len(),
        cases.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}
