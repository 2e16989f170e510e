//! Deletes what has lost its owner, and lets owners go once their dependents are gone.
//! Mirrors pkg/controller/garbagecollector/garbagecollector.go (v1.36.2).

use api::meta_v1::ObjectMeta;
use api::{Object, ObjectKey};
use trace::Verb;

use crate::api_server::{FOREGROUND, ORPHAN, Propagation, Watch};
use crate::context::Context;

/// A revision reaches the collector.
pub(crate) fn watch(context: &mut Context, watch: &Watch) {
    let meta = watch.object.meta();
    match watch.verb {
        Verb::Deleted => {
            collect_dependents(context, &meta.uid, Propagation::Background);
            for key in foreground_owners(context, meta) {
                finish_foreground(context, &key);
            }
        }
        Verb::Added if is_abandoned(context, &watch.object) => {
            context.delete(&watch.object.key(), None);
        }
        Verb::Added | Verb::Modified if meta.deletion_timestamp.is_some() => {
            let key = watch.object.key();
            if has_finalizer(meta, ORPHAN) {
                orphan_dependents(context, &meta.uid);
                drop_finalizer(context, &key, ORPHAN);
            } else if has_finalizer(meta, FOREGROUND) {
                collect_dependents(context, &meta.uid, Propagation::Foreground);
                finish_foreground(context, &key);
            }
        }
        Verb::Added | Verb::Modified => {}
    }
}

fn has_finalizer(meta: &ObjectMeta, name: &str) -> bool {
    meta.finalizers.iter().any(|finalizer| finalizer == name)
}

/// The address of each of an object's owners, with its UID.
fn owners(meta: &ObjectMeta) -> Vec<(ObjectKey, &str)> {
    let references = meta.owner_references.iter();
    references
        .filter_map(|owner| {
            let kind = api::Kind::from_api(&owner.api_version, &owner.kind)?;
            let key = ObjectKey::new(kind, meta.namespace.clone(), owner.name.clone());
            Some((key, owner.uid.as_str()))
        })
        .collect()
}

/// True for an object all of whose owners are gone.
fn is_abandoned(context: &Context, object: &Object) -> bool {
    let owners = owners(object.meta());
    !owners.is_empty() && owners.iter().all(|(key, uid)| !context.store.holds(key, uid))
}

/// Deletes the dependents that have no other owner left. With foreground deletion dependents with dependents
/// of their own wait for those, too.
fn collect_dependents(context: &mut Context, uid: &str, propagation: Propagation) {
    let dependents: Vec<Object> = context.store.dependents_of(uid).cloned().collect();
    for object in dependents {
        let others = owners(object.meta());
        let kept = others
            .iter()
            .any(|(key, other)| *other != uid && context.store.holds(key, other));
        if kept || object.meta().deletion_timestamp.is_some() {
            continue;
        }
        let is_owner = context.store.dependents_of(&object.meta().uid).next().is_some();
        let propagation = if is_owner {
            propagation
        } else {
            Propagation::Background
        };
        context.delete_with(&object.key(), None, propagation);
    }
}

fn foreground_owners(context: &Context, meta: &ObjectMeta) -> Vec<ObjectKey> {
    let waits = |key: &ObjectKey, uid: &str| {
        let owner = context.store.get_uid(key, uid);
        owner.is_some_and(|owner| has_finalizer(owner.meta(), FOREGROUND))
    };
    let owners = owners(meta).into_iter();
    owners
        .filter(|(key, uid)| waits(key, uid))
        .map(|(key, _)| key)
        .collect()
}

/// Removes the finalizer once no dependent blocks the owner any more.
fn finish_foreground(context: &mut Context, key: &ObjectKey) {
    let Some(owner) = context.store.get(key) else {
        return;
    };
    let uid = owner.meta().uid.clone();
    let blocked = context.store.dependents_of(&uid).any(|dependent| {
        let mut references = dependent.meta().owner_references.iter();
        references.any(|owner| owner.uid == uid && owner.block_owner_deletion == Some(true))
    });
    if !blocked {
        drop_finalizer(context, key, FOREGROUND);
    }
}

fn orphan_dependents(context: &mut Context, uid: &str) {
    let dependents: Vec<Object> = context.store.dependents_of(uid).cloned().collect();
    for mut object in dependents {
        object
            .meta_mut()
            .owner_references
            .retain(|owner| owner.uid != uid);
        context.update(object);
    }
}

fn drop_finalizer(context: &mut Context, key: &ObjectKey, name: &str) {
    let Some(mut object) = context.store.get(key).cloned() else {
        return;
    };
    object.meta_mut().finalizers.retain(|finalizer| finalizer != name);
    context.update(object);
}
