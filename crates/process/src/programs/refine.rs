//! What flags and environment change in a program of the image table.

use super::flags::{address, flag, has, listen, value_after};
use super::server::{OnStop, Spec};
use crate::effect::Bind;
use crate::programs::http::{Action, HttpRule, HttpRules};
use crate::utilities::docker::DOCKER_SOCKET;
use std::time::Duration;

/// What flags and environment change in a program of the image table.
pub(crate) fn refine(mut spec: Spec, env: &dyn Fn(&str) -> Option<String>, argv: &[String]) -> Spec {
    let args: Vec<&str> = argv.iter().map(String::as_str).collect();
    match spec.name.clone().as_str() {
        "postgres" => needs(
            &mut spec,
            env,
            &[
                "POSTGRES_PASSWORD",
                "POSTGRES_PASSWORD_FILE",
                "POSTGRES_HOST_AUTH_METHOD",
                "POSTGRESQL_PASSWORD",
                "POSTGRESQL_PASSWORD_FILE",
                "POSTGRESQL_POSTGRES_PASSWORD",
                "ALLOW_EMPTY_PASSWORD",
            ],
            POSTGRES,
        ),
        "mysqld" => needs(
            &mut spec,
            env,
            &[
                "MYSQL_ROOT_PASSWORD",
                "MYSQL_ROOT_PASSWORD_FILE",
                "MYSQL_ALLOW_EMPTY_PASSWORD",
                "MYSQL_RANDOM_ROOT_PASSWORD",
                "ALLOW_EMPTY_PASSWORD",
            ],
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
        ),
        "mariadbd" => needs(
            &mut spec,
            env,
            &[
                "MARIADB_ROOT_PASSWORD",
                "MARIADB_ROOT_PASSWORD_FILE",
                "MARIADB_ROOT_PASSWORD_HASH",
                "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
                "MARIADB_RANDOM_ROOT_PASSWORD",
                "MYSQL_ROOT_PASSWORD",
                "MYSQL_ROOT_PASSWORD_FILE",
                "MYSQL_ALLOW_EMPTY_PASSWORD",
                "MYSQL_RANDOM_ROOT_PASSWORD",
                "ALLOW_EMPTY_PASSWORD",
            ],
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified",
        ),
        "cloud-sql-proxy" => cloud_sql_proxy(&mut spec, &args),
        "pilot-agent" => pilot_agent(&mut spec, &args),
        "oauth2-proxy" => {
            spec.ports = vec![(Bind::Loopback, 4180)];
            let given = ["client-id", "config", "alpha-config"];
            if !given
                .iter()
                .any(|name| args.iter().any(|a| a.trim_start_matches('-').starts_with(name)))
                && env("OAUTH2_PROXY_CLIENT_ID").is_none()
            {
                spec.fails = Some((OAUTH2.into(), 1));
            }
        }
        "vault" if args.contains(&"agent") || args.contains(&"proxy") => vault_agent(&mut spec, &args),
        "dockerd" => dockerd(&mut spec, env, &args),
        "stress" | "stress-ng" => stress(&mut spec, &args),
        "haproxy" => spec.requires = Some("/usr/local/etc/haproxy/haproxy.cfg"),
        "agnhost" => agnhost(&mut spec, &args),
        "git-sync" if args.contains(&"--one-time") || env("GITSYNC_ONE_TIME").is_some() => {
            spec.ends = Some((Duration::from_secs(2), 0));
        }
        "http-echo" => {
            if let (Some(text), Some(rules)) = (flag(&args, "text"), &mut spec.http) {
                rules.body = format!("{text}\n");
            }
        }
        _ => {}
    }
    let name = spec.name.clone();
    listen(&name, &mut spec.ports, env, &args);
    spec
}

const OAUTH2: &str =
    "invalid configuration:\n  missing setting: cookie-secret\n  provider missing setting: client-id";

const POSTGRES: &str = "Error: Database is uninitialized and superuser password is not specified.\n       You must specify \
     POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \
     \"docker run\".";

fn needs(spec: &mut Spec, env: &dyn Fn(&str) -> Option<String>, any: &[&str], message: &str) {
    if !any.iter().any(|key| env(key).is_some_and(|v| !v.is_empty())) {
        spec.fails = Some((message.into(), 1));
    }
}

fn cloud_sql_proxy(spec: &mut Spec, args: &[&str]) {
    let port = flag(args, "port").and_then(|p| p.parse().ok()).unwrap_or(5432);
    let bind = if flag(args, "address") == Some("0.0.0.0") {
        Bind::Any
    } else {
        Bind::Loopback
    };
    spec.ports = vec![(bind, port)];
    if has(args, "--health-check") {
        let port = flag(args, "http-port")
            .and_then(|p| p.parse().ok())
            .unwrap_or(9090);
        let outside = flag(args, "http-address") == Some("0.0.0.0");
        spec.ports
            .push((if outside { Bind::Any } else { Bind::Loopback }, port));
    }
    if has(args, "--quitquitquit") {
        let port = flag(args, "admin-port")
            .and_then(|p| p.parse().ok())
            .unwrap_or(9091);
        spec.ports.push((Bind::Loopback, port));
    }
    if has(args, "--exit-zero-on-sigterm") {
        spec.on_stop = OnStop::Exit {
            code: 0,
            after: Duration::ZERO,
        };
    }
}

/// `vault agent` listens only where its configuration says so.
fn vault_agent(spec: &mut Spec, args: &[&str]) {
    spec.ports.clear();
    spec.http = None;
    if has(args, "-exit-after-auth") {
        spec.ends = Some((Duration::from_secs(1), 0));
    }
}

/// Docker's daemon makes its socket where `--host` says, else at the usual place and with a port.
fn dockerd(spec: &mut Spec, env: &dyn Fn(&str) -> Option<String>, args: &[&str]) {
    let given = args.iter().enumerate().filter_map(|(at, arg)| match *arg {
        "-H" | "--host" => args.get(at + 1).copied(),
        arg => arg.strip_prefix("--host=").or(arg.strip_prefix("-H=")),
    });
    let mut hosts: Vec<String> = given.map(str::to_owned).collect();
    if hosts.is_empty() {
        let plain = env("DOCKER_TLS_CERTDIR").is_some_and(|folder| folder.is_empty());
        let port = if plain { 2375 } else { 2376 };
        hosts = vec![format!("unix://{DOCKER_SOCKET}"), format!("tcp://0.0.0.0:{port}")];
    }
    for host in hosts {
        match host.strip_prefix("unix://") {
            Some(path) => spec.makes.push((path.to_owned(), Some(""))),
            None => spec.ports.extend(address(&host)),
        }
    }
}

/// `stress --vm N --vm-bytes B`: fills memory; ends with `--timeout` only.
fn stress(spec: &mut Spec, args: &[&str]) {
    let number = |name: &str| flag(args, name).and_then(crate::utilities::size);
    let workers = number("vm")
        .or_else(|| value_after(args, "-m").and_then(crate::utilities::size))
        .unwrap_or(0);
    let bytes = number("vm-bytes").unwrap_or(256 << 20);
    spec.takes_memory = workers.saturating_mul(bytes) as u64;
    let timeout = flag(args, "timeout").or(value_after(args, "-t"));
    spec.ends = timeout
        .and_then(crate::time::parse_seconds)
        .map(|after| (after, 0));
}

fn pilot_agent(spec: &mut Spec, args: &[&str]) {
    if args.contains(&"istio-iptables") || args.contains(&"istio-clean-iptables") {
        *spec = Spec::one_shot("pilot-agent", Duration::from_secs(1), 0);
    }
}

fn agnhost(spec: &mut Spec, args: &[&str]) {
    let port = |default| {
        flag(args, "http-port")
            .or(flag(args, "port"))
            .and_then(|p| p.parse().ok())
            .unwrap_or(default)
    };
    let any = |port| vec![(Bind::Any, port)];
    let go_default = OnStop::Exit {
        code: 2,
        after: Duration::ZERO,
    };
    match args.get(1).copied() {
        Some("liveness") => {
            spec.ports = any(8080);
            spec.on_stop = go_default;
            let rule = |status, after, until| HttpRule {
                path: "/healthz".into(),
                port: None,
                status,
                after,
                until,
                action: Action::None,
                body: String::new(),
            };
            let change = Duration::from_secs(10);
            let mut rules = HttpRules::always(404);
            rules.rules.push(rule(200, Duration::ZERO, Some(change)));
            rules.rules.push(rule(500, change, None));
            spec.http = Some(rules);
            spec.ready_after = Duration::ZERO;
        }
        Some("netexec") => {
            spec.ports = any(port(8080));
            spec.http = Some(HttpRules::always(200));
        }
        Some("serve-hostname") => {
            spec.ports = any(port(9376));
            spec.http = Some(HttpRules::always(200));
            spec.on_stop = go_default;
        }
        Some("entrypoint-tester") => *spec = Spec::one_shot("agnhost", Duration::ZERO, 0),
        _ => {}
    }
}
