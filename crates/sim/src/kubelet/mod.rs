//! The kubelet: makes the node's containers agree with the pods bound to it, and reports what it sees.
//! Mirrors pkg/kubelet/kubelet.go `syncLoopIteration` (v1.36.2).
//!
//! Each pod has one [`PodState`]; an [`Agent`] is a pod's state together with the world, for the time of one
//! event. The files follow upstream's: `pod_workers` says when a pod is synced, `sync_pod` does it in steps,
//! `actions` decides what has to be done, `pleg` finds out what containers did meanwhile.

mod actions;
mod active_deadline;
mod agent;
mod backoff;
mod env;
mod exec;
mod images;
mod node;
mod pleg;
mod pod_workers;
mod prober;
mod profile;
mod restart;
mod security_context;
mod services;
mod start;
mod status;
mod sync_pod;
mod sync_terminating;
mod termination;
#[cfg(test)]
mod tests;
mod tickers;
mod volumes;

use sorted::Map;

use api::Object;
use api::core_v1::Pod;
use std::sync::Arc;
use trace::Verb;

use crate::api_server::Watch;
use crate::context::Context;
use crate::runtime::{ContainerId, Images, Notice, Runtime, Uid};
use crate::scheduler::NODE;

use agent::{Agent, PodState};
pub(crate) use node::Answer;
use prober::{ProbeEvent, ProbeKey};
use profile::Profile;
use tickers::Tickers;

/// The kubelet's own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// The status manager's sender looks for news, or has written one.
    StatusSender,
    /// The node is up again after a reboot.
    Booted,
    /// Something of one pod.
    Pod(Uid, PodEvent),
}

/// What concerns one pod.
#[derive(Clone, Debug)]
pub(crate) enum PodEvent {
    /// An on-demand relist has ended.
    Relisted,
    /// The step of the sync under way that has this number is done.
    Step(u64),
    /// The timer with this number of a container's kill.
    Kill(ContainerId, u64),
    /// A probe worker's.
    Probe(ProbeKey, ProbeEvent),
    /// The runtime's word.
    Notice(Notice),
}

impl Event {
    /// What the runtime tells the kubelet about a pod.
    pub fn notice(uid: &Uid, notice: Notice) -> Event {
        Event::Pod(uid.clone(), PodEvent::Notice(notice))
    }
}

/// What all pods of the node share.
pub(crate) struct Node {
    pub runtime: Runtime,
    pub images: Images,
    pub profile: Profile,
    /// The start of the last complete relist (`cache.timestamp`).
    pub relisted: Option<std::time::Duration>,
    /// Addresses handed out so far.
    pub addresses: u32,
    /// Pods whose sandbox or containers are being made just now: they share the node's processors.
    pub working: sorted::Set<Uid>,
    /// Brings statuses to the API server.
    pub sender: status::Sender,
    /// Pods whose next sync waits for a report: some may have begun since.
    pub waiting: sorted::Set<Uid>,
    /// When the queue hands out pods again: some may have been synced since.
    pub queued: sorted::Set<(std::time::Duration, Uid)>,
    /// Some pod has a deadline: the ticker looks at all of them.
    pub deadlines: bool,
    /// When this kubelet began, if that was within the scenario.
    pub began: Option<std::time::Duration>,
}

/// Why nothing happens on the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Down {
    /// It reboots.
    Node,
    /// Its kubelet was stopped; the containers live on.
    Kubelet,
}

/// The kubelet.
pub(crate) struct Kubelet {
    node: Node,
    pods: Map<Uid, Box<PodState>>,
    /// While there are pods; an idle node needs no events.
    tickers: Tickers,
    /// Nothing happens until it is up again.
    down: Option<Down>,
}

impl Kubelet {
    /// A kubelet without pods.
    pub fn new(context: &mut Context) -> Kubelet {
        let profile = Profile::of(context.scenario.kubernetes);
        Kubelet {
            node: Node {
                runtime: Runtime::default(),
                images: Images::default(),
                profile,
                // The node has been up for long when the scenario begins.
                relisted: Some(std::time::Duration::ZERO),
                addresses: 0,
                working: sorted::Set::new(),
                sender: status::Sender::default(),
                waiting: sorted::Set::new(),
                queued: sorted::Set::new(),
                deadlines: false,
                began: None,
            },
            pods: Map::new(),
            tickers: Tickers::default(),
            down: None,
        }
    }

    /// When the run is over: what the containers that still run would do ([`Runtime::outlooks`]).
    pub fn outlooks(&mut self) -> Vec<(trace::ContainerRef, trace::Outlook)> {
        self.node.runtime.outlooks()
    }

    /// A revision of a pod of this node has arrived.
    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        self.watch_services(context, watch);
        let Object::Pod(pod) = &watch.object else { return };
        if pod.spec.node_name != NODE {
            return;
        }
        if self.down.is_some() {
            // What it missed, the kubelet reads from the API server when it is up.
            return;
        }
        self.start_ticking(context);
        let uid: Uid = pod.metadata.uid.clone();
        if watch.verb == Verb::Deleted {
            self.removed(context, &uid);
            return;
        }
        if !self.pods.contains_key(&uid) {
            let Some(state) = PodState::new(context, &mut self.node, &uid, pod) else {
                return;
            };
            self.pods.insert(uid.clone(), Box::new(state));
            self.with(context, &uid, |agent| {
                if pod.metadata.deletion_timestamp.is_some() {
                    agent.request_termination();
                }
                agent.update_pod();
            });
            return;
        }
        self.with(context, &uid, |agent| agent.pod_changed(pod));
    }

    /// The API object is gone: forget the pod, or, when it was removed by force, stop what runs.
    fn removed(&mut self, context: &mut Context, uid: &Uid) {
        let finished = self.pods.get(uid).is_some_and(|pod| pod.worker.is_finished());
        if finished {
            self.forget(context, uid);
        } else {
            self.with(context, uid, |agent| agent.pod_removed());
        }
    }

    fn forget(&mut self, context: &mut Context, uid: &Uid) {
        if let Some(mut pod) = self.pods.remove(uid) {
            pod.stop_all_probes(context);
        }
        self.node.working.remove(uid);
        self.node.runtime.remove_pod(context, uid);
    }

    /// Handles one of the kubelet's own events.
    pub fn handle(&mut self, context: &mut Context, event: Event) {
        if self.down.is_some() && !matches!(event, Event::Booted) {
            self.handle_while_down(context, event);
            return;
        }
        match event {
            Event::StatusSender => self.status_sender(context),
            Event::Booted => self.booted(context),
            Event::Pod(uid, event) => {
                let mut gone = false;
                self.with(context, &uid, |agent| {
                    agent.handle(event);
                    gone = agent.pod.removed && agent.pod.worker.is_finished();
                });
                if gone {
                    self.forget(context, &uid);
                }
            }
        }
    }

    fn with(&mut self, context: &mut Context, uid: &Uid, act: impl FnOnce(&mut Agent<'_>)) {
        if let Some(pod) = self.pods.get_mut(uid) {
            act(&mut Agent {
                cx: context,
                node: &mut self.node,
                pod,
            });
        }
    }
}

impl Agent<'_> {
    /// Handles one event of this pod.
    fn handle(&mut self, event: PodEvent) {
        match event {
            PodEvent::Relisted => {
                self.relist_pod(true);
                self.check_cache();
            }
            PodEvent::Step(token) => self.step_done(token),
            PodEvent::Kill(id, token) => self.kill_timer(id, token),
            PodEvent::Probe(key, event) => self.probe_event(&key, event),
            PodEvent::Notice(Notice::Wake) => self.node.runtime.wake(self.cx, &self.pod.uid),
            PodEvent::Notice(Notice::ExecEnded {
                exec,
                exit_code,
                output,
            }) => self.exec_ended(exec, exit_code, output),
            PodEvent::Notice(Notice::Gone(id)) => {
                self.node.runtime.notice_end(&self.pod.uid, id);
                self.container_gone(id);
            }
        }
    }

    /// A new revision of the pod: its status is the kubelet's own work, the rest is news.
    fn pod_changed(&mut self, pod: &Arc<Pod>) {
        self.node.deadlines |= pod.spec.active_deadline_seconds.is_some();
        let old = std::mem::replace(&mut self.pod.pod, pod.clone());
        let deleted = pod.metadata.deletion_timestamp.is_some();
        let news = old.spec != pod.spec
            || old.metadata.deletion_timestamp != pod.metadata.deletion_timestamp
            || old.metadata.deletion_grace_period_seconds != pod.metadata.deletion_grace_period_seconds;
        if news {
            if deleted {
                self.request_termination();
                self.cancel_mount();
            }
            self.update_pod();
        }
    }
}
