//! Every fix that is proposed for a variant of a gallery example can be made, gives a valid manifest, and takes its
//! finding away.

use app::gallery::EXAMPLES;
use explain::{Finding, findings};
use sim::{Scenario, simulate};
use tests::repair::{findings_in, read, repaired};
use variants::{SidecarChoice, variants};

/// What is wrong with the fixes of one manifest; how many there are.
fn check(name: &str, text: &str, wrong: &mut Vec<String>) -> usize {
    let mut fixes = 0;
    for finding in findings_in(text) {
        for fix in &finding.fixes {
            fixes += 1;
            let after = match repaired(text, &finding, &fix.remedy) {
                Ok(after) => after,
                Err(error) => {
                    wrong.push(format!("{name}: {}: {error}", fix.title));
                    continue;
                }
            };
            // The same may be found of another container, too: two sidecars as plain init containers.
            let same = |left: &Finding| left.code == finding.code && left.container == finding.container;
            if read(&after).has_errors() {
                wrong.push(format!("{name}: {}: not valid\n{after}", fix.title));
            } else if findings_in(&after).iter().any(same) {
                wrong.push(format!("{name}: {}: {} is still found", fix.title, finding.code));
            }
        }
    }
    fixes
}

#[test]
fn every_fix_helps() {
    let mut wrong = Vec::new();
    let mut fixes = 0;
    for example in EXAMPLES {
        for variant in variants(example.text, &read(example.text), &SidecarChoice::default()) {
            let name = format!("{} {}", example.id, variant.id);
            fixes += check(&name, &variant.text, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixes > 50, "only {fixes} fixes were tried");
}

/// A pod that needs objects which nobody gave: a volume, a single file of one, variables.
const NEEDY: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: needy, namespace: shop}
spec:
  restartPolicy: Never
  volumes:
  - {name: conf, configMap: {name: app-conf}}
  - {name: cert, secret: {secretName: tls, optional: true}}
  containers:
  - name: app
    image: busybox
    command: [sh, -c, 'test -e /etc/app.ini && test \"$LEVEL\" = \"\" && echo ready']
    env:
    - {name: LEVEL, valueFrom: {configMapKeyRef: {name: levels, key: level}}}
    envFrom:
    - secretRef: {name: login}
    volumeMounts:
    - {name: conf, mountPath: /etc/app.ini, subPath: app.ini}";

#[test]
fn missing_objects_are_named_and_can_be_added() {
    let trace = simulate(&read(NEEDY).manifest_objects(), &Scenario::default());
    let verdict = explain::verdict(&trace).unwrap();
    assert_eq!(verdict.sentence, "Stuck in ContainerCreating");
    assert_eq!(
        verdict.detail,
        "Volume conf cannot be mounted: configmap \"app-conf\" not found."
    );
    let found = findings(&trace);
    assert_eq!(found[0].code, "missing-object");
    assert_eq!(
        found[0].fixes[0].title,
        "Add ConfigMap app-conf, Secret login and ConfigMap levels"
    );
    let after = repaired(NEEDY, &found[0], &found[0].fixes[0].remedy).unwrap();
    let trace = simulate(&read(&after).manifest_objects(), &Scenario::default());
    let verdict = explain::verdict(&trace).unwrap();
    assert!(
        matches!(verdict.outcome, explain::Outcome::Completed { .. }),
        "{}: {}\n{after}",
        verdict.sentence,
        verdict.detail
    );
}

#[test]
fn what_cannot_be_is_not_proposed() {
    let text = NEEDY.replace("app-conf", "App_Conf");
    let found = findings_in(&text).remove(0);
    assert!(found.fixes.is_empty());
    assert!(
        found.text.starts_with("Nobody can create ConfigMap App_Conf: "),
        "{}",
        found.text
    );
    // The image has no such command: to wait longer is no help.
    let text = "\
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers:
  - name: db
    image: nginx
    startupProbe: {exec: {command: [sh, -c, frobnicate --ready]}, periodSeconds: 1}";
    let codes: Vec<&str> = findings_in(text).iter().map(|found| found.code).collect();
    assert_eq!(codes, ["startup-probe-in-vain"]);
}

/// A pod for a node with a device, from an image whose name is to be filled in.
const DEMANDING: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: trainer
spec:
  nodeName: gpu-1
  nodeSelector:
    cloud.google.com/gke-accelerator: nvidia-l4
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
        - matchExpressions: [{key: zone, operator: In, values: [a]}]
  containers:
  - name: train
    image: REGION-docker.pkg.dev/PROJECT_ID/train:V1
    resources:
      requests:
        cpu: 900
        memory: 1Gi
      limits:
        nvidia.com/gpu: 1
";

/// One fix after the other until there is none left: the text, and the findings' names.
fn repaired_throughout(text: &str) -> (String, Vec<&'static str>) {
    let (mut text, mut codes) = (text.to_owned(), Vec::new());
    while let Some(finding) = findings_in(&text)
        .into_iter()
        .find(|found| !found.fixes.is_empty())
    {
        assert!(codes.len() < 9, "{codes:?}\n{text}");
        codes.push(finding.code);
        text = repaired(&text, &finding, &finding.fixes[0].remedy).expect("a fix");
    }
    (text, codes)
}

#[test]
fn odd_manifests_are_repaired_too() {
    let pod = |rest: &str| {
        format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n{rest}")
    };
    for (rest, code, after) in [
        // A number is no image's name.
        ("    image: 101%\n", "invalid-image", "    image: \"101\"\n"),
        // Written twice, and the last counts.
        (
            "    image: nginx\n    resources:\n      limits:\n        memory: 150Gi\n        cpu: 1\n        memory: 150Gi\n",
            "no-node",
            "    image: nginx\n    resources:\n      limits:\n        cpu: 1\n",
        ),
        // More patience would not help.
        (
            "    image: nginx\n    startupProbe:\n      periodSeconds: 1\n      failureThreshold: 2\n      tcpSocket:\n        port: 99\n",
            "probe-on-closed-port",
            "    image: nginx\n    startupProbe:\n      periodSeconds: 1\n      failureThreshold: 2\n      tcpSocket:\n        port: 80\n",
        ),
    ] {
        let (text, codes) = repaired_throughout(&pod(rest));
        assert_eq!((codes, text), (vec![code], pod(after)));
    }
}

#[test]
fn what_no_node_here_has_is_left_out() {
    let (text, codes) = repaired_throughout(DEMANDING);
    assert_eq!(
        codes,
        ["no-node", "no-node", "no-node", "invalid-image"],
        "{text}"
    );
    assert_eq!(
        text,
        "apiVersion: v1
kind: Pod
metadata:
  name: trainer
spec:
  containers:
  - name: train
    image: region-docker.pkg.dev/project_id/train:V1
    resources:
      requests:
        memory: 1Gi
"
    );
}

/// An init container that needs a server which starts only after it.
fn early(init: &str, containers: &str) -> String {
    let migrate =
        "      - {name: migrate, image: 'postgres:16', command: [psql, -h, localhost, -c, 'select 1']}\n";
    let front = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: seed}\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n";
    format!(
        "{front}      initContainers:\n{migrate}{init}      containers:\n      - {{name: app, image: busybox, command: ['true']}}\n{containers}"
    )
}

#[test]
fn a_server_is_put_above_the_init_container_that_needs_it() {
    let proxy = "      - name: proxy  # Cloud SQL\n        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1\n        args: ['p:r:db']\n";
    let db = "      - {name: db, image: 'postgres:16', env: [{name: POSTGRES_PASSWORD, value: x}]}\n";
    let late = format!("{proxy}        restartPolicy: Always\n");
    for (name, text, title) in [
        (
            "proxy",
            early("", proxy),
            "Make proxy a native sidecar above migrate, with a startupProbe",
        ),
        (
            "db",
            early("", db),
            "Make db a native sidecar above migrate, with a startupProbe",
        ),
        (
            "late",
            early(&late, ""),
            "Put proxy above migrate, with a startupProbe",
        ),
    ] {
        let mut wrong = Vec::new();
        assert!(check(name, &text, &mut wrong) > 0, "{text}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        let found = findings_in(&text);
        let finding = found
            .iter()
            .find(|finding| finding.code == "init-before-server")
            .expect(name);
        assert_eq!(finding.fixes[0].title, title);
        let after = repaired(&text, finding, &finding.fixes[0].remedy).unwrap();
        let verdict =
            explain::verdict(&simulate(&read(&after).manifest_objects(), &Scenario::default())).unwrap();
        assert!(
            matches!(verdict.outcome, explain::Outcome::Completed { .. }),
            "{name}: {}: {}\n{after}",
            verdict.sentence,
            verdict.detail
        );
        assert!(name == "db" || after.contains("# Cloud SQL"), "{after}");
    }
}
