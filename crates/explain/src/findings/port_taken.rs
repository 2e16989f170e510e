//! `port-taken`: a container cannot open its port, because another one of the pod has it. They share one network.

use api::core_v1::ContainerRole;
use trace::Fact;

use super::{Context, Finding};
use crate::verdict::{Failure, Outcome};

/// What every server says then, in its own words before and behind it (the first letter may be a capital).
const IN_USE: &str = "ddress already in use";

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    finding(cx).into_iter().collect()
}

fn finding(cx: &Context<'_>) -> Option<Finding> {
    let (Outcome::CrashLooping { container: name, .. }
    | Outcome::Failed {
        reason: Failure::Exit { container: name, .. },
        ..
    }) = &cx.verdict.outcome
    else {
        return None;
    };
    let mut said = cx.trace.logs(cx.id, name, cx.trace.end());
    said.find(|(.., line)| line.contains(IN_USE))?;
    let opened = cx.trace.records().iter().filter_map(|record| match &record.fact {
        Fact::PortOpened { container, port, .. } if container.pod == cx.id && *container.name != **name => {
            Some((container, *port, record.id))
        }
        _ => None,
    });
    let opened: Vec<_> = opened.collect();
    // Which of several ports it was, the line does not always tell.
    let &(other, port, record) = opened.first()?;
    opened.iter().all(|(_, same, _)| *same == port).then_some(())?;
    let first = match other.role {
        ContainerRole::Sidecar => ", and a native sidecar starts first",
        _ => "",
    };
    let other = &other.name;
    let mut finding = cx.problem(
        "port-taken",
        (name, ""),
        format!("{name} cannot have port {port}: {other} has it"),
        format!(
            "The containers of a pod share one network, so a port belongs to whoever opens it first{first}. Let {name} \
             or {other} listen on another port."
        ),
        Vec::new(),
    );
    finding.records.push(record);
    Some(finding)
}
