use super::*;
use crate::harness::config;

fn alone() -> MachineConfig {
    MachineConfig::default()
}

fn shown(config: &ContainerConfig) -> Vec<String> {
    shown_in(&alone(), config)
}

fn shown_in(pod: &MachineConfig, config: &ContainerConfig) -> Vec<String> {
    let behaviour = describe(config, pod);
    behaviour
        .aspects
        .iter()
        .map(|a| {
            let source = match &a.source {
                Source::Set => "set".into(),
                Source::Script {
                    emulated, commands, ..
                } => format!("script {emulated}/{commands}"),
                Source::Image { confidence, .. } => format!("image {confidence}"),
                Source::Assumed => "assumed".into(),
            };
            format!("{} [{source}]", a.text)
        })
        .collect()
}

fn check(config: &ContainerConfig, expect: &[&str]) {
    assert_eq!(shown(config), expect);
}

#[test]
fn the_seeds_containers() {
    check(
        &config("zwindler/slow-sidecar", &[]),
        &[
            "runs until it is stopped [image read in source]",
            "listens on 8081 after 5s [image measured]",
            "all paths 200 [image read in source]",
            "SIGTERM: ignored; ends by SIGKILL, 137 [image measured]",
        ],
    );
    check(
        &config("zwindler/sidecar-user", &[]),
        &[
            "needs localhost:8081, else exits 1; then exits 0 at once [image read in source]",
            "SIGTERM: ignored; ends by SIGKILL, 137 [image inferred from source]",
        ],
    );
}

#[test]
fn images_scripts_and_assumptions() {
    check(
        &config("nginx:1.27", &[]),
        &[
            "runs until it is stopped [image read in source]",
            "listens on 80 at once [image measured]",
            "/ 200, other paths 404 [image read in source]",
            "SIGQUIT: exits 0 after 100ms [image general knowledge]",
        ],
    );
    check(
        &config(
            "alpine",
            &["sh", "-c", "trap 'exit 3' TERM; sleep 7 & wait; exit 1"],
        ),
        &[
            "exits 1 after 7s [script 4/4]",
            "SIGTERM: exits 3 at once [script 4/4]",
        ],
    );
    let mut unknown = config("team/app:1", &[]);
    unknown.declared_ports = vec![8080];
    check(
        &unknown,
        &[
            "runs until it is stopped [assumed]",
            "listens on 8080 after 1s [assumed]",
            "all paths 200 [assumed]",
            "SIGTERM: exits 0 after 1s [assumed]",
        ],
    );
    unknown.annotation = Some("listen 9 after 2s; term ignore; http / 503 until 4s".into());
    check(
        &unknown,
        &[
            "runs until it is stopped [assumed]",
            "listens on 9 after 2s [set]",
            "/ 503 until 4s [set]",
            "SIGTERM: ignored; ends by SIGKILL, 137 [set]",
        ],
    );
    check(
        &config("alpine", &["sh", "-c", "nope"]),
        &[
            "exits 127 at once [script 1/1]",
            "SIGTERM: ignored; ends by SIGKILL, 137 [script 1/1]",
        ],
    );
    check(
        &config("postgres:16", &[]),
        &[
            "exits 1 after 100ms [image read in source]",
            "SIGINT: exits 0 after 300ms [image general knowledge]",
        ],
    );
}

#[test]
fn what_depends_on_others_says_so() {
    let life = |script: &str| shown(&config("alpine", &["sh", "-c", script]))[0].clone();
    assert_eq!(
        life("until nc -z db 5432; do sleep 1; done; echo ok"),
        "needs db:5432; then exits 0 at once [script 3/3]"
    );
    assert_eq!(
        life("wget -q http://localhost:8080/ready || exit 4; sleep 9"),
        "needs localhost:8080, else exits 4; then exits 0 after 9s [script 3/3]"
    );
    assert_eq!(
        life("httpd -p 8080 -h /www; sleep 1; wget -q -O - http://localhost:8080/"),
        "exits 0 after 1s [script 3/3]"
    );
    let mut set = config("alpine", &[]);
    set.annotation = Some("need localhost:5432 retry 2s; exit 0 after 30s".into());
    assert_eq!(shown(&set)[0], "needs localhost:5432; exits 0 after 30s [set]");
}

#[test]
fn programs_of_images_win_over_utilities_and_know_their_ports() {
    assert_eq!(
        shown(&config("traefik/whoami", &["/whoami"]))[1],
        "listens on 80 after 100ms [image assumed]"
    );
    assert_eq!(
        shown(&config("cassandra:5", &[]))[1],
        "listens on 9042 after 20s [image assumed]"
    );
}

#[test]
fn a_busy_loop_is_given_up() {
    let behaviour = describe(&config("alpine", &["sh", "-c", "while :; do :; done"]), &alone());
    assert_eq!(behaviour.aspects[0].text, "runs until it is stopped");
}

#[test]
fn no_container_of_a_pod_that_shares_processes_has_process_1() {
    let pod = MachineConfig {
        share_process_namespace: true,
        ..alone()
    };
    let check = |image: &str, argv: &[&str], annotation: Option<&str>, expect: &str| {
        let mut config = config(image, argv);
        config.annotation = annotation.map(str::to_string);
        let shown = shown_in(&pod, &config);
        let term = shown.last().map(String::as_str).unwrap_or_default();
        assert_eq!(term.split(" [").next(), Some(expect), "{image} {argv:?}");
    };
    check("alpine", &["sleep", "60"], None, "SIGTERM: exits 143 at once");
    check(
        "alpine",
        &["sh", "-c", "while :; do sleep 1; done"],
        None,
        "SIGTERM: exits 143 at once",
    );
    check(
        "alpine",
        &["sh", "-c", "trap '' TERM; sleep 60"],
        None,
        "SIGTERM: ignored; ends by SIGKILL, 137",
    );
    check("zwindler/vhelloworld", &[], None, "SIGTERM: exits 143 at once");
    check("nginx", &[], None, "SIGQUIT: exits 0 after 100ms");
    check("team/app", &[], Some("run"), "SIGTERM: exits 0 after 1s");
    check(
        "alpine",
        &["sleep", "60"],
        Some("run"),
        "SIGTERM: exits 143 at once",
    );
    check(
        "alpine",
        &["sleep", "60"],
        Some("run; term ignore"),
        "SIGTERM: ignored; ends by SIGKILL, 137",
    );
}

#[test]
fn pinning_keeps_the_behaviour() {
    for (image, argv) in [
        ("nginx", &[][..]),
        ("zwindler/slow-sidecar", &[]),
        ("zwindler/sidecar-user", &[]),
        ("redis", &[]),
        ("team/app", &[]),
        (
            "alpine",
            &["sh", "-c", "until nc -z db 5432; do sleep 1; done; exit 3"],
        ),
        (
            "registry.k8s.io/e2e-test-images/agnhost:2.40",
            &["/agnhost", "liveness"],
        ),
    ] {
        let mut config = config(image, argv);
        let first = describe(&config, &alone());
        config.annotation = Some(annotation_of(&first));
        let second = describe(&config, &alone());
        assert_eq!(second.diagnostics, Vec::new());
        assert_eq!(annotation_of(&first), annotation_of(&second), "{image}");
        assert!(
            second
                .aspects
                .iter()
                .all(|a| a.source == Source::Set || a.kind == AspectKind::Http)
        );
    }
}
