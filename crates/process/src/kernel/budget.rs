//! How much a container may compute: a loop without a pause must not stop the clock.

use std::time::Duration;

/// Steps a container may take at once.
const BURST: u32 = 20_000;
/// Steps per virtual second after the burst, by the seconds that the container has been out of budget.
const REFILL: [(u32, u32); 3] = [(10, 2_000), (60, 200), (u32::MAX, 20)];

/// What starting another program counts: a loop of programs that take 2 ms each must run out of budget as well.
pub(crate) const PROGRAM_STEPS: u32 = 8;
/// What forking a subshell counts.
pub(crate) const FORK_STEPS: u32 = 4;

/// A container's account.
#[derive(Debug, Clone)]
pub(crate) struct Budget {
    left: u32,
    second: u64,
    /// Seconds in a row that ended without a step left.
    busy: u32,
    noted: bool,
}

/// What a step may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Go,
    /// Wait until this time first; `first`: nobody was told yet.
    Wait {
        until: Duration,
        first: bool,
    },
}

impl Default for Budget {
    fn default() -> Self {
        Budget {
            left: BURST,
            second: 0,
            busy: 0,
            noted: false,
        }
    }
}

impl Budget {
    /// Takes steps: one for a builtin, more for what is heavier.
    pub fn step(&mut self, now: Duration, steps: u32) -> Verdict {
        let second = now.as_secs();
        if second != self.second {
            let refill = REFILL.iter().find(|r| self.busy < r.0).map_or(1, |r| r.1);
            let passed = u32::try_from(second.saturating_sub(self.second)).unwrap_or(u32::MAX);
            if self.left > 0 {
                self.busy = 0;
            }
            self.left = self.left.saturating_add(refill.saturating_mul(passed)).min(BURST);
            self.second = second;
        }
        if self.left > 0 {
            self.left = self.left.saturating_sub(steps);
            return Verdict::Go;
        }
        self.busy = self.busy.saturating_add(1);
        let first = !std::mem::replace(&mut self.noted, true);
        Verdict::Wait {
            until: Duration::from_secs(second + 1),
            first,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_loop_slows_down() {
        let mut budget = Budget::default();
        let (mut now, mut steps, mut notes) = (Duration::ZERO, 0u64, 0);
        while now < Duration::from_secs(3600) {
            match budget.step(now, 1) {
                Verdict::Go => {
                    steps += 1;
                    now += Duration::from_micros(50);
                }
                Verdict::Wait { until, first } => {
                    now = until;
                    notes += u32::from(first);
                }
            }
        }
        assert!((40_000..200_000).contains(&steps), "{steps}");
        assert_eq!(notes, 1);
    }

    #[test]
    fn a_loop_of_programs_is_busy_too() {
        let mut budget = Budget::default();
        let (mut now, mut programs) = (Duration::ZERO, 0u64);
        while now < Duration::from_secs(3600) {
            match budget.step(now, PROGRAM_STEPS) {
                Verdict::Go => {
                    programs += 1;
                    now += Duration::from_millis(2);
                }
                Verdict::Wait { until, .. } => now = until,
            }
        }
        assert!((4_000..40_000).contains(&programs), "{programs}");
    }

    #[test]
    fn a_loop_with_pauses_is_free() {
        let mut budget = Budget::default();
        for second in 0..10_000 {
            for _ in 0..100 {
                assert_eq!(budget.step(Duration::from_secs(second), 1), Verdict::Go);
            }
        }
    }
}
