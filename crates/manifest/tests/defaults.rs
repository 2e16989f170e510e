//! Minimal objects in, the API server's defaulted objects out (recorded, v1.36.2): `tests/conformance/api/defaults`.

use std::fs;
use std::path::PathBuf;

use manifest::{ParseOptions, parse};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance/api/defaults")
}

/// Removes what the API server's registry and admission add: they are not defaults.
fn without_admission(mut object: Value) -> Value {
    let generated = |key: &str| key.contains("controller-uid") || key.ends_with("job-name");
    for key in ["creationTimestamp", "generation", "namespace", "uid"] {
        remove(&mut object["metadata"], key);
    }
    remove(&mut object, "status");
    if object["kind"] == "Job" {
        remove(&mut object["spec"], "selector");
        for metadata in ["/metadata", "/spec/template/metadata"] {
            let Some(metadata) = object.pointer_mut(metadata) else {
                continue;
            };
            if let Some(labels) = metadata["labels"].as_object_mut() {
                labels.retain(|key, _| !generated(key));
            }
            if metadata["labels"] == json!({}) {
                remove(metadata, "labels");
            }
        }
    }
    if object["kind"] == "Pod" {
        for key in [
            "preemptionPolicy",
            "priority",
            "serviceAccount",
            "serviceAccountName",
            "tolerations",
        ] {
            remove(&mut object["spec"], key);
        }
        drop_items(&mut object["spec"], "volumes", "name");
        for list in ["containers", "initContainers"] {
            for container in object["spec"][list].as_array_mut().into_iter().flatten() {
                drop_items(container, "volumeMounts", "name");
            }
        }
    }
    prune(&mut object);
    object
}

fn remove(object: &mut Value, key: &str) {
    if let Some(map) = object.as_object_mut() {
        map.remove(key);
    }
}

/// Removes the items of the token volume from a list, and the list when nothing is left.
fn drop_items(object: &mut Value, list: &str, key: &str) {
    if let Some(items) = object[list].as_array_mut() {
        items.retain(|item| {
            !item[key]
                .as_str()
                .is_some_and(|name| name.starts_with("kube-api-access-"))
        });
    }
    if object[list].as_array().is_none_or(Vec::is_empty) {
        remove(object, list);
    }
}

/// Removes what looking for a key left behind, and empty `metadata`: the API server prints it for templates, our types do not.
fn prune(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(prune);
            map.retain(|key, value| !(value.is_null() || key == "metadata" && *value == json!({})));
        }
        Value::Array(items) => items.iter_mut().for_each(prune),
        _ => {}
    }
}

#[test]
fn the_api_servers_defaults() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .expect("the folder")
        .filter_map(|entry| entry.expect("an entry").file_name().to_str().map(str::to_owned))
        .filter_map(|name| name.strip_suffix(".in.yaml").map(str::to_owned))
        .collect();
    names.sort();
    assert!(names.len() >= 9, "cases: {names:?}");
    for name in names {
        let read = |end: &str| fs::read_to_string(folder().join(format!("{name}{end}"))).expect("a file");
        let parsed = parse(&read(".in.yaml"), &ParseOptions::default());
        let object = parsed.objects[0]
            .object
            .as_ref()
            .unwrap_or_else(|| panic!("{name}: {parsed:?}"));
        let expect: Value = serde_yaml::from_str(&read(".out.yaml")).expect("YAML");
        let got = without_admission(object.to_json());
        assert_eq!(got, without_admission(expect), "{name}");
    }
}

/// What a field of a manifest becomes, by its JSON pointer.
#[test]
fn other_defaults() {
    let set = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: w}, spec: {serviceName: w, \
               selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: \
               [{name: a, image: b}]}}, ";
    let pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: b}], ";
    let claim = "volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], \
                 resources: {requests: {storage: 1Gi}}}}]}}";
    for (front, back, pointer, expect) in [
        // A strategy with a type stays as it is, one without gets a partition.
        (
            set,
            "updateStrategy: {type: RollingUpdate}}}",
            "/spec/updateStrategy",
            json!({"type": "RollingUpdate"}),
        ),
        (
            set,
            "updateStrategy: {type: \"\"}}}",
            "/spec/updateStrategy",
            json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}),
        ),
        (
            set,
            claim,
            "/spec/volumeClaimTemplates/0/kind",
            json!("PersistentVolumeClaim"),
        ),
        (
            set,
            claim,
            "/spec/volumeClaimTemplates/0/spec/volumeMode",
            json!("Filesystem"),
        ),
        (
            set,
            claim,
            "/spec/volumeClaimTemplates/0/status",
            json!({"phase": "Pending"}),
        ),
        // An empty word counts as none.
        (
            pod,
            "restartPolicy: \"\"}}",
            "/spec/restartPolicy",
            json!("Always"),
        ),
        (pod, "dnsPolicy: \"\"}}", "/spec/dnsPolicy", json!("ClusterFirst")),
        (
            pod,
            "volumes: [{name: v, image: {reference: \"a:1\"}}]}}",
            "/spec/volumes/0/image/pullPolicy",
            json!("IfNotPresent"),
        ),
    ] {
        let parsed = parse(&format!("{front}{back}"), &ParseOptions::default());
        let object = parsed.objects[0].object.as_ref();
        let object = object.unwrap_or_else(|| panic!("{back}: {parsed:?}")).to_json();
        assert_eq!(object.pointer(pointer), Some(&expect), "{back}: {object}");
    }
}
