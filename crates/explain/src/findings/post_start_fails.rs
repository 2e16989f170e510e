//! `post-start-fails`: a postStart hook fails, and the kubelet kills the container for it, whose process was fine.

use trace::{Fact, HookKind, RecordId};

use super::{Context, Finding};
use crate::words::times;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let all = cx.pod.spec.all_containers();
    all.filter_map(|(_, container)| finding(cx, &container.name))
        .collect()
}

fn finding(cx: &Context<'_>, name: &str) -> Option<Finding> {
    let failures = cx.trace.records().iter().filter(|record| match &record.fact {
        Fact::HookEnded {
            container,
            kind: HookKind::PostStart,
            error: Some(_),
        } => container.pod == cx.id && *container.name == *name,
        _ => false,
    });
    let records: Vec<RecordId> = failures.map(|record| record.id).collect();
    if records.is_empty() {
        return None;
    }
    let mut finding = cx.problem(
        "post-start-fails",
        (name, "lifecycle.postStart"),
        format!("The postStart hook kills {name} {}", times(records.len())),
        format!(
            "A postStart hook runs beside the container's own process, right after its start. When the hook fails, the \
             kubelet kills {name} and starts it again, however well its process does. A hook that waits should try \
             again until it succeeds; a startupProbe does that by itself."
        ),
        cx.leave_out(name, "postStart").into_iter().collect(),
    );
    finding.records = records;
    Some(finding)
}
