//! What a failed pod means. Mirrors pkg/controller/job/pod_failure_policy.go (v1.36.2).

use api::batch_v1::{PodFailurePolicy, PodFailurePolicyOnExitCodesRequirement, PodFailurePolicyRule};
use api::core_v1::{ContainerStatus, Pod};

/// The action of the first rule that matches a failed pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The Job fails, with this message.
    FailJob(String),
    /// The pod's index fails.
    FailIndex,
    /// The pod does not count.
    Ignore,
    /// The pod counts towards the limit: by a rule, or because none matched.
    Count,
}

/// Judges a failed pod.
pub(crate) fn judge(policy: Option<&PodFailurePolicy>, pod: &Pod) -> Verdict {
    let rules = policy.map_or(&[][..], |policy| &policy.rules);
    for (index, rule) in rules.iter().enumerate() {
        let Some(match_text) = matched(rule, pod) else {
            continue;
        };
        return match rule.action.as_str() {
            "Ignore" => Verdict::Ignore,
            "FailIndex" => Verdict::FailIndex,
            "FailJob" => Verdict::FailJob(format!("{match_text} matching FailJob rule at index {index}")),
            _ => Verdict::Count,
        };
    }
    Verdict::Count
}

/// What in the pod matches a rule, as the FailJob message says it.
fn matched(rule: &PodFailurePolicyRule, pod: &Pod) -> Option<String> {
    let name = format!("{}/{}", pod.metadata.namespace, pod.metadata.name);
    if let Some(requirement) = &rule.on_exit_codes {
        let status = &pod.status;
        let all = status
            .container_statuses
            .iter()
            .chain(&status.init_container_statuses);
        return all
            .filter_map(|status| matching_exit_code(requirement, status))
            .map(|(container, code)| {
                format!("Container {container} for pod {name} failed with exit code {code}")
            })
            .next();
    }
    // The pod's conditions in their order, not the rule's patterns.
    let found = pod.status.conditions.iter().find(|condition| {
        let mut patterns = rule.on_pod_conditions.iter();
        patterns.any(|pattern| {
            pattern.kind == condition.kind && pattern.status.as_deref().unwrap_or("True") == condition.status
        })
    });
    found.map(|condition| format!("Pod {name} has condition {}", condition.kind))
}

fn matching_exit_code<'a>(
    requirement: &PodFailurePolicyOnExitCodesRequirement,
    status: &'a ContainerStatus,
) -> Option<(&'a str, i32)> {
    let code = status.terminated()?.exit_code;
    let other_container = requirement
        .container_name
        .as_ref()
        .is_some_and(|name| *name != status.name);
    if code == 0 || other_container {
        return None;
    }
    let listed = requirement.values.contains(&code);
    let matches = match requirement.operator.as_str() {
        "In" => listed,
        "NotIn" => !listed,
        _ => false,
    };
    matches.then_some((status.name.as_str(), code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::core_v1::{ContainerState, ContainerStateTerminated};

    fn pod(code: i32) -> Pod {
        let mut pod = Pod::default();
        pod.metadata.namespace = "default".into();
        pod.metadata.name = "x-abcde".into();
        pod.status.container_statuses.push(
            ContainerStatus {
                name: "app".into(),
                state: Some(ContainerState::Terminated(ContainerStateTerminated {
                    exit_code: code,
                    ..ContainerStateTerminated::default()
                })),
                ..ContainerStatus::default()
            }
            .into(),
        );
        pod
    }

    fn check(rules: &str, code: i32, expect: Verdict) {
        let policy: PodFailurePolicy = serde_json::from_str(&format!("{{\"rules\":[{rules}]}}")).unwrap();
        assert_eq!(judge(Some(&policy), &pod(code)), expect, "{rules} {code}");
    }

    #[test]
    fn rules() {
        let ignore = r#"{"action":"Ignore","onExitCodes":{"operator":"In","values":[7]}}"#;
        let fail =
            r#"{"action":"FailJob","onExitCodes":{"containerName":"app","operator":"NotIn","values":[1]}}"#;
        let both = format!("{ignore},{fail}");
        check(&both, 7, Verdict::Ignore);
        check(&both, 1, Verdict::Count);
        check(&both, 0, Verdict::Count);
        check(
            &both,
            42,
            Verdict::FailJob(
                "Container app for pod default/x-abcde failed with exit code 42 matching FailJob rule at index 1".into(),
            ),
        );
        check(
            r#"{"action":"FailIndex","onExitCodes":{"operator":"In","values":[3]}}"#,
            3,
            Verdict::FailIndex,
        );
        check(
            r#"{"action":"FailJob","onPodConditions":[{"type":"DisruptionTarget"}]}"#,
            3,
            Verdict::Count,
        );
    }
}
