//! `sidecar-blocks-completion`: the work is done, but a container in `containers` runs on for ever, so the pod and
//! its Job never end.

use api::core_v1::{ContainerRestartPolicy, ContainerRole};

use trace::Fact;

use super::{Context, Finding, Severity};
use crate::verdict::{Failure, Outcome};
use crate::words::{Names, list};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let (ended, running) = match &cx.verdict.outcome {
        Outcome::NeverCompletes { ended, running, .. } => (ended.clone(), running.clone()),
        Outcome::Failed {
            reason: Failure::Reason { reason, .. },
            ..
        } if reason == "DeadlineExceeded" => at_the_deadline(cx),
        _ => return Vec::new(),
    };
    let Some(first) = running
        .iter()
        .find(|name| cx.role(name) == Some(ContainerRole::App))
    else {
        return Vec::new();
    };
    if ended.is_empty() {
        return Vec::new();
    }
    let limited = matches!(cx.verdict.outcome, Outcome::Failed { .. });
    let helper = Names::new(&running);
    let done: Vec<&str> = ended.iter().map(|(name, _)| name.as_str()).collect();
    let failed = ended.iter().any(|(_, code)| *code != 0);
    let own = cx
        .pod
        .spec
        .container(first)
        .and_then(|(_, container)| container.restart_policy);
    let hidden = if failed {
        " The failure stays hidden: the pod counts as running, so the Job does not try again."
    } else if limited {
        " activeDeadlineSeconds ends the pod, but as Failed, though the work was done."
    } else if own == Some(ContainerRestartPolicy::Always) {
        " restartPolicy: Always restarts a container of containers; it makes no sidecar of it."
    } else {
        ""
    };
    vec![Finding {
        code: "sidecar-blocks-completion",
        severity: Severity::Problem,
        title: format!("{helper} {} the pod from ending", helper.verb("keeps", "keep")),
        text: format!(
            "A pod is over when every container in containers has ended. {} ended, but {helper} never {}.{hidden} \
             As a native sidecar it would not count: it is stopped as soon as the others have ended.",
            list(&done),
            helper.verb("does", "do")
        ),
        container: Some(first.clone()),
        place: cx.place(first, ""),
        records: cx.verdict.record.into_iter().collect(),
        fixes: cx.make_native(first),
    }]
}

/// The app containers that had ended when the deadline came, with their exit codes, and those that had to be stopped.
fn at_the_deadline(cx: &Context<'_>) -> (Vec<(String, i32)>, Vec<String>) {
    let (mut ended, mut stopped) = (Vec::new(), Vec::new());
    for app in &cx.pod.spec.containers {
        let told = cx.trace.records().iter().any(|record| {
            matches!(&record.fact, Fact::Signal { container, .. } if container.pod == cx.id && *container.name == *app.name)
        });
        match cx.last_exit(&app.name) {
            Some(code) if !told => ended.push((app.name.clone(), code)),
            _ => stopped.push(app.name.clone()),
        }
    }
    (ended, stopped)
}
