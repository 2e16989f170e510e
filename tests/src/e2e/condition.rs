//! Conditions on a pod, as the cases write them: `phase==Running`, `init[0].restartCount>0`, `ctr[*].ready==true`.

use api::Shared;
use api::core_v1::{ContainerStatus, Pod};
use serde_json::Value;

/// The conditions of a step. `watched containers: restartCount==0, ready==true` are some about each container of the
/// list that the step names.
pub(super) fn all(step: &Value) -> Vec<String> {
    let target = match step["watched"].as_str() {
        Some("initContainerStatuses[0]") => "init[0]",
        _ => "ctr[*]",
    };
    let conditions = step["conditions"].as_array().into_iter().flatten();
    let expand = |text: &str| match text.strip_prefix("watched containers: ") {
        Some(list) => list.split(", ").map(|one| format!("{target}.{one}")).collect(),
        None => vec![text.to_owned()],
    };
    conditions.filter_map(Value::as_str).flat_map(expand).collect()
}

/// Containers that a condition is about.
fn chosen<'a>(pod: &'a Pod, target: &str) -> Option<Vec<&'a ContainerStatus>> {
    let (list, index) = target.strip_suffix(']')?.split_once('[')?;
    let list = match list {
        "init" => &pod.status.init_container_statuses,
        "ctr" => &pod.status.container_statuses,
        _ => return None,
    };
    let list = list.iter().map(|status| &**status);
    Some(match (index, index.parse::<usize>()) {
        ("*", _) => list.collect(),
        (_, Ok(position)) => list.skip(position).take(1).collect(),
        (name, Err(_)) => list.filter(|status| status.name == name).collect(),
    })
}

fn field(status: &ContainerStatus, name: &str, updated: &str) -> Option<String> {
    Some(match name {
        "state" => match (status.running(), status.terminated()) {
            (Some(_), _) => "running".to_owned(),
            (_, Some(_)) => "terminated".to_owned(),
            _ => "waiting".to_owned(),
        },
        "restartCount" => status.restart_count.to_string(),
        "image" => if status.image.ends_with(updated) {
            "updated"
        } else {
            "first"
        }
        .to_owned(),
        "started" => format!("{:?}", status.started == Some(true)),
        "ready" => status.ready.to_string(),
        "exitCode" => status.terminated()?.exit_code.to_string(),
        _ => return None,
    })
}

fn compare(have: &str, operator: &str, want: &str) -> bool {
    match operator {
        "==" => have == want,
        "!=" => have != want,
        _ => match (have.parse::<i64>(), want.parse::<i64>(), operator) {
            (Ok(have), Ok(want), ">=") => have >= want,
            (Ok(have), Ok(want), ">") => have > want,
            _ => false,
        },
    }
}

/// Whether a condition holds; `updated` is the image that the case sets. `None` when it is not known.
pub(super) fn holds(pod: &Pod, condition: &str, updated: &str) -> Option<bool> {
    let condition = condition.split(" (").next().unwrap_or_default();
    let done =
        |status: &&Shared<ContainerStatus>| status.terminated().is_some_and(|ended| ended.exit_code == 0);
    match condition {
        "ctr[0] terminated with exit code 0 implies ctr[0].restartCount==0" => {
            let first = pod.status.container_statuses.first();
            return Some(first.filter(done).is_none_or(|status| status.restart_count == 0));
        }
        "every init container that is terminated with exit code 0 has restartCount==0" => {
            let mut all = pod.status.init_container_statuses.iter().filter(done);
            return Some(all.all(|status| status.restart_count == 0));
        }
        "every init container that is terminated with exit code 0 has restartCount==0 and image!=updated" => {
            let mut all = pod.status.init_container_statuses.iter().filter(done);
            return Some(all.all(|status| status.restart_count == 0 && !status.image.ends_with(updated)));
        }
        "len(init)==3" => return Some(pod.status.init_container_statuses.len() == 3),
        _ => {}
    }
    let (left, operator, right) = match condition.strip_suffix(" is set") {
        Some(left) => (left, "!=", "unset"),
        None => ["==", "!=", ">=", ">"].iter().find_map(|operator| {
            let (left, right) = condition.split_once(operator)?;
            Some((left, *operator, right))
        })?,
    };
    if left == "phase" {
        return Some(compare(pod.status.phase.name(), operator, right));
    }
    if let Some(kind) = left.strip_prefix("condition.") {
        let have = if pod.status.condition_is_true(kind) {
            "True"
        } else {
            "False"
        };
        return Some(compare(have, operator, right));
    }
    let (target, name) = left.rsplit_once('.')?;
    let statuses = chosen(pod, target)?;
    let fields: Option<Vec<String>> = statuses
        .iter()
        .map(|status| field(status, name, updated))
        .collect();
    let fields = fields.unwrap_or_default();
    Some(!fields.is_empty() && fields.iter().all(|have| compare(have, operator, right)))
}
