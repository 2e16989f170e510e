//! Pods by chance, the same ones every time: a small grammar of containers, probes, hooks and deletions.

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
    let manifest = json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {
            "restartPolicy": dice.pick(&["Always", "OnFailure", "Never"]),
            "terminationGracePeriodSeconds": grace,
            "initContainers": init,
            "containers": apps,
        },
    });
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
