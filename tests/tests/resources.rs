//! `conformance/api/resources`: pods with init containers, sidecars, own resources and none, as a real v1.36.2 cluster saw
//! them: quality of service, what `kubectl describe node` counted, and the words about the one that did not fit.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::Pod;
use api::quantity::Quantity;
use api::resource::{Amounts, pod_limits, pod_requests};
use sim::Scenario;
use tests::conformance::root;
use trace::Trace;

fn read(file: &str) -> String {
    let path = root().join("api/resources").join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Half a minute of the pods on the recorded node. The pods after the first were applied together with it; the one that
/// was not there any more when the cluster was asked is left out.
fn simulate() -> Trace {
    let parsed = manifest::parse(&read("pods.yaml"), &manifest::ParseOptions::default());
    let mut objects = parsed.manifest_objects();
    objects.retain(|object| object.object.meta().name != "a-two-apps");
    let scenario = Scenario {
        horizon: Duration::from_secs(30),
        ..Scenario::default()
    };
    sim::simulate(&objects, &scenario)
}

fn pods(trace: &Trace) -> BTreeMap<String, Arc<Pod>> {
    let pods = trace.pods_at(trace.end()).into_iter();
    pods.map(|pod| (pod.metadata.name.to_string(), Arc::clone(pod)))
        .collect()
}

#[test]
fn quality_of_service_as_recorded() {
    let pods = pods(&simulate());
    let text = read("qos.txt");
    let mut rows = 0;
    for row in text.lines().skip(1) {
        let [name, qos, _phase] = row.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        assert_eq!(pods[name].status.qos_class, qos, "{name}");
        rows += 1;
    }
    assert_eq!(rows, pods.len());
}

/// `115m (5%)` of two processors, `72Mi (0%)`: the amount in nanos.
fn nanos(cell: &str) -> i128 {
    Quantity::parse(cell).expect("a quantity").nanos()
}

#[test]
fn requests_and_limits_as_the_node_counted_them() {
    let pods = pods(&simulate());
    let text = read("describe-node.txt");
    let mut rows = 0;
    for row in text.lines() {
        // NAMESPACE NAME CPU (P%) CPU (P%) MEMORY (P%) MEMORY (P%) AGE
        let words: Vec<&str> = row.split_whitespace().collect();
        let [
            "c11-resources",
            name,
            cpu,
            _,
            cpu_limit,
            _,
            memory,
            _,
            memory_limit,
            ..,
        ] = words[..]
        else {
            continue;
        };
        let spec = &pods[name].spec;
        let amounts = |of: Amounts| ["cpu", "memory"].map(|resource| of.get(resource));
        assert_eq!(amounts(pod_requests(spec)), [cpu, memory].map(nanos), "{name}");
        assert_eq!(
            amounts(pod_limits(spec)),
            [cpu_limit, memory_limit].map(nanos),
            "{name}"
        );
        rows += 1;
    }
    assert_eq!(rows, pods.len() - 1, "all but the one that did not fit");
}

#[test]
fn a_pod_that_does_not_fit_says_why() {
    let trace = simulate();
    let pod = pods(&trace)["l-unschedulable"].clone();
    let recorded = read("describe-unschedulable.txt");
    let words = recorded
        .lines()
        .find_map(|line| line.split_once("default-scheduler  "));
    let (_, words) = words.expect("an event");
    let condition = pod.status.condition("PodScheduled").expect("a condition");
    assert_eq!(
        (&*condition.status, &*condition.reason, &*condition.message),
        ("False", "Unschedulable", words)
    );
    let events = trace.events_at(trace.end());
    let about = |event: &&&Arc<api::core_v1::Event>| event.involved_object.name == "l-unschedulable";
    let said: Vec<_> = events.iter().filter(about).map(|event| &*event.message).collect();
    assert_eq!(said, [words]);
    let answer = kubectl::run(
        &trace,
        "kubectl describe pod l-unschedulable",
        Duration::ZERO,
        trace.end(),
    )
    .text();
    for line in [
        "QoS Class:                   Burstable",
        "  PodScheduled   False ",
    ] {
        assert!(
            recorded.contains(line) && answer.contains(line),
            "{line}\n{answer}"
        );
    }
}
