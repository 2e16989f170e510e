//! Programs by name: interpreters without an emulation, installers.

use super::inline::inline;
use super::server::{OnStop, Spec};
use crate::behaviour::launch::Launch;
use crate::effect::Bind;
use crate::images::{Mode, base_name};
use crate::programs::http::HttpRules;
use std::time::Duration;

/// How long `perl` computes digits of pi for (what the recorded cluster's stand-in did).
const PI_TIME: Duration = Duration::from_secs(5);
/// How long a one-shot command of an installer or a client takes.
const INSTALL_TIME: Duration = Duration::from_secs(10);

/// What an interpreter or a well-known tool does; `None` when the name is none of them.
/// `closed`: every program of the container is known.
pub(crate) fn runtime(name: &str, argv: &[String], (launch, closed): (&Launch, bool)) -> Option<Spec> {
    let args: Vec<&str> = argv.iter().skip(1).map(String::as_str).collect();
    let at_once = Spec::one_shot(name, Duration::ZERO, 0);
    let spec = match name {
        "python" | "python3" | "node" | "perl" | "ruby" | "php" | "irb" | "deno" | "bun"
            if args.is_empty() =>
        {
            at_once
        }
        "perl" if args.contains(&"-de0") => at_once,
        "perl" if args.iter().any(|a| a.contains("bpi(")) => Spec {
            prints: vec![(PI_TIME, PI.into())],
            ..Spec::one_shot(name, PI_TIME, 0)
        },
        "python" | "python3" if args.first() == Some(&"-m") => return python_module(name, &args, launch),
        "python" | "python3" | "node" | "perl" | "ruby" | "php" | "deno" | "bun" | "tsx" | "ts-node" => {
            script(name, &args, launch)
        }
        "catalina.sh" if launch.profile.as_ref().is_some_and(|p| p.mode == Mode::Server) => return None,
        "java" | "catalina.sh" => Spec {
            on_stop: OnStop::Exit {
                code: 143,
                after: Duration::from_millis(500),
            },
            ready_after: Duration::from_secs(3),
            ..with_ports(launch, name, &[8080])
        },
        "apk" | "apt" | "apt-get" | "pip" | "pip3" | "npm" | "yarn" | "git" | "yum" | "dnf" | "gem"
        | "go" | "cargo" => {
            if closed && !present_installer(name, launch) {
                return None;
            }
            install(name, &args)
        }
        "vhelloworld" => Spec {
            http: Some(hello()),
            ..with_ports(launch, name, &[8081])
        },
        _ => return None,
    };
    Some(spec)
}

/// An installer: it takes its time, and afterwards there are programs that nobody knows.
fn install(name: &str, args: &[&str]) -> Spec {
    let words: Vec<&str> = args.iter().copied().filter(|a| !a.starts_with('-')).collect();
    // `npm --version`; a name alone is a question about any call.
    if words.is_empty() && !args.is_empty() {
        return Spec::one_shot(name, Duration::ZERO, 0);
    }
    let makes = match words.as_slice() {
        ["clone", source] => source.trim_end_matches('/').rsplit('/').next(),
        ["clone", _, .., target] => Some(*target),
        _ => None,
    };
    Spec {
        note: Some(format!("`{name}` is assumed to take 10 s and to succeed")),
        installs: true,
        makes: makes
            .map(|folder| (folder.trim_end_matches(".git").to_string(), None))
            .into_iter()
            .collect(),
        ..Spec::one_shot(name, INSTALL_TIME, 0)
    }
}

const PI: &str = "3.14159265358979323846264338327950288";

fn hello() -> HttpRules {
    HttpRules {
        body: "Hello, World!\n".into(),
        ..HttpRules::always(200)
    }
}

fn present_installer(name: &str, launch: &Launch) -> bool {
    let image = base_name(crate::images::repository(&launch.image));
    let alpine = crate::images::tag(&launch.image).contains("alpine");
    match name {
        "apk" => alpine || image == "alpine" || image == "curl",
        "apt" | "apt-get" => !alpine && matches!(image, "debian" | "ubuntu" | "nginx" | "httpd" | "redis"),
        "yum" | "dnf" => matches!(image, "fedora" | "centos" | "rockylinux"),
        _ => false,
    }
}

fn with_ports(launch: &Launch, name: &str, default: &[u16]) -> Spec {
    let ports = if launch.ports.is_empty() {
        default
    } else {
        &launch.ports
    };
    let known = launch
        .profile
        .as_ref()
        .filter(|p| p.mode == Mode::Server && !p.ports.is_empty());
    let ports = known.map_or(ports, |p| &p.ports);
    let ports = ports.iter().map(|p| (Bind::Any, *p)).collect();
    Spec {
        ports,
        http: Some(HttpRules::always(200)),
        ..Spec::named(name)
    }
}

/// `python -m …`.
fn python_module(name: &str, args: &[&str], launch: &Launch) -> Option<Spec> {
    match args.get(1).copied() {
        Some("http.server") => {
            let port = args.iter().skip(2).find_map(|a| a.parse().ok()).unwrap_or(8000);
            // It lists the folder where it runs; what else is there is not known.
            let mut rules = HttpRules::default();
            rules.answer_with("/", 200);
            rules.answer_with("*", 404);
            Some(Spec {
                ports: vec![(Bind::Any, port)],
                http: Some(rules),
                ..Spec::named(name)
            })
        }
        Some("pip") => Some(install("pip", &args[2..])),
        _ => Some(script(name, args, launch)),
    }
}

/// An interpreter with a program of the user: a server when the container has ports, else as its role says.
fn script(name: &str, args: &[&str], launch: &Launch) -> Spec {
    if let Some(profile) = launch
        .profile
        .as_ref()
        .filter(|p| p.mode == Mode::Server && p.program() == name)
    {
        return launch.of_profile(profile, &|_| None, &[]);
    }
    if let Some(spec) = inline(name, args) {
        return spec;
    }
    let file = args.iter().find(|a| !a.starts_with('-')).copied();
    let note = Some(match (args.first(), file) {
        (Some(&"-m"), Some(module)) => format!("what `{name} -m {module}` does is assumed"),
        (Some(flag @ &("-c" | "-e")), _) => format!("what the program in `{name} {flag}` does is assumed"),
        (_, file) => {
            let file = file.unwrap_or("its program");
            format!("what `{name} {file}` does is assumed; without the file a real cluster fails")
        }
    });
    let spec = launch.assumed(name);
    // The interpreter itself handles no SIGTERM.
    Spec {
        on_stop: OnStop::Kernel,
        note,
        ..spec
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    #[test]
    fn what_is_installed_and_what_is_assumed() {
        let ran = run_for(
            config(
                "nginx:alpine",
                &["sh", "-c", "apk add fortune && fortune && echo ok"],
            ),
            &[],
            60,
        );
        assert!(ran.out.ends_with("ok\n"), "{}", ran.err);
        let ran = run_for(
            config("nginx", &["sh", "-c", "apk add fortune || echo none"]),
            &[],
            60,
        );
        assert_eq!(ran.out, "none\n");
        let notes = |argv: &[&str]| run_for(config("python:3", argv), &[], 60).notes;
        assert_eq!(
            notes(&["python3", "-m", "app.main"]),
            ["what `python3 -m app.main` does is assumed"]
        );
        let set = "echo 262144 > /proc/sys/vm/max_map_count && echo set";
        assert_eq!(
            run_for(config("busybox", &["sh", "-c", set]), &[], 5).out,
            "set\n"
        );
    }
}
