//! When a run begins by the wall clock if nobody says: shortly before something happens.

use std::time::Duration;

use api::batch_v1::CronJob;
use api::cron::Schedule;
use api::meta_v1::Time;
use api::{ManifestObject, Object};

use crate::controllers::cron_job::format_schedule;

/// 2026-11-21T10:02:58.5Z: the minute of the recorded CronJobs, so that a `* * * * *` CronJob starts its first Job two
/// seconds later and the Jobs have the recorded names. Half a second past, because what counts whole seconds
/// (`initialDelaySeconds`) then begins at the middle of what a cluster shows.
pub const USUAL_EPOCH: Time = Time(1_795_255_378_500_000);
/// How long before its first activation a CronJob is applied, in microseconds: as long as before 10:03 above.
const BEFORE: i64 = 1_500_000;
/// An activation that comes within this is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// The wall-clock time of t = 0 for objects of which nobody says when they are applied: [`USUAL_EPOCH`], or, where the
/// first activation of their CronJobs is more than a minute away then, shortly before it. A nightly Job would not be
/// seen otherwise.
pub fn epoch(objects: &[ManifestObject]) -> Time {
    let first = objects.iter().filter_map(|object| match &object.object {
        Object::CronJob(cron) => first_activation(cron),
        _ => None,
    });
    match first.min() {
        Some(first) if first.since(USUAL_EPOCH) > PATIENCE => before(first),
        _ => USUAL_EPOCH,
    }
}

fn before(activation: Time) -> Time {
    Time(activation.0 - BEFORE)
}

/// The first activation of a CronJob by the wall clock. What counts from its creation (`@every`) has none: it comes
/// no sooner whenever that is.
fn first_activation(cron: &CronJob) -> Option<Time> {
    if cron.spec.suspend == Some(true) {
        return None;
    }
    let schedule = Schedule::parse(&format_schedule(cron)).ok()?;
    let first = schedule.next(USUAL_EPOCH)?;
    (schedule.next(before(first)) == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begins(cron_jobs: &[(&str, Option<&str>, bool)]) -> String {
        let objects = cron_jobs
            .iter()
            .enumerate()
            .map(|(index, (schedule, zone, suspend))| {
                let mut cron = CronJob::default();
                cron.spec.schedule = (*schedule).to_owned();
                cron.spec.time_zone = zone.map(str::to_owned);
                cron.spec.suspend = Some(*suspend);
                ManifestObject {
                    index,
                    object: cron.into(),
                }
            });
        let objects: Vec<ManifestObject> = objects.collect();
        epoch(&objects).to_string()
    }

    #[test]
    fn a_run_begins_shortly_before_the_first_activation() {
        let usual = "2026-11-21T10:02:58Z";
        assert_eq!(begins(&[]), usual);
        for (schedule, expect) in [
            ("* * * * *", usual),
            ("0 3 * * *", "2026-11-22T02:59:58Z"),
            ("*/5 * * * *", "2026-11-21T10:04:58Z"),
            ("0 9 * * 1-5", "2026-11-23T08:59:58Z"),
            ("TZ=Europe/Berlin 0 3 * * *", "2026-11-22T01:59:58Z"),
            ("@every 90s", usual),
            ("0 0 30 2 *", usual),
            ("no schedule", usual),
        ] {
            assert_eq!(begins(&[(schedule, None, false)]), expect, "{schedule}");
        }
        let berlin = Some("Europe/Berlin");
        assert_eq!(begins(&[("0 3 * * *", berlin, false)]), "2026-11-22T01:59:58Z");
        assert_eq!(begins(&[("0 3 * * *", None, true)]), usual, "suspended");
        let two = [("0 3 * * *", None, false), ("30 2 * * *", None, false)];
        assert_eq!(begins(&two), "2026-11-22T02:29:58Z", "the first of both");
        let soon = [("0 3 * * *", None, false), ("* * * * *", None, false)];
        assert_eq!(begins(&soon), usual);
    }
}
