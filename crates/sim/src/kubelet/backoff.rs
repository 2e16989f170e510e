//! Exponential back-off by key.
//! Mirrors staging/src/k8s.io/client-go/util/flowcontrol/backoff.go as the kubelet sets it up (v1.36.2).

use sorted::Map;
use std::time::Duration;

/// The first back-off.
const INITIAL: Duration = Duration::from_secs(10);
/// The longest.
const MAX: Duration = Duration::from_secs(300);
/// Without an event for this long an entry counts as new (2 × the maximum).
const EXPIRES: Duration = Duration::from_secs(600);
/// How often the kubelet removes expired entries of containers (`HandlePodCleanups`).
const HOUSEKEEPING: u64 = 2;

/// The back-offs of one pod: of its containers, or of its images.
#[derive(Clone, Debug, Default)]
pub(crate) struct Backoff(Map<String, Entry>);

#[derive(Clone, Copy, Debug)]
struct Entry {
    backoff: Duration,
    updated: Duration,
}

impl Backoff {
    /// Doubles the back-off of a key (or begins) because of an event.
    pub fn next(&mut self, key: &str, event: Duration, now: Duration) {
        let known = self.known(key, event, now);
        let backoff = known.map_or(INITIAL, |entry| (entry.backoff * 2).min(MAX));
        self.0.insert(
            key.to_owned(),
            Entry {
                backoff,
                updated: now,
            },
        );
    }

    /// The back-off in force when less than that has passed since the event.
    pub fn in_backoff_since(&self, key: &str, event: Duration, now: Duration) -> Option<Duration> {
        let entry = self.known(key, event, now)?;
        (now.saturating_sub(event) < entry.backoff).then_some(entry.backoff)
    }

    /// The time of the last [`Backoff::next`] while its back-off lasts (`IsInBackOffSinceUpdate`).
    pub fn in_backoff_since_update(&self, key: &str, now: Duration) -> Option<Duration> {
        let entry = self.0.get(key).filter(|entry| !is_expired(now, entry.updated))?;
        (now.saturating_sub(entry.updated) < entry.backoff).then_some(entry.backoff)
    }

    /// The entry, unless it expired before the event or was removed since (`GC`): removal asks for the
    /// time only, so that it may end a back-off which still runs.
    fn known(&self, key: &str, event: Duration, now: Duration) -> Option<&Entry> {
        let housekeeping = Duration::from_secs(now.as_secs() / HOUSEKEEPING * HOUSEKEEPING);
        let entry = self.0.get(key)?;
        (!is_expired(event, entry.updated) && !is_expired(housekeeping, entry.updated)).then_some(entry)
    }
}

fn is_expired(event: Duration, updated: Duration) -> bool {
    event.saturating_sub(updated) > EXPIRES
}

/// A duration as Go prints it: `10s`, `1m20s`, `5m0s`.
pub(crate) fn go_seconds(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 60 {
        format!("{seconds}s")
    } else if seconds < 3600 {
        format!("{}m{}s", seconds / 60, seconds % 60)
    } else {
        format!("{}h{}m{}s", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

/// A duration as Go prints it, cut to milliseconds: `512ms`, `1.234s`, `1m2.5s`.
pub(crate) fn go_millis(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    if millis == 0 {
        return "0s".to_owned();
    }
    if millis < 1000 {
        return [&millis.to_string(), "ms"].concat();
    }
    let (minutes, seconds, rest) = (millis / 60_000, millis / 1000 % 60, millis % 1000);
    let front = if minutes > 0 {
        format!("{minutes}m")
    } else {
        String::new()
    };
    let fraction = format!("{rest:03}");
    let fraction = fraction.trim_end_matches('0');
    let dot = if fraction.is_empty() { "" } else { "." };
    format!("{front}{seconds}{dot}{fraction}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_five_minutes_and_expires() {
        let at = Duration::from_secs;
        let mut backoff = Backoff::default();
        assert_eq!(backoff.in_backoff_since("a", at(0), at(0)), None);
        let mut now = 0;
        for expect in [10, 20, 40, 80, 160, 300, 300] {
            backoff.next("a", at(now), at(now));
            assert_eq!(backoff.in_backoff_since("a", at(now), at(now)), Some(at(expect)));
            assert_eq!(backoff.in_backoff_since("a", at(now), at(now + expect)), None);
            now += expect;
        }
        backoff.next("a", at(now + 1300), at(now + 1300));
        assert_eq!(
            backoff.in_backoff_since("a", at(now + 1300), at(now + 1300)),
            Some(at(10))
        );
    }

    /// A container that runs for more than five minutes of its ten loses its entry while it waits.
    #[test]
    fn an_old_entry_is_removed_while_its_back_off_runs() {
        let at = Duration::from_secs;
        let mut backoff = Backoff::default();
        for time in [0, 10, 30, 70, 150, 310] {
            backoff.next("a", at(time), at(time));
        }
        let (started, exited) = (310, 310 + 400);
        assert_eq!(
            [exited, started + 600, started + 601, started + 602, started + 699]
                .map(|now| backoff.in_backoff_since("a", at(exited), at(now))),
            [Some(at(300)), Some(at(300)), Some(at(300)), None, None]
        );
        backoff.next("a", at(exited), at(started + 602));
        assert_eq!(backoff.in_backoff_since("a", at(912), at(912)), Some(at(10)));
    }

    #[test]
    fn go_durations() {
        assert_eq!(
            [10, 80, 300].map(|s| go_seconds(Duration::from_secs(s))),
            ["10s", "1m20s", "5m0s"]
        );
        assert_eq!(
            [512, 1234, 62_500, 2000].map(|ms| go_millis(Duration::from_millis(ms))),
            ["512ms", "1.234s", "1m2.5s", "2s"]
        );
    }
}
