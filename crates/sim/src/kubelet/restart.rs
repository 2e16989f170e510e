//! Whether a container that ended is started again: its own policy and rules, else the pod's policy.
//! Mirrors pkg/api/v1/pod/util.go `ContainerShouldRestart` and pkg/kubelet/container/helpers.go
//! `ShouldContainerBeRestarted`, `ShouldAllContainersRestart` (v1.36.2).

use api::core_v1::{
    Container, ContainerRestartPolicy, ContainerRestartRule, PodSpec, PodStatus, RestartPolicy,
};

use super::status::RESTARTING_ALL;
use crate::runtime::{CriContainer, CriState, RuntimeStatus};

/// The action of a rule that restarts every container of the pod.
const RESTART_ALL: &str = "RestartAllContainers";

/// The first rule that an exit code matches.
fn find_matching_rule(container: &Container, exit_code: i32) -> Option<&ContainerRestartRule> {
    container.restart_policy_rules.iter().find(|rule| {
        rule.exit_codes.as_ref().is_some_and(|codes| {
            let listed = codes.values.contains(&exit_code);
            match codes.operator.as_str() {
                "In" => listed,
                "NotIn" => !listed,
                _ => false,
            }
        })
    })
}

/// Whether a container of this pod is started again after this exit code.
pub(crate) fn container_should_restart(container: &Container, pod: RestartPolicy, exit_code: i32) -> bool {
    let Some(own) = container.restart_policy else {
        return match pod {
            RestartPolicy::Always => true,
            RestartPolicy::OnFailure => exit_code != 0,
            RestartPolicy::Never => false,
        };
    };
    if let Some(rule) = find_matching_rule(container, exit_code) {
        return rule.action == "Restart" || rule.action == RESTART_ALL;
    }
    match own {
        ContainerRestartPolicy::Always => true,
        ContainerRestartPolicy::OnFailure => exit_code != 0,
        ContainerRestartPolicy::Never => false,
    }
}

/// Whether a running container that must be killed comes back: rules are not asked.
pub(crate) fn restarts_when_killed(container: &Container, pod: RestartPolicy) -> bool {
    match container.restart_policy {
        Some(own) => own != ContainerRestartPolicy::Never,
        None => pod != RestartPolicy::Never,
    }
}

/// Whether a container must be started now, given its newest instance.
pub(crate) fn should_be_restarted(
    container: &Container,
    pod: RestartPolicy,
    deleting: bool,
    newest: Option<&CriContainer>,
) -> bool {
    if deleting {
        return false;
    }
    match newest.map(|status| (status.state, status.exit_code)) {
        None | Some((CriState::Created | CriState::Unknown, _)) => true,
        Some((CriState::Running, _)) => false,
        Some((CriState::Exited, exit_code)) => container_should_restart(container, pod, exit_code),
    }
}

/// Whether this container's end restarts every container of the pod.
pub(crate) fn triggers_restart_all(container: &Container, status: &CriContainer) -> bool {
    status.state == CriState::Exited && asks_for_all(container, status.exit_code)
}

fn asks_for_all(container: &Container, exit_code: i32) -> bool {
    find_matching_rule(container, exit_code).is_some_and(|rule| rule.action == RESTART_ALL)
}

/// Whether a rule of some container can restart all of them (`AllContainersCouldRestart`).
pub(crate) fn all_containers_could_restart(spec: &PodSpec) -> bool {
    spec.all_containers().any(|(_, container)| {
        let mut rules = container.restart_policy_rules.iter();
        rules.any(|rule| rule.action == RESTART_ALL)
    })
}

/// Whether all containers are being restarted: the pod's condition says so, or the end of a container asks for it, as
/// the runtime tells it or as it was reported before.
pub(crate) fn should_all_containers_restart(spec: &PodSpec, status: &RuntimeStatus, old: &PodStatus) -> bool {
    let reported = |container: &Container| {
        let mut statuses = old.init_container_statuses.iter().chain(&old.container_statuses);
        statuses
            .find(|status| status.name == container.name)
            .and_then(|status| status.terminated().map(|ended| ended.exit_code))
    };
    old.condition_is_true(RESTARTING_ALL)
        || spec.all_containers().any(|(_, container)| {
            if container.restart_policy_rules.is_empty() {
                return false;
            }
            let newest = status.find(&container.name);
            newest
                .filter(|newest| newest.state == CriState::Exited)
                .is_some_and(|newest| {
                    asks_for_all(container, newest.exit_code)
                        || reported(container).is_some_and(|exit_code| asks_for_all(container, exit_code))
                })
        })
}

/// Whether none of the pod's containers is left in the runtime.
pub(crate) fn restart_all_is_cleaned_up(spec: &PodSpec, status: &RuntimeStatus) -> bool {
    let mut all = spec.all_containers();
    all.all(|(_, container)| status.find(&container.name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(container: &str, pod: RestartPolicy, exit_code: i32, expect: bool) {
        let container: Container = serde_json::from_str(container).unwrap();
        assert_eq!(container_should_restart(&container, pod, exit_code), expect);
    }

    #[test]
    fn policies_and_rules() {
        let rule = r#"{"name":"a","restartPolicy":"Never","restartPolicyRules":[{"action":"Restart","exitCodes":{"operator":"In","values":[42]}}]}"#;
        check(rule, RestartPolicy::Always, 42, true);
        check(rule, RestartPolicy::Always, 1, false);
        let not_in = rule.replace("\"In\"", "\"NotIn\"");
        check(&not_in, RestartPolicy::Always, 1, true);
        check(r#"{"name":"a"}"#, RestartPolicy::OnFailure, 0, false);
        check(r#"{"name":"a"}"#, RestartPolicy::OnFailure, 3, true);
        check(
            r#"{"name":"a","restartPolicy":"Always"}"#,
            RestartPolicy::Never,
            0,
            true,
        );
    }
}
