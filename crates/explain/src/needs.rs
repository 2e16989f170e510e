//! What a pod needs besides its images: the ConfigMaps and Secrets that its volumes and variables name.

use api::core_v1::{Container, EnvVarSource, KeySelector, Pod, VolumeSource};
use api::{Kind, ObjectKey};
use trace::Trace;

/// A ConfigMap or Secret that a pod cannot start without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// `ConfigMap` or `Secret`.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The keys that are asked for by name; empty: whatever there is.
    pub keys: Vec<String>,
}

/// What the pod needs and the cluster does not hold when the history ends.
pub(crate) fn missing(trace: &Trace, pod: &Pod) -> Vec<Need> {
    let mut needs = needs(pod);
    needs.retain(|need| {
        let key = ObjectKey::new(need.kind, pod.metadata.namespace.clone(), need.name.clone());
        trace.object_at(&key, trace.end()).is_none()
    });
    needs
}

/// All that is not optional, in the order of the spec, each object once.
fn needs(pod: &Pod) -> Vec<Need> {
    let mut needs = Needs::default();
    for volume in &pod.spec.volumes {
        let (kind, name, items, optional) = match &volume.source {
            VolumeSource::ConfigMap {
                name,
                items,
                optional,
                ..
            } => (Kind::ConfigMap, name, items, *optional),
            VolumeSource::Secret {
                name,
                items,
                optional,
                ..
            } => (Kind::Secret, name, items, *optional),
            VolumeSource::EmptyDir(_) | VolumeSource::Other(..) => continue,
        };
        if !optional {
            let mounted = pod
                .spec
                .all_containers()
                .flat_map(|(_, container)| sub_paths(container, &volume.name));
            let keys = items.iter().map(|item| item.key.clone()).chain(mounted);
            needs.add(kind, name, keys);
        }
    }
    for (_, container) in pod.spec.all_containers() {
        needs.add_variables(container);
    }
    needs.0
}

/// Files of a volume that are mounted one by one: they have to exist.
fn sub_paths<'a>(container: &'a Container, volume: &'a str) -> impl Iterator<Item = String> + 'a {
    let mounts = container
        .volume_mounts
        .iter()
        .filter(move |mount| mount.name == volume && !mount.sub_path.is_empty());
    mounts.map(|mount| mount.sub_path.clone())
}

#[derive(Default)]
struct Needs(Vec<Need>);

impl Needs {
    fn add(&mut self, kind: Kind, name: &str, keys: impl IntoIterator<Item = String>) {
        let known = self
            .0
            .iter()
            .position(|need| need.kind == kind && need.name == name);
        let at = known.unwrap_or(self.0.len());
        if known.is_none() {
            self.0.push(Need {
                kind,
                name: name.to_owned(),
                keys: Vec::new(),
            });
        }
        let Some(need) = self.0.get_mut(at) else { return };
        for key in keys {
            if !need.keys.contains(&key) {
                need.keys.push(key);
            }
        }
    }

    fn add_variables(&mut self, container: &Container) {
        for source in &container.env_from {
            let both = [
                (Kind::ConfigMap, &source.config_map_ref),
                (Kind::Secret, &source.secret_ref),
            ];
            for (kind, object) in both {
                if let Some(object) = object.as_ref().filter(|object| object.optional != Some(true)) {
                    self.add(kind, &object.name, []);
                }
            }
        }
        for variable in &container.env {
            match &variable.value_from {
                Some(EnvVarSource::ConfigMapKeyRef(key)) => self.add_key(Kind::ConfigMap, key),
                Some(EnvVarSource::SecretKeyRef(key)) => self.add_key(Kind::Secret, key),
                _ => {}
            }
        }
    }

    fn add_key(&mut self, kind: Kind, selector: &KeySelector) {
        if selector.optional != Some(true) {
            self.add(kind, &selector.name, [selector.key.clone()]);
        }
    }
}
