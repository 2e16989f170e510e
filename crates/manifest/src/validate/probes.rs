//! Probes and hooks: pkg/apis/core/validation/validation.go validateProbe, validateHandler, validateLifecycle (v1.36.2).

use super::PodContext;
use super::error::{Errors, FieldError};
use super::field::Field;
use super::metadata::invalid_each;
use super::numbers::{non_negative, one_of};
use super::options::Opt;
use super::{names, ports};

/// A probe's handlers in the order of the check.
const PROBE_HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "grpc"];
/// A hook's handlers in the order of the check.
pub const HOOK_HANDLERS: &[&str] = &["exec", "httpGet", "tcpSocket", "sleep"];
/// What a container of a Linux pod may be stopped with, without `SIG` and without the numbered real-time signals; all that
/// errors list is in order of the full names.
const LINUX_SIGNALS: &str = "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMAX-1 \
     RTMAX-10 RTMAX-11 RTMAX-12 RTMAX-13 RTMAX-14 RTMAX-2 RTMAX-3 RTMAX-4 RTMAX-5 RTMAX-6 RTMAX-7 RTMAX-8 RTMAX-9 RTMIN \
     RTMIN+1 RTMIN+10 RTMIN+11 RTMIN+12 RTMIN+13 RTMIN+14 RTMIN+15 RTMIN+2 RTMIN+3 RTMIN+4 RTMIN+5 RTMIN+6 RTMIN+7 RTMIN+8 \
     RTMIN+9 SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ";

/// A container's probes and hooks, in upstream's order.
pub fn hooks_and_probes(errors: &mut Errors, container: &Field<'_>, context: &PodContext<'_>) {
    let lifecycle = container.child("lifecycle");
    for hook in ["postStart", "preStop"] {
        let handler_at = lifecycle.child(hook);
        if handler_at.is_set() {
            handler(errors, &handler_at, HOOK_HANDLERS, context);
        }
    }
    let signal = lifecycle.child("stopSignal");
    if signal.is_set() {
        stop_signal(errors, &signal, context.os);
    }
    let liveness = container.child("livenessProbe");
    if liveness.is_set() {
        probe(errors, &liveness, context);
        one_success(errors, &liveness);
    }
    let readiness = container.child("readinessProbe");
    if readiness.is_set() {
        probe(errors, &readiness, context);
        let grace = readiness.child("terminationGracePeriodSeconds");
        if let Some(seconds) = grace.int() {
            errors.push(FieldError::invalid(
                &grace,
                &seconds.to_string(),
                "must not be set for readinessProbes",
            ));
        }
    }
    let startup = container.child("startupProbe");
    if startup.is_set() {
        probe(errors, &startup, context);
        one_success(errors, &startup);
    }
}

fn one_success(errors: &mut Errors, probe: &Field<'_>) {
    let threshold = probe.child("successThreshold");
    let value = threshold.int().unwrap_or(0);
    if value != 1 {
        errors.push(FieldError::invalid(&threshold, &value.to_string(), "must be 1"));
    }
}

/// What all probes have in common.
pub fn probe(errors: &mut Errors, probe: &Field<'_>, context: &PodContext<'_>) {
    handler(errors, probe, PROBE_HANDLERS, context);
    for name in [
        "initialDelaySeconds",
        "timeoutSeconds",
        "periodSeconds",
        "successThreshold",
        "failureThreshold",
    ] {
        non_negative(errors, &probe.child(name));
    }
    let grace = probe.child("terminationGracePeriodSeconds");
    if let Some(seconds) = grace.int().filter(|s| *s <= 0) {
        errors.push(FieldError::invalid(
            &grace,
            &seconds.to_string(),
            "must be greater than 0",
        ));
    }
}

/// Exactly one action.
pub fn handler(errors: &mut Errors, at: &Field<'_>, handlers: &[&str], context: &PodContext<'_>) {
    let mut found = false;
    for name in handlers {
        let action = at.child(name);
        if !action.is_set() {
            continue;
        }
        if found {
            errors.push(FieldError::forbidden(
                &action,
                "may not specify more than 1 handler type",
            ));
            continue;
        }
        found = true;
        match *name {
            "exec" if action.child("command").is_empty() => {
                errors.push(FieldError::required(&action.child("command"), ""));
            }
            "httpGet" => http_get(errors, &action),
            "tcpSocket" => ports::number_or_name(errors, &action.child("port")),
            "grpc" => ports::number_rule(
                errors,
                &action.child("port"),
                action.child("port").int().unwrap_or(0),
            ),
            "sleep" => sleep(errors, &action, context),
            _ => {}
        }
    }
    if !found {
        errors.push(FieldError::required(at, "must specify a handler type"));
    }
}

fn http_get(errors: &mut Errors, action: &Field<'_>) {
    let path = action.child("path");
    if path.is_empty() {
        errors.push(FieldError::required(&path, ""));
    }
    ports::number_or_name(errors, &action.child("port"));
    one_of(errors, &action.child("scheme"), &["HTTP", "HTTPS"]);
    let headers = action.child("httpHeaders");
    for header in headers.items() {
        let name = header.child("name");
        let at = name.renamed(headers.path().to_owned());
        invalid_each(errors, &at, name.text(), names::header(name.text()));
    }
}

/// The signal that stops a container needs a pod with an operating system.
pub fn stop_signal(errors: &mut Errors, at: &Field<'_>, os: Option<&str>) {
    let supported: Vec<String> = match os {
        None => {
            let detail = "may not be set for containers with empty `spec.os.name`";
            errors.push(FieldError::forbidden(at, detail));
            return;
        }
        Some("windows") => vec!["SIGKILL".to_owned(), "SIGTERM".to_owned()],
        Some("linux") => LINUX_SIGNALS.split(' ').map(|s| format!("SIG{s}")).collect(),
        Some(_) => return,
    };
    let supported: Vec<&str> = supported.iter().map(String::as_str).collect();
    one_of(errors, at, &supported);
}

/// Equal to the grace period is accepted; the error is at the action, not at its seconds.
pub fn sleep(errors: &mut Errors, action: &Field<'_>, context: &PodContext<'_>) {
    let at = action.child("seconds");
    let Some(grace) = context.grace else { return };
    let seconds = at.int().unwrap_or(0);
    let zero = context.has(Opt::PodLifecycleSleepActionZeroValue);
    if (seconds > 0 || zero && seconds == 0) && seconds <= grace {
        return;
    }
    let detail = if zero {
        format!("must be non-negative and less than terminationGracePeriodSeconds ({grace})")
    } else {
        format!(
            "must be greater than 0 and less than terminationGracePeriodSeconds ({grace}). Enable \
             AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep."
        )
    };
    let at = at.renamed(action.path().to_owned());
    errors.push(FieldError::invalid(&at, &seconds.to_string(), &detail));
}
