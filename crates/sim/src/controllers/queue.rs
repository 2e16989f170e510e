//! A controller's work queue: keys to sync, now or later, each at most once in either place.
//! Mirrors staging/src/k8s.io/client-go/util/workqueue/{queue,delaying_queue}.go (v1.36.2).

use sorted::{Map, Set};
use std::time::Duration;

use api::ObjectKey;

use super::{Controller, Event};
use crate::context::Context;
use crate::engine::Timer;

/// Keys that wait for their controller.
#[derive(Debug)]
pub(crate) struct WorkQueue {
    controller: Controller,
    ready: Set<ObjectKey>,
    waiting: Map<ObjectKey, Timer>,
    /// Until when a worker is busy with a key: what comes meanwhile waits for it, once.
    busy: Map<ObjectKey, Duration>,
}

impl WorkQueue {
    /// An empty queue whose keys go to `controller`.
    pub fn new(controller: Controller) -> WorkQueue {
        WorkQueue {
            controller,
            ready: Set::new(),
            waiting: Map::new(),
            busy: Map::new(),
        }
    }

    /// To be synced at once (after what happens at this moment anyway).
    pub fn add(&mut self, context: &mut Context, key: ObjectKey) {
        if self.ready.insert(key.clone()) {
            let free = self.busy.get(&key).copied().unwrap_or_default();
            let delay = free.saturating_sub(context.now);
            context.after(delay, Event::Sync(self.controller, key));
        }
    }

    /// A worker has taken a key that costs it an API write's time.
    pub fn occupy(&mut self, context: &Context, key: &ObjectKey) {
        let until = context.now + context.scenario.timing.api_write;
        self.busy.insert(key.clone(), until);
    }

    /// A key will not come back.
    pub fn forget(&mut self, key: &ObjectKey) {
        self.busy.remove(key);
    }

    /// To be synced after a delay; of two delays of one key the earlier end counts.
    pub fn add_after(&mut self, context: &mut Context, key: ObjectKey, delay: Duration) {
        if delay.is_zero() {
            return self.add(context, key);
        }
        let at = context.now + delay;
        if let Some(timer) = self.waiting.get(&key).copied() {
            if timer.at() <= at {
                return;
            }
            context.cancel(timer);
        }
        let timer = context.after(delay, Event::Due(self.controller, key.clone()));
        self.waiting.insert(key, timer);
    }

    /// A key's turn has come.
    pub fn take_ready(&mut self, key: &ObjectKey) {
        self.ready.remove(key);
    }

    /// A key's delay is over. True when it is to be synced now, false when it will be anyway.
    pub fn take_due(&mut self, key: &ObjectKey) -> bool {
        self.waiting.remove(key);
        !self.ready.contains(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster;
    use crate::scenario::Scenario;
    use api::Kind;
    use std::rc::Rc;

    #[test]
    fn of_two_delays_the_earlier_counts_and_keys_are_queued_once() {
        let mut context = Context::new(Rc::new(Scenario::default()));
        let mut queue = WorkQueue::new(Controller::Job);
        let key = ObjectKey::new(Kind::Job, "default", "j");
        for seconds in [5, 2, 9] {
            queue.add_after(&mut context, key.clone(), Duration::from_secs(seconds));
        }
        queue.add(&mut context, key.clone());
        queue.add(&mut context, key.clone());
        let mut seen = Vec::new();
        while let Some((at, pending)) = context.queue.pop() {
            match pending.event {
                cluster::Event::Controllers(Event::Sync(_, key)) => {
                    queue.take_ready(&key);
                    seen.push((at.as_secs(), true));
                }
                cluster::Event::Controllers(Event::Due(_, key)) => {
                    seen.push((at.as_secs(), queue.take_due(&key)));
                }
                _ => {}
            }
        }
        assert_eq!(seen, [(0, true), (2, true)]);
    }
}
