//! Wrong types, unknown fields and what is suggested for them.

use super::*;
use crate::yaml::reader;

#[track_caller]
fn check(kind: &str, text: &str, expect: &str) {
    check_at(KubernetesVersion::NEWEST, kind, text, expect);
}

#[track_caller]
fn check_at(version: KubernetesVersion, kind: &str, text: &str, expect: &str) {
    let root = reader::read(text, 0..text.len())
        .expect("reads")
        .root
        .expect("a document");
    let findings = super::check(&Schema::load(), kind, &root, version);
    let unknown: Vec<&str> = findings.unknown.iter().map(|u| u.path.as_str()).collect();
    let got = findings.fatal.map_or_else(
        || unknown.join(" "),
        |f| f.message.replace("json: cannot unmarshal ", ""),
    );
    assert_eq!(got, expect);
}

#[test]
fn wrong_types() {
    check(
        "Pod",
        "metadata: {labels: {a: 1}}",
        "number into Go struct field ObjectMeta.metadata.labels of type string",
    );
    check(
        "Pod",
        "spec: {restartPolicy: true}",
        "bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy",
    );
    check(
        "Pod",
        "spec: {containers: {}}",
        "object into Go struct field PodSpec.spec.containers of type []v1.Container",
    );
    check(
        "Pod",
        "spec: {containers: [5]}",
        "number into Go struct field PodSpec.spec.containers of type v1.Container",
    );
    check(
        "Pod",
        "spec: 5",
        "number into Go struct field Pod.spec of type v1.PodSpec",
    );
    check(
        "Pod",
        "spec: {containers: [{command: sh}]}",
        "string into Go struct field Container.spec.containers.command of type []string",
    );
    check(
        "Pod",
        "spec: {containers: [{livenessProbe: {httpGet: []}}]}",
        "array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction",
    );
    check(
        "Deployment",
        "spec: {replicas: 1.5}",
        "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32",
    );
    check(
        "Deployment",
        "spec: {strategy: {rollingUpdate: {maxSurge: true}}}",
        "bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge of type int32",
    );
    check(
        "Pod",
        "spec: {volumes: [{name: a, emptyDir: 1}], restartPolicy: 1}",
        "number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy",
    );
    check(
        "Pod",
        "spec: {containers: [{name: 1, resources: {limits: {cpu: x}}}]}",
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
}

#[test]
fn unknown_fields() {
    check(
        "Pod",
        "spec: {bar: 1, containers: [{foo: 1, name: x}, {foo: 2}]}",
        "spec.bar spec.containers[0].foo spec.containers[1].foo",
    );
    check("Pod", "Spec: {}", "Spec");
    check("Pod", "spec: {restartPolicy: null, containers: null}", "");
}

#[test]
fn older_versions() {
    let text = "spec: {containers: [{restartPolicyRules: []}], initContainers: [{restartPolicy: Always}]}";
    check("Pod", text, "");
    check_at(
        KubernetesVersion::OLDEST,
        "Pod",
        text,
        "spec.containers[0].restartPolicyRules",
    );
}

#[test]
fn suggestions() {
    let schema = Schema::load();
    let pod_spec = schema.get(schema.find("PodSpec").expect("type")).expect("type");
    for (key, expect) in [
        ("Containers", Some("containers")),
        ("initContainer", Some("initContainers")),
        ("initcontainers", Some("initContainers")),
        ("restartpolicy", Some("restartPolicy")),
        ("sidecarContainers", None),
    ] {
        assert_eq!(help::nearest(pod_spec, key, 36), expect, "{key}");
    }
}
