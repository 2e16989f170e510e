//! `kubectl rollout restart|pause|resume` and `kubectl scale`.
//! Mirrors staging/src/k8s.io/kubectl/pkg/cmd/{rollout,scale} (v1.36.2).

use std::sync::Arc;

use api::{Object, ObjectKey};

use super::arguments::Arguments;
use super::{edit, target};
use crate::context::Context;

/// The annotation whose change makes a new template.
const RESTARTED_AT: &str = "kubectl.kubernetes.io/restartedAt";

/// `rollout VERB KIND/NAME…`.
pub(crate) fn rollout(context: &mut Context, arguments: &Arguments, verb: &str, words: &[&str]) -> String {
    let now = context.wall().to_string();
    for_each(context, arguments, words, |object| {
        let name = format!("{}/{}", object.kind().qualified(), object.meta().name);
        match verb {
            "restart" => restart(object, &now, &name),
            "pause" => pause(object, true, &name),
            "resume" => pause(object, false, &name),
            _ => Err(format!("error: unknown command \"rollout {verb}\"\n")),
        }
    })
}

/// `scale --replicas=N KIND/NAME…`.
pub(crate) fn scale(context: &mut Context, arguments: &Arguments, words: &[&str]) -> String {
    let Some(replicas) = arguments
        .flag("replicas")
        .and_then(|text| text.parse::<i32>().ok())
    else {
        return "error: required flag(s) \"replicas\" not set\n".to_owned();
    };
    if replicas < 0 {
        return "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\n"
            .to_owned();
    }
    for_each(context, arguments, words, |object| {
        let field = match object {
            Object::Deployment(it) => &mut Arc::make_mut(it).spec.replicas,
            Object::ReplicaSet(it) => &mut Arc::make_mut(it).spec.replicas,
            Object::StatefulSet(it) => &mut Arc::make_mut(it).spec.replicas,
            _ => {
                return Err(
                    "Error from server (NotFound): the server could not find the requested resource\n".into(),
                );
            }
        };
        *field = Some(replicas);
        Ok("scaled")
    })
}

/// Changes each object that the words name and answers `KIND/NAME WORD`.
fn for_each(
    context: &mut Context,
    arguments: &Arguments,
    words: &[&str],
    change: impl Fn(&mut Object) -> Result<&'static str, String>,
) -> String {
    let mut output = String::new();
    for target in target::targets(context, arguments, words) {
        let done = target.and_then(|key: ObjectKey| {
            let Some(mut object) = context.store.get(&key).cloned() else {
                return Err(target::not_found(key.kind, &key.name));
            };
            let word = change(&mut object)?;
            edit::store(context, &key, object).map_err(|refused| refused.by_patch)?;
            Ok(format!("{}/{} {word}\n", key.kind.qualified(), key.name))
        });
        output += &match done {
            Ok(text) | Err(text) => text,
        };
    }
    output
}

fn restart(object: &mut Object, now: &str, name: &str) -> Result<&'static str, String> {
    let template = match object {
        Object::Deployment(it) => {
            let spec = &mut Arc::make_mut(it).spec;
            if spec.paused {
                return Err(format!(
                    "error: {name} can't restart paused deployment (run rollout resume first)\n"
                ));
            }
            &mut spec.template
        }
        Object::StatefulSet(it) => &mut Arc::make_mut(it).spec.template,
        Object::DaemonSet(it) => &mut Arc::make_mut(it).spec.template,
        _ => return Err(format!("error: {name} restarting is not supported\n")),
    };
    let annotations = &mut template.metadata.annotations;
    annotations.insert(RESTARTED_AT.to_owned(), now.to_owned());
    Ok("restarted")
}

fn pause(object: &mut Object, paused: bool, name: &str) -> Result<&'static str, String> {
    let verb = if paused { "pausing" } else { "resuming" };
    let Object::Deployment(deployment) = object else {
        return Err(format!("error: {name} {verb} is not supported\n"));
    };
    let known = &mut Arc::make_mut(deployment).spec.paused;
    let word = if paused { "paused" } else { "resumed" };
    if *known == paused {
        let state = if paused { "already paused" } else { "not paused" };
        return Err(format!("error: {name} is {state}\n"));
    }
    *known = paused;
    Ok(word)
}
