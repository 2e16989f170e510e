//! The event queue: who is woken when.

use super::{Channel, Kernel, Pid};
use std::cmp::Reverse;
use std::time::Duration;

/// Most wake-ups at one instant.
const MAX_WAKES_AT_ONCE: u32 = 5_000;

impl Kernel {
    /// Wakes a process at a time, unless it was woken before.
    pub fn wake_at(&mut self, at: Duration, pid: Pid) {
        let Some(process) = self.processes.get(&pid) else {
            return;
        };
        self.sequence += 1;
        self.queue
            .push(Reverse((at, self.sequence, pid, process.generation)));
    }

    /// Wakes a process now.
    pub fn wake(&mut self, pid: Pid) {
        self.wake_at(self.now, pid);
    }

    /// Wakes every process that waits on the channel.
    pub fn notify(&mut self, channel: Channel) {
        let waiting: Vec<Pid> = self
            .processes
            .iter()
            .filter(|(_, p)| p.channel == Some(channel))
            .map(|(pid, _)| *pid)
            .collect();
        for pid in waiting {
            self.wake(pid);
        }
    }

    /// The time of the next wake-up that is not stale.
    pub fn next_event(&mut self) -> Option<Duration> {
        while let Some(Reverse((at, _, pid, generation))) = self.queue.peek().copied() {
            let live = self
                .processes
                .get(&pid)
                .is_some_and(|p| p.generation == generation && p.ended.is_none());
            if live {
                return Some(at);
            }
            self.queue.pop();
        }
        None
    }

    /// Takes the next due wake-up and moves the clock there.
    pub fn pop_due(&mut self, to: Duration) -> Option<Pid> {
        let (at, pid) = loop {
            if self.next_event()? > to {
                return None;
            }
            let Reverse((at, _, pid, generation)) = self.queue.pop()?;
            let at = self.now.max(at);
            if at != self.instant.0 {
                self.instant = (at, 0);
            }
            self.instant.1 += 1;
            if self.instant.1 <= MAX_WAKES_AT_ONCE {
                break (at, pid);
            }
            // Processes that wake each other without end: this one goes on a second later.
            self.instant.1 = 0;
            self.sequence += 1;
            self.queue.push(Reverse((
                at + Duration::from_secs(1),
                self.sequence,
                pid,
                generation,
            )));
        };
        self.now = at;
        if let Some(process) = self.processes.get_mut(&pid) {
            process.generation += 1;
            process.channel = None;
        }
        Some(pid)
    }
}
