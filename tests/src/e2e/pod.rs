//! From a case's pod to a manifest: containers whose commands are shell scripts that do what the case says.

use serde_json::{Map, Value, json};

/// The images of the cases: any two that have a shell and differ.
const IMAGES: [(&str, &str); 6] = [
    ("<agnhost>", "alpine:3.20"),
    ("<busybox>", "busybox:1.37"),
    ("<alternate image>", "busybox:1.37"),
    ("<default busybox>", "busybox:1.36"),
    ("<pause>", "registry.k8s.io/pause:3.10"),
    ("<invalid registry image>", "nosuch.example/alpine:3.1"),
];

/// An image constant of the cases as an image name.
pub(super) fn image(constant: &str) -> &str {
    let known = IMAGES.iter().find(|(name, _)| *name == constant);
    known.map_or(constant, |(_, image)| image)
}

/// The pod of a case as a manifest.
pub(super) fn manifest(pod: &Value) -> Value {
    let containers: Vec<&Value> = pod["containers"].as_array().into_iter().flatten().collect();
    let list = |main: bool| -> Vec<Value> {
        let chosen = containers.iter().filter(|one| (one["kind"] == "main") == main);
        chosen.map(|one| container(one)).collect()
    };
    let mut metadata = json!({"name": pod["podName"]});
    if pod["finalizers"] == true {
        metadata["finalizers"] = json!(["e2e.example.com/finalizer"]);
    }
    let mut spec = json!({
        "initContainers": list(false),
        "containers": list(true),
        "volumes": [{"name": "persistent", "emptyDir": {}}],
    });
    let policy = text(&pod["restartPolicy"]);
    spec["restartPolicy"] = json!(policy.split(' ').next());
    if pod["terminationGracePeriodSeconds"].is_number() {
        spec["terminationGracePeriodSeconds"] = pod["terminationGracePeriodSeconds"].clone();
    }
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec})
}

fn container(case: &Value) -> Value {
    let mut out = json!({
        "name": case["name"],
        "image": image(&text(&case["image"])),
        "imagePullPolicy": "IfNotPresent",
        "volumeMounts": [{"name": "persistent", "mountPath": "/persistent"}],
    });
    if let Some(policy) = case["imagePullPolicy"].as_str() {
        out["imagePullPolicy"] = json!(policy);
    }
    if case["kind"] == "sidecar" {
        out["restartPolicy"] = json!("Always");
    }
    if let Some(command) = command(&case["command"], false) {
        out["command"] = command;
    }
    for probe in ["startupProbe", "livenessProbe", "readinessProbe"] {
        if let Some(fields) = case[probe].as_object() {
            out[probe] = exec_of(fields, &case[probe]["handler"]["exec"]);
        }
    }
    for hook in ["postStart", "preStop"] {
        if case[hook].is_object() {
            out["lifecycle"][hook] = exec_of(&Map::new(), &case[hook]["exec"]);
        }
    }
    out
}

fn exec_of(fields: &Map<String, Value>, exec: &Value) -> Value {
    let mut out: Map<String, Value> = fields.clone();
    out.remove("handler");
    out.insert("exec".to_owned(), json!({"command": command(exec, true)}));
    Value::Object(out)
}

/// A command as words. What a hook or a probe logs goes to the log of its container.
fn command(case: &Value, exec: bool) -> Option<Value> {
    match case["type"].as_str()? {
        "ExecCommand" => Some(json!(["sh", "-c", script(case, exec)])),
        _ => Some(case["command"].clone()),
    }
}

fn script(case: &Value, exec: bool) -> String {
    let number = |field: &str| case[field].as_f64().unwrap_or(0.0);
    let name = text(&case["logName"]);
    let target = if exec { " > /proc/1/fd/1" } else { "" };
    let say = |what: &str| format!("echo '{name} {what}'{target}");
    let wait = |seconds: f64| {
        if seconds > 0.0 {
            format!("sleep {seconds} & wait $!; ")
        } else {
            String::new()
        }
    };
    let code = case["exitCode"].as_i64().unwrap_or(0).rem_euclid(256);
    let ending = number("terminationSeconds");
    let grace = if ending > 0.0 {
        format!("sleep {ending}; ")
    } else {
        String::new()
    };
    let leave = format!("{}; exit {code}", say("Exiting"));
    let looping = if case["loopForever"] == true {
        let period = case["loopPeriodSeconds"].as_f64().unwrap_or(1.0);
        format!("while true; do {}; {}done; ", say("Looping"), wait(period))
    } else {
        String::new()
    };
    format!(
        "{}; on_term() {{ {grace}{leave}; }}; trap on_term TERM; {}{}; touch started; {}; {}{looping}{leave}",
        say("Starting"),
        wait(number("startDelaySeconds")),
        say("Started"),
        say("Delaying"),
        wait(number("runSeconds")),
    )
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
