//! The prompt: kubectl's views at the cursor's time, and commands that change the cluster at that time.

use std::time::Duration;

use super::{Effect, Pane, Session};
use crate::text::Micros;

/// So many lines are remembered.
const HISTORY_MAX: usize = 100;

/// What the prompt holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Prompt {
    /// The line being typed.
    pub text: String,
    /// The command that the panes answer; `None`: the watch.
    pub command: Option<String>,
    /// Lines entered, oldest first.
    history: Vec<String>,
    /// The line of the history that is shown.
    at: Option<usize>,
}

impl Prompt {
    fn remember(&mut self, line: &str) {
        self.at = None;
        if self.history.last().is_some_and(|last| last == line) {
            return;
        }
        if self.history.len() == HISTORY_MAX {
            self.history.remove(0);
        }
        self.history.push(line.to_owned());
    }

    /// To the line before, or (false) after.
    fn recall(&mut self, older: bool) {
        let length = self.history.len();
        let at = self.at.unwrap_or(length);
        let at = if older { at.saturating_sub(1) } else { at + 1 };
        self.at = (at < length).then_some(at);
        self.text = self.history.get(at).cloned().unwrap_or_default();
    }
}

impl Session {
    /// What would complete the prompt's line: a line entered before, or one of the commands that make sense now.
    pub(crate) fn suggestion(&self) -> Option<String> {
        let text = self.prompt.text.as_str();
        if text.trim().is_empty() {
            return None;
        }
        let history = self.prompt.history.iter().rev().cloned();
        let mut all = history.chain(self.commands());
        all.find(|line| line.len() > text.len() && line.starts_with(text))
            .or_else(|| {
                // The program's name may be left out.
                let own = self.commands().into_iter();
                let mut short = own.filter_map(|line| line.strip_prefix("kubectl ").map(str::to_owned));
                short.find(|line| line.len() > text.len() && line.starts_with(text))
            })
    }

    /// Commands that make sense at the cursor's time.
    pub(crate) fn commands(&self) -> Vec<String> {
        let fixed = [
            "kubectl get pods",
            "kubectl get pods -w",
            "kubectl get pods -o wide",
            "kubectl get events",
            "kubectl get jobs",
            "kubectl get all",
            "kubectl events",
        ];
        let mut lines: Vec<String> = fixed.map(str::to_owned).into();
        if let Some(lived) = self.shown().last() {
            let pods = lived.trace.pods_at(self.instant(lived.story.origin));
            for pod in pods.iter().rev().take(3) {
                let name = &pod.metadata.name;
                lines.push(format!("kubectl describe pod {name}"));
                lines.push(format!("kubectl get pod {name} -o yaml"));
                lines.push(format!("kubectl get pod {name} -o jsonpath={{.status.phase}}"));
                for (_, container) in pod.spec.all_containers() {
                    lines.push(format!("kubectl logs {name} -c {}", container.name));
                    lines.push(format!("kill {} in {name}", container.name));
                }
                lines.push(format!("kubectl delete pod {name}"));
            }
        }
        lines.extend(["reboot node", "restart kubelet"].map(str::to_owned));
        lines
    }

    /// The cursor on a trace's clock.
    pub(crate) fn instant(&self, origin: Micros) -> Duration {
        Duration::from_micros(u64::try_from(self.cursor() + origin).unwrap_or(0))
    }

    pub(super) fn complete(&mut self) {
        if let Some(line) = self.suggestion() {
            self.prompt.text = line;
        }
    }

    pub(super) fn recall(&mut self, older: bool) {
        self.prompt.recall(older);
    }

    /// Takes the prompt's line: a view is answered from now on, an action becomes part of the scenario.
    pub(super) fn enter(&mut self, effects: &mut Vec<Effect>) {
        let line = std::mem::take(&mut self.prompt.text).trim().to_owned();
        self.pane = Pane::Kubectl;
        if line.is_empty() || line == "clear" {
            self.prompt.command = None;
            return;
        }
        self.prompt.remember(&line);
        match action(&line) {
            Some(command) => {
                let origin = self.shown().first().map_or(0, |lived| lived.story.origin);
                self.act(self.cursor() + origin, &command, effects);
            }
            None => self.prompt.command = Some(line),
        }
    }

    /// Adds an action to the scenario, at a time of the trace's clock, and shows what it answers.
    pub(super) fn act(&mut self, at: Micros, command: &str, effects: &mut Vec<Effect>) {
        if !self.conditions.add(at, command) {
            self.notice = Some("There are too many actions, or this one is too long.".to_owned());
            return;
        }
        // At the end of the picture the cursor would run ahead of what the action brings.
        self.cursor = Some(self.cursor());
        self.pane = Pane::Kubectl;
        self.prompt.command = Some(command.to_owned());
        self.simulate(effects);
    }
}

/// The command line as the simulator reads it, when it changes the cluster.
pub(crate) fn action(line: &str) -> Option<String> {
    let line = line.trim_start_matches("$ ").trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    let rest = match words.as_slice() {
        ["kubectl" | "k", rest @ ..] => rest,
        ["kill", _, "in", _] | ["reboot", "node"] | ["stop" | "start" | "restart", "kubelet"] => {
            return Some(line.to_owned());
        }
        rest => rest,
    };
    let changes = match rest {
        ["delete" | "exec" | "patch" | "scale", ..] | ["set", "image", ..] => true,
        ["rollout", verb, ..] => !matches!(*verb, "status" | "history"),
        ["create", kind, ..] => matches!(*kind, "configmap" | "cm" | "secret" | "job"),
        _ => false,
    };
    let start = line
        .strip_prefix("kubectl ")
        .or(line.strip_prefix("k "))
        .unwrap_or(line);
    changes.then(|| format!("kubectl {}", start.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_the_cluster_is_an_action() {
        for (line, expect) in [
            ("kubectl delete pod x", Some("kubectl delete pod x")),
            ("k delete pod x --force", Some("kubectl delete pod x --force")),
            (
                "$ kubectl set image pod/x a=b",
                Some("kubectl set image pod/x a=b"),
            ),
            (
                "scale deploy/x --replicas=2",
                Some("kubectl scale deploy/x --replicas=2"),
            ),
            ("exec x -- ls /", Some("kubectl exec x -- ls /")),
            ("reboot node", Some("reboot node")),
            ("restart kubelet", Some("restart kubelet")),
            ("kill app in x", Some("kill app in x")),
            ("kubectl rollout status deploy/x", None),
            ("kubectl get pods", None),
            ("", None),
        ] {
            assert_eq!(action(line).as_deref(), expect, "{line}");
        }
    }
}
