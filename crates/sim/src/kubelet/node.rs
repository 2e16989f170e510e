//! What can happen to the node besides the API: a process is killed, the node reboots, its kubelet stops and starts,
//! someone tidies up in the runtime.

use api::go::go_string;
use api::{Kind, Object};
use trace::Verb;

use super::{Down, Event, Kubelet, PodEvent};
use crate::api_server::Watch;
use crate::context::Context;
use crate::runtime::{CriState, Notice, Uid};
use crate::scheduler::NODE;

/// When a command of the node has its answer.
pub(crate) enum Answer {
    /// At once.
    Now(String),
    /// When it has ended; it is recorded then.
    Later,
}

impl Kubelet {
    /// Carries out `kill CONTAINER in POD`, `reboot node`, `stop|start|restart kubelet`, `stop sandbox of POD`,
    /// `remove CONTAINER in POD` and `kubectl exec`; `None` for other commands. What is answered later is recorded as
    /// the answer to what the user `said`.
    pub fn command(&mut self, context: &mut Context, line: &str, said: &str) -> Option<Answer> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["kill", container, "in", pod] | ["kill", container, "in", "pod", pod] => {
                Some(Answer::Now(self.kill_process(context, container, pod)))
            }
            ["stop", "kubelet"] => Some(Answer::Now(self.stop_kubelet(context))),
            ["start", "kubelet"] => Some(Answer::Now(self.start_kubelet(context))),
            ["restart", "kubelet"] => {
                self.stop_kubelet(context);
                Some(Answer::Now(self.start_kubelet(context)))
            }
            ["stop", "sandbox", "of", pod] => Some(Answer::Now(self.stop_sandbox_of(context, pod))),
            ["remove", container, "in", pod] => Some(Answer::Now(self.remove(container, pod))),
            ["reboot", "node"] => {
                self.reboot(context);
                Some(Answer::Now(format!("{NODE} reboots\n")))
            }
            ["kubectl", "exec", ..] => Some(match self.exec(context, line, said) {
                Ok(()) => Answer::Later,
                Err(message) => Answer::Now(message + "\n"),
            }),
            _ => None,
        }
    }

    /// Kills a container's first process, as an administrator of the node could.
    fn kill_process(&mut self, context: &mut Context, container: &str, pod: &str) -> String {
        let pod = pod.strip_prefix("pod/").unwrap_or(pod);
        let found = self.pods.values().find(|state| state.key.name == pod);
        let Some(uid) = found.map(|state| state.uid.clone()) else {
            return format!("error: pod {} does not run on {NODE}\n", go_string(pod));
        };
        let status = self.node.runtime.status(&uid);
        let running = status
            .find(container)
            .filter(|newest| newest.state == CriState::Running);
        let Some(id) = running.map(|newest| newest.id) else {
            return format!(
                "error: container {} of pod {} does not run\n",
                go_string(container),
                go_string(pod)
            );
        };
        self.node.runtime.signal(context, &uid, id, true);
        format!("killed {container} in pod/{pod}\n")
    }

    /// A pod of the node by its name.
    fn find_pod(&self, pod: &str) -> Result<Uid, String> {
        let pod = pod.strip_prefix("pod/").unwrap_or(pod);
        let found = self.pods.values().find(|state| state.key.name == pod);
        found
            .map(|state| state.uid.clone())
            .ok_or_else(|| format!("error: pod {} does not run on {NODE}\n", go_string(pod)))
    }

    /// `crictl stopp`: the pod's processes are killed, its sandbox is gone.
    fn stop_sandbox_of(&mut self, context: &mut Context, pod: &str) -> String {
        let uid = match self.find_pod(pod) {
            Ok(uid) => uid,
            Err(message) => return message,
        };
        for container in self.node.runtime.status(&uid).containers {
            self.node.runtime.signal(context, &uid, container.id, true);
        }
        self.node.runtime.stop_sandboxes(&uid);
        format!("stopped the sandbox of pod/{pod}\n")
    }

    /// `crictl rm`: a container that has ended is forgotten by the runtime.
    fn remove(&mut self, container: &str, pod: &str) -> String {
        let uid = match self.find_pod(pod) {
            Ok(uid) => uid,
            Err(message) => return message,
        };
        let status = self.node.runtime.status(&uid);
        let ended = status
            .find(container)
            .filter(|newest| newest.state == CriState::Exited);
        let Some(id) = ended.map(|newest| newest.id) else {
            return format!(
                "error: container {} of pod {} has not ended\n",
                go_string(container),
                go_string(pod)
            );
        };
        self.node.runtime.remove_container(&uid, id);
        format!("removed {container} in pod/{pod}\n")
    }

    /// The kubelet's process ends; containers live on, nobody looks after them.
    fn stop_kubelet(&mut self, context: &mut Context) -> String {
        if self.down.is_some() {
            return format!("error: the kubelet of {NODE} does not run\n");
        }
        self.down = Some(Down::Kubelet);
        self.forget_state(context);
        format!("stopped the kubelet of {NODE}\n")
    }

    fn start_kubelet(&mut self, context: &mut Context) -> String {
        if self.down != Some(Down::Kubelet) {
            return format!("error: the kubelet of {NODE} runs\n");
        }
        let delay = context.scenario.timing.kubelet_start;
        context.after(delay, Event::Booted);
        format!("started the kubelet of {NODE}\n")
    }

    /// What a kubelet knows only while it runs.
    fn forget_state(&mut self, context: &mut Context) {
        for pod in self.pods.values_mut() {
            pod.stop_all_probes(context);
        }
        self.node.working.clear();
        self.node.waiting.clear();
        self.node.queued.clear();
        self.node.relisted = None;
        self.node.sender = Default::default();
        self.tickers = Default::default();
    }

    /// Without a kubelet processes go on, and the runtime notices their ends.
    pub(super) fn handle_while_down(&mut self, context: &mut Context, event: Event) {
        if self.down != Some(Down::Kubelet) {
            return;
        }
        match event {
            Event::Pod(uid, PodEvent::Notice(Notice::Wake)) => self.node.runtime.wake(context, &uid),
            Event::Pod(uid, PodEvent::Notice(Notice::Gone(id))) => self.node.runtime.notice_end(&uid, id),
            _ => {}
        }
    }

    /// Every process ends, every sandbox is gone, and the kubelet forgets what it knew; images, volumes and
    /// the API server's objects stay.
    fn reboot(&mut self, context: &mut Context) {
        if self.down.replace(Down::Node) == Some(Down::Node) {
            return;
        }
        self.forget_state(context);
        for pod in self.pods.values() {
            self.node.runtime.crash(context, &pod.uid);
        }
        let delay = context.scenario.timing.reboot;
        context.after(delay, Event::Booted);
    }

    /// The kubelet begins anew with the pods that the API server binds to the node.
    pub(super) fn booted(&mut self, context: &mut Context) {
        let Some(down) = self.down.take() else { return };
        self.node.began = Some(context.now);
        if down == Down::Node {
            self.node.runtime.recover(context.now);
        }
        let old = std::mem::take(&mut self.pods);
        let stored: Vec<Object> = context.store.list(Kind::Pod).cloned().collect();
        for uid in old.keys() {
            if !stored.iter().any(|object| object.meta().uid == **uid) {
                self.node.runtime.remove_pod(context, uid);
            }
        }
        for object in stored {
            let uid: Uid = object.meta().uid.clone();
            let verb = Verb::Added;
            self.watch(context, &Watch { verb, object });
            if let (Down::Kubelet, Some(before), Some(pod)) = (down, old.get(&uid), self.pods.get_mut(&uid)) {
                pod.succeed(before);
            }
        }
        self.node.runtime.all_changed();
    }
}
