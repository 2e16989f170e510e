//! CronJobs: pkg/apis/batch/validation/validation.go ValidateCronJobCreate (v1.36.2).

use api::cron::{Schedule, is_time_zone};

use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::object_meta;
use super::numbers::{non_negative, required_one_of};
use super::options::Options;
use super::{job, names, selector};

/// Longest name: the Job's name adds a dash and ten digits.
const MAX_NAME: usize = 52;

/// Longest part of a zone's name.
const MAX_ZONE_PART: usize = 14;

/// A CronJob on create.
pub fn cron_job(errors: &mut Errors, root: &Field<'_>, options: Options) {
    let metadata = root.child("metadata");
    object_meta(errors, &metadata, names::dns_subdomain, options);
    cron_job_spec(errors, &root.child("spec"), None, options);
    let name = metadata.child("name");
    if name.text().len() > MAX_NAME {
        let detail = names::too_long(MAX_NAME, "characters");
        errors.push(FieldError::invalid_text(&name, &detail));
    }
}

/// A CronJob's spec; `old` is the stored one when it is updated.
pub fn cron_job_spec(errors: &mut Errors, spec: &Field<'_>, old: Option<&Field<'_>>, options: Options) {
    let (schedule_at, zone) = (spec.child("schedule"), spec.child("timeZone"));
    if schedule_at.is_empty() {
        errors.push(FieldError::required(&schedule_at, ""));
    } else {
        let zone_before = old.is_some_and(|old| old.child("schedule").text().contains("TZ"));
        schedule(errors, &schedule_at, zone_before, zone.is_set());
    }
    non_negative(errors, &spec.child("startingDeadlineSeconds"));
    if old.is_none_or(|old| old.child("timeZone").text_if_set() != zone.text_if_set()) {
        time_zone(errors, &zone);
    }
    required_one_of(
        errors,
        &spec.child("concurrencyPolicy"),
        &["Allow", "Forbid", "Replace"],
    );
    let job = spec.descend("jobTemplate.spec");
    job::job_spec(errors, &job, options);
    let own = job.child("selector");
    if own.is_set() {
        let detail = "`selector` will be auto-generated";
        errors.push(FieldError::invalid(&own, &selector::json(&own), detail));
    }
    let manual = job.child("manualSelector");
    if manual.bool() {
        errors.push(FieldError::not_supported(&manual, "true", &["nil", "false"]));
    }
    non_negative(errors, &spec.child("successfulJobsHistoryLimit"));
    non_negative(errors, &spec.child("failedJobsHistoryLimit"));
}

/// A schedule. `zone_before`: the stored schedule names a zone, so this one may; `zone_beside`: `timeZone` is set.
pub fn schedule(errors: &mut Errors, at: &Field<'_>, zone_before: bool, zone_beside: bool) {
    if let Err(reason) = Schedule::parse(at.text()) {
        errors.push(FieldError::invalid_text(at, &reason));
    }
    if !at.text().contains("TZ") {
        return;
    }
    if zone_before && zone_beside {
        let detail = "cannot use both timeZone field and TZ or CRON_TZ in schedule";
        errors.push(FieldError::invalid_text(at, detail));
    } else if !zone_before {
        let detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        errors.push(FieldError::invalid_text(at, detail));
    }
}

fn time_zone(errors: &mut Errors, at: &Field<'_>) {
    let Some(zone) = at.text_if_set() else { return };
    if zone.is_empty() {
        let detail = "timeZone must be nil or non-empty string";
        errors.push(FieldError::invalid_text(at, detail));
        return;
    }
    let unknown = format!("unknown time zone {zone}");
    if !zone.split('/').all(is_zone_part) {
        errors.push(FieldError::invalid_text(at, &unknown));
        return;
    }
    if zone.eq_ignore_ascii_case("local") {
        let detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones";
        errors.push(FieldError::invalid_text(at, detail));
    }
    // Go knows the zone of the machine by this name.
    if zone != "Local" && !is_time_zone(zone) {
        errors.push(FieldError::invalid_text(at, &unknown));
    }
}

fn is_zone_part(part: &str) -> bool {
    let fine = |b: u8| b.is_ascii_alphanumeric() || b".-_+".contains(&b);
    !matches!(part, "." | "..")
        && !part.starts_with('-')
        && (1..=MAX_ZONE_PART).contains(&part.len())
        && part.bytes().all(fine)
}
