//! The scheduler: binds pods to the one node, or says why it cannot. Mirrors pkg/scheduler as far as one node
//! shows it (v1.36.2).

mod fit;
mod neighbours;
#[cfg(test)]
mod tests;

use sorted::Map;
use std::sync::Arc;

use api::core_v1::{EventType, Pod, PodCondition, PodSpec};
use api::resource::{Amounts, pod_requests};
use api::{Kind, Object, ObjectKey, Shared, Text};
use trace::Verb;

use self::fit::{Fit, Used, compute_fit, rejection};
pub(crate) use self::neighbours::selects_node;
use self::neighbours::{conflict, looks_at_others};
use crate::api_server::{Watch, has_scheduling_gates};
use crate::context::Context;
use crate::versions::Difference;

/// The node's name.
pub(crate) const NODE: &str = "node01";

const COMPONENT: &str = "default-scheduler";

/// The scheduler's own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A pod's turn: its address and UID.
    Bind(ObjectKey, Text),
}

/// The scheduler.
#[derive(Debug, Default)]
pub(crate) struct Scheduler {
    /// Pods that did not fit, by UID: they get another turn when a pod leaves the node.
    unschedulable: Map<Text, ObjectKey>,
    /// Requests of the pods on the node, by UID, and the specs that they were read from.
    bound: Map<Text, (Shared<PodSpec>, Amounts)>,
    /// Their sum.
    used: Used,
}

impl Scheduler {
    /// A new pod without a node gets its turn, a pod that leaves the node gives others theirs.
    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        let Object::Pod(pod) = &watch.object else { return };
        let uid = &pod.metadata.uid;
        if watch.verb == Verb::Deleted {
            self.unschedulable.remove(uid);
        }
        if !pod.spec.node_name.is_empty() {
            if watch.verb == Verb::Deleted || pod.status.phase.is_terminal() {
                self.leave(context, uid);
            } else {
                self.assume(uid, &pod.spec);
            }
            return;
        }
        // Pods of other schedulers wait for those.
        if !matches!(pod.spec.scheduler_name.as_str(), "" | COMPONENT) {
            return;
        }
        let gated = has_scheduling_gates(pod);
        let was_gated = pod
            .status
            .condition("PodScheduled")
            .is_some_and(|condition| condition.reason == "SchedulingGated");
        let is_new = watch.verb == Verb::Added || (watch.verb == Verb::Modified && was_gated);
        if is_new && !gated {
            let timing = &context.scenario.timing;
            let delay = timing.scheduling.saturating_sub(timing.watch_latency);
            context.after(delay, Event::Bind(watch.object.key(), uid.clone()));
        }
    }

    /// A pod is on the node.
    fn assume(&mut self, uid: &Text, spec: &Shared<PodSpec>) {
        let known = self.bound.get(uid);
        if known.is_some_and(|(known, _)| known.is(spec)) {
            return;
        }
        let requests = pod_requests(spec);
        self.used.amounts.add(&requests);
        match self.bound.insert(uid.clone(), (spec.clone(), requests)) {
            Some((_, before)) => self.used.amounts.subtract(&before),
            None => self.used.pods += 1,
        }
    }

    /// A pod has left the node, or will never run again: others get another turn.
    fn leave(&mut self, context: &mut Context, uid: &str) {
        let Some((_, requests)) = self.bound.remove(uid) else {
            return;
        };
        self.used.amounts.subtract(&requests);
        self.used.pods -= 1;
        let delay = context.scenario.timing.scheduling;
        for (uid, key) in std::mem::take(&mut self.unschedulable) {
            context.after(delay, Event::Bind(key, uid));
        }
    }

    /// Binds: node name and condition in one write; or reports why not.
    pub fn handle(&mut self, context: &mut Context, event: Event) {
        let Event::Bind(key, uid) = event;
        let Some(Object::Pod(pod)) = context.store.get_uid(&key, &uid) else {
            return;
        };
        let pod = Arc::clone(pod);
        if !pod.spec.node_name.is_empty() || pod.metadata.deletion_timestamp.is_some() {
            return;
        }
        let requests = pod_requests(&pod.spec);
        match self.fit(context, &pod, &requests) {
            Fit::Fits => {
                self.assume(&uid, &pod.spec);
                bind(context, &key, &pod);
            }
            Fit::Not(message) => {
                self.unschedulable.insert(uid, key.clone());
                reject(context, &key, &pod, message);
            }
        }
    }
}

impl Scheduler {
    /// Asks the node's labels, its pods and what they leave, in this order.
    fn fit(&self, context: &Context, pod: &Pod, requests: &Amounts) -> Fit {
        let node = &context.scenario.node;
        let selected = selects_node(&pod.spec, &node.labels);
        if selected && looks_at_others(&pod.spec) {
            let others: Vec<&Pod> = context
                .store
                .list(Kind::Pod)
                .filter_map(|object| object.as_pod().map(|pod| &**pod))
                .filter(|other| self.bound.contains_key(&other.metadata.uid))
                .collect();
            if let Some((reason, hopeless)) = conflict(pod, &others, &node.labels) {
                return rejection(vec![reason.to_owned()], hopeless);
            }
        }
        compute_fit(selected, requests, &self.used, node)
    }
}

fn bind(context: &mut Context, key: &ObjectKey, pod: &Pod) {
    let mut bound = pod.clone();
    bound.spec.node_name = NODE.to_owned();
    set_scheduled(context, &mut bound, "True", "", "");
    let message = [
        "Successfully assigned ",
        &key.namespace,
        "/",
        &key.name,
        " to ",
        NODE,
    ]
    .concat();
    context.update(bound.into());
    context.event_about(COMPONENT, key, EventType::Normal, "Scheduled", message);
}

fn reject(context: &mut Context, key: &ObjectKey, pod: &Pod, message: String) {
    let mut waiting = pod.clone();
    set_scheduled(context, &mut waiting, "False", "Unschedulable", &message);
    context.update(waiting.into());
    context.event_about(COMPONENT, key, EventType::Warning, "FailedScheduling", message);
}

fn set_scheduled(
    context: &Context,
    pod: &mut Pod,
    status: &'static str,
    reason: &'static str,
    message: &str,
) {
    let conditions = &mut pod.status.conditions;
    let known = conditions
        .iter()
        .position(|condition| condition.kind == "PodScheduled");
    let before = known.map(|position| conditions.remove(position));
    let since = before
        .filter(|before| before.status == status)
        .and_then(|before| before.last_transition_time)
        .unwrap_or_else(|| context.wall().truncated());
    conditions.push(
        PodCondition {
            kind: "PodScheduled".into(),
            status: status.into(),
            reason: reason.into(),
            message: message.into(),
            last_transition_time: Some(since),
            observed_generation: pod
                .metadata
                .generation
                .filter(|_| context.has(Difference::ObservedGeneration)),
            ..PodCondition::default()
        }
        .into(),
    );
}
