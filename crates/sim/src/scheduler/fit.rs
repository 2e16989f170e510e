//! Whether a pod fits on the node, and the words when it does not. Mirrors
//! pkg/scheduler/framework/plugins/noderesources/fit.go and framework/types.go (FitError), v1.36.2.

use api::meta_v1::StringMap;
use api::quantity::Quantity;
use api::resource::Amounts;

use crate::scenario::Node;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It fits.
    Fits,
    /// It does not: the message of the event and the condition.
    Not(String),
}

/// What the pods on the node have reserved.
#[derive(Clone, Debug, Default)]
pub(crate) struct Used {
    /// Their requests together.
    pub amounts: Amounts,
    /// How many they are.
    pub pods: usize,
}

/// Asks whether the pod selects the node (nodeaffinity/node_affinity.go), then compares the pod's requests with what the
/// other pods leave.
pub(crate) fn compute_fit(selected: bool, wanted: &Amounts, used: &Used, node: &Node) -> Fit {
    if !selected {
        let reason = "node(s) didn't match Pod's node affinity/selector".to_owned();
        return rejection(vec![reason], true);
    }
    let mut reasons = Vec::new();
    // Preemption can only help where the pod would fit on the empty node.
    let mut hopeless = false;
    if used.pods + 1 > node.pods {
        reasons.push("Too many pods".to_owned());
    }
    for (name, amount) in wanted.iter().filter(|(_, amount)| *amount > 0) {
        let room = allocatable(&node.allocatable, name);
        if amount > room - used.amounts.get(name) {
            reasons.push(format!("Insufficient {name}"));
            hopeless |= amount > room;
        }
    }
    if reasons.is_empty() {
        return Fit::Fits;
    }
    rejection(reasons, hopeless)
}

/// The message with its reasons in order; `hopeless` when preemption could not help either.
pub(super) fn rejection(mut reasons: Vec<String>, hopeless: bool) -> Fit {
    reasons.sort();
    let counted: Vec<String> = reasons.into_iter().map(|reason| format!("1 {reason}")).collect();
    let preemption = if hopeless {
        "Preemption is not helpful for scheduling"
    } else {
        "No preemption victims found for incoming pod"
    };
    Fit::Not(format!(
        "0/1 nodes are available: {}. no new claims to deallocate, preemption: 0/1 nodes are available: 1 {preemption}.",
        counted.join(", ")
    ))
}

fn allocatable(list: &StringMap, name: &str) -> i128 {
    let text = list.get(name);
    text.and_then(|text| Quantity::parse(text).ok())
        .map_or(0, |quantity| quantity.nanos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::{Container, PodSpec};
    use api::resource::pod_requests;

    fn requests(cpu: &str) -> Amounts {
        let mut container = Container::default();
        container.resources.requests.insert("cpu".into(), cpu.into());
        pod_requests(&PodSpec {
            containers: vec![container].into(),
            ..PodSpec::default()
        })
    }

    fn check(cpu: &str, others: &[&str], expect: &str) {
        let mut used = Used::default();
        for other in others {
            used.amounts.add(&requests(other));
            used.pods += 1;
        }
        let fit = compute_fit(true, &requests(cpu), &used, &Node::default());
        let text = match &fit {
            Fit::Fits => "",
            Fit::Not(message) => message,
        };
        assert_eq!(text, expect);
    }

    #[test]
    fn a_node_with_two_processors() {
        check("2", &[], "");
        check("500m", &["1", "500m"], "");
        // As recorded.
        check(
            "3",
            &[],
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
        );
        check(
            "1",
            &["1500m"],
            "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        );
        let crowd = vec!["0"; 110];
        check(
            "0",
            &crowd,
            "0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        );
    }
}
