//! StatefulSets and DaemonSets on a stand-in for the kubelet.

use api::Kind;
use api::core_v1::Pod;
use serde_json::{Value, json};

use crate::testing::{Life, World};

fn set(kind: &str, spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"apps/v1","kind":"{kind}","metadata":{{"name":"web"}},"spec":{{{spec}
        "selector":{{"matchLabels":{{"app":"web"}}}},
        "template":{{"metadata":{{"labels":{{"app":"web"}}}},"spec":{{"containers":[{{"name":"main","image":"nginx"}}]}}}}}}}}"#
    )
}

fn pods(world: &World<impl FnMut(&Pod) -> Life>) -> Vec<String> {
    world
        .list(Kind::Pod)
        .iter()
        .map(|pod| {
            let image = &pod.as_pod().unwrap().spec.containers[0].image;
            format!("{} {image}", pod.meta().name)
        })
        .collect()
}

#[test]
fn a_stateful_set_starts_and_updates_in_order() {
    let mut world = World::new(&[&set("StatefulSet", r#""replicas":3,"#)], |_| Life::SERVER);
    world.run(5);
    assert_eq!(
        world.pod_times(),
        [0, 5, 10],
        "each after the one before is ready"
    );
    assert_eq!(pods(&world), ["web-0 nginx", "web-1 nginx", "web-2 nginx"]);
    assert_eq!(
        world.command("kubectl set image sts/web main=busybox"),
        "statefulset.apps/web image updated\n"
    );
    world.run(7);
    assert_eq!(
        pods(&world)[..2],
        ["web-0 nginx", "web-1 nginx"],
        "from the highest ordinal"
    );
    world.run(30);
    assert_eq!(pods(&world), ["web-0 busybox", "web-1 busybox", "web-2 busybox"]);
    world.command("kubectl scale sts web --replicas=1");
    world.run(50);
    assert_eq!(pods(&world), ["web-0 busybox"]);
    let messages: Vec<String> = world
        .events()
        .into_iter()
        .map(|(_, _, message)| message)
        .collect();
    assert!(messages.contains(&"Create Pod web-0 in StatefulSet web successful".to_owned()));
    assert!(messages.contains(&"Delete Pod web-2 in StatefulSet web successful".to_owned()));
}

#[test]
fn a_stateful_pod_that_ends_comes_back_under_its_name() {
    let mut lives = 0;
    let mut world = World::new(&[&set("StatefulSet", r#""replicas":1,"#)], move |_| {
        lives += 1;
        if lives == 1 {
            Life::ends(3_000, 0)
        } else {
            Life::SERVER
        }
    });
    world.run(10);
    assert_eq!(world.pod_times().len(), 2);
    assert_eq!(pods(&world), ["web-0 nginx"]);
}

#[test]
fn a_daemon_set_keeps_one_pod() {
    let mut lives = 0;
    let mut world = World::new(&[&set("DaemonSet", "")], move |_| {
        lives += 1;
        if lives == 1 {
            Life::ends(3_000, 1)
        } else {
            Life::SERVER
        }
    });
    world.run(10);
    assert_eq!(world.list(Kind::Pod).len(), 1);
    let reasons: Vec<String> = world.events().into_iter().map(|(_, reason, _)| reason).collect();
    for reason in ["SuccessfulCreate", "FailedDaemonPod", "SuccessfulDelete"] {
        assert!(reasons.contains(&reason.to_owned()), "{reason}: {reasons:?}");
    }
    world.command("kubectl rollout restart ds/web");
    let before = pods(&world);
    world.run(20);
    assert!(world.list(Kind::Pod).len() == 1 && pods(&world) != before);
}

/// A field of the status of the first object of a kind.
fn status(world: &World<impl FnMut(&Pod) -> Life>, kind: Kind, field: &str) -> Value {
    world.list(kind)[0].to_json()["status"][field].clone()
}

#[test]
fn only_stateful_sets_say_that_no_revision_collided() {
    for (kind, expect) in [
        (Kind::StatefulSet, json!(0)),
        (Kind::DaemonSet, Value::Null),
        (Kind::Deployment, Value::Null),
    ] {
        let mut world = World::new(&[&set(kind.name(), "")], |_| Life::SERVER);
        world.run(5);
        assert_eq!(status(&world, kind, "collisionCount"), expect, "{kind:?}");
    }
}

#[test]
fn a_daemon_set_looks_at_the_nodes_labels() {
    for (labels, pods) in [(r#"{"kubernetes.io/os":"linux"}"#, 1), (r#"{"disk":"ssd"}"#, 0)] {
        let set = set("DaemonSet", "").replace(
            r#""containers""#,
            &format!(r#""nodeSelector":{labels},"affinity":{{"podAntiAffinity":{{}}}},"containers""#),
        );
        let mut world = World::new(&[&set], |_| Life::SERVER);
        world.run(5);
        assert_eq!(world.list(Kind::Pod).len(), pods, "{labels}");
        let desired = status(&world, Kind::DaemonSet, "desiredNumberScheduled");
        assert_eq!(desired, json!(pods), "{labels}");
        for pod in world.list(Kind::Pod) {
            let affinity = &pod.to_json()["spec"]["affinity"];
            assert!(affinity["podAntiAffinity"].is_object() && affinity["nodeAffinity"].is_object());
        }
    }
}

#[test]
fn pods_on_the_hosts_network_take_its_ports() {
    let spec = r#""containers":[{"name":"main","image":"nginx","ports":[{"containerPort":80,"protocol":"TCP"}]}],"hostNetwork":true"#;
    let set = set("Deployment", r#""replicas":2,"#)
        .replace(r#""containers":[{"name":"main","image":"nginx"}]"#, spec);
    let mut world = World::new(&[&set], |_| Life::SERVER);
    world.run(5);
    let pods = world.list(Kind::Pod);
    let placed: Vec<bool> = pods
        .iter()
        .map(|pod| {
            assert_eq!(
                pod.to_json()["spec"]["containers"][0]["ports"][0]["hostPort"],
                json!(80)
            );
            !pod.as_pod().unwrap().spec.node_name.is_empty()
        })
        .collect();
    assert_eq!(placed.iter().filter(|placed| **placed).count(), 1, "{placed:?}");
}

#[test]
fn a_ready_pod_counts_while_it_is_being_deleted() {
    for kind in [Kind::StatefulSet, Kind::DaemonSet] {
        let mut world = World::new(&[&set(kind.name(), r#""replicas":1,"#)], |_| Life {
            dying: 5_000,
            ..Life::SERVER
        });
        world.run(5);
        let name = world.list(Kind::Pod)[0].meta().name.clone();
        world.command(&format!("kubectl delete pod {name} --wait=false"));
        world.run(7);
        let field = match kind {
            Kind::StatefulSet => "readyReplicas",
            _ => "numberReady",
        };
        assert_eq!(status(&world, kind, field), json!(1), "{kind:?}");
        world.run(30);
        assert_eq!(world.pod_times().len(), 2, "{kind:?}");
    }
}

/// Records of a Deployment with so many replicas, from its creation to its availability.
fn records(replicas: usize) -> usize {
    let spec = format!(r#""replicas":{replicas},"progressDeadlineSeconds":600,"#);
    let mut millis = 500;
    let mut world = World::new(&[&set("Deployment", &spec)], move |_| {
        millis += 1;
        Life {
            ready: Some(millis),
            ..Life::SERVER
        }
    });
    world.run(30);
    assert_eq!(world.list(Kind::Pod).len(), replicas);
    world.finish().records().len()
}

#[test]
fn the_history_grows_linearly_with_replicas() {
    let (small, large) = (records(10), records(100));
    assert!(large <= small * 11, "{small} {large}");
}

#[test]
fn parallel_sets_do_not_wait_and_partitions_hold_back() {
    let spec = r#""replicas":3,"podManagementPolicy":"Parallel","updateStrategy":{"rollingUpdate":{"partition":2}},"#;
    let mut world = World::new(&[&set("StatefulSet", spec)], |_| Life::SERVER);
    world.run(5);
    assert_eq!(world.pod_times(), [0, 0, 0]);
    world.command("kubectl set image sts/web main=busybox");
    world.run(30);
    assert_eq!(pods(&world), ["web-0 nginx", "web-1 nginx", "web-2 busybox"]);
}

#[test]
fn before_1_36_stateful_events_are_in_lower_case() {
    let version = api::KubernetesVersion::from_minor(35).unwrap();
    let mut world = World::of(version, &[&set("StatefulSet", r#""replicas":1,"#)], |_| {
        Life::SERVER
    });
    world.run(5);
    let created = "create Pod web-0 in StatefulSet web successful".to_owned();
    assert!(world.events().iter().any(|(_, _, message)| *message == created));
}

#[test]
fn before_1_35_terminating_pods_are_not_counted() {
    for minor in [34, 35] {
        let version = api::KubernetesVersion::from_minor(minor).unwrap();
        let mut world = World::of(version, &[&set("Deployment", r#""replicas":1,"#)], |_| {
            Life::SERVER
        });
        world.run(5);
        let counted: Vec<bool> = [Kind::Deployment, Kind::ReplicaSet]
            .iter()
            .map(|kind| world.list(*kind)[0].to_json()["status"]["terminatingReplicas"].is_number())
            .collect();
        assert_eq!(counted, [minor >= 35; 2], "1.{minor}");
    }
}
