//! Command lines as users type them, answered from a hand-made history. The texts are those that a real
//! v1.36.2 cluster gave in the recorded cases c12-logs-and-exec-texts and q52.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{ContainerRole, Event};
use api::meta_v1::Time;
use api::{Kind, Object};
use serde_json::{Value, json};
use trace::{Cause, ContainerRef, Ended, Fact, PodInfo, Recorder, Stream, Trace, Verb};

const UID: &str = "6ecaea55-0232-43d3-adf2-e3f06702352d";

/// A pod with a sidecar, an init container and an app, as it looks with these container states.
fn pod(phase: &str, side: Value, init: Value, app: Value, ready: bool) -> Object {
    let status = |name: &str, state: Value| {
        let runs = state.get("running").is_some();
        json!({
            "name": name, "state": state, "lastState": {}, "image": "alpine", "imageID": "",
            "ready": runs, "started": runs, "restartCount": 0,
        })
    };
    let truth = if ready { "True" } else { "False" };
    let json = json!({
        "metadata": {"name": "p", "namespace": "default", "uid": UID, "creationTimestamp": "2026-11-21T10:00:00Z"},
        "spec": {
            "nodeName": "node01",
            "initContainers": [
                {"name": "side", "image": "lab/tool:1", "restartPolicy": "Always"},
                {"name": "init", "image": "alpine"},
            ],
            "containers": [{"name": "app", "image": "alpine"}],
        },
        "status": {
            "phase": phase, "podIP": "10.244.0.210", "podIPs": [{"ip": "10.244.0.210"}],
            "conditions": [{"type": "Initialized", "status": truth}, {"type": "Ready", "status": truth}],
            "initContainerStatuses": [status("side", side), status("init", init)],
            "containerStatuses": [status("app", app)],
        },
    });
    Object::from_json(Kind::Pod, &json).expect("a pod")
}

fn running() -> Value {
    json!({"running": {"startedAt": "2026-11-21T10:00:00Z"}})
}

fn event(number: u32, reason: &str, message: &str, count: i32, times: [&str; 2]) -> Fact {
    let event: Event = serde_json::from_value(json!({
        "metadata": {"name": format!("p.{number:016x}"), "namespace": "default"},
        "involvedObject": {
            "apiVersion": "v1", "kind": "Pod", "name": "p", "namespace": "default", "uid": UID,
            "fieldPath": "spec.initContainers{side}",
        },
        "reason": reason, "message": message, "type": "Normal", "count": count,
        "source": {"component": "kubelet", "host": "node01"},
        "firstTimestamp": times[0], "lastTimestamp": times[1],
    }))
    .expect("an event");
    Fact::Event(Arc::new(event))
}

/// 0 s created, 1 s the sidecar runs, 7 s the app runs, 20 s deleted.
fn trace() -> Trace {
    let mut recorder = Recorder::new(Time::parse("2026-11-21T10:00:00Z").expect("a time"));
    let id = recorder.add_pod(PodInfo {
        name: "p".into(),
        namespace: "default".into(),
        uid: UID.into(),
        created: Duration::ZERO,
        origin: None,
    });
    let waiting = || json!({"waiting": {"reason": "PodInitializing"}});
    let done = json!({"terminated": {"exitCode": 0, "reason": "Completed", "containerID": "containerd://1"}});
    let log = |name: &str, role, line: &str| Fact::Log {
        container: ContainerRef {
            pod: id,
            name: name.into(),
            role,
            attempt: 0,
        },
        stream: Stream::Stdout,
        line: line.into(),
    };
    let object = |verb, object| Fact::Object { verb, object };
    let started = pod("Pending", running(), running(), waiting(), false);
    let up = pod("Running", running(), done, running(), true);
    let once = ["2026-11-21T10:00:00Z"; 2];
    let facts = [
        (
            0,
            object(
                Verb::Added,
                pod("Pending", waiting(), waiting(), waiting(), false),
            ),
        ),
        (0, event(1, "Created", "Container created", 1, once)),
        (1, object(Verb::Modified, started)),
        (1, log("side", ContainerRole::Sidecar, "side started")),
        (1, log("init", ContainerRole::Init, "init-log")),
        (7, object(Verb::Modified, up.clone())),
        (7, log("app", ContainerRole::App, "app-log")),
        (8, event(2, "Pulled", "again", 1, ["2026-11-21T10:00:08Z"; 2])),
        (
            15,
            event(
                2,
                "Pulled",
                "again",
                3,
                ["2026-11-21T10:00:08Z", "2026-11-21T10:00:15Z"],
            ),
        ),
        (20, object(Verb::Deleted, up)),
    ];
    for (second, fact) in facts {
        recorder.record(Duration::from_secs(second), Cause::Clock("test"), fact);
    }
    recorder.finish(Duration::from_secs(30), Ended::Horizon)
}

/// What the terminal shows after the command at `second`.
fn check(second: u64, line: &str, expect: &str) {
    let reply = kubectl::run(&trace(), line, Duration::ZERO, Duration::from_secs(second));
    assert_eq!(reply.text(), expect, "{line} at {second} s");
}

#[test]
fn logs() {
    let defaulted = "Defaulted container \"app\" out of: app, side (init), init (init)\n";
    let waits = "Error from server (BadRequest): container \"app\" in pod \"p\" is waiting to start: PodInitializing\n";
    check(2, "kubectl logs p", &format!("{defaulted}{waits}"));
    check(3, "kubectl logs p -c init", "init-log\n");
    check(3, "logs pod/p -c side --prefix", "[pod/p/side] side started\n");
    check(
        4,
        "kubectl logs p -c nosuch",
        "error: container nosuch is not valid for pod p out of: app, side (init), init (init)\n",
    );
    check(
        4,
        "kubectl logs p --all-containers",
        &format!("side started\ninit-log\n{waits}"),
    );
    check(
        5,
        "kubectl logs -p p -c side",
        "Error from server (BadRequest): previous terminated container \"side\" in pod \"p\" not found\n",
    );
    check(9, "kubectl logs p", &format!("{defaulted}app-log\n"));
    check(
        9,
        "kubectl logs p -c app --timestamps",
        "2026-11-21T10:00:07.000000000Z app-log\n",
    );
    check(9, "kubectl logs p -c app --since=1s --tail=5", "");
    check(
        11,
        "kubectl logs nosuchpod",
        "error: error from server (NotFound): pods \"nosuchpod\" not found in namespace \"default\"\n",
    );
}

#[test]
fn tables() {
    check(
        10,
        "kubectl get pod p -o wide",
        "NAME   READY   STATUS    RESTARTS   AGE   IP             NODE     NOMINATED NODE   READINESS GATES\n\
         p      2/2     Running   0          10s   10.244.0.210   node01   <none>           <none>\n",
    );
    check(
        11,
        "get pod nosuchpod",
        "Error from server (NotFound): pods \"nosuchpod\" not found\n",
    );
    check(
        11,
        "get deploy x",
        "Error from server (NotFound): deployments.apps \"x\" not found\n",
    );
    check(11, "get jobs", "No resources found in default namespace.\n");
    check(25, "get pods", "No resources found in default namespace.\n");
    check(
        11,
        "get pods -n other",
        "No resources found in other namespace.\n",
    );
    check(
        11,
        "get foo",
        "error: the server doesn't have a resource type \"foo\"\n",
    );
    check(
        11,
        "get po,job",
        "NAME    READY   STATUS    RESTARTS   AGE\npod/p   2/2     Running   0          11s\n",
    );
    check(
        11,
        "get pods --no-headers -A",
        "default   p     2/2   Running   0     11s\n",
    );
    check(11, "get pods --field-selector=status.phase!=Running -o name", "");
    check(11, "get pods -o name", "pod/p\n");
    check(
        11,
        "get pods -o custom-columns=NAME:.metadata.name,IP:.status.podIP,X:.spec.nope",
        "NAME   IP             X\np      10.244.0.210   <none>\n",
    );
}

#[test]
fn watches_grow() {
    let head = "NAME   READY   STATUS     RESTARTS   AGE\np      0/2     Init:0/2   0          0s\n";
    check(0, "kubectl get pods -w", head);
    check(
        1,
        "kubectl get pods -w",
        &format!("{head}p      1/2     Init:1/2   0          1s\n"),
    );
    let rest = "p      1/2     Init:1/2   0          1s\np      2/2     Running    0          7s\n";
    check(19, "get po --watch", &format!("{head}{rest}"));
    check(
        21,
        "get pods -w",
        &format!("{head}{rest}p      2/2     Running    0          20s\n"),
    );
    let columns = kubectl::run(
        &trace(),
        "get po -L app.kubernetes.io/name,tier",
        Duration::ZERO,
        Duration::from_secs(1),
    );
    let text = columns.text();
    let titles: Vec<&str> = text
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    assert_eq!(titles.last_chunk(), Some(&["AGE", "NAME", "TIER"]), "{text}");
    let events = kubectl::run(
        &trace(),
        "get po -w --output-watch-events -A --show-labels",
        Duration::ZERO,
        Duration::ZERO,
    );
    let words: Vec<String> = events
        .text()
        .lines()
        .take(2)
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert!(
        words[0].starts_with("EVENT NAMESPACE NAME READY") && words[0].ends_with("AGE LABELS"),
        "{words:?}"
    );
    assert!(words[1].starts_with("ADDED default p "), "{words:?}");
}

#[test]
fn data() {
    let names = "{.status.containerStatuses[*].name} | {.status.initContainerStatuses[*].name}";
    check(
        6,
        &format!("kubectl get pod p -o jsonpath='{names}'"),
        "app | side init",
    );
    check(6, "get pods -o jsonpath={.items[*].metadata.name}", "p");
    check(
        6,
        "get pod p -o jsonpath='{.a'",
        "error: error parsing jsonpath {.a, unclosed action\n",
    );
    let trace = trace();
    let at = Duration::from_secs(8);
    let yaml = kubectl::run(&trace, "get pod p -o yaml", at, at).text();
    assert!(yaml.starts_with(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  creationTimestamp: \"2026-11-21T10:00:00Z\"\n"
    ));
    assert!(
        yaml.contains("  initContainers:\n  - image: lab/tool:1\n    name: side\n"),
        "{yaml}"
    );
    let list = kubectl::run(&trace, "get pods -o json", at, at).text();
    let list: Value = serde_json::from_str(&list).expect("JSON");
    assert_eq!(
        (&list["kind"], &list["items"][0]["metadata"]["uid"]),
        (&json!("List"), &json!(UID))
    );
}

#[test]
fn events() {
    check(
        16,
        "kubectl get events",
        "LAST SEEN   TYPE     REASON    OBJECT   MESSAGE\n\
         16s         Normal   Created   pod/p    Container created\n\
         1s          Normal   Pulled    pod/p    again\n",
    );
    check(
        16,
        "kubectl events --for pod/p",
        "LAST SEEN         TYPE     REASON    OBJECT   MESSAGE\n\
         16s               Normal   Created   Pod/p    Container created\n\
         1s (x3 over 8s)   Normal   Pulled    Pod/p    again\n",
    );
    check(
        16,
        "kubectl events --types=Warning",
        "No events found in default namespace.\n",
    );
    let watched = kubectl::run(&trace(), "get events -w", Duration::ZERO, Duration::from_secs(16)).text();
    assert_eq!(watched.lines().count(), 4, "{watched}");
}

#[test]
fn describe() {
    let at = Duration::from_secs(16);
    let text = kubectl::run(&trace(), "describe pod p", at, at).text();
    assert!(
        text.starts_with("Name:         p\nNamespace:    default\n"),
        "{text}"
    );
    let events = "Events:\n  Type    Reason   Age              From     Message\n  ----    ------   ----             ----     -------\n  \
                  Normal  Created  16s              kubelet  spec.initContainers{side}: Container created\n  \
                  Normal  Pulled   1s (x3 over 8s)  kubelet  spec.initContainers{side}: again\n";
    assert!(text.ends_with(events), "{text}");
    assert_eq!(kubectl::run(&trace(), "describe po/p", at, at).text(), text);
    check(
        16,
        "describe pod nope",
        "Error from server (NotFound): pods \"nope\" not found\n",
    );
}

#[test]
fn anything_else_is_answered_too() {
    for line in [
        "",
        "kubectl",
        "foo",
        "kubectl delete pod p",
        "get",
        "get pods -o nope",
        "get 'x",
        "logs",
        "get pods --nope",
        "get pods -o",
        "describe",
        "get pod/p pods",
        "get pods -l 'a b'",
        "logs p --tail=x --since=5",
    ] {
        let reply = kubectl::run(&trace(), line, Duration::ZERO, Duration::from_secs(5));
        assert_eq!(reply.code, 1, "{line}: {}", reply.text());
        assert!(reply.text().ends_with('\n'), "{line}");
    }
}

/// Whatever is typed is answered: lines made of pieces that mean something, in any order.
#[test]
fn no_line_makes_it_stumble() {
    const PIECES: &[&str] = &[
        "get",
        "describe",
        "logs",
        "events",
        "pods",
        "pod/p",
        "p",
        "all",
        "-o",
        "-w",
        "-l",
        "jsonpath=",
        "{.a[",
        "]}",
        "'",
        "\"",
        "\\",
        "{range",
        "..",
        "[?(@.x==",
        ")]",
        "--",
        "-",
        "=",
        ",",
        "/",
        "é",
        "--sort-by",
        "--since",
        "1h2",
        "--tail",
        "custom-columns=",
        "A:",
        "!",
        "in (",
        " ",
        " ",
        " ",
        "\t",
        "{end}",
        "*",
        "0:",
        "-1",
    ];
    let trace = trace();
    let mut state = 7_u64;
    let mut next = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % limit
    };
    for _ in 0..3000 {
        let line: String = (0..=next(9)).map(|_| PIECES[next(PIECES.len())]).collect();
        let verb = ["", "get ", "get pods -o jsonpath=", "logs p ", "get pods -l "][next(5)];
        let line = format!("{verb}{line}");
        let reply = kubectl::run(&trace, &line, Duration::ZERO, Duration::from_secs(9));
        assert!(reply.code == 0 || !reply.text().is_empty(), "{line}");
    }
}
