//! What can happen to the node besides the API: a process is killed, the node reboots.

use std::sync::Arc;

use api::{Kind, Object};
use trace::Verb;

use super::{Event, Kubelet};
use crate::api_server::Watch;
use crate::context::Context;
use crate::runtime::{CriState, Uid};
use crate::scheduler::NODE;

/// When a command of the node has its answer.
pub(crate) enum Answer {
    /// At once.
    Now(String),
    /// When it has ended; it is recorded then.
    Later,
}

impl Kubelet {
    /// Carries out `kill CONTAINER in POD`, `reboot node` and `kubectl exec`; `None` for other commands.
    pub fn command(&mut self, context: &mut Context, line: &str) -> Option<Answer> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["kill", container, "in", pod] | ["kill", container, "in", "pod", pod] => {
                Some(Answer::Now(self.kill_process(context, container, pod)))
            }
            ["reboot", "node"] => {
                self.reboot(context);
                Some(Answer::Now(format!("{NODE} reboots\n")))
            }
            ["kubectl", "exec", ..] => Some(match self.exec(context, line) {
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
            return format!("error: pod {pod:?} does not run on {NODE}\n");
        };
        let status = self.node.runtime.status(&uid);
        let running = status
            .find(container)
            .filter(|newest| newest.state == CriState::Running);
        let Some(id) = running.map(|newest| newest.id) else {
            return format!("error: container {container:?} of pod {pod:?} does not run\n");
        };
        self.node.runtime.signal(context, &uid, id, true);
        format!("killed {container} in pod/{pod}\n")
    }

    /// Every process ends, every sandbox is gone, and the kubelet forgets what it knew; images, volumes and
    /// the API server's objects stay.
    fn reboot(&mut self, context: &mut Context) {
        if std::mem::replace(&mut self.down, true) {
            return;
        }
        for pod in self.pods.values_mut() {
            pod.stop_all_probes(context);
            self.node.runtime.crash(context, &pod.uid);
        }
        self.node.working.clear();
        self.node.relisted = None;
        self.node.sender = Default::default();
        self.ticking = false;
        let delay = context.scenario.timing.reboot;
        context.after(delay, Event::Booted);
    }

    /// The kubelet begins anew with the pods that the API server binds to the node.
    pub(super) fn booted(&mut self, context: &mut Context) {
        self.down = false;
        let old = std::mem::take(&mut self.pods);
        let stored: Vec<Object> = context.store.list(Kind::Pod).cloned().collect();
        for uid in old.keys() {
            if !stored.iter().any(|object| object.meta().uid == **uid) {
                self.node.runtime.remove_pod(context, uid);
            }
        }
        for object in stored {
            let uid: Uid = Arc::from(object.meta().uid.as_str());
            let deleting = object.meta().deletion_timestamp.is_some();
            let verb = Verb::Added;
            self.watch(context, &Watch { verb, object });
            if deleting {
                self.with(context, &uid, |agent| agent.request_termination());
            }
        }
    }
}
