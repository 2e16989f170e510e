//! CronJobs: pkg/apis/batch/validation/validation.go ValidateCronJobCreate (v1.36.2).

use api::KubernetesVersion;
use api::cron::{Schedule, is_time_zone};

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::object_meta;
use super::numbers::{non_negative, required_one_of};
use super::{job, names, selector};

/// Longest name: the Job's name adds a dash and ten digits.
const MAX_NAME: usize = 52;

/// A CronJob on create.
pub fn cron_job(errors: &mut Errors, root: &Field<'_>, version: KubernetesVersion) {
    let metadata = root.child("metadata");
    object_meta(errors, &metadata, names::dns_subdomain);
    let spec = root.child("spec");
    schedule(errors, &spec.child("schedule"));
    non_negative(errors, &spec.child("startingDeadlineSeconds"));
    time_zone(errors, &spec.child("timeZone"));
    required_one_of(
        errors,
        &spec.child("concurrencyPolicy"),
        &["Allow", "Forbid", "Replace"],
    );
    let job = spec.descend("jobTemplate.spec");
    job::job_spec(errors, &job, version, None);
    let own = job.child("selector");
    if own.is_set() {
        errors.push(FieldError::invalid(
            &own,
            &selector::json(&own),
            "`selector` will be auto-generated",
        ));
    }
    let manual = job.child("manualSelector");
    if manual.bool() {
        errors.push(FieldError::not_supported(&manual, "true", &["nil", "false"]));
    }
    non_negative(errors, &spec.child("successfulJobsHistoryLimit"));
    non_negative(errors, &spec.child("failedJobsHistoryLimit"));
    let name = metadata.child("name");
    if name.text().len() > MAX_NAME {
        let detail = names::too_long(MAX_NAME, "characters");
        errors.push(FieldError::invalid(&name, &go_string(name.text()), &detail));
    }
}

fn schedule(errors: &mut Errors, at: &Field<'_>) {
    if at.is_empty() {
        errors.push(FieldError::required(at, ""));
        return;
    }
    let value = go_string(at.text());
    if let Err(reason) = Schedule::parse(at.text()) {
        errors.push(FieldError::invalid(at, &value, &reason));
    }
    if at.text().contains("TZ") {
        let detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        errors.push(FieldError::invalid(at, &value, detail));
    }
}

fn time_zone(errors: &mut Errors, at: &Field<'_>) {
    let Some(zone) = at.text_if_set() else { return };
    let detail = if zone.is_empty() {
        "timeZone must be nil or non-empty string".to_owned()
    } else if zone.eq_ignore_ascii_case("local") {
        "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones".to_owned()
    } else if !is_time_zone(zone) {
        format!("unknown time zone {zone}")
    } else {
        return;
    };
    errors.push(FieldError::invalid(at, &go_string(zone), &detail));
}
