//! What decides what a container's first process does.

use super::super::coverage::{is_known, script_of};
use super::super::launch::Launch;
use super::{AspectKind, Source};
use std::rc::Rc;

use crate::commands::{self, Found, Place};
use crate::config::ContainerId;
use crate::images::Profile;
use crate::machine::Machine;
use crate::shell::{Survey, survey};

/// Where the container's own behaviour comes from.
pub(super) enum Origin {
    Script(Source),
    Image(Rc<Profile>),
    Assumed,
}

impl Origin {
    pub fn new(machine: &Machine, id: ContainerId, launch: &Launch, found: &Found) -> Origin {
        let image = || match &launch.profile {
            Some(profile) => Origin::Image(profile.clone()),
            None => Origin::Assumed,
        };
        match found {
            Found::Program(spec) if spec.note.is_some() => Origin::Assumed,
            Found::Program(_) => image(),
            // What the image itself starts is the image's, also when it is a script.
            _ if launch.own => image(),
            Found::Shell(dialect) => match script_of(&launch.argv) {
                Some(text) => Origin::Script(of_script(machine, id, &survey(text, *dialect))),
                None => Origin::Script(whole_script()),
            },
            _ => Origin::Script(whole_script()),
        }
    }

    /// The source of one aspect: an image's are known to different degrees.
    pub fn source(&self, kind: AspectKind) -> Source {
        match self {
            Origin::Script(source) => source.clone(),
            Origin::Image(profile) => of_image(profile, kind),
            Origin::Assumed => Source::Assumed,
        }
    }
}

fn whole_script() -> Source {
    Source::Script {
        emulated: 1,
        commands: 1,
        opaque: None,
    }
}

fn of_script(machine: &Machine, id: ContainerId, survey: &Survey) -> Source {
    machine.foresee(id, &survey.programs);
    let mut emulated = survey.builtins;
    for name in &survey.programs {
        emulated += u32::from(is_known(machine, id, name));
    }
    Source::Script {
        emulated,
        commands: survey.builtins + u32::try_from(survey.programs.len()).unwrap_or(u32::MAX),
        opaque: survey.not_emulated.map(|(what, line)| (what.to_string(), line)),
    }
}

/// The table's letters are for the image's configuration, its stop, and the time until it is ready.
fn of_image(profile: &Profile, kind: AspectKind) -> Source {
    let place = match kind {
        AspectKind::Life | AspectKind::Http | AspectKind::Probe => 0,
        AspectKind::Term => 1,
        AspectKind::Listen => 2,
    };
    let source = if profile.note == "-" {
        profile.source.to_string()
    } else {
        format!("{}; {}", profile.source, profile.note)
    };
    Source::Image {
        profile: profile.names.to_string(),
        confidence: confidence(profile.confidence.as_bytes().get(place).copied()),
        source,
    }
}

fn confidence(letter: Option<u8>) -> &'static str {
    match letter {
        Some(b'M') => "measured",
        Some(b'R') => "reported",
        Some(b'S') => "read in source",
        Some(b'I') => "inferred from source",
        Some(b'K') => "general knowledge",
        _ => "assumed",
    }
}

impl Machine {
    /// How a container was started.
    pub(crate) fn launch(&self, id: ContainerId) -> std::rc::Rc<Launch> {
        self.kernel().containers[&id].launch.clone()
    }

    /// What a container's own command is, whatever its annotation says.
    pub(crate) fn own_program(&self, id: ContainerId) -> Found {
        let launch = self.launch(id);
        if launch.argv.is_empty() {
            Found::Program(Box::new(launch.unknown(&|key| self.variable(id, key))))
        } else {
            self.find(id, super::started(&launch.argv, launch.own), Place::Whole)
        }
    }

    /// A variable of a container's environment.
    pub(crate) fn variable(&self, id: ContainerId, key: &str) -> Option<String> {
        let kernel = self.kernel();
        commands::variable(&kernel.containers[&id].environment, key)
    }

    /// What a command would be in a container.
    pub(crate) fn find(&self, id: ContainerId, argv: &[String], place: Place) -> Found {
        let kernel = self.kernel();
        let container = &kernel.containers[&id];
        commands::find(
            &kernel,
            id,
            &container.working_dir,
            argv,
            &container.environment,
            place,
        )
    }
}
