//! `kubectl logs`. Mirrors staging/src/k8s.io/kubectl/pkg/cmd/logs/logs.go, polymorphichelpers/logsforobject.go and
//! the kubelet's validateContainerLogStatus (v1.36.2). (kubectl asks for the containers of `--all-containers` in
//! random order; here they come in the order of the spec.)

use std::time::Duration;

use api::core_v1::{ContainerRole, ContainerStatus, Pod};
use api::meta_v1::Time;
use trace::{PodId, Trace};

use crate::reply::Reply;

/// Which container `kubectl logs` shows when none is named.
const DEFAULT_CONTAINER: &str = "kubectl.kubernetes.io/default-container";

/// How logs are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogOptions {
    /// `-c NAME`
    pub container: Option<String>,
    /// `-p`: of the instance before.
    pub previous: bool,
    /// `--all-containers`
    pub all_containers: bool,
    /// `--timestamps`
    pub timestamps: bool,
    /// `--prefix`: `[pod/NAME/CONTAINER] ` in front of each line.
    pub prefix: bool,
    /// `--tail N`
    pub tail: Option<usize>,
    /// `--since D`
    pub since: Option<Duration>,
}

/// The logs of a pod at `at`.
pub fn logs(trace: &Trace, pod: &Pod, at: Duration, options: &LogOptions) -> Reply {
    let mut reply = Reply::default();
    let all: Vec<(ContainerRole, &str)> = pod
        .spec
        .all_containers()
        .map(|(role, container)| (role, container.name.as_str()))
        .collect();
    if options.all_containers {
        for (_, name) in all {
            if !container_log(trace, pod, name, at, options, &mut reply) {
                break;
            }
        }
        return reply;
    }
    match &options.container {
        Some(name) if !all.iter().any(|(_, known)| known == name) => {
            let (pod_name, names) = (&pod.metadata.name, container_names(pod));
            reply.fail(format!(
                "error: container {name} is not valid for pod {pod_name} out of: {names}"
            ));
        }
        Some(name) => {
            container_log(trace, pod, name, at, options, &mut reply);
        }
        None => {
            let name = default_container(pod);
            if all.len() > 1 {
                reply.note(format!(
                    "Defaulted container \"{name}\" out of: {}",
                    container_names(pod)
                ));
            }
            container_log(trace, pod, name, at, options, &mut reply);
        }
    }
    reply
}

/// The annotated container, or the first app container.
pub fn default_container(pod: &Pod) -> &str {
    let annotated = pod.metadata.annotations.get(DEFAULT_CONTAINER);
    let named = annotated.filter(|name| pod.spec.container(name).is_some());
    let first = || pod.spec.containers.first().map(|container| &container.name);
    named.or_else(first).map_or("", String::as_str)
}

/// `app, side (init), init (init)`: app containers first.
pub fn container_names(pod: &Pod) -> String {
    let apps = pod.spec.containers.iter().map(|container| container.name.clone());
    let init = pod
        .spec
        .init_containers
        .iter()
        .map(|container| format!("{} (init)", container.name));
    let names: Vec<String> = apps.chain(init).collect();
    names.join(", ")
}

/// Prints one container's log; false when that was an error.
fn container_log(
    trace: &Trace,
    pod: &Pod,
    name: &str,
    at: Duration,
    options: &LogOptions,
    reply: &mut Reply,
) -> bool {
    match compute_attempt(pod, name, options.previous) {
        Ok(attempt) => {
            reply.out(lines(trace, pod, name, attempt, at, options));
            true
        }
        Err(error) => {
            reply.fail(format!("Error from server (BadRequest): {error}"));
            false
        }
    }
}

/// Which attempt's log is shown, or why there is none.
fn compute_attempt(pod: &Pod, name: &str, previous: bool) -> Result<i32, String> {
    let pod_name = &pod.metadata.name;
    if pod.spec.node_name.is_empty() {
        return Err(format!("pod {pod_name} does not have a host assigned"));
    }
    let what = format!("container \"{name}\" in pod \"{pod_name}\"");
    let mut statuses = pod
        .status
        .container_statuses
        .iter()
        .chain(&pod.status.init_container_statuses);
    let status = statuses.find(|status| status.name == name);
    let status = status.ok_or_else(|| format!("{what} is not available"))?;
    let count = status.restart_count;
    let last = ended_with_id(status);
    // `state` is that of attempt `count`; while the container waits, `lastState` is.
    let last_attempt = if status.waiting().is_some() {
        count
    } else {
        count - 1
    };
    if previous {
        return if last {
            Ok(last_attempt)
        } else {
            Err(format!("previous terminated {what} not found"))
        };
    }
    if status.running().is_some() {
        return Ok(count);
    }
    if let Some(end) = status.terminated() {
        return match (end.container_id.is_empty(), last) {
            (false, _) => Ok(count),
            (true, true) => Ok(last_attempt),
            (true, false) => Err(format!("{what} is terminated")),
        };
    }
    if status.last_terminated().is_some() {
        return if last {
            Ok(last_attempt)
        } else {
            Err(format!("{what} is terminated"))
        };
    }
    Err(match status.waiting().map(|waiting| &*waiting.reason) {
        Some("ErrImagePull") => format!("{what} is waiting to start: image can't be pulled"),
        Some("ImagePullBackOff") => format!("{what} is waiting to start: trying and failing to pull image"),
        Some(reason) => format!("{what} is waiting to start: {reason}"),
        None => format!("{what} is waiting to start - no logs yet"),
    })
}

fn ended_with_id(status: &ContainerStatus) -> bool {
    status
        .last_terminated()
        .is_some_and(|end| !end.container_id.is_empty())
}

fn lines(trace: &Trace, pod: &Pod, name: &str, attempt: i32, at: Duration, options: &LogOptions) -> String {
    let Some(id) = pod_id(trace, pod) else {
        return String::new();
    };
    let prefix = if options.prefix {
        format!("[pod/{}/{name}] ", pod.metadata.name)
    } else {
        String::new()
    };
    let oldest = options.since.map(|since| at.saturating_sub(since));
    let printed: Vec<String> = trace
        .logs(id, name, at)
        .filter(|(time, of, ..)| {
            i64::from(*of) == i64::from(attempt) && oldest.is_none_or(|oldest| *time >= oldest)
        })
        .map(|(time, _, _, line)| {
            let stamp = if options.timestamps {
                timestamp(trace.wall(time))
            } else {
                String::new()
            };
            format!("{prefix}{stamp}{line}\n")
        })
        .collect();
    let skipped = options.tail.map_or(0, |tail| printed.len().saturating_sub(tail));
    printed[skipped..].concat()
}

/// `2026-11-21T10:03:02.123456000Z `
fn timestamp(time: Time) -> String {
    time.rfc3339(9) + " "
}

fn pod_id(trace: &Trace, pod: &Pod) -> Option<PodId> {
    let same = |(_, info): &(PodId, &trace::PodInfo)| info.uid == pod.metadata.uid;
    trace.pod_ids().find(same).map(|(id, _)| id)
}
