//! Each difference between versions has an effect: the same objects lived in the version before it and in its first
//! version ([`sim::Difference`]).

use std::time::Duration;

use api::core_v1::{Pod, PodPhase};
use api::{Kind, KubernetesVersion, Object};
use sim::{Action, Difference, Scenario, TimedAction};
use trace::{Fact, PodId, Trace};

/// An app beside a sidecar that ignores SIGTERM, and ends when told to by a file.
const PAIR: &str = "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  terminationGracePeriodSeconds: 5
  initContainers:
  - {name: side, image: alpine, restartPolicy: Always, command: [sleep, \"100000\"]}
  containers:
  - {name: app, image: alpine, command: [sh, -c, \"trap 'sleep 2; exit 0' TERM; while true; do sleep 1; done\"]}
";

const CRASH: &str = "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
  - {name: app, image: alpine, command: [sh, -c, \"exit 1\"]}
";

/// A sidecar of a pod that never restarts: it starts up at its third attempt. The app has a probe of its own.
const FAILS_TWICE: &str = "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  restartPolicy: Never
  initContainers:
  - name: side
    image: alpine
    restartPolicy: Always
    command: [sh, -c, \"echo x >> /v/n; [ $(wc -l < /v/n) -lt 3 ] && exit 1; sleep 100000\"]
    startupProbe: {exec: {command: [\"true\"]}, periodSeconds: 1}
    volumeMounts: [{name: v, mountPath: /v}]
  containers:
  - name: app
    image: alpine
    command: [sleep, \"100000\"]
    readinessProbe: {exec: {command: [\"true\"]}}
  volumes: [{name: v, emptyDir: {}}]
";

/// The first to end with 42 begins everything anew.
const RESTART_ALL: &str = "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  restartPolicy: Never
  containers:
  - name: app
    image: alpine
    command: [sh, -c, \"sleep 5; exit 42\"]
    restartPolicy: Never
    restartPolicyRules:
    - {action: RestartAllContainers, exitCodes: {operator: In, values: [42]}}
  - {name: other, image: alpine, command: [sleep, \"100000\"]}
";

/// Killed by its liveness probe and started again in one sync; its startup probe looks every ten seconds.
const KILLED: &str = "apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  terminationGracePeriodSeconds: 1
  containers:
  - name: app
    image: alpine
    command: [sleep, \"100000\"]
    startupProbe: {exec: {command: [\"true\"]}, periodSeconds: 10}
    livenessProbe: {exec: {command: [\"false\"]}, periodSeconds: 10, failureThreshold: 1}
";

const JOB: &str = "apiVersion: batch/v1
kind: Job
metadata: {name: j}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
      - {name: app, image: alpine, command: [sh, -c, \"sleep 5\"]}
";

const CRON_JOB: &str = "apiVersion: batch/v1
kind: CronJob
metadata: {name: j}
spec:
  schedule: \"0 0 1 1 *\"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - {name: app, image: alpine}
";

const STATEFUL_SET: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: w}
spec:
  serviceName: w
  selector: {matchLabels: {app: w}}
  template:
    metadata: {labels: {app: w}}
    spec:
      containers:
      - {name: app, image: alpine, command: [sleep, \"100000\"]}
";

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: w}
spec:
  selector: {matchLabels: {app: w}}
  template:
    metadata: {labels: {app: w}}
    spec:
      containers:
      - {name: app, image: alpine, command: [sleep, \"100000\"]}
";

fn live(version: KubernetesVersion, text: &str, seconds: u64, actions: &[(u64, &str)]) -> Trace {
    // Read as the newest version reads it: what an older one drops is `Difference::Sidecars`' own matter.
    let parsed = manifest::parse(text, &manifest::ParseOptions::default());
    let timed = |(at, line): &(u64, &str)| TimedAction {
        at: Duration::from_secs(*at),
        action: Action::Command((*line).to_owned()),
    };
    let scenario = Scenario {
        kubernetes: version,
        horizon: Duration::from_secs(seconds),
        actions: actions.iter().map(timed).collect(),
        ..Scenario::default()
    };
    sim::simulate(&parsed.manifest_objects(), &scenario)
}

fn messages(trace: &Trace) -> Vec<String> {
    let events = trace.records().iter().filter_map(|record| match &record.fact {
        Fact::Event(event) => Some(event.message.clone()),
        _ => None,
    });
    events.collect()
}

fn said(trace: &Trace, message: &str) -> bool {
    messages(trace).iter().any(|known| known == message)
}

fn pods(trace: &Trace) -> Vec<(Duration, &Pod)> {
    let revisions = trace.pod_revisions(PodId(0)).into_iter();
    revisions.map(|(at, _, pod)| (at, &**pod)).collect()
}

fn when(trace: &Trace, is: impl Fn(&Pod) -> bool) -> Option<Duration> {
    pods(trace).into_iter().find(|(_, pod)| is(pod)).map(|(at, _)| at)
}

fn status_json(trace: &Trace, kind: Kind) -> serde_json::Value {
    let objects = trace.objects_at(kind, trace.end());
    objects
        .first()
        .map(|object| object.to_json()["status"].clone())
        .unwrap_or_default()
}

/// Conditions that any revision of the Job had.
fn job_conditions(trace: &Trace) -> Vec<String> {
    let mut seen = Vec::new();
    for record in trace.records() {
        let Fact::Object {
            object: Object::Job(job),
            ..
        } = &record.fact
        else {
            continue;
        };
        for condition in &job.status.conditions {
            let text = format!("{} {}", condition.kind, condition.reason);
            if !seen.contains(&text) {
                seen.push(text);
            }
        }
    }
    seen
}

fn signalled(trace: &Trace, container: &str, wanted: &str) -> Option<Duration> {
    trace.records().iter().find_map(|record| match &record.fact {
        Fact::Signal {
            container: to,
            signal,
            ..
        } if *to.name == *container && signal.contains(wanted) => Some(record.at),
        _ => None,
    })
}

fn started(trace: &Trace, container: &str, attempt: u32) -> Option<Duration> {
    let instances = trace.instances(PodId(0)).into_iter();
    let mut of = instances.filter(|it| *it.container.name == *container && it.container.attempt == attempt);
    of.next()?.started
}

/// Whether a version does as the difference says, seen from outside.
fn shows(difference: Difference, version: KubernetesVersion) -> bool {
    let second = Duration::from_secs(1);
    match difference {
        Difference::RelistOnDemand => {
            let trace = live(version, PAIR, 20, &[]);
            started(&trace, "app", 0).expect("a start") - started(&trace, "side", 0).expect("a start")
                < second / 2
        }
        Difference::RetryAtExpiry => {
            // CrashLoopBackOff is shown when the pod is looked at: in older versions well before the restart.
            let trace = live(version, CRASH, 200, &[]);
            let third = started(&trace, "app", 3).expect("a start");
            let shown = when(&trace, |pod| {
                let own = pod
                    .status
                    .container_statuses
                    .first()
                    .filter(|own| own.restart_count == 2);
                let waiting = own.and_then(|own| own.waiting());
                waiting.is_some_and(|waiting| waiting.reason == "CrashLoopBackOff")
            });
            third - shown.expect("the reason") < 2 * second
        }
        Difference::OrderedTermination => {
            let trace = live(version, PAIR, 40, &[(10, "kubectl delete pod p")]);
            let (app, side) = (
                signalled(&trace, "app", "TERM"),
                signalled(&trace, "side", "TERM"),
            );
            side.expect("a signal") > app.expect("a signal") + second
        }
        Difference::Sidecars => {
            let options = manifest::ParseOptions { kubernetes: version };
            let objects = manifest::parse(PAIR, &options).manifest_objects();
            objects[0].object.as_pod().expect("a pod").spec.sidecars().count() == 1
        }
        Difference::ShortEventTexts => said(&live(version, CRASH, 5, &[]), "Container created"),
        Difference::ColonInCreated => {
            let trace = live(version, CRASH, 5, &[]);
            said(&trace, "Created container: app") || said(&trace, "Container created")
        }
        Difference::RestartAllContainers => {
            let trace = live(version, RESTART_ALL, 30, &[]);
            started(&trace, "other", 1).is_some()
        }
        Difference::StartedIsKept => {
            let trace = live(version, KILLED, 40, &[]);
            // The second instance's own probe cannot have succeeded within three seconds.
            pods(&trace).into_iter().any(|(at, pod)| {
                let own = pod.status.container_statuses.first();
                let own = own.filter(|own| own.restart_count == 1 && own.started == Some(true));
                let since = own.and_then(|own| own.running()?.started_at);
                since.is_some_and(|since| trace.wall(at) < since.plus(3 * second))
            })
        }
        Difference::ReadyToStartCondition => {
            let trace = live(version, CRASH, 5, &[]);
            when(&trace, |pod| {
                pod.status.condition("PodReadyToStartContainers").is_some()
            })
            .is_some()
        }
        Difference::ObservedGeneration => {
            let trace = live(version, CRASH, 5, &[]);
            status_json(&trace, Kind::Pod)["observedGeneration"].is_number()
                && status_json(&trace, Kind::Pod)["conditions"][0]["observedGeneration"].is_number()
        }
        Difference::PendingInNewSandbox => {
            let trace = live(version, PAIR, 60, &[(10, "reboot node")]);
            let pending =
                |(at, pod): &(Duration, &Pod)| *at > 10 * second && pod.status.phase == PodPhase::Pending;
            pods(&trace).iter().any(pending)
        }
        Difference::SidecarProbesGoOn => {
            let trace = live(version, FAILS_TWICE, 60, &[]);
            started(&trace, "app", 0).is_some()
        }
        Difference::NeverPodsSidecarWaits => {
            let trace = live(version, FAILS_TWICE, 60, &[]);
            let waits = |pod: &Pod| {
                let own = pod.status.init_container_statuses.first();
                let waiting = own.and_then(|own| own.waiting());
                waiting.is_some_and(|waiting| waiting.reason == "CrashLoopBackOff")
            };
            when(&trace, waits).is_some()
        }
        Difference::InterimJobConditions => {
            let conditions = job_conditions(&live(version, JOB, 30, &[]));
            conditions
                .iter()
                .any(|condition| condition.starts_with("SuccessCriteriaMet"))
        }
        Difference::CompleteHasReason => {
            job_conditions(&live(version, JOB, 30, &[])).contains(&"Complete CompletionsReached".to_owned())
        }
        Difference::JobTerminating => {
            status_json(&live(version, JOB, 30, &[]), Kind::Job)["terminating"].is_number()
        }
        Difference::SuspendClearsStartTime => {
            let suspend = r#"kubectl patch job j -p '{"spec":{"suspend":true}}'"#;
            let trace = live(version, JOB, 30, &[(3, suspend)]);
            status_json(&trace, Kind::Job)["startTime"].is_null()
        }
        Difference::SetsCountTerminating => {
            let trace = live(version, DEPLOYMENT, 10, &[]);
            status_json(&trace, Kind::Deployment)["terminatingReplicas"].is_number()
        }
        Difference::StatefulSetTitleCase => said(
            &live(version, STATEFUL_SET, 10, &[]),
            "Create Pod w-0 in StatefulSet w successful",
        ),
        Difference::MountsInStatus => {
            status_json(&live(version, PAIR, 10, &[]), Kind::Pod)["containerStatuses"][0]["volumeMounts"]
                .is_array()
        }
        Difference::ResourcesInStatus => {
            status_json(&live(version, PAIR, 10, &[]), Kind::Pod)["containerStatuses"][0]["resources"]
                .is_object()
        }
        Difference::PodResourcesInStatus => {
            status_json(&live(version, PAIR, 10, &[]), Kind::Pod)["resources"].is_object()
        }
    }
}

#[test]
fn each_difference_begins_with_its_version() {
    let of = |minor| KubernetesVersion::from_minor(minor).expect("a supported version");
    let mut wrong = Vec::new();
    for difference in Difference::ALL {
        let (since, source) = difference.since();
        let seen =
            [of(since - 1), of(since), KubernetesVersion::NEWEST].map(|version| shows(difference, version));
        if seen != [false, true, true] {
            wrong.push(format!(
                "{difference:?} ({source}): before, in and after 1.{since}: {seen:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn kubectl_describes_as_its_version_does() {
    let describe = |minor, kind: &str, text: &str| {
        let trace = live(
            KubernetesVersion::from_minor(minor).expect("supported"),
            text,
            10,
            &[],
        );
        kubectl::run(&trace, &format!("describe {kind}"), Duration::ZERO, trace.end()).text()
    };
    assert!(describe(35, "pod p", CRASH).contains("spec.containers{app}: Container created"));
    let before = describe(34, "pod p", CRASH);
    assert!(before.contains("Created container: app") && !before.contains("spec.containers{app}"));
    assert!(describe(36, "cronjob j", CRON_JOB).contains("Time Zone:"));
    let before = describe(35, "cronjob j", CRON_JOB);
    assert!(before.contains("Schedule:") && !before.contains("Time Zone:"));
}
