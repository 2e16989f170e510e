//! `kubectl describe`. Mirrors staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

mod apps;
mod batch;
mod config;
mod container;
mod field;
mod pod;
mod probe;
mod template;
mod volume;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use api::apps_v1::ReplicaSet;
use api::core_v1::{Event, Pod};
use api::meta_v1::Time;
use api::{Kind, KubernetesVersion, Object};
use trace::Trace;

use crate::events;
pub use probe::probe_text;
use writer::Writer;

/// How describe prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DescribeOptions {
    /// `--show-events`; `None`: as kubectl decides.
    pub show_events: Option<bool>,
    /// kubectl's version: since 1.35 an event's message has its field path in front, since 1.36 several objects
    /// are described without events unless asked for.
    pub version: KubernetesVersion,
}

/// One object described at `at`.
pub fn describe(trace: &Trace, object: &Object, at: Duration, options: DescribeOptions) -> String {
    let mut writer = Writer::default();
    let now = trace.wall(at);
    match object {
        Object::Pod(pod) => pod::pod(&mut writer, pod, now),
        Object::Job(job) => batch::job(&mut writer, job),
        Object::CronJob(cron) => batch::cron_job(&mut writer, cron, options.version),
        Object::Deployment(deployment) => {
            apps::deployment(
                &mut writer,
                deployment,
                &replica_sets(trace, &deployment.metadata.uid, at),
            );
        }
        Object::ReplicaSet(set) => apps::replica_set(&mut writer, set, &pods(trace, &set.metadata.uid, at)),
        Object::StatefulSet(set) => apps::stateful_set(&mut writer, set, &pods(trace, &set.metadata.uid, at)),
        Object::DaemonSet(set) => apps::daemon_set(&mut writer, set, &pods(trace, &set.metadata.uid, at)),
        Object::ConfigMap(map) => config::config_map(&mut writer, map),
        Object::Secret(secret) => config::secret(&mut writer, secret),
        Object::Service(service) => config::service(&mut writer, service),
    }
    if options.show_events != Some(false) {
        let events = events::about(trace, &object.meta().uid, at);
        event_block(&mut writer, &events, now, options.version);
    }
    writer.finish()
}

/// Several objects one below the other, with two empty lines between them.
pub fn describe_all(trace: &Trace, objects: &[&Object], at: Duration, options: DescribeOptions) -> String {
    let texts = describe_each(trace, objects, at, options);
    texts.join("\n\n")
}

/// Several objects whose names begin alike: an empty line after each.
pub fn describe_matching(
    trace: &Trace,
    objects: &[&Object],
    at: Duration,
    options: DescribeOptions,
) -> String {
    let texts = describe_each(trace, objects, at, options);
    texts.iter().map(|text| format!("{text}\n")).collect()
}

fn describe_each(trace: &Trace, objects: &[&Object], at: Duration, options: DescribeOptions) -> Vec<String> {
    let many = objects.len() > 1 && options.version >= KubernetesVersion::V1_36;
    let options = DescribeOptions {
        show_events: options.show_events.or(many.then_some(false)),
        ..options
    };
    let one = |object: &&Object| describe(trace, object, at, options);
    objects.iter().map(one).collect()
}

/// The newest revisions of the pods that an object controls.
fn pods<'a>(trace: &'a Trace, uid: &str, at: Duration) -> Vec<&'a Pod> {
    let pods = trace
        .objects_at(Kind::Pod, at)
        .into_iter()
        .filter_map(Object::as_pod);
    pods.filter(|pod| pod.metadata.controller().is_some_and(|owner| owner.uid == uid))
        .map(Arc::as_ref)
        .collect()
}

fn replica_sets<'a>(trace: &'a Trace, uid: &str, at: Duration) -> Vec<&'a ReplicaSet> {
    let sets = trace.objects_at(Kind::ReplicaSet, at).into_iter();
    sets.filter_map(|object| match object {
        Object::ReplicaSet(set) => Some(set.as_ref()),
        _ => None,
    })
    .filter(|set| set.metadata.controller().is_some_and(|owner| owner.uid == uid))
    .collect()
}

/// The events block: its age column counts from the first occurrence, or tells both.
fn event_block(writer: &mut Writer, events: &[&Arc<Event>], now: Time, version: KubernetesVersion) {
    if events.is_empty() {
        writer.field(0, "Events", "<none>");
        return;
    }
    writer.line(0, "Events:");
    writer.line(1, "Type\tReason\tAge\tFrom\tMessage");
    writer.line(1, "----\t------\t----\t----\t-------");
    for event in events {
        let path = &event.involved_object.field_path;
        let prefix = if path.is_empty() || version < KubernetesVersion::V1_35 {
            String::new()
        } else {
            format!("{path}: ")
        };
        let (kind, reason, from) = (event.kind.name(), &event.reason, &event.source.component);
        let age = events::interval(event, now);
        writer.line(
            1,
            format!(
                "{kind}\t{reason}\t{age}\t{from}\t{prefix}{}",
                event.message.trim()
            ),
        );
    }
}
