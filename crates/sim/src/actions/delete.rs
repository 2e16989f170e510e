//! `kubectl delete`. Mirrors staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go (v1.36.2). Waiting for the
//! end (`--wait`) changes nothing in the cluster and is not simulated.

use api::{Kind, ObjectKey};

use super::arguments::Arguments;
use super::target::targets;
use crate::api_server::Propagation;
use crate::context::Context;

const FORCE_WARNING: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n";

/// Deletes what the words name.
pub(crate) fn delete(context: &mut Context, arguments: &Arguments, words: &[&str]) -> String {
    let grace = match compute_grace(arguments) {
        Ok(grace) => grace,
        Err(message) => return message,
    };
    let force = arguments.is_on("force");
    let propagation = match arguments.flag("cascade") {
        Some("foreground") => Propagation::Foreground,
        Some("orphan" | "false") => Propagation::Orphan,
        _ => Propagation::Background,
    };
    let targets = targets(context, arguments, words);
    if targets.is_empty() {
        return "No resources found\n".to_owned();
    }
    let verb = if force { "force deleted" } else { "deleted" };
    let mut output = String::new();
    for target in targets {
        match target {
            Ok(key) => {
                let pod_grace = grace.filter(|_| key.kind == Kind::Pod);
                context.delete_with(&key, pod_grace, propagation);
                output.push_str(&deleted(&key, verb));
            }
            Err(message) if message.contains("(NotFound)") && arguments.is_on("ignore-not-found") => {}
            Err(message) => output.push_str(&message),
        }
    }
    if force && grace == Some(0) {
        output.push_str(FORCE_WARNING);
    }
    output
}

fn deleted(key: &ObjectKey, verb: &str) -> String {
    let ObjectKey {
        kind,
        namespace,
        name,
    } = key;
    format!(
        "{} \"{name}\" {verb} from {namespace} namespace\n",
        kind.qualified()
    )
}

/// The grace period to ask for; `None`: each pod's own.
fn compute_grace(arguments: &Arguments) -> Result<Option<i64>, String> {
    let asked = match arguments.flag("grace-period") {
        Some(text) => Some(text.parse::<i64>().map_err(|_| {
            format!("error: invalid argument \"{text}\" for \"--grace-period\" flag: strconv.ParseInt: parsing \"{text}\": invalid syntax\n")
        })?),
        None if arguments.is_on("now") => Some(1),
        None => None,
    };
    let force = arguments.is_on("force");
    Ok(match asked {
        // Without --force zero means one second.
        Some(0) if !force => Some(1),
        Some(negative) if negative < 0 => force.then_some(0),
        None if force => Some(0),
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grace_periods() {
        for (flags, expect) in [
            ("", None),
            ("--grace-period=5", Some(5)),
            ("--grace-period 0", Some(1)),
            ("--grace-period=0 --force", Some(0)),
            ("--force", Some(0)),
            ("--now", Some(1)),
            ("--grace-period=-1", None),
        ] {
            assert_eq!(compute_grace(&Arguments::parse(flags)), Ok(expect), "{flags}");
        }
        assert!(compute_grace(&Arguments::parse("--grace-period=x")).is_err());
    }
}
