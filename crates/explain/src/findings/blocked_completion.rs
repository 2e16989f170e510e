//! `sidecar-blocks-completion`: the work is done, but a container in `containers` runs on for ever, so the pod and
//! its Job never end.

use api::core_v1::ContainerRole;

use super::{Context, Finding, Severity};
use crate::verdict::Outcome;
use crate::words::{Names, list};

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let Outcome::NeverCompletes { ended, running, .. } = &cx.verdict.outcome else {
        return Vec::new();
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
    let helper = Names::new(running);
    let done: Vec<&str> = ended.iter().map(|(name, _)| name.as_str()).collect();
    let failed = ended.iter().any(|(_, code)| *code != 0);
    let hidden = if failed {
        " The failure stays hidden: the pod counts as running, so the Job does not try again."
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
