//! What the kubelet asks of a machine: starts, probes, hooks, signals, ports, messages.

use super::*;

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
fn an_annotated_life_leaves_what_signals_do() {
    let check = |image: &str, annotation: &str, signal, expect| {
        let mut pod = Pod::new();
        let mut config = config(image, &[]);
        config.annotation = Some(annotation.into());
        let id = pod.start_config(0, config);
        pod.machine.signal(ms(5_000), id, signal);
        pod.run(20_000);
        assert_eq!(pod.exit(id), expect, "{image}: {annotation}");
    };
    check("team/app", "run", Signal::Term, Some((0, 60)));
    check("team/app", "run; term ignore", Signal::Term, None);
    check("nginx", "run", Signal::Quit, Some((0, 51)));
    check("zwindler/slow-sidecar", "run", Signal::Term, None);
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
