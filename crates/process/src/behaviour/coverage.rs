//! How much of a script is emulated, command by command, without running it.

use crate::commands::{Found, Place};
use crate::config::{ContainerConfig, ContainerId, MachineConfig};
use crate::machine::Machine;
use crate::shell::survey;
use std::time::Duration;

/// What a script is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptCoverage {
    /// Its commands: builtins, functions, other programs.
    pub commands: u32,
    /// Commands whose behaviour is known: builtins, functions, emulated utilities, programs of the table.
    pub emulated: u32,
    /// Names of its commands that are no builtins and no functions, in the order of the script, with repeats; `$…` for a
    /// name that is only known when it runs.
    pub programs: Vec<String>,
    /// Names of the programs whose behaviour is assumed, each once, in the order of the script.
    pub opaque: Vec<String>,
    /// A construct that is not emulated, and its line from 1; the whole script is then assumed.
    pub construct: Option<(String, u32)>,
    /// The shell rejects it (its message is emulated).
    pub invalid: bool,
}

/// What the script of a command line is made of: of the container's own command when `argv` is `None`, else of a probe
/// or hook that runs in it. `None`: the command line is no shell with `-c`, or the container cannot start.
pub fn script_coverage(config: &ContainerConfig, argv: Option<&[String]>) -> Option<ScriptCoverage> {
    let mut machine = Machine::new(MachineConfig::default());
    let id = machine.start(Duration::ZERO, config.clone()).ok()?;
    let own = machine.launch(id).argv.clone();
    let argv = argv.unwrap_or(&own);
    let Found::Shell(dialect) = machine.find(id, argv, Place::Whole) else {
        return None;
    };
    let survey = survey(script_of(argv)?, dialect);
    machine.foresee(id, &survey.programs);
    let mut opaque: Vec<String> = Vec::new();
    let mut assumed = 0;
    for name in survey
        .programs
        .iter()
        .filter(|name| !is_known(&machine, id, name))
    {
        assumed += 1;
        if !opaque.contains(name) {
            opaque.push(name.clone());
        }
    }
    let commands = survey.builtins + u32::try_from(survey.programs.len()).unwrap_or(u32::MAX);
    Some(ScriptCoverage {
        commands,
        emulated: commands - assumed,
        opaque,
        construct: survey.not_emulated.map(|(what, line)| (what.to_string(), line)),
        programs: survey.programs,
        invalid: survey.invalid,
    })
}

/// True when what the program does is not assumed. A missing program is known: it fails with 127.
pub(super) fn is_known(machine: &Machine, id: ContainerId, name: &str) -> bool {
    match machine.find(id, &[name.to_string()], Place::Step) {
        Found::Program(spec) => spec.note.is_none(),
        _ => true,
    }
}

/// The script of `sh -c SCRIPT`.
pub(super) fn script_of(argv: &[String]) -> Option<&str> {
    let flag = argv
        .iter()
        .position(|w| w.starts_with('-') && !w.starts_with("--") && w.contains('c'))?;
    argv.get(flag + 1).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::config;

    fn check(image: &str, script: &str, expect: Option<(u32, u32, &str)>) {
        let found = script_coverage(&config(image, &["sh", "-c", script]), None);
        let shown = found.map(|c| (c.emulated, c.commands, c.opaque.join(" ")));
        assert_eq!(shown, expect.map(|(e, c, o)| (e, c, o.to_string())), "{script}");
    }

    #[test]
    fn counts() {
        check("busybox", "echo a; sleep 1", Some((2, 2, "")));
        check("team/app", "echo a; frob; frob -v", Some((1, 3, "frob")));
        check("gcr.io/distroless/static", "echo", None);
        let probe = ["sh".to_string(), "-c".into(), "test -f x && frob".into()];
        let found = script_coverage(&config("team/app", &["sleep", "9"]), Some(&probe)).unwrap();
        assert_eq!(
            (found.commands, found.opaque.as_slice()),
            (2, &["frob".to_string()][..])
        );
        assert_eq!(script_coverage(&config("busybox", &["sleep", "9"]), None), None);
    }
}
