//! `no-node`: the pod asks for what the one node here has not: a label, a device, more than its size.

use api::core_v1::{Container, Pod};
use variants::{Change, Edit};

use super::{Context, Finding, Fix, Remedy, Severity};
use crate::pod;
use crate::verdict::Outcome;
use crate::words::list;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    finding(cx).into_iter().collect()
}

fn finding(cx: &Context<'_>) -> Option<Finding> {
    let Outcome::Stuck { .. } = cx.verdict.outcome else {
        return None;
    };
    let condition = cx.pod.status.condition("PodScheduled");
    let refused = condition.filter(|condition| condition.reason == "Unschedulable");
    let spec = cx.spec_place()?;
    let asked = match refused {
        Some(condition) => asked(cx, &condition.message),
        None => {
            pod::waits_for_node(cx.pod)?;
            let name = "nodeName".to_owned();
            vec![(name.clone(), spec.path.clone(), name)]
        }
    };
    let (mut names, mut changes) = (Vec::new(), Vec::new());
    for (name, path, key) in asked {
        if !names.contains(&name) {
            names.push(name);
        }
        changes.push(Change {
            object: spec.object,
            path,
            edit: Edit::Remove { key },
        });
    }
    if changes.is_empty() {
        return None;
    }
    let names = list(&names);
    let lacking = refused.is_some_and(|condition| condition.message.contains("Insufficient"));
    let adds = if lacking && cx.sidecars().next().is_some() {
        " What a sidecar requests is added to the app containers and to every init container below it."
    } else {
        ""
    };
    Some(Finding {
        code: "no-node",
        severity: Severity::Problem,
        title: format!("No node here fits {names}"),
        text: format!(
            "The cluster here is one plain node, and the pod waits for another one. Yours may have it: leave this out \
             to see how the pod goes on there.{adds}"
        ),
        container: None,
        place: Some(spec),
        records: Vec::new(),
        fixes: vec![Fix {
            title: format!("Leave out {names}"),
            remedy: Remedy::Changes(changes),
        }],
    })
}

/// What may keep the pod off the node: a word for it, the mapping that holds it and its key there. The scheduler names
/// the first thing only, so devices are taken along with labels.
fn asked(cx: &Context<'_>, message: &str) -> Vec<(String, String, String)> {
    let mut asked = Vec::new();
    let Some(spec) = cx.spec_place() else { return asked };
    let Pod { spec: pod, .. } = &**cx.pod;
    if message.contains("node affinity/selector") {
        if pod.node_selector.is_some() {
            asked.push((
                "nodeSelector".to_owned(),
                spec.path.clone(),
                "nodeSelector".to_owned(),
            ));
        }
        if pod
            .affinity
            .as_ref()
            .is_some_and(|all| all.get("nodeAffinity").is_some())
        {
            let holder = format!("{}.affinity", spec.path);
            asked.push(("nodeAffinity".to_owned(), holder, "nodeAffinity".to_owned()));
        }
    }
    for (_, container) in pod.all_containers() {
        let Some(place) = cx.place(&container.name, "resources") else {
            continue;
        };
        for (list, resource) in resources(container) {
            let lacking =
                |part: &str| part.starts_with(resource) && part[resource.len()..].starts_with(['.', ',']);
            if resource.contains('/') || message.split("Insufficient ").skip(1).any(lacking) {
                asked.push((
                    resource.to_owned(),
                    place.path.clone(),
                    format!("{list}[{resource}]"),
                ));
            }
        }
    }
    asked
}

/// The resources that a container limits and requests.
fn resources(container: &Container) -> impl Iterator<Item = (&'static str, &str)> {
    let of = |list: &'static str| {
        let map = match list {
            "limits" => &container.resources.limits,
            _ => &container.resources.requests,
        };
        map.iter().map(move |(name, _)| (list, name.as_ref()))
    };
    ["limits", "requests"].into_iter().flat_map(of)
}
