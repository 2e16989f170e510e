//! The scripts of a manifest: what `sh -c` gets in containers, hooks and exec probes.

use api::core_v1::{Container, LifecycleHandler, Probe, ProbeHandler};
use manifest::{ParseOptions, parse};
use process::{ContainerConfig, ScriptCoverage, script_coverage};

/// Where a script stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// `command` and `args`.
    Container,
    /// `postStart` or `preStop`.
    Hook,
    /// An exec probe.
    Probe,
}

/// A script of a manifest.
#[derive(Clone, Debug)]
pub struct Script {
    /// The container's name.
    pub container: String,
    /// Where it stands.
    pub place: Place,
    /// The shell and its arguments.
    pub argv: Vec<String>,
    /// The text.
    pub text: String,
    /// What it is made of.
    pub coverage: ScriptCoverage,
}

/// All scripts of a text, as far as they can be read.
pub fn scripts_of(text: &str) -> Vec<Script> {
    let parsed = parse(text, &ParseOptions::default());
    let mut found = Vec::new();
    for object in parsed.objects.iter().filter_map(|parsed| parsed.object.as_ref()) {
        let Some((_, spec, _)) = object.pod_template() else {
            continue;
        };
        for (_, container) in spec.all_containers() {
            let words = |words: &Vec<String>| (!words.is_empty()).then(|| words.clone());
            let config = ContainerConfig {
                image: container.image.clone(),
                command: words(&container.command),
                args: words(&container.args),
                ..ContainerConfig::default()
            };
            of_container(&config, container, &mut found);
        }
    }
    found
}

fn of_container(config: &ContainerConfig, container: &Container, found: &mut Vec<Script>) {
    let own: Vec<String> = config
        .command
        .iter()
        .chain(&config.args)
        .flatten()
        .cloned()
        .collect();
    let mut add = |place: Place, argv: &[String], coverage: Option<ScriptCoverage>| {
        if let (Some(coverage), Some(text)) = (coverage, script_of(argv)) {
            found.push(Script {
                container: container.name.clone(),
                place,
                argv: argv.to_vec(),
                text: text.to_owned(),
                coverage,
            });
        }
    };
    add(Place::Container, &own, script_coverage(config, None));
    let hooks = container
        .lifecycle
        .iter()
        .flat_map(|l| [&l.post_start, &l.pre_stop])
        .flatten();
    for hook in hooks {
        if let LifecycleHandler::Exec(exec) = hook {
            add(
                Place::Hook,
                &exec.command,
                script_coverage(config, Some(&exec.command)),
            );
        }
    }
    let probes: [&Option<Probe>; 3] = [
        &container.startup_probe,
        &container.readiness_probe,
        &container.liveness_probe,
    ];
    for probe in probes.into_iter().flatten() {
        if let ProbeHandler::Exec(exec) = &probe.handler {
            add(
                Place::Probe,
                &exec.command,
                script_coverage(config, Some(&exec.command)),
            );
        }
    }
}

/// What stands behind `-c`.
fn script_of(argv: &[String]) -> Option<&str> {
    let flag = argv
        .iter()
        .position(|word| word.starts_with('-') && !word.starts_with("--") && word.contains('c'))?;
    argv.get(flag + 1).map(String::as_str)
}
