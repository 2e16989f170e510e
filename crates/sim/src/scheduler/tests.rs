//! Scheduling on a stand-in for the kubelet.

use api::Kind;
use api::core_v1::Pod;

use crate::testing::{Life, World};

fn pod(name: &str, spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{name}"}},"spec":{{{spec}
        "containers":[{{"name":"main","image":"nginx","resources":{{"requests":{{"cpu":"1500m"}}}}}}]}}}}"#
    )
}

/// Nodes by pod.
fn nodes(world: &World<impl FnMut(&Pod) -> Life>) -> Vec<String> {
    world
        .list(Kind::Pod)
        .iter()
        .map(|pod| format!("{} {}", pod.meta().name, pod.as_pod().unwrap().spec.node_name))
        .collect()
}

#[test]
fn a_pod_that_does_not_fit_waits_for_another_ones_end() {
    let mut lives = [Life::ends(5_000, 0)].into_iter();
    let mut world = World::new(&[&pod("a", ""), &pod("b", "")], move |_| {
        lives.next().unwrap_or(Life::SERVER)
    });
    world.run(3);
    assert_eq!(nodes(&world), ["a node01", "b "]);
    let stored = world.list(Kind::Pod);
    let condition = stored[1]
        .as_pod()
        .unwrap()
        .status
        .condition("PodScheduled")
        .unwrap()
        .clone();
    assert_eq!(
        (&*condition.status, &*condition.reason),
        ("False", "Unschedulable")
    );
    world.run(10);
    assert_eq!(nodes(&world), ["a node01", "b node01"]);
}

#[test]
fn a_gated_pod_waits_for_its_gates() {
    let gated = pod("a", r#""schedulingGates":[{"name":"example.com/wait"}],"#);
    let mut world = World::new(&[&gated], |_| Life::SERVER);
    world.run(5);
    assert_eq!(nodes(&world), ["a "]);
    let answer = world
        .command(r#"kubectl patch pod a --type=json -p '[{"op":"remove","path":"/spec/schedulingGates"}]'"#);
    assert_eq!(answer, "pod/a patched\n");
    world.run(6);
    assert_eq!(nodes(&world), ["a node01"]);
}
