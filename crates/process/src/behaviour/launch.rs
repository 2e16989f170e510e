//! From a container's configuration to what is started: the words of its command, its image's facts, and what
//! the annotation replaces.

use super::annotation::parse_annotation;
use super::overrides::Overrides;
use crate::config::{ContainerConfig, Role};
use crate::effect::Bind;
use crate::images::{Mode, Profile, Shells, base_name, is_wrapper, repository};
use crate::programs::http::HttpRules;
use crate::programs::server::{OnStop, Spec};
use crate::signal::Signal;
use std::rc::Rc;
use std::time::Duration;

/// How long an assumed server takes to listen, and to end after its stop signal.
const ASSUMED_READY: Duration = Duration::from_secs(1);
/// How long an assumed app container of a Job works.
const ASSUMED_JOB: Duration = Duration::from_secs(5);
/// How long an assumed init container works.
const ASSUMED_INIT: Duration = Duration::from_secs(2);
/// How long an unknown command in the middle of a script takes.
pub(crate) const ASSUMED_STEP: Duration = Duration::from_secs(1);

/// What a container is started with.
#[derive(Debug, Clone)]
pub(crate) struct Launch {
    /// The words of the first process; empty when nobody knows them.
    pub argv: Rc<[String]>,
    /// What `args` says.
    pub args: Vec<String>,
    /// True when neither `command` nor `args` is set.
    pub own: bool,
    pub image: String,
    pub profile: Option<Rc<Profile>>,
    pub shells: Shells,
    /// Every program of the image is known: what is not emulated is missing.
    pub closed: bool,
    pub stop_signal: Signal,
    pub overrides: Overrides,
    pub role: Role,
    /// Declared ports and those of its probes, in order, each once.
    pub ports: Vec<u16>,
    /// [`ContainerConfig::databases`].
    pub databases: Vec<u16>,
}

/// Images whose programs are all known.
const CLOSED: [&str; 17] = [
    "busybox",
    "alpine",
    "ubuntu",
    "debian",
    "fedora",
    "centos",
    "rockylinux",
    "bash",
    "nginx",
    "httpd",
    "redis",
    "curl",
    "lab/tool",
    "netutils",
    "slow-sidecar",
    "sidecar-user",
    "vhelloworld",
];

/// What an image, of which this is known, and a configuration start.
pub(crate) fn launch_of(config: &ContainerConfig, profile: Option<Rc<Profile>>) -> Launch {
    let (mut entrypoint, mut cmd) = match &profile {
        Some(profile) => (profile.entrypoint.clone(), profile.cmd.clone()),
        None => (Vec::new(), Vec::new()),
    };
    let own = config.command.is_none() && config.args.is_none();
    if let Some(command) = config.command.as_ref().filter(|c| !c.is_empty()) {
        entrypoint = command.clone();
        cmd.clear();
    }
    if let Some(args) = config.args.as_ref().filter(|a| !a.is_empty()) {
        cmd = args.clone();
        if config.command.is_none()
            && let Some(profile) = &profile
            && puts_program_first(profile, &args[0])
        {
            cmd.insert(0, profile.program().to_string());
        }
    }
    let mut argv: Vec<String> = entrypoint.into_iter().chain(cmd).collect();
    // An image that nobody knows most likely has an entrypoint: arguments alone say nothing, unless they are a
    // shell with its script.
    let entrypoint_unknown = profile
        .as_ref()
        .is_none_or(|p| p.entrypoint.is_empty() && p.cmd.is_empty());
    if config.command.is_none() && entrypoint_unknown && !argv.first().is_some_and(|w| is_shell(base_name(w)))
    {
        argv.clear();
    }
    let name = repository(&config.image);
    let closed = CLOSED.contains(&name) || CLOSED.contains(&base_name(name));
    let mut ports = Vec::new();
    for port in config.declared_ports.iter().chain(&config.probe_ports) {
        if !ports.contains(port) {
            ports.push(*port);
        }
    }
    let overrides = config
        .annotation
        .as_deref()
        .map(|a| parse_annotation(a).0)
        .unwrap_or_default();
    Launch {
        argv: argv.into(),
        args: config.args.clone().unwrap_or_default(),
        own,
        image: config.image.clone(),
        shells: profile
            .as_ref()
            .map_or_else(|| unknown_shells(&config.image), |p| p.shells),
        closed: closed && profile.is_some(),
        stop_signal: config
            .stop_signal
            .or(profile.as_ref().map(|p| p.stop_signal))
            .unwrap_or(Signal::Term),
        overrides: overrides.for_attempt(config.attempt),
        role: config.role,
        ports,
        databases: config.databases.clone(),
        profile,
    }
}

/// Whether an image's entrypoint script takes arguments for those of its program: flags, and what only this program means.
fn puts_program_first(profile: &Profile, first: &str) -> bool {
    if !profile
        .entrypoint
        .first()
        .is_some_and(|e| is_wrapper(base_name(e)))
    {
        return false;
    }
    match profile.program() {
        "nginx" | "" => false,
        _ if first.starts_with('-') => true,
        "curl" => first.contains("://") || first.contains(':'),
        "node" => first.ends_with("js") || first.ends_with(".ts"),
        "redis-server" => first.ends_with(".conf"),
        "vault" => matches!(first, "agent" | "proxy" | "server"),
        "minio" => first != "minio" && !is_shell(base_name(first)),
        _ => false,
    }
}

fn is_shell(name: &str) -> bool {
    matches!(name, "sh" | "bash" | "ash" | "dash")
}

fn unknown_shells(image: &str) -> Shells {
    let image = image.to_ascii_lowercase();
    if image.contains("alpine") || image.contains("busybox") {
        Shells::Ash
    } else if image.contains("distroless") || image.ends_with("scratch") {
        Shells::None
    } else {
        Shells::DashBash
    }
}

impl Launch {
    /// What an unknown program does, by the container's role.
    pub fn assumed(&self, name: &str) -> Spec {
        let server = match self.role {
            Role::App | Role::Sidecar => true,
            Role::Job => !self.ports.is_empty(),
            Role::Init => false,
        };
        if !server {
            let time = if self.role == Role::Job {
                ASSUMED_JOB
            } else {
                ASSUMED_INIT
            };
            let on_stop = OnStop::Exit {
                code: 143,
                after: Duration::ZERO,
            };
            return Spec {
                on_stop,
                needs: self.databases.clone(),
                ..Spec::one_shot(name, time, 0)
            };
        }
        Spec {
            ports: self.ports.iter().map(|p| (Bind::Any, *p)).collect(),
            soft: true,
            needs: self.databases.clone(),
            ready_after: ASSUMED_READY,
            http: Some(HttpRules::always(200)),
            on_stop: OnStop::Exit {
                code: 0,
                after: ASSUMED_READY,
            },
            stop_signal: self.stop_signal,
            ..Spec::named(name)
        }
    }

    /// What the container does when nobody knows the words of its first process.
    pub fn unknown(&self, env: &dyn Fn(&str) -> Option<String>) -> Spec {
        match &self.profile {
            Some(profile) => self.of_profile(profile, env, &self.args),
            None => Spec {
                note: Some(format!("what the image `{}` does is assumed", self.image)),
                ..self.assumed(&self.image)
            },
        }
    }

    /// What the image's own program does; `None` when the table has none.
    pub fn of_profile(
        &self,
        profile: &Profile,
        env: &dyn Fn(&str) -> Option<String>,
        args: &[String],
    ) -> Spec {
        let name = profile.program().to_string();
        let on_stop = match profile.on_term {
            Some(term) => OnStop::Exit {
                code: term.code,
                after: term.after,
            },
            None => OnStop::Kernel,
        };
        let ports: Vec<u16> = if profile.ports.is_empty() && profile.mode == Mode::Server {
            let image = base_name(repository(&self.image));
            let usual = profile
                .usual_ports
                .iter()
                .filter(|p| p.1.split('|').any(|n| n == image))
                .map(|p| p.0);
            if self.ports.is_empty() {
                usual.collect()
            } else {
                self.ports.clone()
            }
        } else {
            let named = self
                .ports
                .iter()
                .filter(|port| profile.also_declared && !profile.ports.contains(port));
            profile.ports.iter().chain(named).copied().collect()
        };
        let wrapped = profile
            .entrypoint
            .first()
            .is_some_and(|e| is_wrapper(base_name(e)));
        let ends = match profile.mode {
            Mode::OneShot => Some((profile.run_for.unwrap_or(ASSUMED_STEP), 0)),
            _ => None,
        };
        let soft = profile.ports.is_empty();
        let spec = Spec {
            soft,
            ports: ports.into_iter().map(|p| (Bind::Any, p)).collect(),
            ready_after: profile.ready_after,
            // A server of which only the manifest knows the ports answers the probes there.
            http: profile
                .http
                .clone()
                .or_else(|| (soft && profile.usual_ports.is_empty()).then(|| HttpRules::always(200))),
            on_stop,
            stop_signal: profile.stop_signal,
            wrapped,
            ends,
            ..Spec::named(&name)
        };
        crate::programs::refine::refine(spec, env, args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::profile;

    #[test]
    fn words_of_the_first_process() {
        let check = |image: &str, command: Option<&[&str]>, args: Option<&[&str]>, expect: &str| {
            let words = |w: Option<&[&str]>| w.map(|w| w.iter().map(|s| s.to_string()).collect());
            let config = ContainerConfig {
                image: image.into(),
                command: words(command),
                args: words(args),
                ..Default::default()
            };
            assert_eq!(
                launch_of(&config, profile(&config.image).map(Rc::new))
                    .argv
                    .join(" "),
                expect
            );
        };
        check("nginx", None, None, "/docker-entrypoint.sh nginx -g daemon off;");
        check("nginx", Some(&["sleep", "1"]), None, "sleep 1");
        check(
            "nginx",
            None,
            Some(&["nginx-debug"]),
            "/docker-entrypoint.sh nginx-debug",
        );
        check("nginx", Some(&["sh"]), Some(&["-c", "true"]), "sh -c true");
        check(
            "mysql:8",
            None,
            Some(&["--x=y"]),
            "docker-entrypoint.sh mysqld --x=y",
        );
        check(
            "minio/minio",
            None,
            Some(&["server", "/data"]),
            "docker-entrypoint.sh minio server /data",
        );
        check("team/app", None, Some(&["x"]), "");
        check("team/app", None, Some(&["sh", "-c", "x"]), "sh -c x");
        check("alpine", None, Some(&["sleep", "1"]), "sleep 1");
    }
}
