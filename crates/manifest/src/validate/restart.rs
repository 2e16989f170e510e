//! Restart policies of pods and containers: pkg/apis/core/validation/validation.go validateRestartPolicy,
//! validateContainerRestartPolicy, validateContainerRestartPolicyRules (v1.36.2).

use super::PodContext;
use super::error::{Errors, FieldError, go_string};
use super::field::Field;
use super::numbers::{one_of, required_one_of};
use super::options::Opt;

/// Most restart rules of a container.
const MAX_RULES: usize = 20;
/// Most exit codes of a rule.
const MAX_CODES: usize = 255;

/// The pod's own policy.
pub fn pod(errors: &mut Errors, policy: &Field<'_>) {
    required_one_of(errors, policy, &["Always", "OnFailure", "Never"]);
}

/// A container's policy and rules: validateContainerRestartPolicy, validateInitContainerRestartPolicy.
pub fn container(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>, init: bool) {
    let (policy, rules) = (
        container.child("restartPolicy"),
        container.child("restartPolicyRules"),
    );
    let allowed = context.has(Opt::ContainerRestartPolicyRules);
    match (policy.is_set(), init) {
        (false, false) if !allowed => return,
        (false, _) => {
            if !rules.is_empty() {
                let detail = "must specify restartPolicy when restart rules are used";
                errors.push(FieldError::required(&policy, detail));
            }
            if init {
                return;
            }
        }
        (true, true) if !allowed => return one_of(errors, &policy, &["Always"]),
        (true, false) if !allowed => {
            let detail = "may not be set for non-init containers";
            errors.push(FieldError::forbidden(&policy, detail));
            return;
        }
        (true, _) => one_of(errors, &policy, &["Always", "Never", "OnFailure"]),
    }
    let all = context.has(Opt::RestartAllContainers);
    if init && policy.text() == "Always" && !all {
        if !rules.is_empty() {
            let detail = "restartPolicyRules are not allowed for init containers with restart policy Always";
            errors.push(FieldError::forbidden(&rules, detail));
        }
        return;
    }
    self::rules(errors, &rules, all);
}

fn rules(errors: &mut Errors, rules: &Field<'_>, restart_all: bool) {
    let items = rules.items();
    if items.len() > MAX_RULES {
        errors.push(FieldError::too_many(rules, items.len(), MAX_RULES));
    }
    let actions: &[&str] = if restart_all {
        &["Restart", "RestartAllContainers"]
    } else {
        &["Restart"]
    };
    for rule in items {
        let action = rule.child("action");
        if !actions.contains(&action.text()) {
            errors.push(FieldError::not_supported(
                &action,
                &go_string(action.text()),
                actions,
            ));
        }
        let codes = rule.child("exitCodes");
        if !codes.is_set() {
            errors.push(FieldError::required(&codes, "must be specified"));
            continue;
        }
        one_of(errors, &codes.child("operator"), &["In", "NotIn"]);
        let values = codes.child("values");
        if values.items().len() > MAX_CODES {
            errors.push(FieldError::too_many(&values, values.items().len(), MAX_CODES));
        }
    }
}
