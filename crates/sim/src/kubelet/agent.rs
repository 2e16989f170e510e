//! One pod's state in the kubelet, and the view through which its parts act.

use sorted::Map;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Container, ContainerRole, EventType, ObjectReference, Pod};
use api::{Object, ObjectKey, Shared};
use process::ExecId;
use trace::{Cause, PodId, ProbeKind, RecordId};

use super::Node;
use super::backoff::Backoff;
use super::pleg::PlegRecords;
use super::pod_workers::Worker;
use super::prober::{ProbeKey, Prober};
use super::status::ManagedStatus;
use super::termination::Kill;
use crate::context::Context;
use crate::events::{NewEvent, reference};
use crate::runtime::{ContainerId, RuntimeStatus, Uid};
use crate::scheduler::NODE;

/// Beyond this number of pods the kubelet's own queues, not the processors, set the pace.
const MAX_SHARING: u32 = 10;

/// What the cache holds about a pod (pkg/kubelet/container/cache.go).
#[derive(Clone, Debug)]
pub(crate) struct Cached {
    pub status: Rc<RuntimeStatus>,
    pub modified: Duration,
    /// The runtime's count of changes then.
    pub changes: u64,
}

/// Why a container could not be started: reason and message of its waiting state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StartFailure {
    pub reason: &'static str,
    pub message: String,
}

/// Who waits for a command in a container.
#[derive(Clone, Debug)]
pub(crate) enum ExecOwner {
    /// The postStart hook of the start under way.
    PostStart,
    /// The preStop hook of this container's kill.
    PreStop(ContainerId),
    /// A probe.
    Probe(ProbeKey),
    /// A user's `kubectl exec`: the command line.
    User(String),
}

/// Everything the kubelet knows about one pod.
pub(crate) struct PodState {
    pub uid: Uid,
    pub key: ObjectKey,
    pub id: PodId,
    /// The manifest object and the path of the pod spec there.
    pub origin: Option<(usize, &'static str)>,
    /// The newest revision.
    pub pod: Arc<Pod>,
    /// The API object is gone.
    pub removed: bool,
    pub worker: Worker,
    pub cache: Option<Cached>,
    pub records: PlegRecords,
    pub prober: Prober,
    pub status: ManagedStatus,
    /// Start failures by container (reason_cache.go).
    pub reasons: Map<String, StartFailure>,
    pub crash_backoff: Backoff,
    pub image_backoff: Backoff,
    /// The error of the last failed pull, by image.
    pub pull_errors: Map<String, String>,
    /// Containers that are being stopped.
    pub kills: Map<ContainerId, Kill>,
    pub execs: Map<ExecId, ExecOwner>,
    /// The volumes are mounted.
    pub mounted: bool,
    /// How often mounting was tried in vain.
    pub mount_failures: u32,
    /// The address its sandbox gets.
    pub ip: String,
    /// The record of the last attempt of each probe.
    pub probe_records: Map<(ContainerId, ProbeKind), RecordId>,
    /// How often the kubelet was started anew since the pod came to it.
    generation: u64,
    /// How events name the pod and its containers: made when first needed.
    references: Map<String, Shared<ObjectReference>>,
}

impl PodState {
    /// A pod that the kubelet has not seen before. `None` when the trace does not know it.
    pub fn new(context: &mut Context, node: &mut Node, uid: &Uid, pod: &Arc<Pod>) -> Option<PodState> {
        let id = context.trace.pod_by_uid(uid)?;
        node.addresses += 1;
        let (net, host) = (node.addresses / 250, node.addresses % 250 + 4);
        let ip = ["10.244.", &net.to_string(), ".", &host.to_string()].concat();
        node.runtime.add_pod(context, uid, pod, &ip);
        node.deadlines |= pod.spec.active_deadline_seconds.is_some();
        Some(PodState {
            uid: uid.clone(),
            key: Object::Pod(pod.clone()).key(),
            id,
            origin: context.store.origin(uid),
            pod: pod.clone(),
            removed: false,
            worker: Worker::default(),
            cache: None,
            records: PlegRecords::default(),
            prober: Prober::default(),
            status: ManagedStatus::default(),
            reasons: Map::new(),
            crash_backoff: Backoff::default(),
            image_backoff: Backoff::default(),
            pull_errors: Map::new(),
            kills: Map::new(),
            execs: Map::new(),
            mounted: false,
            mount_failures: 0,
            ip,
            probe_records: Map::new(),
            generation: 0,
            references: Map::new(),
        })
    }

    /// The pod as a kubelet finds it that was stopped and started: what it hears from timers of its predecessor means
    /// nothing to it.
    pub fn succeed(&mut self, before: &PodState) {
        self.generation = before.generation + 1;
        self.worker.step = self.first_number();
        self.ip.clone_from(&before.ip);
    }

    /// How events name the pod, or one of its containers.
    fn reference(&mut self, container: Option<&str>) -> Shared<ObjectReference> {
        let name = container.unwrap_or_default();
        if let Some(known) = self.references.get(name) {
            return known.clone();
        }
        let path = container.map_or_else(String::new, |name| self.pod.spec.field_path(name));
        let made = Shared::new(reference(&Object::Pod(self.pod.clone()), &path));
        self.references.insert(name.to_owned(), made.clone());
        made
    }

    /// The first number of steps, kills and attempts of this kubelet.
    pub fn first_number(&self) -> u64 {
        self.generation << 32
    }

    /// The container and its role. Before sidecars existed every init container was a regular one.
    pub fn container(&self, name: &str) -> Option<(ContainerRole, &Container)> {
        self.pod.spec.container(name)
    }
}

/// One pod's state together with the world, for the time of one event.
pub(crate) struct Agent<'a> {
    pub cx: &'a mut Context,
    pub node: &'a mut Node,
    pub pod: &'a mut PodState,
}

impl Agent<'_> {
    /// Writes an event about the pod, or about one of its containers.
    pub fn event(
        &mut self,
        container: Option<&str>,
        kind: EventType,
        reason: &'static str,
        message: String,
    ) -> Option<RecordId> {
        let involved = self.pod.reference(container);
        self.cx.event(NewEvent {
            component: "kubelet",
            host: NODE,
            involved,
            kind,
            reason,
            message,
        })
    }

    /// The manifest path of a container, with `field` of it appended (`.livenessProbe`, or nothing).
    pub fn container_path(&self, name: &str, field: &str) -> Option<(usize, Arc<str>)> {
        let (object, spec_path) = self.pod.origin?;
        let spec = &self.pod.pod.spec;
        let lists = [
            ("initContainers", &spec.init_containers),
            ("containers", &spec.containers),
        ];
        lists.iter().find_map(|(list, containers)| {
            let index = containers.iter().position(|container| container.name == name)?;
            let index = index.to_string();
            let path = [spec_path, ".", list, "[", &index, "]", field].concat();
            Some((object, path.into()))
        })
    }

    /// A record together with the field of a container that made something of it.
    pub fn rule(&self, record: RecordId, name: &str, field: &str) -> Cause {
        match self.container_path(name, field) {
            Some((object, path)) => Cause::Rule { record, object, path },
            None => Cause::Record(record),
        }
    }

    /// How long a piece of the runtime's work takes: longer while other pods are worked on (measured: a
    /// sandbox takes 0.15, 0.26, 0.47 s when one, two, three pods begin at once).
    pub fn work(&mut self, median: Duration) -> Duration {
        let neighbours = self.cx.scenario.timing.neighbours;
        let working = &self.node.working;
        let others = working.len() - usize::from(working.contains(&self.pod.uid));
        let pods = u32::try_from(others)
            .unwrap_or(u32::MAX)
            .saturating_add(1 + neighbours)
            .min(MAX_SHARING);
        let median = median * pods;
        self.cx.vary(median, median * 7 / 10, median * 2)
    }

    /// How long before this kubelet an instance was started; `None` when this one started it.
    pub fn predates_kubelet(&self, id: ContainerId) -> Option<Duration> {
        let began = self.node.began?;
        let status = self.node.runtime.status(&self.pod.uid);
        let instance = status.containers.iter().find(|instance| instance.id == id)?;
        began.checked_sub(instance.started?)
    }

    /// Does something for another reason than the one in hand.
    pub fn because<T>(&mut self, cause: Cause, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.cx.cause, cause);
        let result = act(self);
        self.cx.cause = before;
        result
    }
}
