//! `helper-fails-pod`: the others did their work and ended with 0, but a server or a container that was killed counts as
//! much as they do, so the pod is Failed.

use api::core_v1::ContainerRole;
use trace::Fact;

use super::{Context, Finding};
use crate::verdict::{Failure, Outcome};
use crate::words::list;

/// Exit codes above it stand for signals.
const SIGNALS: i32 = 128;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    finding(cx).into_iter().collect()
}

fn finding(cx: &Context<'_>) -> Option<Finding> {
    let Outcome::Failed {
        reason: Failure::Exit {
            container, exit_code, ..
        },
        ..
    } = &cx.verdict.outcome
    else {
        return None;
    };
    if cx.pod.metadata.deletion_timestamp.is_some() {
        return None;
    }
    let apps = cx.pod.spec.containers.iter().map(|app| app.name.as_str());
    let others: Vec<&str> = apps.filter(|name| name != container).collect();
    let done = |name: &&str| cx.last_exit(name) == Some(0);
    let served = || {
        cx.trace.records().iter().any(|record| {
            matches!(&record.fact, Fact::PortOpened { container: who, .. } if who.pod == cx.id && *who.name == **container)
        })
    };
    let helper = cx.role(container) == Some(ContainerRole::App) && (*exit_code > SIGNALS || served());
    if others.is_empty() || !others.iter().all(done) || !helper {
        return None;
    }
    Some(cx.problem(
        "helper-fails-pod",
        (container, ""),
        format!("{container} fails the pod, though the work is done"),
        format!(
            "{} ended with 0, but {container} ended with {exit_code}, and a pod is Failed when any container in \
             containers is. The exit code of a native sidecar does not count: it is stopped, or started again, and the \
             pod succeeds with the others.",
            list(&others)
        ),
        cx.make_native(container),
    ))
}
