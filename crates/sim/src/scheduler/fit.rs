//! Whether a pod fits on the node, and the words when it does not. Mirrors
//! pkg/scheduler/framework/plugins/noderesources/fit.go and framework/types.go (FitError), v1.36.2.

use api::core_v1::PodSpec;
use api::meta_v1::StringMap;
use api::quantity::Quantity;

use super::requests::{Amounts, compute_requests};
use crate::scenario::Node;

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    /// It fits.
    Fits,
    /// It does not: the message of the event and the condition.
    Not(String),
}

/// Compares a pod's requests with what the other pods leave.
pub(crate) fn compute_fit<'a>(pod: &PodSpec, others: impl Iterator<Item = &'a PodSpec>, node: &Node) -> Fit {
    let wanted = compute_requests(pod);
    let mut used = Amounts::default();
    let mut pods = 0;
    for other in others {
        used.add(&compute_requests(other));
        pods += 1;
    }
    let mut reasons = Vec::new();
    // Preemption can only help where the pod would fit on the empty node.
    let mut hopeless = false;
    if pods + 1 > node.pods {
        reasons.push("Too many pods".to_owned());
    }
    for (name, amount) in wanted.iter().filter(|(_, amount)| *amount > 0) {
        let room = allocatable(&node.allocatable, name);
        if amount > room - used.get(name) {
            reasons.push(format!("Insufficient {name}"));
            hopeless |= amount > room;
        }
    }
    if reasons.is_empty() {
        return Fit::Fits;
    }
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
    use api::core_v1::Container;

    fn pod(cpu: &str) -> PodSpec {
        let mut container = Container::default();
        container.resources.requests.insert("cpu".into(), cpu.into());
        PodSpec {
            containers: vec![container],
            ..PodSpec::default()
        }
    }

    fn check(cpu: &str, others: &[&str], expect: &str) {
        let others: Vec<PodSpec> = others.iter().map(|cpu| pod(cpu)).collect();
        let fit = compute_fit(&pod(cpu), others.iter(), &Node::default());
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
