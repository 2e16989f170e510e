//! Every action on manifests that others wrote (tests/corpus): each line is answered in kubectl's words, and the cluster
//! lives on.

use std::fs;
use std::path::Path;
use std::time::Duration;

use api::{Kind, ManifestObject};
use sim::{Action, Scenario, TimedAction};
use trace::{Ended, Fact, Trace};

/// At most so many manifests: each is lived through for a minute.
const MANIFESTS: usize = 120;

fn corpus() -> Vec<(String, Vec<ManifestObject>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("tests/corpus")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "yaml"))
        .collect();
    files.sort();
    let read = |path: std::path::PathBuf| {
        let text = fs::read_to_string(&path).ok()?;
        let objects = manifest::parse(&text, &manifest::ParseOptions::default()).manifest_objects();
        let name = path.file_name()?.to_string_lossy().into_owned();
        objects
            .iter()
            .any(|it| it.object.pod_template().is_some())
            .then_some((name, objects))
    };
    let all: Vec<_> = files.into_iter().filter_map(read).collect();
    let step = all.len().div_ceil(MANIFESTS).max(1);
    all.into_iter().step_by(step).collect()
}

/// What can be done to an object, and how the answer begins.
fn lines(object: &api::Object) -> Vec<(String, String)> {
    let (kind, meta) = (object.kind(), object.meta());
    let namespace = if meta.namespace.is_empty() {
        "default"
    } else {
        &meta.namespace
    };
    let what = format!("{}/{}", kind.qualified(), meta.name);
    let at = format!("{what} -n {namespace}");
    let mut lines = Vec::new();
    let mut add = |line: String, answer: String| lines.push((line, answer));
    let patch = r#"{"metadata":{"labels":{"patched":"yes"}}}"#;
    add(
        format!("kubectl patch {at} -p '{patch}'"),
        format!("{what} patched\n"),
    );
    if matches!(kind, Kind::Deployment | Kind::StatefulSet | Kind::ReplicaSet) {
        add(
            format!("kubectl scale {at} --replicas=2"),
            format!("{what} scaled\n"),
        );
    }
    if matches!(kind, Kind::Deployment | Kind::StatefulSet | Kind::DaemonSet) {
        add(
            format!("kubectl set image {at} *=busybox:1.99"),
            format!("{what} image updated\n"),
        );
        add(
            format!("kubectl rollout restart {at}"),
            format!("{what} restarted\n"),
        );
    }
    if matches!(kind, Kind::Job | Kind::CronJob) {
        let suspend = r#"{"spec":{"suspend":true}}"#;
        add(
            format!("kubectl patch {at} --type=merge -p '{suspend}'"),
            format!("{what} patched"),
        );
    }
    if kind == Kind::CronJob {
        let line = format!("kubectl create job by-hand --from={what} -n {namespace}");
        add(line, "job.batch/by-hand created\n".to_owned());
    }
    if kind == Kind::Pod {
        let pod = object.as_pod().expect("a pod");
        let app = &pod.spec.containers[0].name;
        add(
            format!("kubectl set image {at} {app}=busybox:1.99"),
            format!("{what} image updated\n"),
        );
        add(format!("kill {app} in {}", meta.name), String::new());
    }
    add("reboot node".to_owned(), "node01 reboots\n".to_owned());
    add(
        format!("kubectl delete {at} --grace-period=1 --wait=false"),
        format!(
            "{} \"{}\" deleted from {namespace} namespace\n",
            kind.qualified(),
            meta.name
        ),
    );
    lines
}

fn live(objects: &[ManifestObject], lines: &[(String, String)]) -> Trace {
    let actions = lines.iter().zip(1..).map(|((line, _), number)| TimedAction {
        at: Duration::from_secs(5 * number),
        action: Action::Command(line.clone()),
    });
    let scenario = Scenario {
        horizon: Duration::from_secs(80),
        actions: actions.collect(),
        ..Scenario::default()
    };
    sim::simulate(objects, &scenario)
}

#[test]
fn every_action_on_manifests_of_others() {
    let (mut wrong, mut answered) = (Vec::new(), 0);
    for (file, objects) in corpus() {
        let workload = objects
            .iter()
            .find(|it| it.object.pod_template().is_some())
            .expect("chosen so");
        // A name that the API server would complete cannot be written into a command.
        if workload.object.meta().name.is_empty() {
            continue;
        }
        let lines = lines(&workload.object);
        let trace = live(&objects, &lines);
        let mut answers = trace.records().iter().filter_map(|record| match &record.fact {
            Fact::Action { command, output } => Some((command, output)),
            _ => None,
        });
        for (line, expect) in &lines {
            match answers.next() {
                Some((command, output)) if command == line && output.starts_with(expect.as_str()) => {
                    answered += 1
                }
                Some((_, output)) if expect.is_empty() && output.ends_with('\n') => answered += 1,
                other => wrong.push(format!("{file}: {line}\n  {other:?}")),
            }
        }
        assert_eq!(*trace.ended(), Ended::Horizon, "{file}");
        let times: Vec<Duration> = trace.records().iter().map(|record| record.at).collect();
        assert!(times.is_sorted(), "{file}");
    }
    assert!(
        wrong.is_empty(),
        "{} wrong, {answered} right:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(answered > 100, "{answered}");
}
