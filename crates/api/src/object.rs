//! Any object the simulated API server stores, and how it is named.

use std::fmt;
use std::sync::Arc;

use crate::Text;
use crate::apps_v1::{DaemonSet, Deployment, ReplicaSet, StatefulSet};
use crate::batch_v1::{CronJob, Job};
use crate::core_v1::{ConfigMap, Pod, Secret, Service};
use crate::json::{Json, from_value};
use crate::meta_v1::ObjectMeta;

macro_rules! kinds {
    ($($kind:ident, $api:literal, $plural:literal, $short:literal;)*) => {
        /// The kinds that the simulated API server knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(#[doc = concat!("`", $api, "` ", stringify!($kind))] $kind,)*
        }

        impl Kind {
            /// Every kind, in the order a dependency needs.
            pub const ALL: &[Kind] = &[$(Kind::$kind,)*];

            /// `v1`, `batch/v1` or `apps/v1`.
            pub fn api_version(self) -> &'static str {
                match self { $(Kind::$kind => $api,)* }
            }

            /// The resource's name in plural, lower case: `pods`.
            pub fn plural(self) -> &'static str {
                match self { $(Kind::$kind => $plural,)* }
            }

            /// kubectl's short name, or `""`: `po`.
            pub fn short_name(self) -> &'static str {
                match self { $(Kind::$kind => $short,)* }
            }

            /// The kind's name: `Pod`.
            pub fn name(self) -> &'static str {
                match self { $(Kind::$kind => stringify!($kind),)* }
            }
        }

        /// An object of any known kind. Cloning is cheap: revisions share what did not change.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Object {
            $(#[doc = concat!("A ", stringify!($kind), ".")] $kind(Arc<$kind>),)*
        }

        impl Object {
            /// The object's kind.
            pub fn kind(&self) -> Kind {
                match self { $(Object::$kind(_) => Kind::$kind,)* }
            }

            /// The object's metadata.
            pub fn meta(&self) -> &ObjectMeta {
                match self { $(Object::$kind(object) => &object.metadata,)* }
            }

            /// The object's metadata, for the API server to fill in. Copies the object when it is shared.
            pub fn meta_mut(&mut self) -> &mut ObjectMeta {
                match self { $(Object::$kind(object) => &mut Arc::make_mut(object).metadata,)* }
            }

            /// The object as the API server would send it, with `apiVersion` and `kind`.
            pub fn to_json(&self) -> serde_json::Value {
                let mut value = match self { $(Object::$kind(object) => object.write(),)* };
                if let Some(map) = value.as_object_mut() {
                    map.insert("apiVersion".into(), self.kind().api_version().into());
                    map.insert("kind".into(), self.kind().name().into());
                }
                value
            }

            /// Reads an object of a known kind from its JSON form (with or without `apiVersion` and `kind`).
            ///
            /// # Errors
            /// A sentence about the first value that does not fit.
            pub fn from_json(kind: Kind, value: &serde_json::Value) -> Result<Object, String> {
                match kind {
                    $(Kind::$kind => from_value(value).map(Object::$kind),)*
                }
            }
        }

        $(impl From<$kind> for Object {
            fn from(object: $kind) -> Object {
                Object::$kind(Arc::new(object))
            }
        })*
    };
}

kinds! {
    ConfigMap, "v1", "configmaps", "cm";
    Secret, "v1", "secrets", "";
    Service, "v1", "services", "svc";
    CronJob, "batch/v1", "cronjobs", "cj";
    Job, "batch/v1", "jobs", "";
    Deployment, "apps/v1", "deployments", "deploy";
    ReplicaSet, "apps/v1", "replicasets", "rs";
    StatefulSet, "apps/v1", "statefulsets", "sts";
    DaemonSet, "apps/v1", "daemonsets", "ds";
    Pod, "v1", "pods", "po";
}

impl Kind {
    /// What `all` stands for in kubectl's commands, in its order.
    pub const OF_ALL: &[Kind] = &[
        Kind::Pod,
        Kind::Service,
        Kind::DaemonSet,
        Kind::Deployment,
        Kind::ReplicaSet,
        Kind::StatefulSet,
        Kind::CronJob,
        Kind::Job,
    ];

    /// `Pod x`: an object of this kind in a sentence.
    pub fn named(self, name: &str) -> String {
        format!("{} {name}", self.name())
    }

    /// The kind of an `apiVersion` and `kind` pair, exactly spelled.
    pub fn from_api(api_version: &str, kind: &str) -> Option<Kind> {
        Kind::ALL
            .iter()
            .copied()
            .find(|known| known.name() == kind && known.api_version() == api_version)
    }

    /// What kubectl accepts on the command line: `pod`, `pods`, `po`, `Pod`, `pods.v1`, `deployment.apps`.
    pub fn from_argument(text: &str) -> Option<Kind> {
        let lower = text.to_ascii_lowercase();
        let word = lower.split('.').next().unwrap_or_default();
        Kind::ALL.iter().copied().find(|kind| {
            word == kind.plural()
                || word == kind.name().to_ascii_lowercase()
                || (!word.is_empty() && word == kind.short_name())
        })
    }

    /// What kubectl prints before the name: `pod/x`, `job.batch/x`, `deployment.apps/x`.
    pub fn qualified(self) -> String {
        let name = self.name().to_ascii_lowercase();
        match self.api_version().split_once('/') {
            Some((group, _)) => format!("{name}.{group}"),
            None => name,
        }
    }
}

/// An object's address in the store.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// The kind.
    pub kind: Kind,
    /// The namespace.
    pub namespace: Text,
    /// The name.
    pub name: Text,
}

impl ObjectKey {
    /// The address of `namespace/name` of a kind.
    pub fn new(kind: Kind, namespace: impl Into<Text>, name: impl Into<Text>) -> ObjectKey {
        ObjectKey {
            kind,
            namespace: namespace.into(),
            name: name.into(),
        }
    }
}

impl fmt::Display for ObjectKey {
    /// `Pod/name`, as events and recordings write it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.name(), self.name)
    }
}

/// An object of a manifest, ready to be applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestObject {
    /// Its position among the manifest's objects; causes name it.
    pub index: usize,
    /// The object, decoded and defaulted.
    pub object: Object,
}

impl Object {
    /// The object's address.
    pub fn key(&self) -> ObjectKey {
        let meta = self.meta();
        ObjectKey::new(self.kind(), meta.namespace.clone(), meta.name.clone())
    }

    /// The object as a pod.
    pub fn as_pod(&self) -> Option<&Arc<Pod>> {
        match self {
            Object::Pod(pod) => Some(pod),
            _ => None,
        }
    }

    /// The pod or pod template inside a workload: its metadata, its spec, and the field path of the spec
    /// (`spec`, `spec.template.spec`, `spec.jobTemplate.spec.template.spec`).
    pub fn pod_template(&self) -> Option<(&ObjectMeta, &crate::core_v1::PodSpec, &'static str)> {
        let (template, path) = match self {
            Object::Pod(pod) => return Some((&pod.metadata, &pod.spec, "spec")),
            Object::CronJob(cron) => (
                &cron.spec.job_template.spec.template,
                "spec.jobTemplate.spec.template.spec",
            ),
            Object::Job(job) => (&job.spec.template, "spec.template.spec"),
            Object::Deployment(deployment) => (&deployment.spec.template, "spec.template.spec"),
            Object::ReplicaSet(set) => (&set.spec.template, "spec.template.spec"),
            Object::StatefulSet(set) => (&set.spec.template, "spec.template.spec"),
            Object::DaemonSet(set) => (&set.spec.template, "spec.template.spec"),
            Object::ConfigMap(_) | Object::Secret(_) | Object::Service(_) => return None,
        };
        Some((&template.metadata, &template.spec, path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_argument() {
        for (text, expect) in [
            ("po", Some(Kind::Pod)),
            ("Pods", Some(Kind::Pod)),
            ("deploy", Some(Kind::Deployment)),
            ("deployment.apps", Some(Kind::Deployment)),
            ("cj", Some(Kind::CronJob)),
            ("", None),
            ("node", None),
        ] {
            assert_eq!(Kind::from_argument(text), expect, "{text}");
        }
        assert_eq!(Kind::Job.qualified(), "job.batch");
        assert_eq!(Kind::from_api("v1", "Job"), None);
    }
}
