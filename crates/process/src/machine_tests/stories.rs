//! Pods with several containers, as the recorded cluster ran them.

use super::*;

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
