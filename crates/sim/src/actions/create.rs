//! `kubectl create configmap|secret generic|service clusterip|job --from`.
//! Mirrors staging/src/k8s.io/kubectl/pkg/cmd/create (v1.36.2).

use api::batch_v1::Job;
use api::core_v1::{ConfigMap, Secret, Service, ServicePort};
use api::meta_v1::{IntOrString, OwnerReference, StringMap};
use api::{Kind, Object, ObjectKey};

use super::arguments::Arguments;
use super::target::not_found;
use crate::context::Context;

/// `create configmap NAME --from-literal=KEY=VALUE…`.
pub(crate) fn config_map(context: &mut Context, arguments: &Arguments, name: &str) -> String {
    let mut map = ConfigMap::default();
    map.metadata.name = name.into();
    map.metadata.namespace = arguments.namespace().into();
    match literals(arguments) {
        Ok(data) => map.data = data,
        Err(message) => return message,
    }
    created(context, map.into(), "configmap")
}

/// `create secret generic NAME --from-literal=KEY=VALUE…`.
pub(crate) fn secret(context: &mut Context, arguments: &Arguments, name: &str) -> String {
    let mut secret = Secret::default();
    secret.metadata.name = name.into();
    secret.metadata.namespace = arguments.namespace().into();
    secret.kind = "Opaque".to_owned();
    match literals(arguments) {
        Ok(data) => {
            let encoded = data
                .into_iter()
                .map(|(key, value)| (key, base64(value.as_bytes())));
            secret.data = encoded.collect();
        }
        Err(message) => return message,
    }
    created(context, secret.into(), "secret")
}

/// `create service clusterip NAME --tcp=PORT[:TARGET]…`: selects the pods with the label `app: NAME`.
pub(crate) fn service(context: &mut Context, arguments: &Arguments, name: &str) -> String {
    let mut service = Service::default();
    service.metadata.name = name.into();
    service.metadata.namespace = arguments.namespace().into();
    service.spec.kind = "ClusterIP".to_owned();
    service.spec.selector.insert("app".to_owned(), name.to_owned());
    for pair in arguments.all("tcp") {
        let (port, target) = pair.split_once(':').unwrap_or((pair, pair));
        let (Ok(number), Ok(target)) = (port.parse(), target.parse()) else {
            return format!("error: invalid port {}\n", api::go::go_string(pair));
        };
        service.spec.ports.push(ServicePort {
            name: pair.replace(':', "-"),
            port: number,
            protocol: "TCP".to_owned(),
            target_port: Some(IntOrString::Int(target)),
        });
    }
    created(context, service.into(), "ClusterIP service")
}

/// `create job NAME --from=cronjob/NAME`.
pub(crate) fn job(context: &mut Context, arguments: &Arguments, name: &str) -> String {
    let Some(from) = arguments.flag("from") else {
        return "error: either --image or --from must be specified\n".to_owned();
    };
    let cron = match from.split_once('/') {
        Some((kind, cron)) if Kind::from_argument(kind) == Some(Kind::CronJob) => cron,
        _ => return "error: from must be an existing cronjob\n".to_owned(),
    };
    let key = ObjectKey::new(Kind::CronJob, arguments.namespace(), cron);
    let Some(Object::CronJob(cron_job)) = context.store.get(&key) else {
        return not_found(Kind::CronJob, cron);
    };
    let template = &cron_job.spec.job_template;
    let mut job = Job::default();
    job.metadata.name = name.into();
    job.metadata.namespace = key.namespace.clone();
    job.metadata.labels = template.metadata.labels.clone();
    job.metadata.annotations = template.metadata.annotations.clone();
    job.metadata
        .annotations
        .insert("cronjob.kubernetes.io/instantiate".into(), "manual".into());
    job.metadata.owner_references = vec![OwnerReference {
        api_version: "batch/v1".into(),
        block_owner_deletion: None,
        controller: Some(true),
        kind: "CronJob".into(),
        name: cron_job.metadata.name.clone(),
        uid: cron_job.metadata.uid.clone(),
    }]
    .into();
    job.spec = template.spec.clone();
    created(context, job.into(), "job")
}

fn literals(arguments: &Arguments) -> Result<StringMap, String> {
    let mut data = StringMap::new();
    for literal in arguments.all("from-literal") {
        let Some((key, value)) = literal.split_once('=').filter(|(key, _)| !key.is_empty()) else {
            return Err(format!(
                "error: invalid literal source {literal}, expected key=value\n"
            ));
        };
        if data.insert(key.to_owned(), value.to_owned()).is_some() {
            return Err(format!(
                "error: cannot add key \"{key}\", another key by that name already exists\n"
            ));
        }
    }
    Ok(data)
}

fn created(context: &mut Context, object: Object, word: &str) -> String {
    let (name, printed) = (object.meta().name.clone(), object.kind().qualified());
    match context.create(object) {
        Ok(_) => format!("{printed}/{name} created\n"),
        Err(message) => {
            format!("error: failed to create {word}: {message}\n")
        }
    }
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for position in 0..4 {
            let digit = (bits >> (18 - 6 * position)) & 63;
            let filled = position <= chunk.len();
            out.push(if filled {
                char::from(DIGITS[digit as usize])
            } else {
                '='
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_pads() {
        for (text, expect) in [
            ("", ""),
            ("a", "YQ=="),
            ("ab", "YWI="),
            ("abc", "YWJj"),
            ("abcd", "YWJjZA=="),
        ] {
            assert_eq!(base64(text.as_bytes()), expect, "{text}");
        }
    }
}
