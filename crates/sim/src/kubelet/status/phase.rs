//! A pod's phase from its containers' statuses.
//! Mirrors pkg/kubelet/kubelet_pods.go `getPhase` (v1.36.2).

use api::Shared;
use api::core_v1::{Container, ContainerState, ContainerStateTerminated, ContainerStatus, PodPhase, PodSpec};

use super::conditions::find_status;
use super::containers::RESTARTING;
use crate::kubelet::restart::container_should_restart;

/// How many containers are in which state.
#[derive(Default)]
struct Counts {
    pending_init: usize,
    pending_sidecar: usize,
    failed_init_for_good: usize,
    running: usize,
    waiting: usize,
    stopped: usize,
    stopped_for_good: usize,
    succeeded: usize,
    unknown: usize,
}

/// Which part of the initialization cannot take the pod back to Pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Past {
    /// None.
    Nothing,
    /// Sidecars that start once more: an app container has an instance in the newest ready sandbox.
    Sidecars,
    /// All of it: an app container runs or has ended (before 1.33).
    Everything,
}

/// The phase. `pod_is_terminal`: no container will run again.
pub(crate) fn get_phase(
    spec: &PodSpec,
    statuses: &[Shared<ContainerStatus>],
    pod_is_terminal: bool,
    past: Past,
) -> PodPhase {
    let find = |container: &Container| find_status(statuses, container);
    let mut counts = Counts::default();
    for container in &spec.init_containers {
        if container.is_sidecar_policy() {
            counts.add_sidecar(find(container));
        } else {
            counts.add_init(spec, container, find(container));
        }
    }
    for container in &spec.containers {
        counts.add_app(spec, container, find(container));
    }
    counts.phase(pod_is_terminal, past)
}

/// Whether the container runs again after this end: by its policy and rules, or because all containers are restarted.
fn runs_again(spec: &PodSpec, container: &Container, ended: &ContainerStateTerminated) -> bool {
    container_should_restart(container, spec.restart_policy, ended.exit_code) || ended.reason == RESTARTING
}

impl Counts {
    fn add_init(&mut self, spec: &PodSpec, container: &Container, status: Option<&ContainerStatus>) {
        let ended = match status.and_then(|status| Some((status, status.state.as_ref()?))) {
            None | Some((_, ContainerState::Running(_))) => None,
            Some((_, ContainerState::Terminated(terminated))) => Some(terminated),
            Some((status, ContainerState::Waiting(_))) => status.last_terminated(),
        };
        match ended {
            None => self.pending_init += 1,
            Some(ended) if ended.exit_code == 0 => {}
            Some(ended) if !runs_again(spec, container, ended) => self.failed_init_for_good += 1,
            // It will run again; until then the app containers decide.
            Some(_) => {}
        }
    }

    fn add_sidecar(&mut self, status: Option<&ContainerStatus>) {
        let Some((status, state)) = status.and_then(|status| Some((status, status.state.as_ref()?))) else {
            self.unknown += 1;
            return;
        };
        match state {
            ContainerState::Running(_) => {
                if status.started != Some(true) {
                    self.pending_sidecar += 1;
                }
                self.running += 1;
            }
            ContainerState::Terminated(_) => {}
            ContainerState::Waiting(_) if status.last_state.is_some() => {}
            ContainerState::Waiting(_) => {
                self.pending_sidecar += 1;
                self.waiting += 1;
            }
        }
    }

    fn add_app(&mut self, spec: &PodSpec, container: &Container, status: Option<&ContainerStatus>) {
        let Some((status, state)) = status.and_then(|status| Some((status, status.state.as_ref()?))) else {
            self.unknown += 1;
            return;
        };
        let ended = match state {
            ContainerState::Running(_) => {
                self.running += 1;
                return;
            }
            ContainerState::Terminated(terminated) => Some(terminated),
            ContainerState::Waiting(_) => status.last_terminated(),
        };
        let Some(ended) = ended else {
            self.waiting += 1;
            return;
        };
        self.stopped += 1;
        let current = matches!(state, ContainerState::Terminated(_));
        if current && ended.exit_code == 0 {
            self.succeeded += 1;
        }
        if !runs_again(spec, container, ended) {
            self.stopped_for_good += 1;
        }
    }

    fn phase(&self, pod_is_terminal: bool, past: Past) -> PodPhase {
        if self.failed_init_for_good > 0 {
            return PodPhase::Failed;
        }
        let initializing = match past {
            Past::Nothing => self.pending_init > 0 || self.pending_sidecar > 0,
            Past::Sidecars => self.pending_init > 0,
            Past::Everything => false,
        };
        if initializing || self.waiting > 0 {
            return PodPhase::Pending;
        }
        if self.unknown > 0 {
            return PodPhase::Pending;
        }
        if self.running > 0 {
            return PodPhase::Running;
        }
        if self.stopped == 0 {
            return PodPhase::Pending;
        }
        if !pod_is_terminal && self.stopped > self.stopped_for_good {
            return PodPhase::Running;
        }
        if self.stopped == self.succeeded {
            PodPhase::Succeeded
        } else {
            PodPhase::Failed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubelet::status::tables::{spec, statuses, table};
    use serde_json::{Value, json};

    #[test]
    #[expect(clippy::print_stdout, reason = "the figures of cargo xtask conformance")]
    fn upstream_table() {
        let cases = table(include_str!(
            "../../../../../tests/conformance/upstream/phase_cases.json"
        ));
        let mut wrong = Vec::new();
        for case in &cases {
            let flag = |name: &str| case[name].as_bool().unwrap();
            let phase = get_phase(
                &spec(&case["spec"]),
                &statuses(&case["statuses"]).unwrap_or_default(),
                flag("podIsTerminal"),
                if flag("podHasInitialized") {
                    Past::Sidecars
                } else {
                    Past::Nothing
                },
            );
            if case["expectedPhase"] != phase.name() {
                wrong.push(format!(
                    "{} {}: {phase}, expected {}",
                    case["testFunction"], case["name"], case["expectedPhase"]
                ));
            }
        }
        println!(
            "table getPhase {} {}",
            cases.len() - wrong.len().min(cases.len()),
            cases.len()
        );
        assert!(
            wrong.is_empty(),
            "{} of {}:\n{}",
            wrong.len(),
            cases.len(),
            wrong.join("\n")
        );
    }

    /// The phase of a pod with `policy`: containers as `NAME STATE`, init containers as `init …`, sidecars as `side …`.
    /// States: `none` (no status), `wait`, `run` (a sidecar: not started), `up`, `endN`, `backN` (waits after an end),
    /// `reset` (removed because all containers are restarted).
    fn check(policy: &str, containers: &[&str], terminal: bool, past: Past, expect: PodPhase) {
        let (mut init, mut apps, mut list) = (Vec::new(), Vec::new(), Vec::new());
        for (index, text) in containers.iter().enumerate() {
            let (role, state) = text.split_once(' ').unwrap();
            let name = format!("{role}{index}");
            match role {
                "side" => init.push(json!({"name": name, "restartPolicy": "Always"})),
                "init" => init.push(json!({"name": name})),
                _ => apps.push(json!({"name": name})),
            }
            let ended = |from: &str| {
                let code = state.strip_prefix(from).map(|code| code.parse::<i32>().unwrap());
                json!({"state": "terminated", "exitCode": code})
            };
            let (now, last) = match state {
                "none" => continue,
                "wait" => (json!({"state": "waiting"}), Value::Null),
                "run" | "up" => (json!({"state": "running"}), Value::Null),
                "reset" => {
                    let last = json!({"state": "terminated", "exitCode": 137, "reason": RESTARTING});
                    (json!({"state": "waiting", "reason": RESTARTING}), last)
                }
                _ if state.starts_with("back") => (json!({"state": "waiting"}), ended("back")),
                _ => (ended("end"), Value::Null),
            };
            list.push(json!({"name": name, "state": now, "lastState": last, "started": state == "up"}));
        }
        let spec = spec(&json!({"restartPolicy": policy, "initContainers": init, "containers": apps}));
        let statuses = statuses(&Value::Array(list)).unwrap();
        let phase = get_phase(&spec, &statuses, terminal, past);
        assert_eq!(phase, expect, "{policy} {containers:?} {terminal} {past:?}");
    }

    /// Which rule comes first when several apply.
    #[test]
    fn the_order_of_the_rules() {
        use PodPhase::{Failed, Pending, Running, Succeeded};
        let (never, on_failure, always) = ("Never", "OnFailure", "Always");
        let at =
            |policy, containers: &[&str], expect| check(policy, containers, false, Past::Nothing, expect);
        // 1. An init container that has failed for good, whatever else there is.
        at(
            never,
            &["init end1", "init run", "side wait", "app wait", "app up"],
            Failed,
        );
        at(never, &["init back1", "app up"], Failed);
        check(never, &["init end1", "app end0"], true, Past::Sidecars, Failed);
        at(on_failure, &["init end1", "app up"], Running);
        // 2. An init container that has not ended yet, even when apps run or have ended.
        check(always, &["init run", "app up"], false, Past::Sidecars, Pending);
        check(never, &["init none", "app end1"], true, Past::Sidecars, Pending);
        // 3. A sidecar that is not started, unless the pod was initialized before.
        at(always, &["side run", "app up"], Pending);
        check(always, &["side run", "app up"], false, Past::Sidecars, Running);
        check(always, &["side wait", "app up"], false, Past::Sidecars, Pending);
        // 4. A container that waits for its first start, before any that runs, has ended or is unknown.
        at(always, &["app up", "app wait"], Pending);
        check(never, &["app end1", "app wait"], true, Past::Sidecars, Pending);
        // 5. A container without a status, before the ones that run or have ended.
        at(always, &["app up", "app none"], Pending);
        check(never, &["app end0", "app none"], true, Past::Sidecars, Pending);
        // 6. One that runs, before ends that are for good; a sidecar, too.
        at(never, &["app up", "app end1"], Running);
        check(never, &["side up", "app end0"], true, Past::Sidecars, Running);
        // 7. No container will run again: only whether all have succeeded counts.
        check(
            always,
            &["app end0", "side end1"],
            true,
            Past::Sidecars,
            Succeeded,
        );
        check(always, &["app end0", "app back0"], true, Past::Sidecars, Failed);
        // 8. One that will run again, before all that are done.
        at(on_failure, &["app end1", "app end0"], Running);
        at(always, &["app end0"], Running);
        at(on_failure, &["app back1", "side back1"], Running);
        // 9. All are done.
        at(on_failure, &["app end0", "side end137", "side back1"], Succeeded);
        at(never, &["app end0", "app end1"], Failed);
        at(never, &["app back0"], Failed);
        // Removed for a restart of all of them: nothing waits for a first start, and nothing is done.
        at(never, &["init reset", "side reset", "app reset"], Running);
        at(never, &["init run", "side reset", "app reset"], Pending);
        check(
            never,
            &["init reset", "side reset", "app reset"],
            true,
            Past::Nothing,
            Failed,
        );
        // Nothing to tell of.
        at(always, &[], Pending);
        at(never, &["side end0"], Pending);
    }
}
