//! What is simulated besides the manifest: how long, which luck, how slow the pulls, and what the user does meanwhile.

use sorted::Map;
use std::time::Duration;

use api::meta_v1::Time;

use crate::text::{Micros, micros};

/// How long can be simulated, in seconds.
pub const LENGTHS: [u32; 7] = [120, 300, 600, 1_800, 3_600, 21_600, 86_400];
/// At most so many actions.
pub const ACTIONS_MAX: usize = 40;
/// An action's line is never longer, in bytes.
pub const COMMAND_MAX: usize = 400;
/// The largest seed.
pub const SEED_MAX: u64 = 999_999;
/// The longest pull, in milliseconds.
pub const PULL_MAX: u32 = 600_000;
/// The latest wall-clock time of the start, in seconds since 1970: the year 9999.
const EPOCH_MAX: i64 = 253_402_300_799;
/// At most so many images have a pull time of their own.
const PULLS_MAX: usize = 40;

/// Everything that a run depends on besides the manifest, the version and the choice of the sidecar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// How long to simulate, in seconds.
    pub length: u32,
    /// Seed of names and, with jitter, of every random delay.
    pub seed: u64,
    /// Delays are drawn from their ranges instead of being the median.
    pub jitter: bool,
    /// No image is on the node at the start.
    pub cold: bool,
    /// How long a pull takes, in milliseconds, by image as written.
    pub pulls: Map<String, u32>,
    /// What the user does, in order of time.
    pub actions: Vec<UserAction>,
    /// The wall-clock time of the start; `None`: the usual one, or shortly before a CronJob is due ([`sim::epoch`]).
    pub epoch: Option<Time>,
}

/// A command at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAction {
    /// When, on the trace's clock, to the millisecond.
    pub at: Micros,
    /// The command: `kubectl delete pod x`.
    pub command: String,
}

/// A wall-clock time of a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// In UTC, as an `<input type="datetime-local">` says it: `2026-11-21T10:02:58`.
    pub text: String,
    /// Whether it is the one that a run has when neither the user nor a schedule says otherwise.
    pub usual: bool,
}

impl Clock {
    /// That of a time.
    pub(crate) fn at(epoch: Time) -> Clock {
        let usual = epoch == sim::USUAL_EPOCH;
        let text = epoch.to_string().replace('Z', "");
        Clock { text, usual }
    }
}

impl Default for Conditions {
    fn default() -> Conditions {
        let scenario = sim::Scenario::default();
        Conditions {
            length: u32::try_from(scenario.horizon.as_secs()).unwrap_or(LENGTHS[0]),
            seed: scenario.seed,
            jitter: scenario.jitter,
            cold: !scenario.timing.warm,
            pulls: Map::new(),
            actions: Vec::new(),
            epoch: None,
        }
    }
}

impl Conditions {
    /// Adds an action in order of time; false when there are too many or it is empty or too long.
    pub fn add(&mut self, at: Micros, command: &str) -> bool {
        let command = command.trim();
        if self.actions.len() >= ACTIONS_MAX || command.is_empty() || command.len() > COMMAND_MAX {
            return false;
        }
        let at = at.max(0) / 1_000 * 1_000;
        let index = self.actions.partition_point(|action| action.at <= at);
        let command = command.to_owned();
        self.actions.insert(index, UserAction { at, command });
        true
    }

    /// Sets how long an image's pull takes; pulling needs a node that has no images.
    pub fn set_pull(&mut self, image: &str, millis: u32) {
        if self.pulls.len() < PULLS_MAX || self.pulls.contains_key(image) {
            self.cold = true;
            self.pulls.insert(image.to_owned(), millis.min(PULL_MAX));
        }
    }

    /// The longest or the next allowed length.
    pub fn set_length(&mut self, seconds: u32) {
        let longest = LENGTHS[LENGTHS.len() - 1];
        self.length = seconds.clamp(1, longest);
    }

    /// Sets the wall-clock time of the start, in milliseconds since 1970; beyond the years 1970 to 9999 it is the usual
    /// one.
    pub fn set_epoch(&mut self, millis: i64) {
        let fits = (0..=EPOCH_MAX * 1_000).contains(&millis);
        self.epoch = fits.then(|| Time(millis * 1_000));
    }

    /// Sets the wall-clock time of the start as an `<input type="datetime-local">` says it, in UTC: `2026-11-22T02:59:58`,
    /// without `:00` at the end. Empty or none: the usual one. Half a second is added as to the usual one.
    pub fn set_clock(&mut self, clock: &str) {
        let seconds = if clock.len() == "2026-11-22T02:59".len() {
            ":00Z"
        } else {
            "Z"
        };
        let time = Time::parse(&format!("{clock}{seconds}"));
        self.set_epoch(time.map_or(-1, |time| time.unix() * 1_000 + 500));
    }

    /// As the simulator wants it, for these objects.
    pub(crate) fn scenario(
        &self,
        kubernetes: api::KubernetesVersion,
        objects: &[api::ManifestObject],
    ) -> sim::Scenario {
        let mut scenario = sim::Scenario {
            kubernetes,
            epoch: self.epoch.unwrap_or_else(|| sim::epoch(objects)),
            horizon: Duration::from_secs(self.length.into()),
            names: self.seed,
            seed: self.seed,
            // An action is taken for all variants, whose pods may have other names.
            counterparts: true,
            jitter: self.jitter,
            ..sim::Scenario::default()
        };
        scenario.timing.warm = !self.cold;
        let pulls = self.pulls.iter();
        scenario.pulls = pulls
            .map(|(image, millis)| (image.clone(), Duration::from_millis((*millis).into())))
            .collect();
        let actions = self.actions.iter().map(|action| sim::TimedAction {
            at: Duration::from_micros(u64::try_from(action.at).unwrap_or(0)),
            action: sim::Action::Command(action.command.clone()),
        });
        scenario.actions = actions.collect();
        scenario
    }

    /// The length in microseconds.
    pub fn horizon(&self) -> Micros {
        micros(Duration::from_secs(self.length.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_read_as_a_browser_writes_it() {
        let check = |clock: &str, expect: Option<i64>| {
            let mut conditions = Conditions::default();
            conditions.set_clock(clock);
            assert_eq!(conditions.epoch.map(|time| time.0 / 1_000), expect, "{clock}");
        };
        check("2026-11-21T10:02:58", Some(1_795_255_378_500));
        check("2026-11-21T10:03", Some(1_795_255_380_500));
        check("", None);
        check("yesterday", None);
        check("12026-11-21T10:03", None);
    }

    #[test]
    fn actions_stay_in_order_and_few() {
        let mut conditions = Conditions::default();
        for (at, command) in [(9_000_500, "b"), (1_000_000, " a "), (9_000_000, "c")] {
            assert!(conditions.add(at, command));
        }
        let all: Vec<(Micros, &str)> = conditions
            .actions
            .iter()
            .map(|action| (action.at, action.command.as_str()))
            .collect();
        assert_eq!(all, [(1_000_000, "a"), (9_000_000, "b"), (9_000_000, "c")]);
        assert!(!conditions.add(0, "  "));
        for _ in 0..2 * ACTIONS_MAX {
            conditions.add(-1, "x");
        }
        assert_eq!(conditions.actions.len(), ACTIONS_MAX);
    }

    #[test]
    fn a_pull_time_empties_the_node() {
        let mut conditions = Conditions::default();
        conditions.set_pull("nginx", u32::MAX);
        assert!(conditions.cold);
        let scenario = conditions.scenario(api::KubernetesVersion::NEWEST, &[]);
        assert_eq!(scenario.pulls["nginx"], Duration::from_secs(600));
        assert!(!scenario.timing.warm);
    }
}
