//! `kubectl set image`. Mirrors staging/src/k8s.io/kubectl/pkg/cmd/set/set_image.go (v1.36.2).

use std::sync::Arc;

use api::core_v1::PodSpec;
use api::{Object, ObjectKey};

use super::arguments::Arguments;
use super::{edit, target};
use crate::context::Context;

/// `set image KIND/NAME CONTAINER=IMAGE…`; `*` stands for every container.
pub(crate) fn set_image(context: &mut Context, arguments: &Arguments, words: &[&str]) -> String {
    let (pairs, names): (Vec<&str>, Vec<&str>) = words.iter().partition(|word| word.contains('='));
    let mut output = String::new();
    for target in target::targets(context, arguments, &names) {
        output += &match target.and_then(|key| set_one(context, &key, &pairs)) {
            Ok(text) | Err(text) => text,
        };
    }
    output
}

fn set_one(context: &mut Context, key: &ObjectKey, pairs: &[&str]) -> Result<String, String> {
    let Some(mut object) = context.store.get(key).cloned() else {
        return Err(target::not_found(key.kind, &key.name));
    };
    let name = format!("{}/{}", key.kind.qualified(), key.name);
    let Some(spec) = pod_spec_mut(&mut object) else {
        return Err(format!("error: the object {name} has no pod template\n"));
    };
    for pair in pairs {
        let (container, image) = pair.split_once('=').unwrap_or((pair, ""));
        let mut found = false;
        for known in spec.init_containers.iter_mut().chain(&mut spec.containers) {
            if container == "*" || known.name == container {
                image.clone_into(&mut known.image);
                found = true;
            }
        }
        if !found {
            return Err(format!("error: unable to find container named \"{container}\"\n"));
        }
    }
    let changed = edit::store(context, key, object).map_err(|refused| {
        let why = refused.by_client;
        format!(
            "error: failed to patch image update to pod template: {}\n",
            why.trim_end()
        )
    })?;
    Ok(if changed {
        format!("{name} image updated\n")
    } else {
        String::new()
    })
}

/// The pod spec of a pod or workload, to be changed.
pub(crate) fn pod_spec_mut(object: &mut Object) -> Option<&mut PodSpec> {
    let spec = match object {
        Object::Pod(pod) => &mut Arc::make_mut(pod).spec,
        Object::CronJob(it) => &mut Arc::make_mut(it).spec.job_template.spec.template.spec,
        Object::Job(it) => &mut Arc::make_mut(it).spec.template.spec,
        Object::Deployment(it) => &mut Arc::make_mut(it).spec.template.spec,
        Object::ReplicaSet(it) => &mut Arc::make_mut(it).spec.template.spec,
        Object::StatefulSet(it) => &mut Arc::make_mut(it).spec.template.spec,
        Object::DaemonSet(it) => &mut Arc::make_mut(it).spec.template.spec,
        Object::ConfigMap(_) | Object::Secret(_) | Object::Service(_) => return None,
    };
    Some(spec)
}
