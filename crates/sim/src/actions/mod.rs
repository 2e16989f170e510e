//! What a user does to the cluster, as command lines: `kubectl delete pod x --grace-period=5`. What happens on the
//! node (`kill app in x`, `reboot node`, `kubectl exec`) is the kubelet's: `kubelet/node.rs`.
//!
//! A line is split into words and flags, carried out at once, and answered in kubectl's words (standard
//! output, then standard error). Output that needs a printer (`get`, `describe`, `logs`) is not made here:
//! views of the trace do that.

pub(crate) mod arguments;
pub(crate) mod counterpart;
mod create;
mod delete;
mod edit;
mod image;
mod patch;
mod rollout;
mod target;
mod undo;

use self::arguments::Arguments;
use crate::context::Context;

/// What can be done, for whoever asks for something else.
const KNOWN: &str = "known are kubectl create configmap, create secret generic, create service clusterip, create job --from, delete, exec, patch, rollout restart|pause|resume|undo, scale and set image; kill CONTAINER in POD; reboot node; stop|start|restart kubelet";
/// Verbs that change nothing: they are asked of the history.
const LOOKS: [&str; 11] = [
    "api-resources",
    "cluster-info",
    "describe",
    "diff",
    "events",
    "explain",
    "get",
    "logs",
    "top",
    "version",
    "wait",
];
/// Verbs that may stand without `kubectl` in front.
const VERBS: [&str; 9] = [
    "apply", "create", "delete", "exec", "patch", "replace", "rollout", "scale", "set",
];

/// A line as it is carried out: without a prompt, and with `kubectl` in front of its verbs.
pub(crate) fn canonical(line: &str) -> String {
    let line = line.trim();
    let line = line.strip_prefix("$ ").unwrap_or(line).trim_start();
    let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if first == "k" {
        format!("kubectl {rest}")
    } else if VERBS.contains(&first) || LOOKS.contains(&first) {
        format!("kubectl {line}")
    } else {
        line.to_owned()
    }
}

/// Carries out a [`canonical`] command line; returns what it prints. Unknown commands say so and change nothing.
pub(crate) fn command(context: &mut Context, line: &str) -> String {
    let arguments = Arguments::parse(line);
    if arguments.flag("dry-run").is_some_and(|how| how != "none") {
        return "note: with --dry-run nothing is changed\n".to_owned();
    }
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["kubectl", "create", "configmap" | "cm", name] => create::config_map(context, &arguments, name),
        ["kubectl", "create", "secret", "generic", name] => create::secret(context, &arguments, name),
        ["kubectl", "create", "service" | "svc", "clusterip", name] => {
            create::service(context, &arguments, name)
        }
        ["kubectl", "create", "job", name] => create::job(context, &arguments, name),
        ["kubectl", "delete", rest @ ..] => delete::delete(context, &arguments, rest),
        ["kubectl", "patch", rest @ ..] => patch::patch(context, &arguments, rest),
        ["kubectl", "rollout", "undo", rest @ ..] => undo::undo(context, &arguments, rest),
        [
            "kubectl",
            "rollout",
            verb @ ("restart" | "pause" | "resume"),
            rest @ ..,
        ] => rollout::rollout(context, &arguments, verb, rest),
        ["kubectl", "scale", rest @ ..] => rollout::scale(context, &arguments, rest),
        ["kubectl", "set", "image", rest @ ..] => image::set_image(context, &arguments, rest),
        _ => unknown(&words),
    }
}

fn unknown(words: &[&str]) -> String {
    match words {
        ["kubectl", "rollout", verb @ ("status" | "history"), ..] => {
            format!("note: kubectl rollout {verb} changes nothing: look at the history at any time instead\n")
        }
        ["kubectl", verb, ..] if LOOKS.contains(verb) => {
            format!("note: kubectl {verb} changes nothing: look at the history at any time instead\n")
        }
        ["kubectl", verb @ ("create" | "rollout" | "set"), what, ..] => {
            format!("error: kubectl {verb} {what} is not simulated; {KNOWN}\n")
        }
        ["kubectl", verb, ..] => format!("error: kubectl {verb} is not simulated; {KNOWN}\n"),
        ["kubectl"] | [] => format!("error: nothing to do; {KNOWN}\n"),
        ["kill", ..] => "error: say which process: kill CONTAINER in POD\n".to_owned(),
        ["reboot", ..] => "error: only the node can be rebooted: reboot node\n".to_owned(),
        [first, ..] => format!("error: unknown command {}; {KNOWN}\n", api::go::go_string(first)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use std::rc::Rc;

    fn check(line: &str, beginning: &str) {
        let mut context = Context::new(Rc::new(Scenario::default()));
        let answer = command(&mut context, &canonical(line));
        assert!(
            answer.starts_with(beginning) && answer.ends_with('\n'),
            "{line}: {answer}"
        );
    }

    #[test]
    fn every_line_has_an_answer() {
        check("", "error: nothing to do; known are kubectl create configmap");
        check("kubectl", "error: nothing to do");
        check("frobnicate", "error: unknown command \"frobnicate\"; known are");
        check("kubectl apply -f x.yaml", "error: kubectl apply is not simulated");
        check(
            "kubectl set env deploy/x A=b",
            "error: kubectl set env is not simulated",
        );
        check(
            "kubectl rollout sideways deploy/x",
            "error: kubectl rollout sideways is not simulated",
        );
        check("get pods", "note: kubectl get changes nothing");
        check(
            "kubectl rollout status deploy/d",
            "note: kubectl rollout status changes nothing",
        );
        check("kill app", "error: say which process: kill CONTAINER in POD");
        check("reboot everything", "error: only the node can be rebooted");
        check("kubectl delete", "error: You must provide one or more resources");
        check(
            "kubectl delete pods",
            "error: resource(s) were provided, but no name was specified",
        );
        check(
            "kubectl delete frob x",
            "error: the server doesn't have a resource type \"frob\"",
        );
        check(
            "$ kubectl delete pod x",
            "Error from server (NotFound): pods \"x\" not found",
        );
        check(
            "k delete deploy/x",
            "Error from server (NotFound): deployments.apps \"x\" not found",
        );
        check(
            "delete pod x --grace-period=soon",
            "error: invalid argument \"soon\"",
        );
        check("delete pods -l =x", "error: unable to parse requirement");
        check("delete pods -l app=none", "No resources found");
        check("scale deploy x", "error: required flag(s) \"replicas\" not set");
        check(
            "patch job j",
            "Error from server (NotFound): jobs.batch \"j\" not found",
        );
        check(
            "create configmap a --from-literal=b",
            "error: invalid literal source b",
        );
        check("create configmap a --from-literal=b=1", "configmap/a created");
        check(
            "create job x",
            "error: either --image or --from must be specified",
        );
        check(
            "delete pod x --dry-run=client",
            "note: with --dry-run nothing is changed",
        );
        check("kubectl delete pod 'x", "Error from server (NotFound)");
    }
}
