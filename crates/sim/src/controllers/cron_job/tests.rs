//! Whole CronJobs on a stand-in for the kubelet, against what the real cluster did.

use api::Kind;
use api::core_v1::Pod;

use crate::testing::{Life, World};

fn cron_job(spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"batch/v1","kind":"CronJob","metadata":{{"name":"c"}},"spec":{{{spec}
        "jobTemplate":{{"spec":{{"template":{{"spec":{{"restartPolicy":"Never","containers":[{{"name":"main","image":"alpine"}}]}}}}}}}}}}}}"#
    )
}

fn reasons(world: &World<impl FnMut(&Pod) -> Life>) -> Vec<String> {
    let events = world.events().into_iter();
    events.map(|(at, reason, _)| format!("{at} {reason}")).collect()
}

/// The scenario begins two seconds before a full minute.
const EVERY_MINUTE: &str = r#""schedule":"* * * * *","concurrencyPolicy":"Allow","successfulJobsHistoryLimit":3,"failedJobsHistoryLimit":1,"#;

#[test]
fn a_job_every_minute() {
    let mut world = World::new(&[&cron_job(EVERY_MINUTE)], |_| Life::ends(5_000, 0));
    world.run(130);
    // As recorded: pods at :00.13-:00.23 of each minute.
    assert_eq!(world.pod_times(), [21, 621, 1221]);
    let jobs: Vec<String> = world
        .list(Kind::Job)
        .iter()
        .map(|job| job.meta().name.to_string())
        .collect();
    assert_eq!(jobs, ["c-29453761", "c-29453762", "c-29453763"]);
    let pods = world.list(Kind::Pod);
    assert!(
        pods[0].meta().name.starts_with("c-29453761-"),
        "{}",
        pods[0].meta().name
    );
}

#[test]
fn history_is_limited() {
    let mut world = World::new(&[&cron_job(EVERY_MINUTE)], |_| Life::ends(5_000, 0));
    world.run(600);
    assert_eq!(world.list(Kind::Job).len(), 3);
    assert_eq!(world.list(Kind::Pod).len(), 3);
    assert!(
        reasons(&world)
            .iter()
            .any(|reason| reason.ends_with("SuccessfulDelete"))
    );
}

#[test]
fn forbid_and_replace() {
    let forbid = EVERY_MINUTE.replace("Allow", "Forbid");
    let mut world = World::new(&[&cron_job(&forbid)], |_| Life::ends(90_000, 0));
    world.run(80);
    assert_eq!(world.list(Kind::Job).len(), 1);
    assert!(
        reasons(&world).contains(&"621 JobAlreadyActive".to_owned()),
        "{:?}",
        reasons(&world)
    );
    // The missed run starts late, when the first Job ends.
    world.run(100);
    assert_eq!(world.list(Kind::Job).len(), 2);

    let replace = EVERY_MINUTE.replace("Allow", "Replace");
    let mut world = World::new(&[&cron_job(&replace)], |_| Life::ends(90_000, 0));
    world.run(80);
    let jobs: Vec<String> = world
        .list(Kind::Job)
        .iter()
        .map(|job| job.meta().name.to_string())
        .collect();
    assert_eq!(jobs, ["c-29453762"]);
}

#[test]
fn suspension_by_patch() {
    let mut world = World::new(&[&cron_job(EVERY_MINUTE)], |_| Life::ends(5_000, 0));
    world.run(10);
    assert_eq!(
        world.command(r#"kubectl patch cronjob c -p '{"spec":{"suspend":true}}'"#),
        "cronjob.batch/c patched\n"
    );
    world.run(130);
    assert_eq!(world.list(Kind::Job).len(), 1);
    assert_eq!(
        world.command("kubectl create job now --from=cronjob/c"),
        "job.batch/now created\n"
    );
    world.run(140);
    assert_eq!(world.list(Kind::Job).len(), 2);
}

#[test]
fn schedules_follow_the_zones_clock() {
    // 00:01 UTC is 01:01 in Berlin.
    let spec = r#""schedule":"1 1 * * *","timeZone":"Europe/Berlin","concurrencyPolicy":"Allow","#;
    let mut world = World::new(&[&cron_job(spec)], |_| Life::ends(5_000, 0));
    world.run(10);
    let jobs = world.list(Kind::Job);
    assert_eq!(jobs.len(), 1);
    assert_eq!(jobs[0].meta().name, "c-29453761", "names count minutes of UTC");
    assert_eq!(
        jobs[0].meta().annotations["batch.kubernetes.io/cronjob-scheduled-timestamp"],
        "2026-01-01T01:01:00+01:00"
    );
}

/// Suspended at 10 s, resumed at 00:03:40: the Jobs' minutes then.
fn after_a_pause(deadline: &str) -> Vec<String> {
    let mut world = World::new(&[&cron_job(&format!("{EVERY_MINUTE}{deadline}"))], |_| {
        Life::ends(5_000, 0)
    });
    world.run(10);
    world.command(r#"kubectl patch cronjob c -p '{"spec":{"suspend":true}}'"#);
    world.run(162);
    world.command(r#"kubectl patch cronjob c -p '{"spec":{"suspend":false}}'"#);
    world.run(170);
    world
        .list(Kind::Job)
        .iter()
        .map(|job| job.meta().name.to_string())
        .collect()
}

#[test]
fn what_was_missed_starts_late_unless_a_deadline_forbids() {
    assert_eq!(
        after_a_pause(""),
        ["c-29453761", "c-29453763"],
        "only the most recent one"
    );
    assert_eq!(after_a_pause(r#""startingDeadlineSeconds":30,"#), ["c-29453761"]);
    assert_eq!(
        after_a_pause(r#""startingDeadlineSeconds":50,"#),
        ["c-29453761", "c-29453763"]
    );
}

#[test]
fn without_history_a_job_goes_when_it_is_done() {
    let spec = EVERY_MINUTE.replace(
        "\"successfulJobsHistoryLimit\":3",
        "\"successfulJobsHistoryLimit\":0",
    );
    let mut world = World::new(&[&cron_job(&spec)], |_| Life::ends(5_000, 0));
    world.run(30);
    assert!(world.list(Kind::Job).is_empty() && world.list(Kind::Pod).is_empty());
    let crons = world.list(Kind::CronJob);
    let Some(api::Object::CronJob(cron)) = crons.first() else {
        panic!("the CronJob is there")
    };
    assert!(cron.status.last_successful_time.is_some() && cron.status.active.is_empty());
}

#[test]
fn replacing_deletes_the_running_job() {
    let replace = EVERY_MINUTE.replace("Allow", "Replace");
    let mut world = World::new(&[&cron_job(&replace)], |_| Life::ends(90_000, 0));
    world.run(64);
    let said: Vec<String> = world
        .events()
        .into_iter()
        .filter(|(at, reason, _)| *at >= 620 && reason.starts_with("Successful"))
        .map(|(_, _, message)| message)
        .collect();
    assert_eq!(said[..2], ["Deleted job c-29453761", "Created job c-29453762"]);
}

#[test]
fn another_schedule_waits_for_its_next_time() {
    let hourly = EVERY_MINUTE.replace("* * * * *", "0 * * * *");
    let mut world = World::new(&[&cron_job(&hourly)], |_| Life::ends(5_000, 0));
    world.run(150);
    let patched = world.command(r#"kubectl patch cronjob c -p '{"spec":{"schedule":"* * * * *"}}'"#);
    assert_eq!(patched, "cronjob.batch/c patched\n");
    world.run(200);
    // At 00:04, not at once for 00:03.
    assert_eq!(world.pod_times(), [1821]);
}
