//! Pods with several containers, as the recorded cluster ran them, and what the kubelet asks of a machine.

use crate::harness::config;
use crate::*;
use std::time::Duration;

fn ms(time: u64) -> Duration {
    Duration::from_millis(time)
}

/// A pod under test: effects by container, as text.
struct Pod {
    machine: Machine,
    effects: Vec<Effect>,
}

impl Pod {
    fn new() -> Pod {
        Pod {
            machine: Machine::new(MachineConfig::default()),
            effects: Vec::new(),
        }
    }

    fn start(&mut self, at: u64, image: &str, argv: &[&str]) -> ContainerId {
        self.start_config(at, config(image, argv))
    }

    fn start_config(&mut self, at: u64, config: ContainerConfig) -> ContainerId {
        self.machine
            .start(ms(at), config)
            .unwrap_or_else(|e| panic!("{}", e.message))
    }

    fn run(&mut self, to: u64) {
        let more = self.machine.advance(ms(to));
        assert!(
            more.windows(2).all(|w| w[0].at <= w[1].at),
            "effects in the order of time"
        );
        self.effects.extend(more);
    }

    /// A container's log lines, marked by stream.
    fn log(&self, id: ContainerId) -> Vec<String> {
        let line = |e: &Effect| match &e.kind {
            EffectKind::Log {
                stream: Stream::Stdout,
                line,
            } => Some(format!("stdout: {line}")),
            EffectKind::Log {
                stream: Stream::Stderr,
                line,
            } => Some(format!("stderr: {line}")),
            _ => None,
        };
        self.effects
            .iter()
            .filter(|e| e.container == id)
            .filter_map(line)
            .collect()
    }

    /// A container's exit code and time in tenths of a second.
    fn exit(&self, id: ContainerId) -> Option<(i32, u128)> {
        self.effects
            .iter()
            .filter(|e| e.container == id)
            .find_map(|e| match e.kind {
                EffectKind::Exited { exit_code, .. } => Some((exit_code, (e.at.as_millis() + 50) / 100)),
                _ => None,
            })
    }

    fn get(&mut self, at: u64, port: u16, path: &str) -> Option<u16> {
        let request = HttpRequest {
            method: "GET".into(),
            host: MachineConfig::default().pod_ip,
            port,
            path: path.into(),
            tls: false,
        };
        match self.machine.http_get(ms(at), &request) {
            HttpAnswer::Answered { status, .. } => Some(status),
            _ => None,
        }
    }
}

const REFUSED: &str =
    "stderr: curl: (7) Failed to connect to localhost port 8081 after 0 ms: Couldn't connect to server";

#[test]
fn the_race_of_the_seeds() {
    let mut pod = Pod::new();
    let server = pod.start(0, "zwindler/slow-sidecar", &[]);
    let early = pod.start(100, "zwindler/sidecar-user", &[]);
    assert_eq!(pod.get(4_900, 8081, "/"), None);
    assert_eq!(pod.get(5_100, 8081, "/"), Some(200));
    let late = pod.start(6_000, "zwindler/sidecar-user", &[]);
    pod.machine.signal(ms(7_000), server, Signal::Term);
    pod.machine.signal(ms(37_000), server, Signal::Kill);
    pod.run(40_000);
    assert_eq!(
        pod.log(early),
        [REFUSED, "stdout: Error: Unable to reach localhost:8081"]
    );
    assert_eq!(
        pod.log(late),
        ["stdout: Hello, World!", "stdout: Success: Reached localhost:8081"]
    );
    assert_eq!(
        (pod.exit(early), pod.exit(late), pod.exit(server)),
        (Some((1, 1)), Some((0, 60)), Some((137, 370)))
    );
}

#[test]
fn pi_and_proxy() {
    let mut pod = Pod::new();
    let app = pod.start(
        0,
        "hwchiu/netutils",
        &["/bin/sh", "-c", "nc -zv localhost 5000 &&  sleep 1d"],
    );
    let proxy = pod.start(100, "hwchiu/python-example", &[]);
    let again = pod.start(
        600,
        "hwchiu/netutils",
        &["/bin/sh", "-c", "nc -zv localhost 5000 &&  sleep 1d"],
    );
    let pi = pod.start(
        0,
        "perl:5.34.0",
        &["perl", "-Mbignum=bpi", "-wle", "print bpi(2000)"],
    );
    let hello = pod.start(0, "hwchiu/netutils", &[]);
    pod.machine.signal(ms(2_500), hello, Signal::Term);
    pod.machine.signal(ms(2_500), proxy, Signal::Term);
    pod.run(30_000);
    assert_eq!(
        pod.log(app),
        ["stderr: localhost [127.0.0.1] 5000 (?) : Connection refused"]
    );
    assert_eq!(pod.log(again), ["stderr: localhost [127.0.0.1] 5000 (?) open"]);
    assert_eq!(
        (pod.exit(app), pod.exit(again), pod.exit(proxy)),
        (Some((1, 0)), None, None)
    );
    assert_eq!((pod.exit(pi), pod.exit(hello)), (Some((0, 56)), Some((0, 26))));
}

#[test]
fn a_request_ends_a_proxy() {
    let proxy_script = "trap 'exit 143' TERM\nprintf 'HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nConnection: close\\r\\n\\r\\nok\\n' | nc -l -p \
                        9091 &\nwait $!\necho quitquitquit, bye\n";
    let mut pod = Pod::new();
    let app = pod.start(
        0,
        "alpine",
        &["sh", "-c", "sleep 3; curl http://localhost:9091/quitquitquit"],
    );
    let proxy = pod.start(100, "alpine", &["sh", "-c", proxy_script]);
    pod.run(10_000);
    assert_eq!(pod.log(app), ["stdout: ok"]);
    let expect = [
        "stdout: GET /quitquitquit HTTP/1.1\r",
        "stdout: Host: localhost:9091\r",
        "stdout: User-Agent: Wget\r",
        "stdout: Connection: close\r",
        "stdout: \r",
        "stdout: quitquitquit, bye",
    ];
    assert_eq!(pod.log(proxy), expect);
    assert_eq!((pod.exit(app), pod.exit(proxy)), (Some((0, 30)), Some((0, 30))));
}

#[test]
fn a_volume_outlives_the_container() {
    let script = "n=$(cat /state/n 2>/dev/null); echo run ${n:-0}; echo $((n+1)) > /state/n; [ -n \"$n\" ] && sleep 8; \
                  timeout $([ -z \"$n\" ] && echo 8 || echo 1000) httpd -f -p 8090 -h /www; exit 1";
    let mount = Mount {
        volume: "state".into(),
        path: "/state".into(),
        sub_path: String::new(),
        read_only: false,
    };
    let proxy = ContainerConfig {
        mounts: vec![mount],
        ..config("alpine", &["sh", "-c", script])
    };
    let mut pod = Pod::new();
    let first = pod.start_config(0, proxy.clone());
    assert_eq!(pod.get(1_000, 8090, "/healthz"), Some(200));
    assert_eq!(pod.get(1_000, 8090, "/nope"), Some(404));
    let second = pod.start_config(9_000, proxy);
    assert_eq!(pod.get(10_000, 8090, "/healthz"), None);
    assert_eq!(pod.get(18_000, 8090, "/healthz"), Some(200));
    pod.run(20_000);
    assert_eq!(pod.log(first), ["stdout: run 0", "stderr: Terminated"]);
    assert_eq!(
        (pod.log(second), pod.exit(first)),
        (vec!["stdout: run 1".to_string()], Some((1, 80)))
    );
}

#[test]
fn memory_runs_out() {
    let limited = ContainerConfig {
        memory_limit: Some(16 << 20),
        ..config("alpine", &["sh", "-c", "sleep 2; tail /dev/zero"])
    };
    let mut pod = Pod::new();
    let id = pod.start_config(0, limited);
    pod.run(10_000);
    let exited = pod.effects.iter().find_map(|e| match &e.kind {
        EffectKind::Exited { exit_code, oom, .. } => Some((*exit_code, *oom)),
        _ => None,
    });
    assert_eq!((exited, pod.exit(id).map(|e| e.1)), (Some((137, true)), Some(20)));
}

#[test]
fn probes_and_hooks() {
    let mut pod = Pod::new();
    let id = pod.start(
        0,
        "alpine",
        &["sh", "-c", "sleep 1; httpd -f -p 127.0.0.1:80 -h /www"],
    );
    let words = |argv: &[&str]| argv.iter().map(|w| w.to_string()).collect::<Vec<_>>();
    assert_eq!(
        pod.get(2_000, 80, "/"),
        None,
        "the kubelet does not reach a server on localhost"
    );
    assert_eq!(
        pod.machine.tcp_connect(ms(2_000), "10.244.0.5", 80),
        ConnectAnswer::Refused
    );
    pod.machine
        .exec(
            ms(2_000),
            id,
            &words(&["sh", "-c", "curl -sf localhost; echo bad >&2; exit 3"]),
        )
        .unwrap();
    let slow = pod.machine.exec(ms(2_000), id, &words(&["sleep", "15"])).unwrap();
    pod.machine
        .exec(
            ms(2_000),
            id,
            &words(&["sh", "-c", "echo hook > /proc/1/fd/1; kill 1"]),
        )
        .unwrap();
    pod.machine.kill_exec(ms(3_000), slow);
    let missing = pod.machine.exec(ms(3_000), id, &words(&["nope"]));
    let text = "OCI runtime exec failed: exec failed: unable to start container process: exec: \"nope\": executable file \
                not found in $PATH";
    assert_eq!(missing, Err(text.into()));
    pod.machine.exec(ms(3_000), id, &words(&["sleep", "60"])).unwrap();
    pod.machine.signal(ms(5_000), id, Signal::Kill);
    pod.run(6_000);
    let ended: Vec<(i32, String)> = pod
        .effects
        .iter()
        .filter_map(|e| match &e.kind {
            EffectKind::ExecEnded {
                exit_code, output, ..
            } => Some((*exit_code, output.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(
        ended,
        [
            (0, String::new()),
            (3, "Hello, World!\nbad\n".into()),
            (137, String::new()),
            (137, String::new())
        ]
    );
    assert_eq!(
        (pod.log(id), pod.exit(id)),
        (vec!["stdout: hook".to_string()], Some((137, 50)))
    );
    assert!(pod.machine.exec(ms(7_000), id, &words(&["true"])).is_err());
}

#[test]
fn things_that_cannot_start() {
    let mut machine = Machine::new(MachineConfig::default());
    let mut check = |image: &str, argv: &[&str], expect: &str| {
        let error = machine.start(ms(0), config(image, argv)).unwrap_err();
        let front = "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
                     failed: unable to start container process: ";
        assert_eq!((error.exit_code, error.reason), (128, "StartError"));
        assert_eq!(error.message, format!("{front}{expect}"));
    };
    check(
        "alpine",
        &["nope"],
        "exec: \"nope\": executable file not found in $PATH",
    );
    check(
        "gcr.io/distroless/static",
        &["sh", "-c", "x"],
        "exec: \"sh\": executable file not found in $PATH",
    );
    check(
        "busybox",
        &["/bin/bash"],
        "exec: \"/bin/bash\": stat /bin/bash: no such file or directory",
    );
}

#[test]
fn two_servers_on_one_port() {
    let mut pod = Pod::new();
    let first = pod.start(0, "nginx:1.27", &[]);
    let second = pod.start(100, "nginx:1.27", &[]);
    pod.run(10_000);
    assert_eq!((pod.exit(first), pod.exit(second).map(|e| e.0)), (None, Some(1)));
    assert!(pod.log(second)[0].contains("Address already in use"));
}

#[test]
fn annotations_decide() {
    let mut pod = Pod::new();
    let text = "attempt 1-2 exit 3 after 2s; listen 8080 after 5s; http /healthz 503 until 10s; term exit 0 after 4s";
    let with = |attempt| ContainerConfig {
        annotation: Some(text.into()),
        attempt,
        ..config("registry.example.com/team/app:1", &[])
    };
    let first = pod.start_config(0, with(1));
    let third = pod.start_config(10_000, with(3));
    assert_eq!(
        (pod.get(14_900, 8080, "/"), pod.get(15_100, 8080, "/")),
        (None, Some(200))
    );
    assert_eq!(
        (
            pod.get(15_100, 8080, "/healthz"),
            pod.get(20_100, 8080, "/healthz")
        ),
        (Some(503), Some(200))
    );
    pod.machine.signal(ms(30_000), third, Signal::Term);
    pod.run(40_000);
    assert_eq!(
        (pod.exit(first), pod.exit(third)),
        (Some((3, 20)), Some((0, 340)))
    );

    let mut pod = Pod::new();
    let need = ContainerConfig {
        annotation: Some("need localhost:8081 retry 1s; log \"hi\" every 1s; exit 0 after 2500ms".into()),
        ..config("x", &[])
    };
    let user = pod.start_config(0, need);
    pod.start(3_000, "zwindler/vhelloworld", &[]);
    pod.run(10_000);
    assert_eq!(pod.log(user), ["stdout: hi", "stdout: hi"]);
    assert!(
        matches!(pod.exit(user), Some((0, 55..=66))),
        "{:?}",
        pod.exit(user)
    );
}

#[test]
fn services_come_and_go() {
    let mut pod = Pod::new();
    let script =
        "until nslookup myservice.default.svc.cluster.local >/dev/null; do echo waiting; sleep 2; done";
    let id = pod.start(0, "busybox:1.28", &["sh", "-c", script]);
    let service = Service {
        name: "myservice".into(),
        namespace: "default".into(),
        ports: vec![80],
    };
    pod.machine.set_services(ms(5_000), vec![service]);
    pod.run(20_000);
    assert_eq!((pod.log(id).len(), pod.exit(id).map(|e| e.0)), (3, Some(0)));
}

#[test]
fn a_message_at_the_end() {
    let mut pod = Pod::new();
    pod.start(
        0,
        "debian",
        &[
            "/bin/sh",
            "-c",
            "sleep 1 && echo Sleep expired > /dev/termination-log",
        ],
    );
    pod.run(5_000);
    let message = EffectKind::TerminationMessage {
        text: "Sleep expired\n".into(),
    };
    assert!(pod.effects.iter().any(|e| e.kind == message));
    assert_eq!(pod.machine.next_wakeup(), None, "nothing is left to do");
}

#[test]
fn containers_that_share_processes_see_each_other() {
    let mut pod = Pod::new();
    pod.machine = Machine::new(MachineConfig {
        share_process_namespace: true,
        ..MachineConfig::default()
    });
    let server = pod.start(0, "alpine", &["httpd", "-f", "-p", "80", "-h", "/www"]);
    let script = "pgrep httpd; sleep 1; ps | grep -c httpd; killall httpd; kill -0 7 || echo gone";
    let other = pod.start(100, "alpine", &["sh", "-c", script]);
    pod.run(9_000);
    assert_eq!(pod.exit(server), Some((143, 11)), "it is not process 1");
    assert_eq!(
        pod.log(other),
        [
            "stdout: 7",
            "stdout: 3",
            "stderr: sh: kill: (7) - No such process",
            "stdout: gone"
        ]
    );
}

#[test]
fn unknown_probes_find_out_whether_the_container_is_ready() {
    let mut pod = Pod::new();
    let mut unknown = config("team/app:1", &["/app/server"]);
    unknown.declared_ports = vec![8080];
    let id = pod.start_config(0, unknown);
    let words: Vec<String> = vec!["/app/healthcheck".into(), "--fast".into()];
    let early = pod.machine.probe(ms(500), id, &words).unwrap();
    let late = pod.machine.probe(ms(1_500), id, &words).unwrap();
    pod.run(2_000);
    let ended = |exec| {
        pod.effects.iter().find_map(|e| match &e.kind {
            EffectKind::ExecEnded {
                exec: own, exit_code, ..
            } if *own == exec => Some(*exit_code),
            _ => None,
        })
    };
    assert_eq!((ended(early), ended(late)), (Some(1), Some(0)));
}

#[test]
fn preconditions_fail_honestly() {
    let fails = |image: &str, args: &[&str], env: &[(&str, &str)], mount: Option<&str>| {
        let mut pod = Pod::new();
        let mut container = config(image, &[]);
        container.args = (!args.is_empty()).then(|| args.iter().map(|a| a.to_string()).collect());
        container.env = env.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let volume = |path: &str| Mount {
            volume: "v".into(),
            path: path.into(),
            sub_path: String::new(),
            read_only: true,
        };
        container.mounts = mount.map(volume).into_iter().collect();
        let id = pod.start_config(0, container);
        pod.run(60_000);
        pod.exit(id).map(|e| e.0)
    };
    assert_eq!(fails("postgres:16", &[], &[], None), Some(1));
    assert_eq!(
        fails("postgres:16", &[], &[("POSTGRES_PASSWORD", "x")], None),
        None
    );
    assert_eq!(fails("mysql:8", &[], &[], None), Some(1));
    assert_eq!(fails("mariadb", &[], &[("MYSQL_ROOT_PASSWORD", "x")], None), None);
    assert_eq!(fails("haproxy:3", &[], &[], None), Some(1));
    assert_eq!(fails("haproxy:3", &[], &[], Some("/usr/local/etc/haproxy")), None);
    assert_eq!(
        fails("quay.io/oauth2-proxy/oauth2-proxy", &[], &[], None),
        Some(1)
    );
    assert_eq!(
        fails("quay.io/oauth2-proxy/oauth2-proxy", &["--client-id=x"], &[], None),
        None
    );
}

#[test]
fn times_of_an_annotation_count_from_when_its_needs_are_met() {
    let mut pod = Pod::new();
    let mut app = config("team/app:1", &[]);
    app.annotation = Some(
        "need localhost:5432 retry 1s; listen 8080 after 2s; http /x 503 until 4s; exit 0 after 9s".into(),
    );
    let app = pod.start_config(0, app);
    let mut db = config("team/db:1", &[]);
    db.annotation = Some("listen 5432 after 3s; run".into());
    pod.start_config(0, db);
    assert_eq!(pod.get(4_500, 8080, "/x"), None);
    assert_eq!(pod.get(6_500, 8080, "/x"), Some(503));
    assert_eq!(pod.get(8_500, 8080, "/x"), Some(200));
    pod.run(20_000);
    assert_eq!(pod.exit(app).map(|e| e.0), Some(0));
    assert!(pod.exit(app).is_some_and(|e| e.1 > 115), "{:?}", pod.exit(app));
}
