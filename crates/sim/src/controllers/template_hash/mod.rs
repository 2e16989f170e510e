//! The hash of a pod template that names ReplicaSets, character for character. Mirrors
//! pkg/controller/controller_utils.go (ComputeHash), pkg/util/hash and apimachinery/pkg/util/rand (SafeEncodeString),
//! v1.36.2: FNV-1a over the template as Go prints it ([`go_value`]).

mod go_value;

use api::apps_v1::StatefulSet;
use api::core_v1::PodTemplateSpec;
use api::json::Json;
use serde_json::json;

/// FNV's numbers for 32 bits.
const OFFSET: u32 = 0x811c_9dc5;
const PRIME: u32 = 0x0100_0193;

/// What stands for the digits 0 to 9.
const DIGITS: [char; 10] = ['4', '5', '6', '7', '8', '9', 'b', 'c', 'd', 'f'];

/// The hash of a template as names show it, 1 to 10 characters.
pub(crate) fn compute_hash(template: &PodTemplateSpec) -> String {
    let json = template.write();
    encode(fnv1a(go_value::print("PodTemplateSpec", &json).as_bytes()))
}

/// The name of a StatefulSet's revision (pkg/controller/history/controller_history.go, HashControllerRevision): FNV-1
/// over the patch that would bring the template back, as Go's JSON, and the count of collisions, which is 0.
pub(crate) fn revision_name(set: &StatefulSet) -> String {
    let mut template = set.spec.template.write();
    template["$patch"] = "replace".into();
    let patch = json!({"spec": {"template": template}}).to_string();
    // Go writes these for the sake of HTML.
    let patch = patch
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026");
    let prefix = &set.metadata.name;
    [prefix, "-", &encode(fnv1(format!("{patch}0").as_bytes()))].concat()
}

fn encode(hash: u32) -> String {
    let digits = hash.to_string();
    digits
        .chars()
        .filter_map(|digit| Some(DIGITS[digit.to_digit(10)? as usize]))
        .collect()
}

fn fnv1(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(OFFSET, |hash, byte| hash.wrapping_mul(PRIME) ^ u32::from(*byte))
}

fn fnv1a(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(OFFSET, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding() {
        assert_eq!(fnv1a(b""), 0x811c_9dc5);
        assert_eq!(fnv1a(b"foobar"), 0xbf9c_f968);
        assert_eq!((fnv1(b"a"), fnv1(b"foobar")), (0x050c_5d7e, 0x31f0_b262));
        assert_eq!(encode(1_234_567_890), "56789bcdf4");
    }

    /// `myapp-759b96769f` of the recorded case c04-readiness-fail; the other recorded names are checked by the
    /// conformance runner.
    #[test]
    fn a_recorded_name_comes_out() {
        let template = serde_json::json!({
            "metadata": {"labels": {"app": "myapp"}},
            "spec": {
                "containers": [{
                    "command": ["sh", "-c", "sleep 3600"], "image": "alpine:latest", "imagePullPolicy": "Always",
                    "name": "myapp", "resources": {}, "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                }],
                "dnsPolicy": "ClusterFirst",
                "initContainers": [{
                    "image": "nginx:latest", "imagePullPolicy": "Always", "name": "nginx",
                    "ports": [{"containerPort": 80, "protocol": "TCP"}],
                    "readinessProbe": {
                        "exec": {"command": ["/bin/sh", "-c", "exit 1"]}, "failureThreshold": 3, "periodSeconds": 5,
                        "successThreshold": 1, "timeoutSeconds": 1,
                    },
                    "resources": {}, "restartPolicy": "Always", "terminationMessagePath": "/dev/termination-log",
                    "terminationMessagePolicy": "File",
                }],
                "restartPolicy": "Always", "schedulerName": "default-scheduler", "securityContext": {},
                "terminationGracePeriodSeconds": 30,
                "volumes": [{"emptyDir": {}, "name": "data"}],
            },
        });
        let template: PodTemplateSpec = serde_json::from_value(template).unwrap();
        assert_eq!(compute_hash(&template), "759b96769f");
    }
}
