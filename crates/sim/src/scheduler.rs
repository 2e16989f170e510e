//! The scheduler: binds pods to the one node. Mirrors pkg/scheduler as far as one node shows it (v1.36.2).

use std::sync::Arc;

use api::core_v1::{EventType, Pod, PodCondition};
use api::{Object, ObjectKey};
use trace::Verb;

use crate::api_server::{Watch, has_scheduling_gates};
use crate::context::Context;

/// The node's name.
pub(crate) const NODE: &str = "node01";

/// The scheduler's own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A pod's turn: its address and UID.
    Bind(ObjectKey, String),
}

/// The scheduler.
#[derive(Debug, Default)]
pub(crate) struct Scheduler;

impl Scheduler {
    /// A new pod without a node gets its turn.
    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        let Object::Pod(pod) = &watch.object else { return };
        if watch.verb == Verb::Added && pod.spec.node_name.is_empty() && !has_scheduling_gates(pod) {
            let timing = &context.scenario.timing;
            let delay = timing.scheduling.saturating_sub(timing.watch_latency);
            context.after(delay, Event::Bind(watch.object.key(), pod.metadata.uid.clone()));
        }
    }

    /// Binds: node name and condition in one write.
    pub fn handle(&mut self, context: &mut Context, event: Event) {
        let Event::Bind(key, uid) = event;
        let Some(Object::Pod(pod)) = context.store.get_uid(&key, &uid) else {
            return;
        };
        let mut pod = Pod::clone(pod);
        Arc::make_mut(&mut pod.spec).node_name = NODE.to_owned();
        pod.status.conditions.push(PodCondition {
            kind: "PodScheduled".into(),
            status: "True".into(),
            last_transition_time: Some(context.wall().truncated()),
            observed_generation: pod.metadata.generation,
            ..PodCondition::default()
        });
        let message = format!("Successfully assigned {}/{} to {NODE}", key.namespace, key.name);
        context.update(pod.into());
        context.event_about("default-scheduler", &key, EventType::Normal, "Scheduled", message);
    }
}
