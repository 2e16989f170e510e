//! Texts that kubectl printed on a real v1.36.2 cluster (tests/conformance/recorded): our writers lay out the
//! same cells the same way, and describe prints the same lines for the same object.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::core_v1::Event;
use api::meta_v1::Time;
use api::{Kind, Object};
use kubectl::describe::{DescribeOptions, describe};
use kubectl::table::TableWriter;
use serde_json::{Value, json};
use trace::{Cause, Ended, Fact, PodInfo, Recorder, Trace, Verb};

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/recorded")
}

fn read(case: &str, file: &str) -> String {
    fs::read_to_string(recorded().join(case).join(file)).expect("the recorded text")
}

/// Cells are three blanks apart or more; a cell may hold single blanks (`1 (13s ago)`).
fn cells(line: &str) -> Vec<String> {
    line.split("   ")
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Lays the recorded cells out again: the title and the first line at once, then line by line, as `-w` does.
fn lay_out(text: &str) -> String {
    let lines: Vec<Vec<String>> = text.lines().map(cells).collect();
    let mut writer = TableWriter::default();
    let (first, rest) = lines.split_at(lines.len().min(2));
    let first: Vec<&[String]> = first.iter().map(Vec::as_slice).collect();
    let mut output = writer.write(&first).concat();
    for line in rest {
        output.push_str(&writer.write(&[line]).concat());
    }
    output
}

#[test]
fn watches_are_laid_out_as_recorded() {
    let mut seen = 0;
    for entry in fs::read_dir(recorded()).expect("the recordings") {
        let path = entry.expect("a folder").path().join("get-pods-w.txt");
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        assert_eq!(lay_out(&text), text, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 100, "only {seen} watches found");
}

fn container_status(name: &str, id: &str, image: (&str, &str), code: i32, times: (&str, &str)) -> Value {
    json!({
        "name": name, "containerID": format!("containerd://{id}"),
        "image": format!("docker.io/{}:latest", image.0),
        "imageID": format!("docker.io/{}@sha256:{}", image.0, image.1),
        "ready": false, "restartCount": 0, "started": false,
        "state": {"terminated": {
            "exitCode": code, "reason": "Error", "startedAt": times.0, "finishedAt": times.1,
        }},
    })
}

/// The second pod of the case, from its describe text.
fn failed_pod() -> Value {
    let mounts = json!([{
        "name": "kube-api-access-p7hlk", "readOnly": true,
        "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
    }]);
    let start = "2026-11-21T10:03:02Z";
    let conditions = [
        ("PodReadyToStartContainers", "False"),
        ("Initialized", "True"),
        ("Ready", "False"),
        ("ContainersReady", "False"),
        ("PodScheduled", "True"),
    ]
    .map(|(kind, status)| json!({"type": kind, "status": status}));
    json!({
        "metadata": {
            "name": "sidecar-job-gkktd", "namespace": "default", "uid": "d7e951cf-1a8a-4cd3-87bb-8f733f1069c2",
            "labels": job_labels(),
            "ownerReferences": [{"apiVersion": "batch/v1", "kind": "Job", "name": "sidecar-job", "uid": JOB, "controller": true}],
        },
        "spec": {
            "priority": 0, "serviceAccountName": "default", "nodeName": "node01",
            "initContainers": [{
                "name": "slow-sidecar", "image": "zwindler/slow-sidecar", "restartPolicy": "Always",
                "ports": [{"containerPort": 8081, "protocol": "TCP"}], "volumeMounts": mounts.clone(),
            }],
            "containers": [{"name": "sidecar-user", "image": "zwindler/sidecar-user", "volumeMounts": mounts}],
            "restartPolicy": "Never",
            "tolerations": [
                {"effect": "NoExecute", "key": "node.kubernetes.io/not-ready", "operator": "Exists", "tolerationSeconds": 300},
                {"effect": "NoExecute", "key": "node.kubernetes.io/unreachable", "operator": "Exists", "tolerationSeconds": 300},
            ],
            "volumes": [{"name": "kube-api-access-p7hlk", "projected": {"sources": [
                {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
                {"configMap": {"name": "kube-root-ca.crt"}},
                {"downwardAPI": {"items": []}},
                {"configMap": {"name": "openshift-service-ca.crt"}},
            ]}}],
        },
        "status": {
            "phase": "Failed", "qosClass": "BestEffort", "hostIP": "10.99.0.1", "startTime": "2026-11-21T10:03:01Z",
            "podIP": "10.244.0.73", "podIPs": [{"ip": "10.244.0.73"}],
            "conditions": conditions,
            "initContainerStatuses": [container_status(
                "slow-sidecar", "280624f7102b70357eeb2afe7756f78232ba8ce0dd000eaaf064289da6622ba3",
                ("zwindler/slow-sidecar", "7b9536dd61c2adf8056c769bdc475cbd8d999886b4930ab18e5ea4119565ec57"),
                137, (start, "2026-11-21T10:03:33Z"),
            )],
            "containerStatuses": [container_status(
                "sidecar-user", "b90f87dd874a31affd2088209c1ccf0709c45102caf2d01c55add213b1b85706",
                ("zwindler/sidecar-user", "74bc09ac2c5dab0038090c1d725676e76826381808a925afb16e2d089245b850"),
                1, (start, start),
            )],
        },
    })
}

const JOB: &str = "3f332eee-8c62-40c5-aae9-7364f8cabc9f";

fn job_labels() -> Value {
    json!({
        "batch.kubernetes.io/controller-uid": JOB, "batch.kubernetes.io/job-name": "sidecar-job",
        "controller-uid": JOB, "job-name": "sidecar-job",
    })
}

fn job() -> Value {
    json!({
        "metadata": {"name": "sidecar-job", "namespace": "default", "uid": JOB, "labels": job_labels()},
        "spec": {
            "parallelism": 1, "completions": 1, "completionMode": "NonIndexed", "suspend": false, "backoffLimit": 6,
            "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": JOB}},
            "template": {
                "metadata": {"labels": job_labels()},
                "spec": {
                    "initContainers": [{
                        "name": "slow-sidecar", "image": "zwindler/slow-sidecar", "restartPolicy": "Always",
                        "ports": [{"containerPort": 8081, "protocol": "TCP"}],
                    }],
                    "containers": [{"name": "sidecar-user", "image": "zwindler/sidecar-user"}],
                },
            },
        },
        "status": {"startTime": "2026-11-21T10:03:01Z", "failed": 2, "ready": 0},
    })
}

fn deployment() -> Value {
    let template = json!({
        "metadata": {"labels": {"app": "d"}},
        "spec": {"containers": [{
            "name": "main", "image": "busybox", "command": ["sh", "-c", "httpd -f -p 80 -h /www"],
            "readinessProbe": {
                "httpGet": {"path": "/", "port": 80, "scheme": "HTTP"}, "failureThreshold": 3,
                "periodSeconds": 2, "successThreshold": 1, "timeoutSeconds": 1,
            },
        }]},
    });
    let condition = |kind: &str, reason: &str| json!({"type": kind, "status": "True", "reason": reason});
    json!({
        "metadata": {
            "name": "d", "namespace": "default", "uid": "d", "creationTimestamp": "2026-11-21T10:11:30Z",
            "annotations": {"deployment.kubernetes.io/revision": "2"},
        },
        "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": "d"}}, "template": template,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}},
        },
        "status": {
            "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2, "availableReplicas": 2,
            "conditions": [condition("Available", "MinimumReplicasAvailable"), condition("Progressing", "NewReplicaSetAvailable")],
        },
    })
}

fn replica_set(hash: &str, image: &str, replicas: i32) -> Value {
    let mut template = deployment()["spec"]["template"].clone();
    template["metadata"]["labels"]["pod-template-hash"] = hash.into();
    template["spec"]["containers"][0]["image"] = image.into();
    json!({
        "metadata": {
            "name": format!("d-{hash}"), "namespace": "default", "uid": hash,
            "ownerReferences": [{"kind": "Deployment", "name": "d", "uid": "d", "controller": true}],
        },
        "spec": {"replicas": replicas, "template": template},
        "status": {"replicas": replicas},
    })
}

fn event(involved: (&str, &str, &str), number: usize, time: &str, what: (&str, &str, &str)) -> Event {
    let (kind, name, uid) = involved;
    let (reason, component, message) = what;
    serde_json::from_value(json!({
        "metadata": {"name": format!("{name}.{number:016x}"), "namespace": "default"},
        "involvedObject": {"apiVersion": "v1", "kind": kind, "name": name, "namespace": "default", "uid": uid},
        "reason": reason, "message": message, "type": "Normal", "count": 1,
        "source": {"component": component},
        "firstTimestamp": time, "lastTimestamp": time,
    }))
    .expect("an event")
}

/// A history whose objects all appear at its start, and that ends at `now`.
fn trace(now: &str, objects: Vec<Object>, events: Vec<Event>) -> Trace {
    let mut recorder = Recorder::new(Time::parse(now).expect("a time"));
    for object in objects {
        if let Some(pod) = object.as_pod() {
            let meta = pod.metadata.clone();
            let (name, namespace, uid) = (meta.name, meta.namespace, meta.uid);
            recorder.add_pod(PodInfo {
                name,
                namespace,
                uid,
                created: Duration::ZERO,
                origin: None,
            });
        }
        let fact = Fact::Object {
            verb: Verb::Added,
            object,
        };
        recorder.record(Duration::ZERO, Cause::Clock("test"), fact);
    }
    for event in events {
        recorder.record(Duration::ZERO, Cause::Clock("test"), Fact::Event(event.into()));
    }
    recorder.finish(Duration::ZERO, Ended::Horizon)
}

fn object(kind: Kind, json: Value) -> Object {
    Object::from_json(kind, &json).expect("decodes")
}

fn describe_first(trace: &Trace, kind: Kind, show_events: bool) -> String {
    let objects = trace.objects_at(kind, Duration::ZERO);
    let options = DescribeOptions {
        show_events: Some(show_events),
        ..DescribeOptions::default()
    };
    describe(trace, objects[0], Duration::ZERO, options)
}

#[test]
fn a_pod_is_described_as_recorded() {
    let trace = trace(
        "2026-11-21T10:04:32Z",
        vec![object(Kind::Pod, failed_pod())],
        Vec::new(),
    );
    let recorded = read("c01-job-native", "describe.txt");
    let (_, second) = recorded.split_once("\n\n\n").expect("two pods");
    assert_eq!(
        describe_first(&trace, Kind::Pod, false).trim_end(),
        second.trim_end()
    );
}

#[test]
fn a_job_is_described_as_recorded() {
    let about = ("Job", "sidecar-job", JOB);
    let created = |pod: &str| format!("Created pod: sidecar-job-{pod}");
    let events = [
        ("2026-11-21T10:03:01Z", created("gkktd")),
        ("2026-11-21T10:03:43Z", created("4dbcc")),
    ];
    let events = events.iter().enumerate();
    let events = events.map(|(number, (time, message))| {
        event(
            about,
            number,
            time,
            ("SuccessfulCreate", "job-controller", message),
        )
    });
    let trace = trace(
        "2026-11-21T10:04:32Z",
        vec![object(Kind::Job, job())],
        events.collect(),
    );
    assert_eq!(
        describe_first(&trace, Kind::Job, true),
        read("c01-job-native", "describe-workloads.txt")
    );
}

#[test]
fn a_deployment_is_described_as_recorded() {
    let messages = [
        ("30", "up replica set d-7444cbc97f from 0 to 2"),
        ("42", "up replica set d-8646f9974f from 0 to 1"),
        ("43", "down replica set d-7444cbc97f from 2 to 1"),
        ("43", "up replica set d-8646f9974f from 1 to 2"),
        ("44", "down replica set d-7444cbc97f from 1 to 0"),
    ];
    let events = messages.iter().enumerate().map(|(number, (second, message))| {
        let (time, message) = (format!("2026-11-21T10:11:{second}Z"), format!("Scaled {message}"));
        let what = ("ScalingReplicaSet", "deployment-controller", message.as_str());
        event(("Deployment", "d", "d"), number, &time, what)
    });
    let objects = vec![
        object(Kind::Deployment, deployment()),
        object(Kind::ReplicaSet, replica_set("7444cbc97f", "nginx", 0)),
        object(Kind::ReplicaSet, replica_set("8646f9974f", "busybox", 2)),
    ];
    let trace = trace("2026-11-21T10:12:31Z", objects, events.collect());
    let got = describe_first(&trace, Kind::Deployment, true);
    assert_eq!(got, read("c12-deploy-rollout", "describe-workloads.txt"));
}
