//! A Job's podFailurePolicy and successPolicy: pkg/apis/batch/validation/validation.go (v1.36.2).

use sorted::Set;

use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::metadata::invalid_each;
use super::names;
use super::numbers::{non_negative, one_of};

/// Most rules of a policy, and most patterns of a rule.
const MAX_RULES: usize = 20;
/// Most exit codes of a rule.
const MAX_CODES: usize = 255;
/// Longest `succeededIndexes`.
const MAX_INDEXES_TEXT: usize = 64 * 1024;

/// `spec.podFailurePolicy`.
pub fn pod_failure_policy(errors: &mut Errors, spec: &Field<'_>) {
    let policy = spec.child("podFailurePolicy");
    if !policy.is_set() {
        return;
    }
    let pod = spec.descend("template.spec");
    let containers = ["containers", "initContainers"]
        .map(|list| pod.child(list).items())
        .concat();
    let known: Set<&str> = containers.iter().map(|c| c.child("name").text()).collect();
    let rules = policy.child("rules");
    at_most(errors, &rules, MAX_RULES);
    for rule in rules.items() {
        action(errors, &rule.child("action"), spec);
        let (codes, conditions) = (rule.child("onExitCodes"), rule.child("onPodConditions"));
        if codes.is_set() {
            on_exit_codes(errors, &codes, &known);
        }
        at_most(errors, &conditions, MAX_RULES);
        for pattern in conditions.items() {
            on_pod_condition(errors, &pattern);
        }
        let detail = match (codes.is_set(), !conditions.is_empty()) {
            (true, true) => "specifying both OnExitCodes and OnPodConditions is not supported",
            (false, false) => "specifying one of OnExitCodes and OnPodConditions is required",
            _ => continue,
        };
        errors.push(FieldError::invalid(&rule, "", detail));
    }
}

fn at_most(errors: &mut Errors, list: &Field<'_>, most: usize) {
    let have = list.items().len();
    if have > most {
        errors.push(FieldError::too_many(list, have, most));
    }
}

/// A set of words: Required (with Go's list of the words) when empty.
fn word(errors: &mut Errors, at: &Field<'_>, supported: &[&str]) {
    if at.is_empty() {
        let list: Vec<String> = supported.iter().map(|s| go_string(s)).collect();
        errors.push(FieldError::required(
            at,
            &format!("valid values: [{}]", list.join(" ")),
        ));
    } else {
        one_of(errors, at, supported);
    }
}

fn action(errors: &mut Errors, at: &Field<'_>, spec: &Field<'_>) {
    if at.text() == "FailIndex" && !spec.child("backoffLimitPerIndex").is_set() {
        errors.push(FieldError::invalid(
            at,
            "\"FailIndex\"",
            "requires the backoffLimitPerIndex to be set",
        ));
        return;
    }
    word(errors, at, &["Count", "FailIndex", "FailJob", "Ignore"]);
}

fn on_exit_codes(errors: &mut Errors, at: &Field<'_>, containers: &Set<&str>) {
    let operator = at.child("operator");
    word(errors, &operator, &["In", "NotIn"]);
    let name = at.child("containerName");
    if let Some(text) = name.text_if_set().filter(|t| !containers.contains(t)) {
        let detail = "must be one of the container or initContainer names in the pod template";
        errors.push(FieldError::invalid(&name, &go_string(text), detail));
    }
    let list = at.child("values");
    let values: Vec<i64> = list.items().iter().map(|v| v.int().unwrap_or(0)).collect();
    if values.is_empty() {
        let shown = if list.is_set() { "[]" } else { "null" };
        errors.push(FieldError::invalid(
            &list,
            shown,
            "at least one value is required",
        ));
    }
    at_most(errors, &list, MAX_CODES);
    let mut seen = Set::new();
    for (value_at, value) in list.items().iter().zip(&values) {
        if *value == 0 && operator.text() == "In" {
            errors.push(FieldError::invalid(
                value_at,
                "0",
                "must not be 0 for the In operator",
            ));
        }
        if !seen.insert(*value) {
            errors.push(FieldError::duplicate(value_at, &value.to_string()));
        }
    }
    if !values.is_sorted() {
        let shown: Vec<String> = values.iter().map(i64::to_string).collect();
        errors.push(FieldError::invalid(
            &list,
            &format!("[{}]", shown.join(",")),
            "must be ordered",
        ));
    }
}

fn on_pod_condition(errors: &mut Errors, pattern: &Field<'_>) {
    let kind = pattern.child("type");
    invalid_each(errors, &kind, kind.text(), names::qualified(kind.text()));
    word(errors, &pattern.child("status"), &["False", "True", "Unknown"]);
}

/// `spec.successPolicy`.
pub fn success_policy(errors: &mut Errors, spec: &Field<'_>) {
    let policy = spec.child("successPolicy");
    if !policy.is_set() {
        return;
    }
    let rules = policy.child("rules");
    if spec.child("completionMode").text() != "Indexed" {
        let detail = "requires indexed completion mode";
        errors.push(FieldError::invalid(
            &policy,
            &api::internal::json("SuccessPolicy", &policy.to_json()),
            detail,
        ));
        return;
    }
    if rules.items().is_empty() {
        let detail = "at least one rules must be specified when the successPolicy is specified";
        errors.push(FieldError::required(&rules, detail));
    }
    at_most(errors, &rules, MAX_RULES);
    for rule in rules.items() {
        success_rule(errors, &rule, spec.child("completions").int().unwrap_or(0));
    }
}

fn success_rule(errors: &mut Errors, rule: &Field<'_>, completions: i64) {
    let (count, indexes) = (rule.child("succeededCount"), rule.child("succeededIndexes"));
    if !count.is_set() && !indexes.is_set() {
        let detail = "at least one of succeededCount or succeededIndexes must be specified";
        errors.push(FieldError::required(rule, detail));
    }
    let mut total = None;
    if let Some(text) = indexes.text_if_set() {
        if text.len() > MAX_INDEXES_TEXT {
            errors.push(FieldError::too_long(&indexes, MAX_INDEXES_TEXT));
        }
        match count_indexes(text, completions) {
            Ok(number) => total = Some(number),
            Err(reason) => {
                total = Some(0);
                let detail = format!("error parsing succeededIndexes: {reason}");
                errors.push(FieldError::invalid(&indexes, &go_string(text), &detail));
            }
        }
    }
    non_negative(errors, &count);
    let Some(value) = count.int() else { return };
    let mut at_most = |most: i64, of: &str| {
        if value > most {
            let detail = format!("must be less than or equal to {most} (the number of {of})");
            errors.push(FieldError::invalid(&count, &value.to_string(), &detail));
        }
    };
    at_most(completions, "specified completions");
    if let Some(total) = total {
        at_most(total, "indexes in the specified succeededIndexes field");
    }
}

/// How many indexes a text like `0,2-4` names: validateIndexesFormat.
pub fn count_indexes(text: &str, completions: i64) -> Result<i64, String> {
    let mut total = 0;
    let mut previous: Option<i64> = None;
    if text.is_empty() {
        return Ok(0);
    }
    for interval in text.split(',') {
        let (first, last) = index_interval(interval, completions)?;
        if let Some(previous) = previous.filter(|p| *p >= first) {
            return Err(not_increasing(previous, first));
        }
        total += last - first + 1;
        previous = Some(last);
    }
    Ok(total)
}

fn not_increasing(previous: i64, current: i64) -> String {
    format!("non-increasing order, previous: {previous}, current: {current}")
}

fn index_interval(text: &str, completions: i64) -> Result<(i64, i64), String> {
    let parts: Vec<&str> = text.split('-').collect();
    match parts[..] {
        [one] => index(one, completions).map(|index| (index, index)),
        [first, last] => {
            let (first, last) = (index(first, completions)?, index(last, completions)?);
            if first >= last {
                return Err(not_increasing(first, last));
            }
            Ok((first, last))
        }
        _ => Err(format!(
            "the fragment {} violates the requirement that an index interval can have at most two parts separated by \
             '-'",
            go_string(text)
        )),
    }
}

fn index(text: &str, completions: i64) -> Result<i64, String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let number = if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        digits.parse::<i64>().ok()
    } else {
        None
    };
    match number {
        None => Err(format!(
            "cannot convert string to integer for index: {}",
            go_string(text)
        )),
        Some(number) if number >= completions => Err(format!("too large index: {}", go_string(text))),
        Some(number) => Ok(number),
    }
}
