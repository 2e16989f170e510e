//! What nginx's configuration makes of it: its ports, and paths that it answers itself. Read from the container's files,
//! so that a mounted ConfigMap counts.

use super::http::HttpRules;
use super::server::Spec;
use crate::config::ContainerId;
use crate::effect::Bind;
use crate::images::base_name;
use crate::kernel::Kernel;
use crate::kernel::files::Kind;
use crate::kernel::syscalls::MAX_WHOLE;

/// Where the configuration is.
const MAIN: &str = "/etc/nginx/nginx.conf";
const FOLDERS: [&str; 2] = ["/etc/nginx/conf.d", "/etc/nginx/sites-enabled"];
/// Most ports taken from it.
const MAX_PORTS: usize = 20;

/// What keeps it in the foreground: an option of the image's own command, or a line of its configuration.
const FOREGROUND: &str = "daemon off";

/// Lets the configuration decide the ports and answers, and whether it goes into the background.
pub(crate) fn configure(kernel: &Kernel, container: ContainerId, argv: &[String], spec: &mut Spec) {
    let text = configuration(kernel, container);
    let words = words(&text);
    // An image that is not known may have it in its own configuration; an entrypoint without arguments serves
    // (recording c04-poststart-slow).
    let called = argv.first().is_some_and(|word| base_name(word) == "nginx");
    let known = { &kernel.containers[&container].launch.profile }.as_ref();
    spec.background = called
        && known.is_some_and(|profile| profile.program() == "nginx")
        && !text.contains(FOREGROUND)
        && !argv.iter().any(|word| word.contains(FOREGROUND));
    let ports = ports(&words);
    if ports.is_empty() {
        // Mounted, but not known here: the ports that the manifest names.
        let state = &kernel.containers[&container];
        let mounted = state.view.mounts.iter().any(|m| m.path.starts_with("/etc/nginx"));
        if mounted && !state.launch.ports.is_empty() {
            spec.ports = state.launch.ports.iter().map(|p| (Bind::Any, *p)).collect();
            spec.http = Some(HttpRules::always(200));
        }
        return;
    }
    spec.ports = ports;
    spec.http = Some(answers(&words));
}

fn file(kernel: &Kernel, container: ContainerId, path: &str) -> Option<String> {
    let view = &kernel.containers[&container].view;
    let node = kernel.files.find(view, path, true).ok()?.node?;
    let bytes = kernel.files.read_at(node, 0, MAX_WHOLE);
    Some(String::from_utf8_lossy(bytes).into_owned())
}

fn configuration(kernel: &Kernel, container: ContainerId) -> String {
    let mut text = file(kernel, container, MAIN).unwrap_or_default();
    let view = &kernel.containers[&container].view;
    for folder in FOLDERS {
        if !text.contains(folder) {
            continue;
        }
        let Some(node) = kernel
            .files
            .find(view, folder, true)
            .ok()
            .and_then(|place| place.node)
        else {
            continue;
        };
        if let Kind::Dir(entries) = &kernel.files.get(node).kind {
            for name in entries
                .names()
                .filter(|name| name.ends_with(".conf") || folder.ends_with("enabled"))
            {
                text += &file(kernel, container, &format!("{folder}/{name}")).unwrap_or_default();
                text.push('\n');
            }
        }
    }
    text
}

/// The words, with `{`, `}` and `;` as words of their own, without comments.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let lines = text.lines().map(|line| line.split('#').next().unwrap_or(""));
    for mut rest in lines.flat_map(str::split_whitespace) {
        while let Some(at) = rest.find([';', '{', '}']) {
            let (front, sign) = rest[..=at].split_at(at);
            words.extend((!front.is_empty()).then_some(front));
            words.push(sign);
            rest = &rest[at + 1..];
        }
        words.extend((!rest.is_empty()).then_some(rest));
    }
    words
}

fn ports(words: &[&str]) -> Vec<(Bind, u16)> {
    let mut ports: Vec<(Bind, u16)> = Vec::new();
    for pair in words.windows(2).filter(|pair| pair[0] == "listen") {
        let (host, port) = pair[1].rsplit_once(':').unwrap_or(("", pair[1]));
        let Ok(port) = port.parse() else { continue };
        let bind = if host.starts_with("127.") || host == "localhost" || host == "[::1]" {
            Bind::Loopback
        } else {
            Bind::Any
        };
        if ports.len() < MAX_PORTS && !ports.iter().any(|known| known.1 == port) {
            ports.push((bind, port));
        }
    }
    ports
}

/// `location PATH { return STATUS; }`, and what other paths get.
fn answers(words: &[&str]) -> HttpRules {
    let mut rules = HttpRules::default();
    let mut path = None;
    let mut forwards = false;
    for (place, word) in words.iter().enumerate() {
        match *word {
            "location" => {
                let named = words[place + 1..]
                    .iter()
                    .find(|w| !matches!(**w, "=" | "^~" | "~" | "~*"));
                path = named.copied().filter(|w| w.starts_with('/'));
            }
            "proxy_pass" | "fastcgi_pass" | "grpc_pass" | "uwsgi_pass" => forwards = true,
            "return" => {
                if let (Some(path), Some(status)) = (path, words.get(place + 1).and_then(|w| w.parse().ok()))
                {
                    rules.answer_with(if path == "/" { "*" } else { path }, status);
                }
            }
            "}" => path = None,
            _ => {}
        }
    }
    if !rules.rules.iter().any(|rule| rule.path == "*") {
        if !forwards {
            rules.answer_with("/", 200);
        }
        rules.answer_with("*", if forwards { 200 } else { 404 });
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn configurations() {
        let check = |text: &str, expect_ports: &[u16], expect: &[(&str, u16)]| {
            let words = words(text);
            let found: Vec<u16> = ports(&words).iter().map(|p| p.1).collect();
            assert_eq!(found, expect_ports, "{text}");
            let rules = answers(&words);
            let found: Vec<(&str, u16)> = rules.rules.iter().map(|r| (r.path.as_str(), r.status)).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("server { listen 80; root /x; }", &[80], &[("/", 200), ("*", 404)]);
        check(
            "server { listen 8080 default_server; listen [::]:8080; # listen 1;\n location = /healthz { return 204; }\n \
             location / { proxy_pass http://localhost:3000; } }",
            &[8080],
            &[("/healthz", 204), ("*", 200)],
        );
        check(
            "server { listen 127.0.0.1:81; location / { return 200 'ok'; } }",
            &[81],
            &[("*", 200)],
        );
        check("events {}", &[], &[("/", 200), ("*", 404)]);
    }
}
