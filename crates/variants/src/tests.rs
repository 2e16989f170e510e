//! Whole manifests in, whole manifests out.

use api::diff::{DiffKind, diff};
use manifest::{ParseOptions, parse};

use super::*;

macro_rules! recorded {
    ($case:literal) => {
        include_str!(concat!(
            "../../../tests/conformance/recorded/",
            $case,
            "/manifest.yaml"
        ))
    };
}

const CLASSIC: &str = recorded!("c01-cron-classic");
const INIT: &str = recorded!("c01-cron-init");
const NATIVE: &str = recorded!("c01-cron-native");
const PROBE: &str = recorded!("c01-cron-probe");

fn make(text: &str, names: &[&str]) -> Vec<Variant> {
    let choice = SidecarChoice {
        names: names.iter().map(ToString::to_string).collect(),
        hints: Vec::new(),
    };
    variants(text, &parse(text, &ParseOptions::default()), &choice)
}

fn text_of(made: &[Variant], id: VariantId) -> &str {
    find(made, id).map_or("", |variant| variant.text.as_str())
}

/// Removed and added lines only.
fn changes(old: &str, new: &str) -> Vec<String> {
    let lines = diff(old, new)
        .into_iter()
        .filter(|line| line.kind != DiffKind::Same);
    lines
        .map(|line| format!("{}{}", line.kind.sign(), line.text.trim()))
        .collect()
}

#[track_caller]
fn check_sidecars(text: &str, names: &[&str], source: Source) {
    let parsed = parse(text, &ParseOptions::default());
    let found = sidecars(&parsed.objects[0], &SidecarChoice::default()).expect("a sidecar");
    assert_eq!(
        (
            found.names.iter().map(String::as_str).collect::<Vec<_>>(),
            found.source
        ),
        (names.to_vec(), source)
    );
}

#[test]
fn zwindlers_manifests_come_from_each_other() {
    for (from, probed) in [(CLASSIC, false), (INIT, false), (NATIVE, false), (PROBE, true)] {
        let made = make(from, &[]);
        assert_eq!(text_of(&made, VariantId::PlainInit), INIT);
        assert_eq!(text_of(&made, VariantId::Native), NATIVE);
        if probed {
            assert_eq!(text_of(&made, VariantId::NativeStartupProbe), PROBE);
        } else {
            assert_eq!(text_of(&made, VariantId::Without), CLASSIC);
        }
        assert_eq!(text_of(&made, VariantId::AsWritten), from);
        assert_eq!(made.len(), 4);
    }
}

#[test]
fn the_probe_stays_when_the_sidecar_moves_out() {
    let without = text_of(&make(PROBE, &[]), VariantId::Without).to_owned();
    assert_eq!(changes(CLASSIC, &without).len(), 7);
    assert!(without.contains("startupProbe") && !without.contains("initContainers"));
    let note = find(&make(PROBE, &[]), VariantId::PlainInit).and_then(|variant| variant.note.clone());
    let expect = "A plain init container cannot have startupProbe, so slow-sidecar loses it.";
    assert_eq!(note.as_deref(), Some(expect));
}

#[test]
fn a_probe_is_derived() {
    let made = make(NATIVE, &[]);
    let probed = find(&made, VariantId::NativeStartupProbe).expect("a probe");
    let expect = [
        "+startupProbe:",
        "+tcpSocket:",
        "+port: 8081",
        "+periodSeconds: 1",
        "+failureThreshold: 30",
    ];
    assert_eq!(changes(NATIVE, &probed.text), expect);
    assert_eq!(
        probed.note.as_deref(),
        Some("The startupProbe of slow-sidecar is derived from its first port, 8081.")
    );
}

const COMMENTED: &str = "\
# my deployment
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      # prepares the data
      initContainers:
      - name: migrate
        image: migrate   # once
      containers:
      # talks to the database
      - name: cloud-sql-proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2
        args: [--port=5432]   # the usual one
        readinessProbe:
          # answers when connected
          httpGet:
            path: /readiness
            port: 9090
          timeoutSeconds: 3

      - name: web   # the app
        image: web
      volumes: []
";

#[test]
fn comments_and_order_stay() {
    let made = make(COMMENTED, &[]);
    let probed = text_of(&made, VariantId::NativeStartupProbe);
    let moved = "\
      initContainers:
      - name: migrate
        image: migrate   # once
      # talks to the database
      - name: cloud-sql-proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2
        restartPolicy: Always
        args: [--port=5432]   # the usual one
        readinessProbe:
          # answers when connected
          httpGet:
            path: /readiness
            port: 9090
          timeoutSeconds: 3
        startupProbe:
          httpGet:
            path: /readiness
            port: 9090
          periodSeconds: 1
          timeoutSeconds: 3
          failureThreshold: 30
      containers:
";
    assert!(probed.contains(moved), "{probed}");
    assert!(
        probed.contains("      - name: web   # the app\n        image: web\n      volumes: []\n"),
        "{probed}"
    );
    assert_eq!(text_of(&made, VariantId::Without), COMMENTED);
    assert!(parse(probed, &ParseOptions::default()).objects.len() == 1);
}

#[test]
fn flow_style_and_json() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: app, image: a}, {name: proxy, image: b, ports: [{containerPort: 80}]}]\n";
    let made = make(text, &[]);
    let parsed = parse(
        text_of(&made, VariantId::NativeStartupProbe),
        &ParseOptions::default(),
    );
    let found = sidecars(&parsed.objects[0], &SidecarChoice::default()).expect("a sidecar");
    assert_eq!(
        (found.names, found.source),
        (vec!["proxy".to_owned()], Source::RestartPolicy)
    );
    let back = make(text_of(&made, VariantId::NativeStartupProbe), &[]);
    assert_eq!(back.len(), 4);
}

#[test]
fn who_the_sidecar_is() {
    check_sidecars(PROBE, &["slow-sidecar"], Source::RestartPolicy);
    check_sidecars(CLASSIC, &["slow-sidecar"], Source::Name);
    check_sidecars(INIT, &["slow-sidecar"], Source::Name);
    check_sidecars(
        &INIT.replace("slow-sidecar", "server"),
        &["server"],
        Source::Ports,
    );
    check_sidecars(COMMENTED, &["cloud-sql-proxy"], Source::Name);
    let pod = |annotations: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n{annotations}spec:\n  containers:\n  - name: one\n    image: a\n  - name: two\n    image: b\n"
        )
    };
    check_sidecars(&pod(""), &["two"], Source::Position);
    check_sidecars(
        &pod("  annotations:\n    sidecar-playground.dev/sidecar: one\n"),
        &["one"],
        Source::Annotation,
    );
    let parsed = parse(&pod(""), &ParseOptions::default());
    let chosen = SidecarChoice {
        names: vec!["one".into()],
        hints: Vec::new(),
    };
    assert_eq!(
        sidecars(&parsed.objects[0], &chosen).map(|found| found.source),
        Some(Source::Chosen)
    );
    let both = SidecarChoice {
        names: vec!["one".into(), "two".into()],
        hints: Vec::new(),
    };
    assert_eq!(
        sidecars(&parsed.objects[0], &both).map(|found| found.source),
        Some(Source::Position)
    );
}

#[test]
fn who_never_ends() {
    let text = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n      - {name: tail, image: a}\n      - {name: work, image: b}\n";
    let hint = |container: &str, ends| Hint {
        container: container.into(),
        ends: Some(ends),
        listens: Vec::new(),
    };
    let hints = vec![hint("tail", false), hint("work", true)];
    let parsed = parse(text, &ParseOptions::default());
    let found = sidecars(
        &parsed.objects[0],
        &SidecarChoice {
            names: Vec::new(),
            hints,
        },
    );
    assert_eq!(
        found,
        Some(Sidecars {
            names: vec!["tail".into()],
            source: Source::NeverEnds
        })
    );
}

#[test]
fn one_container_or_none() {
    for text in [
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: a, image: b}\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  initContainers:\n  - {name: migrate, image: b}\n  containers:\n  - {name: a, image: b}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n",
        "",
        "spec: [",
    ] {
        let made = make(text, &[]);
        assert_eq!(made.len(), 1, "{text}");
        assert!(made[0].as_written && made[0].text == text);
        assert_eq!(made[0].id, VariantId::AsWritten);
    }
}

#[test]
fn several_documents() {
    let text = format!("{CLASSIC}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n---\n{NATIVE}");
    let made = make(&text, &[]);
    let native = text_of(&made, VariantId::Native);
    assert_eq!(native, text.replace(CLASSIC, NATIVE));
    assert_eq!(made[0].id, VariantId::AsWritten);
}

#[test]
fn fixes_are_applied() {
    let path = "spec.jobTemplate.spec.template.spec.initContainers[0].startupProbe".to_owned();
    let set = Edit::Set {
        key: "periodSeconds".into(),
        yaml: "2".into(),
    };
    let remove = Edit::Remove {
        key: "initialDelaySeconds".into(),
    };
    let list = [set, remove].map(|edit| Change {
        object: 0,
        path: path.clone(),
        edit,
    });
    let changed = apply(PROBE, &list).expect("can be edited");
    assert_eq!(
        changes(PROBE, &changed),
        [
            "-initialDelaySeconds: 5",
            "-periodSeconds: 1",
            "+periodSeconds: 2"
        ]
    );
    let nowhere = [Change {
        object: 7,
        path,
        edit: Edit::Remove { key: "x".into() },
    }];
    assert!(apply(PROBE, &nowhere).is_err_and(|error| error.contains("no")));
}

/// A Job whose sidecar is `image` with `args`; the text of the variant with a startupProbe and what is said about it.
fn probed(image: &str, args: &str, hints: Vec<Hint>) -> (String, Option<String>) {
    let text = format!(
        "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      \
         containers:\n      - name: work\n        image: work\n        command: [nc, -z, localhost, \"5432\"]\n      - name: proxy\n        \
         image: {image}\n        args: {args}\n"
    );
    let parsed = parse(&text, &ParseOptions::default());
    let choice = SidecarChoice {
        names: vec!["proxy".into()],
        hints,
    };
    let made = variants(&text, &parsed, &choice);
    let found = find(&made, VariantId::NativeStartupProbe).or(find(&made, VariantId::Native));
    found
        .map(|variant| (variant.text.clone(), variant.note.clone()))
        .unwrap()
}

fn opens(port: u16, localhost: bool) -> Vec<Hint> {
    vec![Hint {
        container: "proxy".into(),
        ends: Some(false),
        listens: vec![Open { port, localhost }],
    }]
}

#[test]
fn a_proxy_that_listens_for_localhost_only_is_asked_where_its_maker_says() {
    let image = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1";
    let (text, note) = probed(image, "[--port=5432, a:b:c]", opens(5432, true));
    assert!(
        text.contains("        args: [--port=5432, a:b:c, --health-check, --http-address=0.0.0.0]\n"),
        "{text}"
    );
    let probe = "        startupProbe:\n          httpGet:\n            path: /startup\n            port: 9090\n          periodSeconds: 1\n";
    assert!(text.contains(probe), "{text}");
    assert_eq!(
        note.as_deref(),
        Some(
            "The startupProbe of proxy is derived from cloud-sql-proxy's own health check (--health-check \
             --http-address=0.0.0.0 added)."
        )
    );
    let (text, note) = probed(
        image,
        "[--health-check, --http-address, 0.0.0.0, --http-port=9801]",
        Vec::new(),
    );
    assert!(text.contains("            port: 9801\n"), "{text}");
    assert_eq!(
        note.as_deref(),
        Some("The startupProbe of proxy is derived from cloud-sql-proxy's own health check.")
    );
}

#[test]
fn what_cannot_be_asked_is_said() {
    let (text, note) = probed("tunnel", "[x]", opens(5432, true));
    assert!(!text.contains("startupProbe"), "{text}");
    assert_eq!(
        note.as_deref(),
        Some(
            "No startupProbe can be derived: proxy opens port 5432 for localhost only, and the kubelet asks at the pod's \
             address."
        )
    );
    let (text, _) = probed("tunnel", "[x]", opens(5432, false));
    assert!(
        text.contains("          tcpSocket:\n            port: 5432\n"),
        "{text}"
    );
}

#[test]
fn who_runs_on_whatever_is_known_of_it() {
    let check = |policy: &str, containers: &str, expect: &[&str]| {
        let text = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{restartPolicy: {policy}, containers: [{containers}]}}"
        );
        let parsed = manifest::parse(&text, &ParseOptions::default());
        assert_eq!(crate::helpers(&parsed, &[]), expect, "{text}");
    };
    let (front, back, proxy) = (
        "{name: front, image: a}",
        "{name: back, image: b}",
        "{name: proxy, image: c}",
    );
    check("Always", &format!("{front}, {back}"), &["back"]);
    check("Never", &format!("{front}, {back}"), &[]);
    check("Never", &format!("{front}, {proxy}"), &["proxy"]);
    check("Always", front, &[]);
    let pool = "{name: pool, image: d, ports: [{containerPort: 5432}]}";
    check("Never", &format!("{pool}, {back}"), &["pool"]);
    check("Never", &format!("{pool}, {proxy}"), &["proxy", "pool"]);
}
