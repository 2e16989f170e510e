//! `kubectl rollout undo`. Mirrors staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollback.go (v1.36.2).

use sorted::Map;
use std::sync::Arc;

use api::apps_v1::{Deployment, POD_TEMPLATE_HASH, REVISION, ReplicaSet};
use api::{Kind, Object, ObjectKey};

use super::arguments::Arguments;
use super::{edit, target};
use crate::context::Context;

/// `rollout undo deploy/NAME [--to-revision=N]`: an earlier template comes back.
pub(crate) fn undo(context: &mut Context, arguments: &Arguments, words: &[&str]) -> String {
    let to = match arguments.flag("to-revision").map(str::parse::<i64>) {
        None | Some(Ok(0)) => None,
        Some(Ok(revision)) => Some(revision),
        Some(Err(_)) => return "error: --to-revision takes a number\n".to_owned(),
    };
    let mut output = String::new();
    for target in target::targets(context, arguments, words) {
        output += &match target.and_then(|key| undo_one(context, &key, to)) {
            Ok(text) | Err(text) => text,
        };
    }
    output
}

fn undo_one(context: &mut Context, key: &ObjectKey, to: Option<i64>) -> Result<String, String> {
    let name = format!("{}/{}", key.kind.qualified(), key.name);
    let Some(Object::Deployment(deployment)) = context.store.get(key) else {
        return Err(format!(
            "error: no rollbacker has been implemented for \"{}\"\n",
            key.kind.name()
        ));
    };
    let mut deployment = Deployment::clone(deployment);
    if deployment.spec.paused {
        return Err(format!(
            "error: you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume {name}' and try again\n"
        ));
    }
    let sets = revisions(context, &deployment);
    let found = match to {
        Some(revision) => sets.get(&revision).map(|set| (revision, set)),
        None => sets.iter().rev().nth(1).map(|(revision, set)| (*revision, set)),
    };
    let Some((revision, set)) = found else {
        return Err(to.map_or_else(
            || {
                format!(
                    "error: no rollout history found for deployment \"{}\"\n",
                    key.name
                )
            },
            |revision| format!("error: unable to find specified revision {revision} in history\n"),
        ));
    };
    let mut template = set.spec.template.clone();
    template.metadata.labels.remove(POD_TEMPLATE_HASH);
    if template == deployment.spec.template {
        return Ok(format!(
            "{name} skipped rollback (current template already matches revision {revision})\n"
        ));
    }
    deployment.spec.template = template;
    edit::store(context, key, deployment.into()).map_err(|refused| refused.by_patch)?;
    Ok(format!("{name} rolled back\n"))
}

/// A Deployment's ReplicaSets by revision.
fn revisions(context: &Context, deployment: &Deployment) -> Map<i64, Arc<ReplicaSet>> {
    let sets = context
        .store
        .controlled_by(Kind::ReplicaSet, &deployment.metadata.uid);
    sets.filter_map(|object| match object {
        Object::ReplicaSet(set) => {
            let revision = set.metadata.annotations.get(REVISION)?.parse().ok()?;
            Some((revision, Arc::clone(set)))
        }
        _ => None,
    })
    .collect()
}
