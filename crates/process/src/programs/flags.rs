//! Flags of programs: `--name=value`, `-name value`, and addresses among their values.

use crate::effect::Bind;

/// The value of `--name=value`, `-name=value` or `--name value`.
pub(super) fn flag<'a>(args: &[&'a str], name: &str) -> Option<&'a str> {
    let value = |a: &&'a str| a.trim_start_matches('-').strip_prefix(name)?.strip_prefix('=');
    args.iter()
        .filter(|a| a.starts_with('-'))
        .find_map(value)
        .or_else(|| value_after(args, &format!("--{name}")))
        .or_else(|| value_after(args, &format!("-{name}")))
}

/// The word after another one.
pub(super) fn value_after<'a>(args: &[&'a str], name: &str) -> Option<&'a str> {
    let place = args.iter().position(|a| *a == name)?;
    args.get(place + 1).copied()
}

/// Whether a switch is on.
pub(super) fn has(args: &[&str], name: &str) -> bool {
    args.iter().any(|a| *a == name || *a == format!("{name}=true"))
}

/// `host:port`, `:port`, `port` or a URL: where a server listens.
pub(super) fn address(text: &str) -> Option<(Bind, u16)> {
    let text = text.split_once("://").map_or(text, |url| url.1);
    let text = text.split([',', '/']).next().unwrap_or(text);
    let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
    let bind = match host.trim_matches(['[', ']']) {
        "" | "0.0.0.0" | "::" | "*" => Bind::Any,
        "localhost" | "::1" => Bind::Loopback,
        host if host.starts_with("127.") => Bind::Loopback,
        _ => Bind::Pod,
    };
    Some((bind, port.parse().ok()?))
}

/// Where programs are told to listen: program, flag (or `$VARIABLE`), and the port that this replaces.
const ADDRESSES: [(&str, &str, u16); 36] = [
    ("prometheus", "web.listen-address", 9090),
    ("node_exporter", "web.listen-address", 9100),
    ("postgres_exporter", "web.listen-address", 9187),
    ("redis_exporter", "web.listen-address", 9121),
    ("nginx-prometheus-exporter", "web.listen-address", 9113),
    ("kube-rbac-proxy", "secure-listen-address", 8443),
    ("kube-rbac-proxy", "insecure-listen-address", 8080),
    ("kube-rbac-proxy", "proxy-endpoints-port", 8444),
    ("livenessprobe", "health-port", 9808),
    ("livenessprobe", "http-endpoint", 9808),
    ("git-sync", "http-bind", 1234),
    ("podinfo", "port", 9898),
    ("whoami", "port", 80),
    ("whoami", "$WHOAMI_PORT_NUMBER", 80),
    ("http-echo", "listen", 5678),
    ("redis-server", "port", 6379),
    ("mongod", "port", 27017),
    ("mysqld", "port", 3306),
    ("mariadbd", "port", 3306),
    ("postgres", "p", 5432),
    ("postgres", "$PGPORT", 5432),
    ("memcached", "p", 11211),
    ("minio", "address", 9000),
    ("minio", "console-address", 9001),
    ("etcd", "listen-client-urls", 2379),
    ("etcd", "listen-peer-urls", 2380),
    ("etcd", "listen-metrics-urls", 2381),
    ("daprd", "dapr-http-port", 3500),
    ("daprd", "dapr-grpc-port", 50001),
    ("daprd", "metrics-port", 9090),
    ("oauth2-proxy", "http-address", 4180),
    ("oauth2-proxy", "$OAUTH2_PROXY_HTTP_ADDRESS", 4180),
    ("run.sh", "$GF_SERVER_HTTP_PORT", 3000),
    ("hello-app", "$PORT", 8080),
    ("linkerd-await", "port", 4191),
    ("gunicorn", "bind", 80),
];

/// Lets flags and environment decide the ports of a program.
pub(super) fn listen(
    program: &str,
    ports: &mut Vec<(Bind, u16)>,
    env: &dyn Fn(&str) -> Option<String>,
    args: &[&str],
) {
    for (_, name, usual) in ADDRESSES.iter().filter(|row| row.0 == program) {
        let value = match name.strip_prefix('$') {
            Some(variable) => env(variable),
            None => flag(args, name).map(str::to_string),
        };
        let Some(told) = value.as_deref().and_then(address).filter(|told| told.1 != 0) else {
            continue;
        };
        match ports.iter_mut().find(|port| port.1 == *usual) {
            Some(port) => *port = told,
            None => ports.push(told),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check =
            |text: &str, bind: Bind, port: u16| assert_eq!(address(text), Some((bind, port)), "{text}");
        check(":8080", Bind::Any, 8080);
        check("8080", Bind::Any, 8080);
        check("127.0.0.1:9100", Bind::Loopback, 9100);
        check("[::]:80", Bind::Any, 80);
        check("[10.0.0.1]:9100", Bind::Pod, 9100);
        check("http://0.0.0.0:2379,http://x:1", Bind::Any, 2379);
        assert_eq!(address("x"), None);
    }

    #[test]
    fn ports() {
        let check = |program: &str, ports: &[u16], args: &[&str], expect: &[(Bind, u16)]| {
            let mut ports = ports.iter().map(|p| (Bind::Any, *p)).collect();
            listen(program, &mut ports, &|_| None, args);
            assert_eq!(ports, expect, "{args:?}");
        };
        check(
            "prometheus",
            &[9090],
            &["--web.listen-address=:9095"],
            &[(Bind::Any, 9095)],
        );
        check(
            "kube-rbac-proxy",
            &[8443],
            &["--secure-listen-address", "[1.2.3.4]:9"],
            &[(Bind::Pod, 9)],
        );
        check(
            "minio",
            &[9000],
            &["server", "--console-address", ":9001"],
            &[(Bind::Any, 9000), (Bind::Any, 9001)],
        );
    }
}
