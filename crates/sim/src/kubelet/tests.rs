//! Whole lives of single pods, after the worked traces of the kubelet's specification.

use std::time::Duration;

use api::core_v1::{ContainerStatus, EventType, PodPhase, PodStatus};
use api::{Kind, ManifestObject, Object};
use serde_json::{Value, json};
use trace::{Fact, Instance, PodId, Trace};

use crate::scenario::{Action, Scenario, TimedAction};

/// A scenario with one deletion or none.
fn scenario(seconds: u64, commands: &[(u64, &str)]) -> Scenario {
    Scenario {
        horizon: Duration::from_secs(seconds),
        actions: commands
            .iter()
            .map(|(at, line)| TimedAction {
                at: Duration::from_secs(*at),
                action: Action::Command((*line).to_owned()),
            })
            .collect(),
        ..Scenario::default()
    }
}

/// Lets the pod `p` with this spec live.
fn live(spec: Value, scenario: &Scenario) -> Trace {
    let pod = json!({"metadata": {"name": "p"}, "spec": spec});
    let object = Object::from_json(Kind::Pod, &pod).unwrap();
    crate::simulate(&[ManifestObject { index: 0, object }], scenario)
}

/// A container that runs a shell script.
fn shell(name: &str, script: &str) -> Value {
    json!({"name": name, "image": "busybox:1", "imagePullPolicy": "IfNotPresent", "command": ["sh", "-c", script]})
}

/// A native sidecar that runs a shell script.
fn sidecar(name: &str, script: &str) -> Value {
    with(shell(name, script), "restartPolicy", json!("Always"))
}

fn with(mut container: Value, field: &str, value: Value) -> Value {
    container[field] = value;
    container
}

/// On SIGTERM ends with 0 after some seconds.
fn stops_after(seconds: u32) -> String {
    format!("trap 'sleep {seconds}; exit 0' TERM; while true; do sleep 0.1; done")
}

fn lives(trace: &Trace, name: &str) -> Vec<Instance> {
    let all = trace.instances(PodId(0)).into_iter();
    all.filter(|life| &*life.container.name == name).collect()
}

fn start(trace: &Trace, name: &str, attempt: usize) -> Millis {
    lives(trace, name)[attempt].started.unwrap().into()
}

fn end(trace: &Trace, name: &str, attempt: usize) -> (Millis, i32) {
    let (at, code, _) = lives(trace, name)[attempt].exited.unwrap();
    (at.into(), code)
}

/// Milliseconds, compared with a tolerance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Millis(u128);

impl From<Duration> for Millis {
    fn from(duration: Duration) -> Millis {
        Millis(duration.as_millis())
    }
}

impl Millis {
    fn is_near(self, millis: u128, tolerance: u128) {
        assert!(
            self.0.abs_diff(millis) <= tolerance,
            "{} ms, expected {millis} ± {tolerance}",
            self.0
        );
    }
}

fn phase(trace: &Trace, seconds: u64) -> PodPhase {
    trace
        .pod_at(PodId(0), Duration::from_secs(seconds))
        .unwrap()
        .status
        .phase
}

/// Messages of events with a reason, in order of their first time.
fn events(trace: &Trace, reason: &str) -> Vec<(EventType, String)> {
    let mut out: Vec<(EventType, String)> = Vec::new();
    for record in trace.records() {
        if let Fact::Event(event) = &record.fact
            && event.reason == reason
            && event.count == 1
        {
            out.push((event.kind, event.message.clone()));
        }
    }
    out
}

#[test]
fn a_sidecar_and_an_app_start_one_after_the_other() {
    let spec =
        json!({"initContainers": [sidecar("sc", "sleep 100")], "containers": [shell("app", "sleep 100")]});
    let trace = live(spec, &scenario(10, &[]));
    start(&trace, "sc", 0).is_near(570, 100);
    start(&trace, "app", 0).is_near(700, 120);
    assert_eq!(phase(&trace, 2), PodPhase::Running);
    let pod = trace.pod_at(PodId(0), Duration::from_secs(2)).unwrap();
    assert!(pod.status.condition_is_true("Ready"));
}

#[test]
fn the_default_startup_probe_looks_ten_seconds_after_the_pods_first_sync() {
    let probe = json!({"exec": {"command": ["true"]}, "periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1, "successThreshold": 1});
    let sc = with(sidecar("sc", "sleep 100"), "startupProbe", probe);
    let spec = json!({"initContainers": [sc], "containers": [shell("app", "sleep 100")]});
    let trace = live(spec, &scenario(20, &[]));
    let attempts: Vec<Millis> = trace
        .records()
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::Probe { began, .. } => Some((*began).into()),
            _ => None,
        })
        .collect();
    attempts[0].is_near(10_320, 60);
    assert!(start(&trace, "app", 0) > Millis(10_320));
}

#[test]
fn a_job_is_done_when_its_deaf_sidecar_was_killed() {
    let spec = json!({
        "restartPolicy": "Never",
        "initContainers": [sidecar("sc", "sleep 3600")],
        "containers": [shell("app", "sleep 5")],
    });
    let trace = live(spec, &scenario(60, &[]));
    let (app, code) = end(&trace, "app", 0);
    assert_eq!(code, 0);
    let (sc, code) = end(&trace, "sc", 0);
    assert_eq!(code, 137);
    // The relist that sees the end comes within a second; then the whole grace period.
    assert!(sc.0 - app.0 > 30_000 && sc.0 - app.0 < 31_100);
    assert_eq!(phase(&trace, 30), PodPhase::Running);
    assert_eq!(phase(&trace, 50), PodPhase::Succeeded);
    assert_eq!(
        events(&trace, "Killing"),
        [(EventType::Normal, "Stopping container sc".to_owned())]
    );
}

#[test]
fn a_crashing_sidecar_comes_back_at_once_and_then_backs_off() {
    let spec = json!({"initContainers": [sidecar("sc", "sleep 2; exit 1")], "containers": [shell("app", "sleep 1000")]});
    let trace = live(spec, &scenario(60, &[]));
    let gap = |attempt: usize| start(&trace, "sc", attempt).0 - end(&trace, "sc", attempt - 1).0.0;
    assert!(gap(1) < 1_300, "{}", gap(1));
    assert!((10_000..16_500).contains(&gap(2)), "{}", gap(2));
    assert!((20_000..31_500).contains(&gap(3)), "{}", gap(3));
    assert_eq!(lives(&trace, "app").len(), 1);
}

#[test]
fn sidecars_stop_in_reverse_order_after_the_app() {
    let spec = json!({
        "initContainers": [sidecar("s1", "sleep 3600"), sidecar("s2", &stops_after(1))],
        "containers": [shell("main", &stops_after(2))],
        "terminationGracePeriodSeconds": 30,
    });
    let trace = live(spec, &scenario(60, &[(10, "kubectl delete pod p --wait=false")]));
    end(&trace, "main", 0).0.is_near(12_100, 200);
    end(&trace, "s2", 0).0.is_near(13_250, 300);
    let (s1, code) = end(&trace, "s1", 0);
    s1.is_near(40_200, 400);
    assert_eq!(code, 137);
    assert_eq!(events(&trace, "Killing").len(), 3);
    assert!(trace.pod_at(PodId(0), Duration::from_secs(45)).is_none());
}

#[test]
fn a_used_up_grace_period_leaves_two_seconds_to_each_sidecar() {
    let spec = json!({
        "initContainers": [sidecar("s1", "sleep 3600"), sidecar("s2", "sleep 3600")],
        "containers": [shell("main", "sleep 3600")],
        "terminationGracePeriodSeconds": 10,
    });
    let trace = live(spec, &scenario(60, &[(10, "kubectl delete pod p --wait=false")]));
    end(&trace, "main", 0).0.is_near(20_020, 100);
    end(&trace, "s1", 0).0.is_near(22_020, 100);
    end(&trace, "s2", 0).0.is_near(22_020, 100);
}

#[test]
fn a_failed_init_container_that_may_not_restart_fails_the_pod() {
    let spec = json!({"restartPolicy": "Never", "initContainers": [shell("i", "exit 1")], "containers": [shell("app", "true")]});
    let trace = live(spec, &scenario(20, &[]));
    assert_eq!(phase(&trace, 10), PodPhase::Failed);
    assert!(lives(&trace, "app").is_empty());
}

#[test]
fn liveness_kills_after_its_threshold_and_the_grace_period() {
    let probe = json!({"exec": {"command": ["false"]}, "periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1, "successThreshold": 1});
    let spec = json!({"containers": [with(shell("app", "sleep 3600"), "livenessProbe", probe)]});
    let trace = live(spec, &scenario(70, &[]));
    let (app, code) = end(&trace, "app", 0);
    app.is_near(60_400, 150);
    assert_eq!(code, 137);
    let killing = "Container app failed liveness probe, will be restarted".to_owned();
    assert_eq!(events(&trace, "Killing"), [(EventType::Normal, killing)]);
    start(&trace, "app", 1).is_near(60_550, 200);
}

#[test]
fn a_missing_image_alternates_between_two_reasons() {
    let spec = json!({"containers": [{"name": "app", "image": "nosuch/image", "imagePullPolicy": "Always"}]});
    let trace = live(spec, &scenario(60, &[]));
    let mut reasons: Vec<String> = Vec::new();
    for (_, _, pod) in trace.pod_revisions(PodId(0)) {
        let status = pod.status.container_statuses.first();
        let Some(waiting) = status.and_then(|status| status.waiting()) else {
            continue;
        };
        if reasons.last().is_none_or(|last| *last != *waiting.reason) {
            reasons.push(waiting.reason.to_string());
        }
    }
    assert_eq!(
        reasons[..4],
        [
            "ContainerCreating",
            "ErrImagePull",
            "ImagePullBackOff",
            "ErrImagePull"
        ]
    );
}

#[test]
fn post_start_holds_the_pod_up_and_its_failure_kills() {
    let hook = json!({"postStart": {"exec": {"command": ["sh", "-c", "sleep 2; exit 1"]}}});
    let spec = json!({
        "terminationGracePeriodSeconds": 5,
        "containers": [with(shell("app", "sleep 3600"), "lifecycle", hook), shell("other", "sleep 3600")],
    });
    let trace = live(spec, &scenario(12, &[]));
    let (app, code) = end(&trace, "app", 0);
    app.is_near(7_650, 200);
    assert_eq!(code, 137);
    assert!(start(&trace, "other", 0) > app);
    assert_eq!(events(&trace, "FailedPostStartHook").len(), 1);
}

#[test]
fn all_containers_restart_when_a_rule_says_so() {
    let rules = json!([{"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [42]}}]);
    let app = with(shell("app", "sleep 3; exit 42"), "restartPolicy", json!("Never"));
    let spec = json!({
        "restartPolicy": "Never",
        "initContainers": [shell("init", "sleep 1"), sidecar("side", &stops_after(0))],
        "containers": [with(app, "restartPolicyRules", rules)],
    });
    let trace = live(spec, &scenario(20, &[]));
    for name in ["init", "side", "app"] {
        assert!(lives(&trace, name).len() >= 2, "{name}");
    }
    assert!(start(&trace, "init", 1) < start(&trace, "side", 1));
    assert!(start(&trace, "side", 1) < start(&trace, "app", 1));
}

/// What the API server shows of the pod while its containers are removed and started afresh: at the first look at the
/// exit, with everything removed, and when all run again.
#[test]
fn a_restart_of_all_containers_shows_its_steps() {
    let rules = json!([{"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [42]}}]);
    let script = "n=$(cat /s/n 2>/dev/null); echo 1$n > /s/n; sleep 3; case $n in '') exit 1;; 1) exit 42;; esac; sleep 99";
    let app = with(shell("app", script), "restartPolicy", json!("OnFailure"));
    let app = with(app, "restartPolicyRules", rules);
    let spec = json!({
        "restartPolicy": "Never",
        "volumes": [{"name": "s", "emptyDir": {}}],
        "initContainers": [shell("init", "sleep 1"), sidecar("side", &stops_after(0))],
        "containers": [with(app, "volumeMounts", json!([{"name": "s", "mountPath": "/s"}]))],
    });
    let trace = live(spec, &scenario(60, &[]));
    let restarting = |status: &PodStatus| {
        let condition = status.condition("AllContainersRestarting").unwrap();
        (
            condition.status.to_string(),
            condition.reason.to_string(),
            condition.message.clone(),
        )
    };
    let text = |status: &ContainerStatus| {
        let last = status.last_terminated().map_or(String::new(), |last| {
            format!("{} {}", last.reason, last.exit_code)
        });
        let state = match (status.waiting(), status.running()) {
            (Some(waiting), _) => waiting.reason.to_string(),
            (_, Some(_)) => "Running".to_owned(),
            _ => format!("Ended {}", status.terminated().unwrap().exit_code),
        };
        format!("{} {state} {} last {last}", status.name, status.restart_count)
    };
    let all = |status: &PodStatus| -> Vec<String> {
        let init = status.init_container_statuses.iter();
        init.chain(&status.container_statuses)
            .map(|status| text(status))
            .collect()
    };
    let mut seen: Vec<(PodPhase, Vec<String>)> = Vec::new();
    let mut conditions = Vec::new();
    for record in trace.records() {
        let Fact::Object {
            object: Object::Pod(pod),
            ..
        } = &record.fact
        else {
            continue;
        };
        let status = &pod.status;
        if status.condition("AllContainersRestarting").is_none() {
            continue;
        }
        conditions.push(restarting(status));
        seen.push((status.phase, all(status)));
        // Once it was initialized, it stays so.
        if record.at > Duration::from_secs(5) {
            assert!(status.condition_is_true("Initialized"), "{status:?}");
        }
    }
    conditions.dedup();
    let no = ("False".to_owned(), String::new(), String::new());
    let yes = (
        "True".to_owned(),
        "RestartAllContainersStarted".to_owned(),
        "container exited with restart policy rule".to_owned(),
    );
    assert_eq!(conditions, [no.clone(), yes, no]);
    let removed = [
        "init RestartingAllContainers 1 last RestartingAllContainers 137",
        "side RestartingAllContainers 1 last RestartingAllContainers 137",
        "app RestartingAllContainers 2 last RestartingAllContainers 137",
    ];
    let at = seen
        .iter()
        .position(|(_, all)| *all == removed)
        .expect("everything is removed in one look");
    // Nothing waits for its first start: the pod goes on Running.
    assert_eq!(seen[at].0, PodPhase::Running);
    assert_eq!(
        seen[at - 1].1,
        [
            "init Ended 0 0 last ",
            "side Running 0 last ",
            "app Ended 42 1 last Error 1"
        ]
    );
    assert_eq!(seen[at - 1].0, PodPhase::Running);
    // From the first init container on: Pending until it has run.
    assert!(
        seen[at..]
            .iter()
            .any(|(phase, all)| *phase == PodPhase::Pending && all[0].starts_with("init Running 1"))
    );
    let last = seen.last().unwrap();
    assert_eq!(last.0, PodPhase::Running);
    assert_eq!(
        last.1,
        [
            "init Ended 0 1 last RestartingAllContainers 137",
            "side Running 1 last RestartingAllContainers 137",
            "app Running 2 last RestartingAllContainers 137",
        ]
    );
    // Without grace, and only what ran.
    assert_eq!(
        events(&trace, "Killing"),
        [(EventType::Normal, "killing".to_owned())]
    );
}

#[test]
fn a_killed_process_is_restarted() {
    let spec = json!({"containers": [shell("app", "sleep 3600")]});
    let trace = live(spec, &scenario(20, &[(5, "kill app in p")]));
    assert_eq!(end(&trace, "app", 0).1, 137);
    start(&trace, "app", 1).is_near(5_700, 700);
}

#[test]
fn a_reboot_begins_with_the_first_init_container_again() {
    let spec = json!({
        "initContainers": [shell("init", "sleep 1"), sidecar("side", "sleep 3600")],
        "containers": [shell("app", "sleep 3600")],
    });
    let trace = live(spec, &scenario(60, &[(10, "reboot node")]));
    start(&trace, "init", 1).is_near(30_500, 1_500);
    assert!(start(&trace, "side", 1) > end(&trace, "init", 1).0);
    assert!(start(&trace, "app", 1) > start(&trace, "side", 1));
    assert_eq!(phase(&trace, 50), PodPhase::Running);
    let reason = "SandboxChanged";
    assert_eq!(events(&trace, reason).len(), 1);
    // Nobody saw the end: the runtime makes one up when it is back, and both tellings agree.
    assert_eq!(end(&trace, "app", 0).1, 255);
    let pod = trace.pod_at(PodId(0), Duration::from_secs(50)).unwrap();
    let ended = pod.status.container_statuses[0].last_terminated().unwrap();
    assert_eq!((ended.exit_code, &*ended.reason), (255, "Unknown"));
    let began = ended.started_at.unwrap();
    assert_eq!(ended.finished_at.unwrap().since(began).as_secs(), 27);
}

#[test]
fn two_runs_are_equal_and_every_cause_ends() {
    let spec = json!({"initContainers": [sidecar("sc", "sleep 2; exit 1")], "containers": [shell("app", "sleep 5")]});
    let jitter = Scenario {
        jitter: true,
        seed: 7,
        ..scenario(120, &[])
    };
    for scenario in [scenario(120, &[]), jitter] {
        let (first, second) = (live(spec.clone(), &scenario), live(spec.clone(), &scenario));
        assert!(first.records() == second.records());
        for record in first.records() {
            if let trace::Cause::Record(id) | trace::Cause::Rule { record: id, .. } = &record.cause {
                assert!(*id < record.id);
            }
        }
    }
}
