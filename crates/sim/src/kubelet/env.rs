//! A container's environment: literal values, references, ConfigMaps, Secrets, fields of the pod.
//! Mirrors pkg/kubelet/kubelet_pods.go `makeEnvironmentVariables` (v1.36.2).

use api::core_v1::{Container, EnvVarSource, KeySelector};
use api::meta_v1::StringMap;
use api::{Kind, Object, ObjectKey};
use serde_json::Value;

use super::agent::Agent;
use crate::runtime::expand_references;
use crate::scheduler::NODE;

type Env = Vec<(String, String)>;

impl Agent<'_> {
    /// The variables in order, expanded.
    ///
    /// # Errors
    /// The kubelet's words about a missing object or key: reason CreateContainerConfigError.
    pub fn make_environment(&self, container: &Container) -> Result<Env, String> {
        let mut env = Env::new();
        for source in &container.env_from {
            let (kind, reference) = match (&source.config_map_ref, &source.secret_ref) {
                (Some(reference), _) => (Kind::ConfigMap, reference),
                (None, Some(reference)) => (Kind::Secret, reference),
                (None, None) => continue,
            };
            match self.data(kind, &reference.name) {
                Some(data) => {
                    let pairs = data
                        .into_iter()
                        .map(|(key, value)| (format!("{}{key}", source.prefix), value));
                    pairs.for_each(|(name, value)| set(&mut env, name, value));
                }
                None if reference.optional == Some(true) => {}
                None => return Err(not_found(kind, &reference.name)),
            }
        }
        for variable in &container.env {
            let value = match &variable.value_from {
                None => Some(expand_references(&variable.value, &env)),
                Some(source) => self.value_from(source, container)?,
            };
            if let Some(value) = value {
                set(&mut env, variable.name.clone(), value);
            }
        }
        Ok(env)
    }

    fn value_from(&self, source: &EnvVarSource, container: &Container) -> Result<Option<String>, String> {
        match source {
            EnvVarSource::FieldRef(field) => Ok(Some(self.field(&field.field_path))),
            EnvVarSource::ConfigMapKeyRef(key) => self.key(Kind::ConfigMap, key),
            EnvVarSource::SecretKeyRef(key) => self.key(Kind::Secret, key),
            EnvVarSource::ResourceFieldRef(value) => Ok(Some(self.resource(value, container))),
            EnvVarSource::FileKeyRef(_) => Ok(None),
        }
    }

    fn key(&self, kind: Kind, selector: &KeySelector) -> Result<Option<String>, String> {
        let optional = selector.optional == Some(true);
        let Some(data) = self.data(kind, &selector.name) else {
            return if optional {
                Ok(None)
            } else {
                Err(not_found(kind, &selector.name))
            };
        };
        match data.get(&selector.key) {
            Some(value) => Ok(Some(value.clone())),
            None if optional => Ok(None),
            None => {
                let namespace = &self.pod.pod.metadata.namespace;
                let what = if kind == Kind::Secret {
                    "Secret"
                } else {
                    "ConfigMap"
                };
                Err(format!(
                    "couldn't find key {} in {what} {namespace}/{}",
                    selector.key, selector.name
                ))
            }
        }
    }

    /// The keys of a ConfigMap or Secret as text.
    pub(super) fn data(&self, kind: Kind, name: &str) -> Option<StringMap> {
        let key = ObjectKey::new(kind, self.pod.pod.metadata.namespace.clone(), name);
        match self.cx.store.get(&key)? {
            Object::ConfigMap(map) => Some(map.data.clone()),
            Object::Secret(secret) => {
                let mut data: StringMap = secret
                    .data
                    .iter()
                    .map(|(key, value)| (key.clone(), decode_base64(value)))
                    .collect();
                data.extend(secret.string_data.clone());
                Some(data)
            }
            _ => None,
        }
    }

    /// A request or limit of this container, or of the one that the reference names.
    pub(super) fn resource(&self, source: &Value, container: &Container) -> String {
        let named = source.get("containerName").and_then(Value::as_str);
        let named = named.and_then(|name| self.pod.pod.spec.container(name));
        let container = named.map_or(container, |(_, container)| container);
        api::resource::field_value(source, container, &self.cx.scenario.node.allocatable)
    }

    pub(super) fn field(&self, path: &str) -> String {
        let (pod, meta) = (&self.pod.pod, &self.pod.pod.metadata);
        let quoted = |path: &str, front: &str, map: &StringMap| -> Option<String> {
            let key = path.strip_prefix(front)?.strip_suffix("']")?;
            map.get(key).cloned()
        };
        match path {
            "metadata.name" => meta.name.to_string(),
            "metadata.namespace" => meta.namespace.to_string(),
            "metadata.uid" => meta.uid.to_string(),
            "spec.nodeName" => NODE.to_owned(),
            "spec.serviceAccountName" => pod.spec.service_account_name.clone(),
            "status.podIP" | "status.podIPs" if pod.spec.host_network != Some(true) => self.pod.ip.clone(),
            "status.podIP" | "status.podIPs" => super::status::HOST_IP.to_owned(),
            "status.hostIP" | "status.hostIPs" => super::status::HOST_IP.to_owned(),
            _ => quoted(path, "metadata.labels['", &meta.labels)
                .or_else(|| quoted(path, "metadata.annotations['", &meta.annotations))
                .unwrap_or_default(),
        }
    }
}

fn set(env: &mut Env, name: String, value: String) {
    env.retain(|(known, _)| *known != name);
    env.push((name, value));
}

pub(super) fn not_found(kind: Kind, name: &str) -> String {
    format!("{} \"{name}\" not found", kind.name().to_ascii_lowercase())
}

/// Base64 as text; what is no base64 stays as it is.
fn decode_base64(text: &str) -> String {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return text.to_owned(),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        assert_eq!(decode_base64("aGVsbG8="), "hello");
        assert_eq!(decode_base64("not base64!"), "not base64!");
    }
}
