//! Pods by chance, the same ones every time: a small grammar of containers, probes, hooks and deletions, and a rougher
//! one, [`rough_pod`], of what went wrong in the pods that were recorded: images and ConfigMaps that are missing, probes
//! that fail late, hooks that fail, programs that ignore SIGTERM, containers with a restart policy of their own.

use serde_json::{Value, json};

/// SplitMix64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[usize::try_from(self.roll(choices.len() as u64)).unwrap_or_default()]
    }
}

/// A pod of these containers, with one of the restart policies.
fn manifest(dice: &mut Dice, init: &[Value], apps: &[Value], grace: u64) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {
            "restartPolicy": dice.pick(&["Always", "OnFailure", "Never"]),
            "terminationGracePeriodSeconds": grace,
            "initContainers": init,
            "containers": apps,
        },
    })
}

/// The pod of a seed: its manifest, and the command lines with their times in seconds.
pub fn pod(seed: u64) -> (Value, Vec<(u64, String)>) {
    let mut dice = Dice(seed);
    let mut init = Vec::new();
    for number in 0..dice.roll(4) {
        let sidecar = !dice.one_in(3);
        init.push(container(&mut dice, &format!("i{number}"), sidecar, !sidecar));
    }
    let apps: Vec<Value> = (0..=dice.roll(2))
        .map(|number| container(&mut dice, &format!("a{number}"), false, false))
        .collect();
    let grace = [2, 5, 10, 30][usize::try_from(dice.roll(4)).unwrap_or_default()];
    let manifest = manifest(&mut dice, &init, &apps, grace);
    let mut actions = Vec::new();
    if !dice.one_in(3) {
        let options = dice.pick(&["", " --grace-period=3", " --grace-period=1"]);
        actions.push((
            1 + dice.roll(40),
            format!("kubectl delete pod p --wait=false{options}"),
        ));
    }
    (manifest, actions)
}

fn container(dice: &mut Dice, name: &str, sidecar: bool, ends: bool) -> Value {
    let seconds = dice.roll(7);
    let code = dice.pick(&["0", "0", "1", "3"]);
    let script = match dice.roll(if ends { 1 } else { 5 }) {
        0 => format!("sleep {seconds}; exit {code}"),
        1 => "sleep 3600".to_owned(),
        2 => format!("trap 'sleep {seconds}; exit {code}' TERM; while true; do sleep 0.2; done"),
        3 => format!("sleep {seconds}; httpd -f -p 8080"),
        _ => "trap '' TERM; while true; do sleep 1; done".to_owned(),
    };
    let mut container = json!({
        "name": name,
        "image": "busybox:1",
        "command": ["sh", "-c", script],
    });
    if sidecar {
        container["restartPolicy"] = json!("Always");
    }
    if ends {
        return container;
    }
    for kind in ["startupProbe", "livenessProbe", "readinessProbe"] {
        if dice.one_in(4) {
            container[kind] = probe(dice);
        }
    }
    if dice.one_in(6) {
        container["lifecycle"]["postStart"] = hook(dice);
    }
    if dice.one_in(4) {
        container["lifecycle"]["preStop"] = hook(dice);
    }
    container
}

fn probe(dice: &mut Dice) -> Value {
    let mut probe = match dice.roll(3) {
        0 => json!({"tcpSocket": {"port": 8080}}),
        1 => json!({"exec": {"command": ["true"]}}),
        _ => {
            json!({"exec": {"command": ["sh", "-c", format!("sleep {}; exit {}", dice.roll(3), dice.roll(2))]}})
        }
    };
    probe["periodSeconds"] = json!(1 + dice.roll(5));
    probe["failureThreshold"] = json!(1 + dice.roll(4));
    probe["initialDelaySeconds"] = json!(dice.roll(4));
    probe
}

fn hook(dice: &mut Dice) -> Value {
    match dice.roll(3) {
        0 => json!({"sleep": {"seconds": 1 + dice.roll(6)}}),
        1 => json!({"exec": {"command": ["sh", "-c", format!("sleep {}", dice.roll(4))]}}),
        _ => json!({"exec": {"command": ["sh", "-c", format!("exit {}", dice.roll(2))]}}),
    }
}

/// A pod of the rougher grammar: its manifest, and the command lines with their times in milliseconds.
pub fn rough_pod(seed: u64) -> (Value, Vec<(u64, String)>) {
    let mut dice = Dice(seed ^ 0x5EED);
    let grace = [2, 2, 5, 11, 20, 31][usize::try_from(dice.roll(6)).unwrap_or_default()];
    let mut init = Vec::new();
    for number in 0..dice.roll(4) {
        let name = format!("i{number}");
        init.push(if dice.one_in(3) {
            let (seconds, code) = (dice.roll(7), dice.pick(&["0", "0", "0", "1", "3"]));
            let mut plain = shell(&name, &format!("sleep {seconds}; exit {code}"));
            go_wrong(&mut dice, &mut plain);
            plain
        } else {
            let mut sidecar = rough_container(&mut dice, &name, grace);
            sidecar["restartPolicy"] = json!("Always");
            sidecar
        });
    }
    let apps: Vec<Value> = (0..=dice.roll(2))
        .map(|number| {
            let mut app = rough_container(&mut dice, &format!("a{number}"), grace);
            own_policy(&mut dice, &mut app);
            app
        })
        .collect();
    let manifest = manifest(&mut dice, &init, &apps, grace);
    let mut actions = Vec::new();
    if !dice.one_in(3) {
        let options = dice.pick(&["", "", " --grace-period=3", " --grace-period=1"]);
        let line = format!("kubectl delete pod p --wait=false{options}");
        actions.push((1000 + dice.roll(44_000), line));
    }
    (manifest, actions)
}

fn shell(name: &str, script: &str) -> Value {
    json!({"name": name, "image": "busybox:1", "command": ["sh", "-c", script]})
}

fn rough_container(dice: &mut Dice, name: &str, grace: u64) -> Value {
    let (seconds, code) = (dice.roll(13), dice.pick(&["0", "0", "1", "3"]));
    let mut container = match dice.roll(8) {
        0 | 1 => {
            let delay = dice.roll(7).to_string();
            json!({"name": name, "image": "lab/tool:1", "command": ["sc", name, "term", delay, code]})
        }
        2 => json!({"name": name, "image": "lab/tool:1", "command": ["sc", name, "ignore"]}),
        3 | 4 => shell(name, &format!("sleep {seconds}; exit {code}")),
        5 => shell(name, &format!("sleep {}; httpd -f -p 8080", seconds / 3)),
        6 => shell(name, &format!("sleep {seconds}; touch /tmp/ok; sleep 3600")),
        _ => shell(
            name,
            &format!("touch /tmp/ok; sleep {}; rm /tmp/ok; sleep 3600", 3 + seconds),
        ),
    };
    go_wrong(dice, &mut container);
    for kind in ["startupProbe", "livenessProbe", "readinessProbe"] {
        if dice.one_in(4) {
            container[kind] = rough_probe(dice, kind);
        }
    }
    for (kind, sides) in [("postStart", 7), ("preStop", 5)] {
        if dice.one_in(sides) {
            container["lifecycle"][kind] = match dice.roll(4) {
                0 => json!({"sleep": {"seconds": 1 + dice.roll(grace.min(6) - 1)}}),
                1 => json!({"exec": {"command": ["sh", "-c", format!("sleep {}", dice.roll(5))]}}),
                2 => json!({"exec": {"command": ["false"]}}),
                _ => json!({"httpGet": {"port": 8080}}),
            };
        }
    }
    container
}

/// Sometimes an image, a ConfigMap or a program is missing.
fn go_wrong(dice: &mut Dice, container: &mut Value) {
    match dice.roll(24) {
        0 => container["image"] = json!("nosuch/image:1"),
        1 => {
            let source = json!({"configMapKeyRef": {"name": "nope", "key": "k"}});
            container["env"] = json!([{"name": "X", "valueFrom": source}]);
        }
        2 => container["command"] = json!(["/nosuch"]),
        _ => {}
    }
}

/// Sometimes an app has a restart policy of its own, sometimes with a rule.
fn own_policy(dice: &mut Dice, app: &mut Value) {
    if !dice.one_in(8) {
        return;
    }
    app["restartPolicy"] = json!(dice.pick(&["Always", "OnFailure", "Never"]));
    if dice.one_in(2) {
        let action = dice.pick(&["Restart", "Restart", "RestartAllContainers"]);
        let operator = dice.pick(&["In", "NotIn"]);
        app["restartPolicyRules"] =
            json!([{"action": action, "exitCodes": {"operator": operator, "values": [3]}}]);
    }
}

fn rough_probe(dice: &mut Dice, kind: &str) -> Value {
    let mut probe = match dice.roll(5) {
        0 => json!({"exec": {"command": ["true"]}}),
        1 => json!({"exec": {"command": ["false"]}}),
        2 => json!({"exec": {"command": ["test", "-f", "/tmp/ok"]}}),
        3 => json!({"tcpSocket": {"port": if dice.one_in(2) { 8080 } else { 9999 }}}),
        _ => json!({"httpGet": {"port": 8080, "path": dice.pick(&["/", "/missing"])}}),
    };
    probe["periodSeconds"] = json!([1, 2, 3, 5, 10][usize::try_from(dice.roll(5)).unwrap_or_default()]);
    probe["failureThreshold"] = json!(1 + dice.roll(3));
    if dice.one_in(3) {
        probe["initialDelaySeconds"] = json!(1 + dice.roll(6));
    }
    if kind != "readinessProbe" && dice.one_in(5) {
        probe["terminationGracePeriodSeconds"] =
            json!([1, 3, 11][usize::try_from(dice.roll(3)).unwrap_or_default()]);
    }
    probe
}
