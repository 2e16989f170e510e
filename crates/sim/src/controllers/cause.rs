//! Causes of what controllers do: what set it off, and the field of the workload that made a rule of it.

use trace::{Cause, RecordId};

use crate::context::Context;

/// The reason in hand together with a field of the workload `uid` (`backoffLimit`, below its `spec`). Without
/// a field, or for an object that no manifest names, just the reason in hand.
pub(crate) fn by_rule(context: &Context, uid: &str, field: &str) -> Cause {
    let known = (record_of(&context.cause), context.store.origin(uid));
    match known {
        (Some(record), Some((object, pod_spec))) if !field.is_empty() => Cause::Rule {
            record,
            object,
            path: [spec_prefix(pod_spec), field].concat().into(),
        },
        _ => context.cause.clone(),
    }
}

/// Carries out `work` for a reason of its own.
pub(crate) fn with<T>(context: &mut Context, cause: Cause, work: impl FnOnce(&mut Context) -> T) -> T {
    let before = std::mem::replace(&mut context.cause, cause);
    let result = work(context);
    context.cause = before;
    result
}

fn record_of(cause: &Cause) -> Option<RecordId> {
    match cause {
        Cause::Record(record) | Cause::Rule { record, .. } => Some(*record),
        Cause::Manifest { .. } | Cause::Action(_) | Cause::Clock(_) => None,
    }
}

/// The path of the workload's spec, with its dot, from the path of its pod spec.
fn spec_prefix(pod_spec: &str) -> &str {
    pod_spec.strip_suffix("template.spec").unwrap_or("spec.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        for (path, expect) in [
            ("spec.template.spec", "spec."),
            ("spec.jobTemplate.spec.template.spec", "spec.jobTemplate.spec."),
            ("spec", "spec."),
        ] {
            assert_eq!(spec_prefix(path), expect, "{path}");
        }
    }
}
