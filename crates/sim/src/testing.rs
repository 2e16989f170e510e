//! For tests of the controllers: the cluster with a stand-in for the kubelet that drives pods through phases
//! by a script.

use sorted::{Map, Set};
use std::rc::Rc;
use std::time::Duration;

use api::core_v1::{
    Container, ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStatus, Pod,
    PodCondition, PodPhase,
};
use api::meta_v1::Time;
use api::{Kind, KubernetesVersion, Object, ObjectKey, Shared, Text};
use trace::{Ended, Fact, Trace, Verb};

use crate::actions;
use crate::cluster::Event;
use crate::context::{Context, Pending};
use crate::controllers::Controllers;
use crate::engine::Timer;
use crate::scenario::Scenario;
use crate::scheduler::Scheduler;

/// What a pod does, in milliseconds after its creation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Life {
    /// When it is Running and Ready.
    pub ready: Option<u64>,
    /// When it ends, and its exit code.
    pub end: Option<(u64, i32)>,
    /// How long it takes to end once it is deleted.
    pub dying: u64,
}

impl Life {
    /// Ready after half a second, for ever.
    pub const SERVER: Life = Life {
        ready: Some(500),
        end: None,
        dying: 1_000,
    };

    /// Ready after half a second, ends after `millis` with a code.
    pub fn ends(millis: u64, code: i32) -> Life {
        Life {
            end: Some((millis, code)),
            ..Life::SERVER
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Ready,
    End(i32),
    Gone,
}

/// The cluster without a kubelet.
pub(crate) struct World<F> {
    pub context: Context,
    controllers: Controllers,
    scheduler: Scheduler,
    life: F,
    steps: Map<(Duration, u64), (ObjectKey, Text, Step)>,
    sequence: u64,
    seen: Set<(Text, bool)>,
}

impl<F: FnMut(&Pod) -> Life> World<F> {
    /// A world at t = 0 with these objects; `life` says what each pod does.
    pub fn new(objects: &[&str], life: F) -> World<F> {
        World::of(KubernetesVersion::NEWEST, objects, life)
    }

    /// [`World::new`] of a version.
    pub fn of(kubernetes: KubernetesVersion, objects: &[&str], life: F) -> World<F> {
        // Two seconds before a full minute: 2026-01-01T00:00:58Z.
        let mut context = Context::new(Rc::new(Scenario {
            epoch: api::meta_v1::Time::from_unix(1_767_225_658),
            kubernetes,
            ..Scenario::default()
        }));
        let controllers = Controllers::new(&mut context);
        for (index, text) in objects.iter().enumerate() {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            let kind = Kind::ALL
                .iter()
                .copied()
                .find(|kind| value["kind"] == kind.name());
            let object = Object::from_json(kind.unwrap(), &value).unwrap();
            context.apply(index, object).unwrap();
        }
        World {
            context,
            controllers,
            scheduler: Scheduler::default(),
            life,
            steps: Map::new(),
            sequence: 0,
            seen: Set::new(),
        }
    }

    /// Lives until `seconds`.
    pub fn run(&mut self, seconds: u64) {
        let end = Duration::from_secs(seconds);
        loop {
            let queued = self.context.queue.peek().map_or(Duration::MAX, Timer::at);
            let step = self
                .steps
                .first_key_value()
                .map_or(Duration::MAX, |(key, _)| key.0);
            if queued.min(step) > end {
                self.context.now = end;
                return;
            }
            if step < queued {
                self.step();
            } else if let Some((at, Pending { event, cause })) = self.context.queue.pop() {
                self.context.now = at;
                self.context.cause = cause;
                self.handle(event);
            }
        }
    }

    /// Carries out a command now.
    pub fn command(&mut self, line: &str) -> String {
        self.context.cause = trace::Cause::Action(0);
        actions::command(&mut self.context, &actions::canonical(line))
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Watch(watch) => {
                self.scheduler.watch(&mut self.context, &watch);
                self.controllers.watch(&mut self.context, &watch);
                if let (Some(pod), true) = (watch.object.as_pod(), watch.verb != Verb::Deleted) {
                    self.see(pod);
                }
            }
            Event::Scheduler(event) => self.scheduler.handle(&mut self.context, event),
            Event::Controllers(event) => self.controllers.handle(&mut self.context, event),
            Event::Kubelet(_) | Event::Action(_) => {}
        }
    }

    fn see(&mut self, pod: &Pod) {
        let dying = pod.metadata.deletion_timestamp.is_some();
        if pod.spec.node_name.is_empty() || !self.seen.insert((pod.metadata.uid.clone(), dying)) {
            return;
        }
        let life = (self.life)(pod);
        if dying {
            return self.push(pod, life.dying, Step::Gone);
        }
        if let Some(millis) = life.ready {
            self.push(pod, millis, Step::Ready);
        }
        if let Some((millis, code)) = life.end {
            self.push(pod, millis, Step::End(code));
        }
    }

    fn push(&mut self, pod: &Pod, millis: u64, step: Step) {
        let at = self.context.now + Duration::from_millis(millis);
        self.sequence += 1;
        let meta = &pod.metadata;
        let key = ObjectKey::new(Kind::Pod, meta.namespace.clone(), meta.name.clone());
        self.steps
            .insert((at, self.sequence), (key, meta.uid.clone(), step));
    }

    fn step(&mut self) {
        let Some(((at, _), (key, uid, step))) = self.steps.pop_first() else {
            return;
        };
        self.context.now = at;
        self.context.cause = trace::Cause::Clock("test");
        let Some(Object::Pod(pod)) = self.context.store.get_uid(&key, &uid) else {
            return;
        };
        let mut pod = Pod::clone(pod);
        if pod.status.phase.is_terminal() && !matches!(step, Step::Gone) {
            return;
        }
        match step {
            Step::Ready => set_state(&mut pod, PodPhase::Running, None, self.context.wall()),
            Step::End(0) => set_state(&mut pod, PodPhase::Succeeded, Some(0), self.context.wall()),
            Step::End(code) => set_state(&mut pod, PodPhase::Failed, Some(code), self.context.wall()),
            Step::Gone if !pod.status.phase.is_terminal() => {
                set_state(&mut pod, PodPhase::Failed, Some(137), self.context.wall());
                self.push(&pod, 300, Step::Gone);
            }
            Step::Gone => {
                self.context.delete(&key, Some(0));
                return;
            }
        }
        self.context.update(pod.into());
    }

    /// The history so far.
    pub fn finish(self) -> Trace {
        let end = self.context.now;
        self.context.trace.finish(end, Ended::Horizon)
    }

    /// The objects of a kind, by name.
    pub fn list(&self, kind: Kind) -> Vec<Object> {
        self.context.store.list(kind).cloned().collect()
    }

    /// The times at which pods were created, in tenths of a second.
    pub fn pod_times(&self) -> Vec<u128> {
        let pods = self.context.trace.pods().iter();
        pods.map(|pod| (pod.created.as_millis() + 50) / 100).collect()
    }

    /// Events so far: tenths of a second, reason, message.
    pub fn events(&self) -> Vec<(u128, String, String)> {
        let records = self.context.trace.records().iter();
        records
            .filter_map(|record| match &record.fact {
                Fact::Event(event) => Some((
                    (record.at.as_millis() + 50) / 100,
                    event.reason.to_string(),
                    event.message.clone(),
                )),
                _ => None,
            })
            .collect()
    }
}

/// A pod's condition Ready, and since when.
pub(crate) fn ready_condition(ready: bool, since: Option<Time>) -> Shared<PodCondition> {
    Shared::new(PodCondition {
        kind: "Ready".into(),
        status: if ready { "True" } else { "False" }.into(),
        last_transition_time: since,
        ..PodCondition::default()
    })
}

fn set_state(pod: &mut Pod, phase: PodPhase, code: Option<i32>, now: Time) {
    let now = Some(now.truncated());
    pod.status.phase = phase;
    let ready = code.is_none();
    pod.status
        .conditions
        .retain(|condition| condition.kind != "Ready");
    pod.status.conditions.push(ready_condition(ready, now));
    let state = match code {
        None => ContainerState::Running(ContainerStateRunning { started_at: now }),
        Some(exit_code) => ContainerState::Terminated(ContainerStateTerminated {
            exit_code,
            finished_at: now,
            ..ContainerStateTerminated::default()
        }),
    };
    let spec = pod.spec.clone();
    let status = |container: &Container| ContainerStatus {
        name: container.name.clone(),
        ready,
        started: Some(ready),
        state: Some(state.clone()),
        ..ContainerStatus::default()
    };
    let statuses = spec.containers.iter().map(|container| status(container).into());
    pod.status.container_statuses = statuses.collect();
}
