//! What must not hang, panic or grow without bound: hostile scripts in pods, and manifests put together from pieces of the
//! corpus. Each must end in bounded time, and visibly: in an exit, a note, or the horizon.

use std::time::{Duration, Instant};

use manifest::{ParseOptions, parse};
use process::{ContainerConfig, Effect, EffectKind, Machine, MachineConfig};
use sim::{Scenario, simulate};
use tests::corpus::{committed, manifests};
use tests::random::Random;

/// The longest that ten minutes of one hostile script may take here. The native budget is a second; these tests are built
/// with few optimisations and share their machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Most effects that a script may leave behind.
const MAX_EFFECTS: usize = 150_000;

/// Ten minutes of a script in an image.
fn run(image: &str, script: &str) -> (Vec<Effect>, Duration) {
    let start = Instant::now();
    let mut machine = Machine::new(MachineConfig::default());
    let shell = if image == "debian:12" { "bash" } else { "sh" };
    let config = ContainerConfig {
        image: image.into(),
        command: Some([shell, "-c", script].map(String::from).to_vec()),
        memory_limit: Some(64 << 20),
        ..ContainerConfig::default()
    };
    machine.start(Duration::ZERO, config).expect("the shell starts");
    let effects = machine.advance(Duration::from_secs(600));
    (effects, start.elapsed())
}

/// How a script must end.
enum End {
    /// With an exit code.
    Exit,
    /// It runs on, and a note tells of it.
    Noted,
    /// It runs on, quietly.
    Runs,
}

fn check(script: &str, end: &End) {
    for image in ["busybox", "debian:12"] {
        let (effects, took) = run(image, script);
        assert!(took < PATIENCE, "{image}: {script}: took {took:?}");
        assert!(
            effects.len() < MAX_EFFECTS,
            "{image}: {script}: {} effects",
            effects.len()
        );
        let exited = effects
            .iter()
            .any(|e| matches!(e.kind, EffectKind::Exited { .. }));
        let noted = effects.iter().any(|e| matches!(e.kind, EffectKind::Note { .. }));
        match end {
            End::Exit => assert!(exited, "{image}: {script}: does not end"),
            End::Noted => assert!(
                !exited && noted,
                "{image}: {script}: exited {exited}, noted {noted}"
            ),
            End::Runs => assert!(!exited, "{image}: {script}: ended"),
        }
    }
}

#[test]
fn busy_loops_are_told_of() {
    for script in [
        "while :; do :; done",
        "until false; do x=1; done",
        "while true; do true & done",
        "while :; do x=$(echo a); done",
        "f() { while :; do f2; done; }; f2() { :; }; f",
        "while :; do echo a | cat >/dev/null; done",
        "trap 'x=1' TERM; while :; do [ 1 = 1 ]; done",
        "while :; do date >/dev/null; done",
        "yes > /dev/null",
        "cat /dev/zero > /dev/null",
        "while read x; do :; done < /dev/zero",
        "yes | while read x; do :; done",
    ] {
        check(script, &End::Noted);
    }
}

#[test]
fn what_waits_is_quiet() {
    for script in [
        "sleep infinity",
        "tail -f /dev/null",
        "tail -F /nothing/there",
        "mkfifo p; cat p",
        "while :; do sleep 0.1; done",
        "while :; do sleep 1; echo tick; done",
        "sleep infinity & wait",
        "until nc -z nothing 80; do sleep 1; done",
    ] {
        check(script, &End::Runs);
    }
}

#[test]
fn hostile_scripts_end() {
    for script in [
        "f() { f; }; f",
        "f() { f | f & }; f; exit 3",
        "f() { echo $(f); }; f",
        "eval \"$(printf 'eval %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20)true\"",
        "printf '%1000000000d' 1 | wc -c",
        "printf '%.999999999f' 1 | wc -c",
        "printf '%*d' 2147483647 1 | wc -c",
        "echo $((1<<62)) $((1<<64)) $((-1<<-1)) $((9223372036854775807*9)) $((1/1))",
        "echo $(( $(printf '(%.0s' 1 2 3 4 5 6 7 8 9 10)1",
        "x=a; i=0; while [ $i -lt 40 ]; do x=$x$x; i=$((i+1)); done; echo ${#x}",
        "x=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; case $x in *a*a*a*a*a*a*a*a*a*a*b) ;; esac",
        "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | grep -E '(a+)+b'; echo done",
        "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | sed -E 's/(a*)*(a*)*b/x/'",
        "seq 1 1000000000 | head -1",
        "seq 1000000000 | tail -1",
        "yes | head -3",
        "tail -f /dev/zero",
        "dd if=/dev/zero of=/dev/null",
        "head -c 100000000 /dev/zero | wc -c",
        "dd if=/dev/zero of=big bs=1G count=10 2>/dev/null; ls -l big",
        "awk 'BEGIN { while (1) i++ }'; echo ended",
        "awk 'BEGIN { s = \"x\"; for (i = 0; i < 100; i++) s = s s; print length(s) }'; echo ended",
        "awk 'function f(n) { return f(n+1) } BEGIN { f(1) }'; echo ended",
        "echo x | sed ':a;s/x/xx/;ta'; echo ended",
        "ln -s a b; ln -s b a; cat a; cd a; ls a/b/c",
        "cat < /dev/tcp/localhost/80",
        "set -- $(seq 1 100000); echo $#",
        "timeout 5 yes > /dev/null; echo $?",
        "timeout 5 sh -c 'while :; do :; done'; echo $?",
        "exec sh -c 'exec sh -c \"exec true\"'",
        "echo 'exec sh $0' > s; sh s & sleep 5; kill $!",
        "echo '. ./s' > s; . ./s",
        "trap 'exit' EXIT; exit 1",
        "trap 'trap \"exit 4\" EXIT; exit' EXIT",
        "printf 'a%.0s' $(seq 1 5000) | tr a b | rev | sort | uniq -c | wc -c",
        "find / -name '*' | xargs ls -d | wc -l > /dev/null",
        "mkdir -p $(printf 'd/%.0s' $(seq 1 300)); ls -R d > /dev/null; rm -r d",
        "cp -r / /copy 2>/dev/null; echo copied",
        "cat $0 /proc/1/cmdline /proc/self/environ 2>/dev/null; true",
        "xargs -n1 sh -c 'exit 255' < /etc/passwd; true",
        "date -d @99999999999999999999; date -d @-1; date +%s%N%%%",
        "expr 9223372036854775807 + 1; expr 1 / 0; true",
        "kill -0 0; kill -9 -1; echo here",
        "cut -c1-99999999999999999999 /etc/passwd; head -n 99999999999999999999 /etc/passwd; true",
        "sleep 99999999999999999999 & sleep 1e3 & sleep -1 & exit 0",
        "read x < /dev/null; read -t 1 y; read -n 5 z < /dev/zero; true",
        "tr -d '\\000-\\377' < /dev/zero | head -c 1 & sleep 2",
        "cat <<E\n$(cat <<F\n$(cat <<G\ndeep\nG\n)\nF\n)\nE",
    ] {
        check(script, &End::Exit);
    }
}

#[test]
fn a_million_turns_pass_in_virtual_time() {
    let (effects, took) = run(
        "busybox",
        "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); done; echo done",
    );
    assert!(took < PATIENCE, "{took:?}");
    assert!(
        effects.iter().any(|e| matches!(e.kind, EffectKind::Note { .. })),
        "a busy loop is told of"
    );
    let (effects, _) = run("busybox", "for i in $(seq 3000); do :; done; echo done");
    let ended = effects
        .iter()
        .find(|e| matches!(e.kind, EffectKind::Exited { .. }));
    assert!(ended.is_some_and(|e| e.at < Duration::from_secs(5)));
}

#[test]
fn fork_bombs_stay_small() {
    let bomb = "b() { b | b & }; b; sleep 60; echo over";
    let (effects, took) = run("busybox", bomb);
    assert!(took < PATIENCE, "{took:?}");
    assert!(effects.len() < MAX_EFFECTS);
}

#[test]
fn deep_and_long_scripts_are_read() {
    let deep = |open: &str, inner: &str, close: &str, count: usize| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    for script in [
        deep("$(", "true", ")", 5_000),
        deep("( ", "true", " )", 5_000),
        deep("{ ", "true", "; }", 5_000),
        deep("if true; then ", "true", "; fi", 5_000),
        deep("\"$(echo ", "x", ")\"", 5_000),
        deep("${x:-", "y", "}", 5_000),
        format!("echo $(({}1{}))", "(".repeat(5_000), ")".repeat(5_000)),
        format!("echo $(({}1))", "-".repeat(5_000)),
        format!("echo $(({}1))", "1?".repeat(5_000)),
        format!("[[ {} a ]]", "! ".repeat(5_000)),
        format!("[[ {} a {} ]]", "( ".repeat(5_000), " )".repeat(5_000)),
        format!("[ {} a ]", "! ".repeat(5_000)),
        format!("echo {}", "{a,b}".repeat(40)),
        format!("echo {}", "{1..1000}".repeat(6)),
        format!("echo {}", "{a,".repeat(5_000)),
        "`".repeat(5_001),
        "\\`".repeat(5_001),
        (0..2_000).map(|n| format!("cat <<E{n}\n$(")).collect(),
        "a=".repeat(100_000),
        "true; ".repeat(50_000),
        "true | ".repeat(2_000) + "true",
        "! ".repeat(50_000) + "true",
        format!("f() {}", "f() ".repeat(5_000)),
        format!("case x in {} esac", "x) ;; ".repeat(20_000)),
        format!(
            "awk '{{ print {}1{} }}' /etc/passwd",
            "(".repeat(5_000),
            ")".repeat(5_000)
        ),
        format!(
            "grep -E '{}a{}' /etc/passwd",
            "(".repeat(5_000),
            ")".repeat(5_000)
        ),
        format!("grep -E '{}' /etc/passwd", "a{1000}".repeat(50)),
        format!("sed '{}p{}' /etc/passwd", "{".repeat(5_000), "}".repeat(5_000)),
        format!("expr {} 1 {}", "\\( ".repeat(5_000), "\\) ".repeat(5_000)),
        format!("find / {} -name x {}", "\\( ".repeat(3_000), "\\) ".repeat(3_000)),
    ] {
        let start = script.get(..40).unwrap_or(&script).to_owned();
        for image in ["busybox", "debian:12"] {
            let (effects, took) = run(image, &script);
            assert!(took < PATIENCE, "{image}: {start}: took {took:?}");
            assert!(effects.len() < MAX_EFFECTS, "{image}: {start}");
        }
    }
}

/// Manifests whose containers are taken from all over the corpus.
#[test]
fn assembled_manifests_are_lived_through() {
    const COUNT: usize = 40;
    let pieces = containers();
    assert!(pieces.len() > 300, "the corpus has {} containers", pieces.len());
    let mut random = Random::new(7);
    for round in 0..COUNT {
        let text = assemble(&pieces, &mut random);
        let start = Instant::now();
        let parsed = parse(&text, &ParseOptions::default());
        let scenario = Scenario {
            horizon: Duration::from_secs(600),
            seed: round as u64,
            ..Scenario::default()
        };
        let trace = simulate(&parsed.manifest_objects(), &scenario);
        assert!(
            start.elapsed() < PATIENCE,
            "round {round} took {:?}:\n{text}",
            start.elapsed()
        );
        assert!(
            trace.records().len() < 2_000_000,
            "round {round}: {} records",
            trace.records().len()
        );
    }
}

/// The containers of the corpus as indented YAML.
fn containers() -> Vec<String> {
    let files = manifests(&committed()).expect("the corpus");
    let mut found = Vec::new();
    for (_, text) in files {
        let parsed = parse(&text, &ParseOptions::default());
        for object in parsed.objects.iter().filter_map(|parsed| parsed.object.as_ref()) {
            let Some((_, spec, _)) = object.pod_template() else {
                continue;
            };
            for (_, container) in spec.all_containers() {
                // JSON is YAML.
                found.extend(serde_json::to_string(container));
            }
        }
    }
    found
}

fn assemble(pieces: &[String], random: &mut Random) -> String {
    let kinds = [
        ("v1", "Pod", ""),
        ("batch/v1", "Job", ""),
        ("apps/v1", "Deployment", ""),
    ];
    let (version, kind, _) = kinds[random.below(kinds.len())];
    let mut take = |count: usize| -> String {
        let mut text = String::new();
        for _ in 0..count {
            let piece = &pieces[random.below(pieces.len())];
            let mut value: serde_json::Value = serde_json::from_str(piece).unwrap_or_default();
            value["name"] = format!("c{}", random.below(1_000_000)).into();
            value["volumeMounts"] = serde_json::Value::Array(Vec::new());
            value["envFrom"] = serde_json::Value::Array(Vec::new());
            text += &format!("{value},");
        }
        text
    };
    let (app, init) = (take(3), take(2));
    let spec = format!("{{\"containers\":[{app}],\"initContainers\":[{init}]");
    match kind {
        "Pod" => format!(
            "{{\"apiVersion\":\"{version}\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p\"}},\"spec\":{spec}}}}}"
        ),
        "Job" => format!(
            "{{\"apiVersion\":\"{version}\",\"kind\":\"Job\",\"metadata\":{{\"name\":\"p\"}},\"spec\":{{\"template\":{{\"spec\":{spec},\"restartPolicy\":\"Never\"}}}}}}}}"
        ),
        _ => format!(
            "{{\"apiVersion\":\"{version}\",\"kind\":\"Deployment\",\"metadata\":{{\"name\":\"p\"}},\"spec\":{{\"selector\":{{\"matchLabels\":{{\"a\":\"b\"}}}},\"template\":{{\"metadata\":{{\"labels\":{{\"a\":\"b\"}}}},\"spec\":{spec}}}}}}}}}"
        ),
    }
}
