//! The event queue: virtual time, a total order, timers that can be cancelled.
//!
//! Two entries of the same time come out in the order in which they went in, so a run never depends on
//! anything but its input.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

/// So many cancelled timers may wait for their time besides those that will fire.
const MAX_STALE: usize = 64;

/// An entry's place in the queue; also the handle to cancel it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timer {
    at: Duration,
    sequence: u64,
    slot: usize,
}

impl Timer {
    /// When it is due.
    pub fn at(self) -> Duration {
        self.at
    }
}

/// Future events in order of (time, sequence).
#[derive(Debug)]
pub(crate) struct Queue<E> {
    /// What is sorted is small; the events themselves stay where they are until they are due. The first one is never
    /// stale.
    order: BinaryHeap<Reverse<Timer>>,
    /// Each with its sequence: a timer that names another one is stale.
    entries: Vec<Option<(u64, E)>>,
    free: Vec<usize>,
    next_sequence: u64,
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Queue {
            order: BinaryHeap::new(),
            entries: Vec::new(),
            free: Vec::new(),
            next_sequence: 0,
        }
    }
}

impl<E> Queue<E> {
    /// Adds an event.
    pub fn schedule(&mut self, at: Duration, event: E) -> Timer {
        let slot = self.free.pop().unwrap_or(self.entries.len());
        if slot == self.entries.len() {
            self.entries.push(None);
        }
        let timer = Timer {
            slot,
            ..self.reserve(at)
        };
        self.entries[slot] = Some((timer.sequence, event));
        self.order.push(Reverse(timer));
        timer
    }

    /// A place in the order for what is kept elsewhere.
    pub fn reserve(&mut self, at: Duration) -> Timer {
        let sequence = self.next_sequence;
        self.next_sequence += 1;
        Timer {
            at,
            sequence,
            slot: usize::MAX,
        }
    }

    /// Takes an event back. `None` when it has been handed out or cancelled before.
    pub fn cancel(&mut self, timer: Timer) -> Option<E> {
        let event = self.take(timer);
        self.drop_stale();
        event
    }

    /// The place of the next event.
    pub fn peek(&self) -> Option<Timer> {
        self.order.peek().map(|Reverse(timer)| *timer)
    }

    /// Hands out the next event.
    pub fn pop(&mut self) -> Option<(Duration, E)> {
        let Reverse(timer) = self.order.pop()?;
        let event = self.take(timer)?;
        self.drop_stale();
        Some((timer.at, event))
    }

    fn take(&mut self, timer: Timer) -> Option<E> {
        if !is_live(&self.entries, timer) {
            return None;
        }
        self.free.push(timer.slot);
        self.entries[timer.slot].take().map(|(_, event)| event)
    }

    fn drop_stale(&mut self) {
        while let Some(Reverse(timer)) = self.order.peek()
            && !is_live(&self.entries, *timer)
        {
            self.order.pop();
        }
        let live = self.entries.len() - self.free.len();
        if self.order.len() > 2 * live + MAX_STALE {
            let entries = &self.entries;
            self.order.retain(|Reverse(timer)| is_live(entries, *timer));
        }
    }
}

fn is_live<E>(entries: &[Option<(u64, E)>], timer: Timer) -> bool {
    matches!(entries.get(timer.slot), Some(Some((sequence, _))) if *sequence == timer.sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_total_and_timers_cancel() {
        let mut queue = Queue::default();
        let second = Duration::from_secs;
        queue.schedule(second(2), "c");
        queue.schedule(second(1), "a");
        queue.schedule(second(1), "b");
        let gone = queue.schedule(second(1), "x");
        assert_eq!(queue.cancel(gone), Some("x"));
        assert_eq!(queue.cancel(gone), None);
        assert_eq!(queue.peek().map(Timer::at), Some(second(1)));
        let order: Vec<_> = std::iter::from_fn(|| queue.pop())
            .map(|(_, event)| event)
            .collect();
        assert_eq!(order, ["a", "b", "c"]);
    }

    #[test]
    fn timers_set_anew_for_ever_take_no_room() {
        let mut queue = Queue::default();
        let mut timer = queue.schedule(Duration::from_secs(9), 0);
        for number in 1..1000 {
            assert_eq!(queue.cancel(timer), Some(number - 1));
            timer = queue.schedule(Duration::from_secs(9), number);
        }
        assert!(queue.order.len() < 100 && queue.entries.len() == 1);
        assert_eq!(queue.pop(), Some((Duration::from_secs(9), 999)));
        assert_eq!((queue.pop(), queue.peek()), (None, None));
        let reserved = queue.reserve(Duration::from_secs(1));
        queue.schedule(Duration::from_secs(1), 1);
        assert!(queue.peek().is_some_and(|next| reserved < next));
    }
}
