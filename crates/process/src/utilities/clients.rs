//! Clients of servers that probes and init containers call: each asks whether a port is open.

use super::client::{self, Failure, Request, Url, connect, parse_url, request};
use super::common::Args;
use crate::commands::Call;
use std::time::Duration;

/// Where a client connects by default, and what it prints when nobody is there.
struct Client {
    names: &'static [&'static str],
    port: u16,
    host_flag: char,
    port_flag: char,
    works: &'static str,
    refused: &'static str,
    code: i32,
}

const CLIENTS: [Client; 12] = [
    Client {
        names: &["pg_isready"],
        port: 5432,
        host_flag: 'h',
        port_flag: 'p',
        works: "{host}:{port} - accepting connections",
        refused: "{host}:{port} - no response",
        code: 2,
    },
    Client {
        names: &["psql", "createdb", "pg_dump", "pg_dumpall", "pg_restore"],
        port: 5432,
        host_flag: 'h',
        port_flag: 'p',
        works: "",
        refused: "psql: error: connection to server at \"{host}\" (127.0.0.1), port {port} failed: Connection refused",
        code: 2,
    },
    Client {
        names: &["redis-cli", "valkey-cli"],
        port: 6379,
        host_flag: 'h',
        port_flag: 'p',
        works: "PONG",
        refused: "Could not connect to Redis at {host}:{port}: Connection refused",
        code: 1,
    },
    Client {
        names: &["mysqladmin", "mariadb-admin"],
        port: 3306,
        host_flag: 'h',
        port_flag: 'P',
        works: "mysqld is alive",
        refused: "mysqladmin: connect to server at '{host}' failed\nerror: 'Can't connect to MySQL server on '{host}:{port}' (111)'",
        code: 1,
    },
    Client {
        names: &["mysql", "mariadb", "mysqldump"],
        port: 3306,
        host_flag: 'h',
        port_flag: 'P',
        works: "",
        refused: "ERROR 2003 (HY000): Can't connect to MySQL server on '{host}:{port}' (111)",
        code: 1,
    },
    Client {
        names: &["mongosh", "mongo", "mongodump"],
        port: 27017,
        host_flag: 'h',
        port_flag: 'p',
        works: "{ ok: 1 }",
        refused: "MongoNetworkError: connect ECONNREFUSED {host}:{port}",
        code: 1,
    },
    Client {
        names: &["nodetool", "cqlsh"],
        port: 9042,
        host_flag: 'h',
        port_flag: 'p',
        works: "",
        refused: "Connection error: ('Unable to connect to any servers', {'{host}:{port}': ConnectionRefusedError(111)})",
        code: 1,
    },
    Client {
        names: &["etcdctl"],
        port: 2379,
        host_flag: 'h',
        port_flag: 'p',
        works: "{host}:{port} is healthy",
        refused: "{host}:{port} is unhealthy: failed to commit proposal: context deadline exceeded",
        code: 1,
    },
    Client {
        names: &[
            "kafka-topics.sh",
            "kafka-topics",
            "kafka-broker-api-versions.sh",
            "kafka-broker-api-versions",
        ],
        port: 9092,
        host_flag: 'h',
        port_flag: 'p',
        works: "",
        refused: "Connection to node -1 ({host}/127.0.0.1:{port}) could not be established. Broker may not be available.",
        code: 1,
    },
    Client {
        names: &["zkServer.sh", "zookeeper-ready"],
        port: 2181,
        host_flag: 'h',
        port_flag: 'p',
        works: "Mode: standalone",
        refused: "Error contacting service. It is probably not running.",
        code: 1,
    },
    Client {
        names: &["healthcheck.sh"],
        port: 3306,
        host_flag: 'h',
        port_flag: 'P',
        works: "",
        refused: "healthcheck connect failed",
        code: 1,
    },
    Client {
        names: &["rabbitmq-diagnostics", "rabbitmqctl"],
        port: 5672,
        host_flag: 'h',
        port_flag: 'p',
        works: "Ping succeeded",
        refused: "Error: unable to perform an operation on node 'rabbit@localhost'",
        code: 69,
    },
];

/// True for a client of the table.
pub(super) fn is_client(name: &str) -> bool {
    CLIENTS.iter().any(|c| c.names.contains(&name))
        || matches!(name, "grpc_health_probe" | "grpc-health-probe")
}

pub(super) async fn run(call: Call) -> i32 {
    let Some(client) = CLIENTS.iter().find(|c| c.names.contains(&call.name())) else {
        return grpc(call).await;
    };
    let args = Args::new(
        &call.argv,
        "hpPUudDeatn",
        &[
            ("host", client.host_flag),
            ("bootstrap-server", client.host_flag),
            ("endpoints", client.host_flag),
            ("port", client.port_flag),
        ],
    );
    let variable = |name: &str| call.env.get(name).map(|value| value.to_string());
    let (host_of, port_of) = match client.port {
        5432 => (variable("PGHOST"), variable("PGPORT")),
        _ => (None, None),
    };
    let uri = call.argv.iter().skip(1).find(|word| word.contains("://"));
    let host = args.value(client.host_flag).filter(|h| !h.is_empty());
    let host = host.or(uri.map(String::as_str)).or(host_of.as_deref());
    let host = host.map_or("localhost", authority);
    // `--bootstrap-server host:port`
    let (host, named) = match host.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => (host, Some(port)),
        _ => (host, None),
    };
    let host = host.to_string();
    let port = named
        .or(args.value(client.port_flag))
        .or(port_of.as_deref())
        .and_then(|p| p.parse().ok())
        .unwrap_or(client.port);
    let fill = |text: &str| text.replace("{host}", &host).replace("{port}", &port.to_string());
    match connect(&call, &host, port, Some(Duration::from_secs(5))).await {
        Ok(_) => {
            if !client.works.is_empty() && !args.has('q') {
                call.print(&(fill(client.works) + "\n")).await;
            }
            0
        }
        Err(_) => {
            let text = fill(client.refused) + "\n";
            let stream = if call.name() == "pg_isready" { 1 } else { 2 };
            let _ = call.proc.write(stream, text.as_bytes()).await;
            client.code
        }
    }
}

/// Host and port of a URI (`mongodb://user:word@host:port/db`), the first of several; anything else as it is.
fn authority(text: &str) -> &str {
    let Some((_, rest)) = text.split_once("://") else {
        return text;
    };
    let hosts = client::authority(rest).0;
    hosts.split(',').next().unwrap_or(hosts)
}

/// `grpc_health_probe -addr=host:port`: 2 when it cannot connect, 4 when the service is not serving.
async fn grpc(call: Call) -> i32 {
    let address = call
        .argv
        .iter()
        .find_map(|w| w.trim_start_matches('-').strip_prefix("addr="))
        .unwrap_or(":50051");
    let (host, port) = address.rsplit_once(':').unwrap_or((address, "50051"));
    let host = if host.is_empty() { "localhost" } else { host };
    match connect(&call, host, port.parse().unwrap_or(0), None).await {
        Ok(_) => {
            call.print("status: SERVING\n").await;
            0
        }
        Err(_) => {
            let text = format!("timeout: failed to connect service \"{address}\" within 1s\n");
            call.proc.sleep(Duration::from_secs(1)).await;
            let _ = call.proc.write(2, text.as_bytes()).await;
            2
        }
    }
}

/// `pilot-agent request METHOD PATH`: asks Envoy's admin or the agent's status port.
pub(super) async fn pilot_agent(call: &Call) -> i32 {
    let args: Vec<&str> = call.argv[2..]
        .iter()
        .map(String::as_str)
        .filter(|w| !w.starts_with('-'))
        .collect();
    let (method, path) = (
        args.first().copied().unwrap_or("GET"),
        args.get(1).copied().unwrap_or("/"),
    );
    let port = call
        .argv
        .iter()
        .find_map(|w| w.strip_prefix("--debug-port="))
        .and_then(|p| p.parse().ok())
        .unwrap_or(15000);
    let url = Url {
        host: "localhost".into(),
        port,
        path: format!("/{}", path.trim_start_matches('/')),
        tls: false,
    };
    match request(
        call,
        &Request {
            method,
            url: &url,
            agent: "pilot-agent",
            body: "",
            limit: None,
        },
    )
    .await
    {
        Ok(_) => 0,
        Err(Failure::Refused) => {
            call.complain(&format!(
                "failed to execute command on Envoy: connect: connection refused ({port})"
            ))
            .await;
            255
        }
        Err(_) => 255,
    }
}

/// How often `pilot-agent wait` asks, and for how long (`--periodMillis`, `--timeoutSeconds`).
const PILOT_PERIOD: Duration = Duration::from_millis(500);
const PILOT_TIMEOUT: u64 = 60;

/// `pilot-agent wait`: asks until the proxy is ready; Istio's hook that holds an app back.
async fn pilot_wait(call: &Call) -> i32 {
    let value = |flag: &str| {
        let at = call.argv.iter().position(|word| word.starts_with(flag))?;
        let given = call.argv[at].strip_prefix(flag)?.strip_prefix('=');
        given.or_else(|| call.argv.get(at + 1).map(String::as_str))
    };
    let url = value("--url").unwrap_or("http://localhost:15021/healthz/ready");
    let Some(url) = parse_url(url) else { return 255 };
    let timeout = value("--timeoutSeconds").and_then(|seconds| seconds.parse().ok());
    let until = call.proc.now() + Duration::from_secs(timeout.unwrap_or(PILOT_TIMEOUT));
    let asked = Request {
        method: "GET",
        url: &url,
        agent: "pilot-agent",
        body: "",
        limit: Some(PILOT_PERIOD),
    };
    while call.proc.now() < until {
        if request(call, &asked)
            .await
            .is_ok_and(|answer| answer.status == 200)
        {
            return 0;
        }
        call.proc.sleep(PILOT_PERIOD).await;
    }
    call.complain(&format!(
        "timeout waiting for Envoy proxy to become ready at {}",
        url.path
    ))
    .await;
    255
}

/// `nginx -s signal`, `nginx -t`, `nginx -v`.
pub(super) async fn nginx(call: &Call) -> i32 {
    if call.argv.iter().any(|w| w == "-t") {
        let text = "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n";
        let _ = call.proc.write(2, text.as_bytes()).await;
        return 0;
    }
    let signal = match call
        .argv
        .iter()
        .position(|w| w == "-s")
        .and_then(|i| call.argv.get(i + 1))
        .map(String::as_str)
    {
        Some("quit") => crate::Signal::Quit,
        Some("stop") => crate::Signal::Term,
        Some("reload") => return 0,
        _ => return 0,
    };
    let target = {
        let kernel = call.proc.kernel();
        let container = kernel.processes[&call.proc.pid].container;
        let server = |l: &&crate::kernel::network::Listener| l.container == container;
        kernel
            .listeners
            .iter()
            .find(server)
            .and_then(|l| kernel.processes.get(&l.owner))
            .map(|p| p.vpid)
    };
    match target {
        Some(vpid) => i32::from(call.proc.kill(vpid, signal).await.is_err()),
        None => {
            let text = "nginx: [error] open() \"/run/nginx.pid\" failed (2: No such file or directory)\n";
            let _ = call.proc.write(2, text.as_bytes()).await;
            1
        }
    }
}

/// Programs of a server's image that are called as clients: which words make them one.
pub(super) async fn server_client(call: Call) -> i32 {
    match call.name() {
        "nginx" => nginx(&call).await,
        _ if call.argv.get(1).is_some_and(|word| word == "wait") => pilot_wait(&call).await,
        _ => pilot_agent(&call).await,
    }
}

/// True for such a call.
pub(crate) fn is_server_client(name: &str, argv: &[String]) -> bool {
    match name {
        "nginx" => argv
            .iter()
            .any(|w| matches!(w.as_str(), "-s" | "-t" | "-v" | "-V")),
        "pilot-agent" => argv.get(1).is_some_and(|w| w == "request" || w == "wait"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    #[test]
    fn clients_of_a_database() {
        let ran = run_for(
            config(
                "postgres:16",
                &[
                    "sh",
                    "-c",
                    "pg_isready -h 127.0.0.1; echo $?; nc -lk -p 5432 & sleep 1; pg_isready -h 127.0.0.1 -q && echo up",
                ],
            ),
            &[],
            5,
        );
        assert_eq!(ran.out, "127.0.0.1:5432 - no response\n2\nup\n");
    }

    #[test]
    fn a_proxy_that_is_waited_for() {
        let script = "pilot-agent wait --timeoutSeconds=1; echo $?; (sleep 3; nc -lk -p 8080) & \
                      pilot-agent proxy & pilot-agent wait; echo $?";
        let ran = run_for(config("istio/proxyv2:1.22.0", &["bash", "-c", script]), &[], 9);
        assert!(
            ran.out.starts_with("255\n") && ran.out.ends_with("0\n"),
            "{}",
            ran.out
        );
    }

    #[test]
    fn nginx_quits() {
        let ran = run_for(
            config(
                "nginx",
                &[
                    "sh",
                    "-c",
                    "nginx -g 'daemon off;' & sleep 2; nginx -s quit; wait $!; echo $?",
                ],
            ),
            &[],
            9,
        );
        assert_eq!(ran.out, "0\n");
    }

    #[test]
    fn nginx_goes_into_the_background() {
        let run = |argv: &[&str]| run_for(config("nginx", argv), &[], 9);
        let ran = run(&[
            "sh",
            "-c",
            "nginx; curl -so /dev/null -w '%{http_code}' localhost",
        ]);
        assert_eq!((ran.out.as_str(), ran.exit.is_some()), ("200\n", true));
        assert!(run(&["nginx"]).exit.is_some());
        assert!(run(&["nginx", "-g", "daemon off;"]).exit.is_none());
    }

    #[test]
    fn where_a_client_goes() {
        for (text, expect) in [
            ("mongodb+srv://db.shop.svc/kiada?tls=false", "db.shop.svc"),
            ("postgres://user:word@db:5433/app", "db:5433"),
            ("mongodb://a:1,b:2/x", "a:1"),
            ("db", "db"),
        ] {
            assert_eq!(super::authority(text), expect);
        }
    }
}
