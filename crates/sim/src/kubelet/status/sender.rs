//! The way of statuses to the API server: one sender for all pods of the node, one write after the other.
//! Mirrors pkg/kubelet/status/status_manager.go `Start`, `syncBatch`, `syncPod` (v1.36.2).
//!
//! The sender takes the statuses that are news *together*, as they stand then, and writes them in turn. What
//! changes meanwhile goes into the next batch: several changes of one pod while the sender is busy become one
//! revision, even when it is busy with another pod.

use std::collections::VecDeque;
use std::time::Duration;

use api::Shared;
use api::core_v1::PodStatus;
use trace::Cause;

use crate::context::Context;
use crate::kubelet::agent::Agent;
use crate::kubelet::{Event, Kubelet};
use crate::runtime::Uid;

/// From the wake-up of the sender to its look at the statuses. What the pod worker reports at once after a
/// probe's result gets in as well.
const WAKE: Duration = Duration::from_millis(1);

/// One status on its way.
#[derive(Clone, Debug)]
pub(super) struct Letter {
    uid: Uid,
    pub version: u64,
    pub status: Shared<PodStatus>,
    /// The pod's worker had finished: a deleted pod may disappear.
    pub finished: bool,
    cause: Cause,
}

/// What the sender does.
#[derive(Clone, Debug, Default)]
enum Activity {
    /// It waits for news.
    #[default]
    Idle,
    /// It has been woken and will look in a moment.
    Waking,
    /// It writes this one.
    Writing(Letter),
}

/// The node's sender of statuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sender {
    activity: Activity,
    /// Pods whose status is news, in the order of the news.
    news: VecDeque<Uid>,
    /// Taken, not yet written.
    batch: VecDeque<Letter>,
    /// Races with a pod worker so far ([`Agent::sender_is_first`]).
    races: u32,
}

impl Sender {
    fn is_idle(&self) -> bool {
        matches!(self.activity, Activity::Idle)
    }
}

impl Agent<'_> {
    /// The pod's status is news: wakes the sender, unless it is at work (then it looks when it is done).
    pub(super) fn send_status(&mut self) {
        let sender = &mut self.node.sender;
        if !std::mem::replace(&mut self.pod.status.announced, true) {
            sender.news.push_back(self.pod.uid.clone());
        }
        if sender.is_idle() {
            sender.activity = Activity::Waking;
            let cause = self.cx.cause.clone();
            self.cx.after_because(WAKE, cause, Event::StatusSender);
        }
    }

    /// Lets the sender look before anything else happens.
    pub(super) fn send_status_now(&mut self) {
        let Some(letter) = self.pod.status.letter(&self.pod.uid) else {
            return;
        };
        write(self.node, self.cx, letter);
    }

    /// A startup probe has succeeded: the status manager wakes the sender, the sync loop the pod's worker, which
    /// generates the whole status. Whoever is scheduled first decides whether `started` is published alone.
    /// Of 33 recorded races the worker won 22: the sender is first in every third, beginning with the second
    /// (with jitter: by chance). A worker that has to wait for a relist, or a sender at work, runs no race. (Always the
    /// worker would be as good a guess of drawn races: 279 of 286 and 290 of 300 pairs, not 280 and 290, and one recording
    /// less; `tests`' bin `draws`.)
    pub(super) fn sender_is_first(&mut self) -> bool {
        if !self.node.sender.is_idle() || !self.begins_at_once() {
            return false;
        }
        let race = self.node.sender.races;
        self.node.sender.races += 1;
        if self.cx.scenario.jitter {
            self.cx.random.below(3) == 0
        } else {
            race % 3 == 1
        }
    }
}

fn write(node: &mut crate::kubelet::Node, context: &mut Context, letter: Letter) {
    let delay = context.scenario.timing.api_write;
    context.after_because(delay, letter.cause.clone(), Event::StatusSender);
    node.sender.activity = Activity::Writing(letter);
}

impl super::ManagedStatus {
    /// The newest status, unless the API server has it.
    fn letter(&self, uid: &Uid) -> Option<Letter> {
        let (status, cause) = self.unsent()?;
        Some(Letter {
            uid: uid.clone(),
            version: self.version(),
            status,
            finished: self.is_finished(),
            cause,
        })
    }
}

impl Kubelet {
    /// The sender looks for news, or its write is done.
    pub fn status_sender(&mut self, context: &mut Context) {
        if let Activity::Writing(letter) = std::mem::take(&mut self.node.sender.activity) {
            let uid = letter.uid.clone();
            self.with(context, &uid, |agent| agent.status_written(letter));
        }
        if self.node.sender.batch.is_empty() {
            for uid in std::mem::take(&mut self.node.sender.news) {
                let Some(pod) = self.pods.get_mut(&uid) else {
                    continue;
                };
                pod.status.announced = false;
                self.node.sender.batch.extend(pod.status.letter(&uid));
            }
        }
        if let Some(letter) = self.node.sender.batch.pop_front() {
            write(&mut self.node, context, letter);
        }
    }
}
