//! What a user does to the cluster, as command lines: `kubectl delete pod x --grace-period=5`,
//! `kill app in x`.
//!
//! A line is split into words and flags, carried out at once, and answered in kubectl's words (standard
//! output, then standard error). Output that needs a printer (`get`, `describe`, `logs`) is not made here:
//! views of the trace do that.

pub(crate) mod arguments;
mod create;
mod delete;
mod edit;
mod image;
mod kill;
mod patch;
mod rollout;
mod target;

use self::arguments::Arguments;
use crate::context::Context;

/// Carries out a command line; returns what it prints. Unknown commands say so and change nothing.
pub(crate) fn command(context: &mut Context, line: &str) -> String {
    let arguments = Arguments::parse(line);
    let words: Vec<&str> = arguments.words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["kill", container, "in", pod] => kill::kill(context, &arguments, container, pod),
        ["kubectl", "create", "configmap" | "cm", name] => create::config_map(context, &arguments, name),
        ["kubectl", "create", "secret", "generic", name] => create::secret(context, &arguments, name),
        ["kubectl", "create", "service" | "svc", "clusterip", name] => {
            create::service(context, &arguments, name)
        }
        ["kubectl", "create", "job", name] => create::job(context, &arguments, name),
        ["kubectl", "delete", rest @ ..] => delete::delete(context, &arguments, rest),
        ["kubectl", "patch", rest @ ..] => patch::patch(context, &arguments, rest),
        ["kubectl", "rollout", verb, rest @ ..] => rollout::rollout(context, &arguments, verb, rest),
        ["kubectl", "scale", rest @ ..] => rollout::scale(context, &arguments, rest),
        ["kubectl", "set", "image", rest @ ..] => image::set_image(context, &arguments, rest),
        _ => format!("error: unknown command {line:?}\n"),
    }
}
