//! What should be changed, and how: one rule per file, each with its check, its words and its fixes.
//!
//! A rule looks at what *happened* in one history, not at the manifest alone: a race that is won draws no remark.

mod blocked_completion;
mod init_before_server;
mod init_never_ends;
mod invalid_image;
mod killed_by_liveness;
mod lost_race;
mod missing_object;
mod no_node;
mod probe_in_vain;
mod probe_on_client;
mod readiness_does_not_order;
mod sidecar_ends;
mod slow_first_look;
mod startup_deadlock;
mod term_ignored;
mod tight_startup_probe;
mod waits_for_elsewhere;

use std::sync::Arc;

use api::core_v1::{Container, ContainerRole, Pod, ProbeHandler};
use api::meta_v1::IntOrString;
use trace::{Fact, PodId, RecordId, Trace};
use variants::{Change, Edit, HealthCheck, VariantId, health_check};

use crate::race::{Race, races};
use crate::subject::{Subject, main_subject};
use crate::verdict::{Verdict, verdict_on};
use crate::why::Place;

/// One remark about a manifest, drawn from a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name: `lost-race`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One line, without a full stop.
    pub title: String,
    /// Two to four sentences: what happened and why.
    pub text: String,
    /// The container that it is about.
    pub container: Option<String>,
    /// The place in the manifest that it is about; `None` when no manifest object stands behind the pod.
    pub place: Option<Place>,
    /// The records that show it, in order of time.
    pub records: Vec<RecordId>,
    /// What would help, best first. May be empty: not everything can be repaired in the manifest.
    pub fixes: Vec<Fix>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The workload does not do what it should.
    Problem,
    /// It works, but slower or by luck.
    Advice,
}

/// One way to repair a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an instruction: `Make slow-sidecar a native sidecar`.
    pub title: String,
    /// The change.
    pub remedy: Remedy,
}

/// A change as data; `app` and `cli` apply it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Take this variant's text, made with [`Finding::container`] as the chosen sidecar
    /// ([`variants::SidecarChoice::names`]).
    Variant(VariantId),
    /// Apply these changes with [`variants::apply`].
    Changes(Vec<Change>),
}

/// The findings about the manifest's main workload ([`main_subject`]), problems first.
pub fn findings(trace: &Trace) -> Vec<Finding> {
    main_subject(trace).map_or_else(Vec::new, |subject| findings_on(trace, &subject))
}

/// The findings about one workload, problems first. They speak of the pod that the verdict speaks of.
pub fn findings_on(trace: &Trace, subject: &Subject) -> Vec<Finding> {
    let verdict = verdict_on(trace, subject);
    let Some(context) = Context::new(trace, &verdict) else {
        return Vec::new();
    };
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&context)).collect();
    findings.sort_by_key(|finding| finding.severity);
    findings
}

type Rule = fn(&Context<'_>) -> Vec<Finding>;

const RULES: &[Rule] = &[
    no_node::check,
    missing_object::check,
    invalid_image::check,
    waits_for_elsewhere::check,
    init_never_ends::check,
    blocked_completion::check,
    lost_race::check,
    init_before_server::check,
    startup_deadlock::check,
    probe_in_vain::check,
    tight_startup_probe::check,
    sidecar_ends::check,
    killed_by_liveness::check,
    probe_on_client::check,
    readiness_does_not_order::check,
    slow_first_look::check,
    term_ignored::check,
];

/// What a rule may look at.
pub(crate) struct Context<'a> {
    pub trace: &'a Trace,
    pub verdict: &'a Verdict,
    pub id: PodId,
    /// The pod's last revision.
    pub pod: &'a Arc<Pod>,
    pub races: Vec<Race>,
    origin: Option<(usize, &'static str)>,
}

impl<'a> Context<'a> {
    fn new(trace: &'a Trace, verdict: &'a Verdict) -> Option<Self> {
        let id = verdict.pod?;
        let (_, _, pod) = trace.pod_revisions(id).last().copied()?;
        let races = races(trace, id);
        let origin = trace.pod_info(id)?.origin;
        Some(Context {
            trace,
            verdict,
            id,
            pod,
            races,
            origin,
        })
    }

    /// The native sidecars.
    pub fn sidecars(&self) -> impl Iterator<Item = &'a Container> {
        self.pod.spec.sidecars()
    }

    /// The role of container `name`.
    pub fn role(&self, name: &str) -> Option<ContainerRole> {
        self.pod.spec.container(name).map(|(role, _)| role)
    }

    /// The place of the pod's spec.
    pub fn spec_place(&self) -> Option<Place> {
        let (object, path) = self.origin?;
        Some(Place {
            object,
            path: path.to_owned(),
        })
    }

    /// The place of container `name`, or of a field of it.
    pub fn place(&self, name: &str, field: &str) -> Option<Place> {
        let spec = &self.pod.spec;
        let find = |list: &[Container]| list.iter().position(|container| container.name == name);
        let (list, index) = match find(&spec.init_containers) {
            Some(index) => ("initContainers", index),
            None => ("containers", find(&spec.containers)?),
        };
        let Place { object, path } = self.spec_place()?;
        let field = if field.is_empty() {
            String::new()
        } else {
            format!(".{field}")
        };
        Some(Place {
            object,
            path: format!("{path}.{list}[{index}]{field}"),
        })
    }

    /// The fixes that make container `name` a native sidecar: with a startupProbe first, when the manifest tells what
    /// to ask for.
    pub fn make_native(&self, name: &str) -> Vec<Fix> {
        let askable = self.pod.spec.container(name).is_some_and(|(_, container)| {
            let probes = [
                &container.startup_probe,
                &container.readiness_probe,
                &container.liveness_probe,
            ];
            let told = !container.ports.is_empty() || probes.iter().any(|probe| probe.is_some());
            told || known_health_check(container).is_some()
        });
        let title = format!("Make {name} a native sidecar with a startupProbe");
        let probed = askable.then(|| take(title, VariantId::NativeStartupProbe));
        let native = take(format!("Make {name} a native sidecar"), VariantId::Native);
        probed.into_iter().chain([native]).collect()
    }

    /// The `Killing` events of container `name` whose message has `words` in it.
    pub fn killings(&self, name: &str, words: &str) -> Vec<RecordId> {
        let quoted = format!("{{{name}}}");
        let Some(pod) = self.trace.pod_info(self.id) else {
            return Vec::new();
        };
        let records = self.trace.records().iter().filter(|record| match &record.fact {
            Fact::Event(event) => {
                event.reason == "Killing"
                    && event.involved_object.uid == pod.uid
                    && event.involved_object.field_path.ends_with(&quoted)
                    && event.message.contains(words)
            }
            _ => false,
        });
        records.map(|record| record.id).collect()
    }
}

/// Where a known program tells whether it is up.
fn known_health_check(container: &Container) -> Option<HealthCheck<'_>> {
    let given = container.command.iter().chain(&container.args);
    health_check(&container.image, &given.map(String::as_str).collect::<Vec<_>>())
}

/// The port that a probe of `container` asks for, a name looked up among the container's ports; `None` for a command.
fn port_of(container: &Container, handler: &ProbeHandler) -> Option<i32> {
    let port = match handler {
        ProbeHandler::HttpGet(action) => &action.port,
        ProbeHandler::TcpSocket(action) => &action.port,
        ProbeHandler::Grpc(action) => return Some(action.port),
        ProbeHandler::Exec(_) => return None,
    };
    match port {
        IntOrString::Int(port) => Some(*port),
        IntOrString::String(name) => {
            let named = container.ports.iter().find(|port| port.name == *name)?;
            Some(named.container_port)
        }
    }
}

/// A fix that sets keys of the mapping at `place`.
fn set(title: impl Into<String>, place: &Place, keys: &[(&str, String)]) -> Fix {
    let change = |(key, yaml): &(&str, String)| Change {
        object: place.object,
        path: place.path.clone(),
        edit: Edit::Set {
            key: (*key).to_owned(),
            yaml: yaml.clone(),
        },
    };
    Fix {
        title: title.into(),
        remedy: Remedy::Changes(keys.iter().map(change).collect()),
    }
}

/// A fix that takes a variant's text.
fn take(title: impl Into<String>, variant: VariantId) -> Fix {
    Fix {
        title: title.into(),
        remedy: Remedy::Variant(variant),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Story, classic, probed};

    #[track_caller]
    fn check(trace: &Trace, expect: &[(&str, &str)]) {
        let findings = findings(trace);
        let found: Vec<(&str, &str)> = findings
            .iter()
            .map(|finding| (finding.code, &*finding.title))
            .collect();
        assert_eq!(found, expect);
        for finding in &findings {
            assert!(
                finding.text.ends_with('.') && !finding.title.ends_with('.'),
                "{finding:?}"
            );
            assert!(finding.place.is_some(), "{finding:?}");
        }
    }

    #[test]
    fn classic_race() {
        check(
            &classic(),
            &[
                ("sidecar-blocks-completion", "slow keeps the pod from ending"),
                ("lost-race", "user asks slow 6.4 s too early"),
            ],
        );
        let fixes = &findings(&classic())[0].fixes;
        assert_eq!(fixes[0].remedy, Remedy::Variant(VariantId::Native));
    }

    #[test]
    fn probe_with_the_default_period() {
        check(
            &probed(),
            &[
                ("slow-first-look", "The startupProbe of slow looks 4.3 s late"),
                ("term-ignored", "slow ignores SIGTERM: 30.0 s of waiting"),
            ],
        );
        let Remedy::Changes(changes) = &findings(&probed())[0].fixes[0].remedy else {
            panic!("changes")
        };
        assert_eq!(changes[0].path, "spec.initContainers[0].startupProbe");
        assert_eq!(
            changes[1].edit,
            Edit::Set {
                key: "failureThreshold".into(),
                yaml: "30".into()
            }
        );
    }

    #[test]
    fn server_as_init_container() {
        let trace = Story::job(&["slow!", "user"])
            .at(1_000)
            .start("slow")
            .at(6_000)
            .open("slow", 8081)
            .end();
        check(
            &trace,
            &[(
                "init-never-ends",
                "slow never ends, and everything waits for its end",
            )],
        );
    }

    #[test]
    fn init_container_above_its_server() {
        let story = Story::pod(&["migrate!", "proxy*", "app"]).with("proxy", |proxy| {
            let port = api::core_v1::ContainerPort {
                container_port: 5432,
                ..Default::default()
            };
            proxy.ports.push(port);
        });
        let story = story
            .at(500)
            .start("migrate")
            .connect("migrate", 5432, None)
            .exit("migrate", 1);
        check(
            &story.end(),
            &[("init-before-server", "migrate needs proxy, which starts after it")],
        );
    }

    #[test]
    fn sidecar_that_ends() {
        let mut story = Story::pod(&["warmup*", "app"])
            .at(500)
            .start("warmup")
            .start("app");
        for n in 1..=2 {
            story = story.at(n * 1_000).exit("warmup", 0).start("warmup");
        }
        check(
            &story.end(),
            &[("sidecar-ends", "warmup ends by itself twice and is started again")],
        );
    }

    #[test]
    fn readiness() {
        let probe = api::core_v1::Probe::default();
        let story = Story::pod(&["nginx*", "app"]).with("nginx", |nginx| nginx.readiness_probe = Some(probe));
        let trace = story
            .at(500)
            .start("nginx")
            .unready("nginx")
            .at(700)
            .start("app")
            .end();
        check(
            &trace,
            &[(
                "readiness-does-not-order",
                "The readinessProbe of nginx does not make app wait",
            )],
        );
    }

    fn port(number: i32) -> api::core_v1::ContainerPort {
        api::core_v1::ContainerPort {
            container_port: number,
            ..Default::default()
        }
    }

    fn tcp_probe(port: i32) -> api::core_v1::Probe {
        let port = api::meta_v1::IntOrString::Int(port);
        let action = api::core_v1::TcpSocketAction {
            port,
            ..Default::default()
        };
        api::core_v1::Probe {
            handler: api::core_v1::ProbeHandler::TcpSocket(action),
            period_seconds: 1,
            failure_threshold: 5,
            ..Default::default()
        }
    }

    #[test]
    fn native_sidecar_that_is_too_slow() {
        let story = Story::pod(&["proxy*", "app"])
            .at(500)
            .start("proxy")
            .at(700)
            .start("app");
        let story = story
            .connect("app", 80, None)
            .exit("app", 1)
            .at(5_000)
            .open("proxy", 80);
        check(&story.end(), &[("lost-race", "app asks proxy 4.3 s too early")]);
    }

    #[test]
    fn init_that_waits_for_another_pod() {
        let story = || {
            Story::pod(&["wait!", "app"])
                .at(500)
                .start("wait")
                .outlook("wait", trace::Outlook::NeverEnds)
        };
        let found = [(
            "waits-for-elsewhere",
            "wait waits for db:5432, which is not in this manifest",
        )];
        check(&story().connect_to("wait", "db", 5432).end(), &found);
        // It was not that: it got its answer.
        let answered = story()
            .connect_to("wait", "db", 5432)
            .connect("wait", 5432, Some("app"));
        check(
            &answered.end(),
            &[(
                "init-never-ends",
                "wait never ends, and everything waits for its end",
            )],
        );
    }

    #[test]
    fn startup_probe_from_outside_for_localhost_only() {
        let story = || {
            let pod = Story::pod(&["proxy*", "app"]);
            pod.with("proxy", |proxy| proxy.startup_probe = Some(tcp_probe(5432)))
                .at(500)
                .start("proxy")
                .open_locally("proxy", 5432)
        };
        let found = [(
            "probe-on-localhost",
            "The startupProbe of proxy asks where nobody listens",
        )];
        check(&story().end(), &found);
        let killed = story().killing("proxy", "Init container proxy failed startup probe");
        check(&killed.end(), &found);
        check(&story().open("proxy", 5432).end(), &[]);
    }

    #[test]
    fn probe_of_a_port_that_is_never_opened() {
        let story = |ports: &[(u16, bool)]| {
            let pod = Story::pod(&["proxy*", "app"]);
            let pod = pod.with("proxy", |proxy| proxy.startup_probe = Some(tcp_probe(9090)));
            let started = pod.at(500).start("proxy");
            ports.iter().fold(started, |story, (port, local)| match local {
                true => story.open_locally("proxy", *port),
                false => story.open("proxy", *port),
            })
        };
        let found = [(
            "probe-on-closed-port",
            "The startupProbe of proxy asks where nobody listens",
        )];
        let fixes = |trace: &Trace| -> Vec<String> {
            let fixes = findings(trace).remove(0).fixes.into_iter();
            fixes.map(|fix| fix.title).collect()
        };
        let killed = |story: Story| {
            story
                .killing("proxy", "Init container proxy failed startup probe")
                .end()
        };
        let trace = killed(story(&[(8080, false)]));
        check(&trace, &found);
        assert_eq!(fixes(&trace), ["Ask port 8080 instead"]);
        let trace = killed(story(&[(5432, true)]));
        check(&trace, &found);
        assert!(fixes(&trace).is_empty());
        // Another container answers there, nothing is known of where it listens, or it would have come to it.
        let tight = [("tight-startup-probe", "The startupProbe kills proxy once")];
        check(&killed(story(&[])), &tight);
        check(&killed(story(&[(8080, false)]).open("app", 9090)), &tight);
        check(
            &killed(story(&[(8080, false)]).miss("proxy", 9090, 40_000)),
            &tight,
        );
        // A program whose own health check is off, or asked elsewhere.
        let sql = story(&[(5432, true)]).with("proxy", |proxy| {
            proxy.image = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1".into();
        });
        assert_eq!(
            fixes(&killed(sql)),
            ["Switch cloud-sql-proxy's health check on: --health-check --http-address=0.0.0.0"]
        );
    }

    #[test]
    fn startup_probe_that_gives_up() {
        let story =
            Story::pod(&["slow*", "app"]).with("slow", |slow| slow.startup_probe = Some(tcp_probe(80)));
        let story = story
            .at(500)
            .start("slow")
            .killing("slow", "Init container slow failed startup probe");
        check(
            &story.end(),
            &[("tight-startup-probe", "The startupProbe kills slow once")],
        );
        let trace =
            Story::pod(&["slow", "app"]).with("slow", |slow| slow.startup_probe = Some(tcp_probe(80)));
        let words = "Container slow failed startup probe, will be restarted";
        let finding = findings(&trace.killing("slow", words).end()).remove(0);
        let Remedy::Changes(changes) = &finding.fixes[0].remedy else {
            panic!("changes")
        };
        assert_eq!(
            changes[0].edit,
            Edit::Set {
                key: "failureThreshold".into(),
                yaml: "30".into()
            }
        );
    }

    #[test]
    fn sidecar_that_waits_for_the_app() {
        let story =
            Story::pod(&["queue*", "app"]).with("queue", |queue| queue.startup_probe = Some(tcp_probe(8080)));
        let story = story.with("app", |app| app.ports.push(port(8080)));
        let story = story
            .at(500)
            .start("queue")
            .at(1_300)
            .probe("queue", trace::ProbeKind::Startup, false);
        check(
            &story.end(),
            &[("startup-deadlock", "queue waits for app, and app waits for queue")],
        );
    }

    #[test]
    fn liveness_probe() {
        let story = Story::pod(&["nginx*", "app"]).at(500).start("nginx").start("app");
        let story = story
            .killing("nginx", "Init container nginx failed liveness probe")
            .exit("nginx", 0);
        check(
            &story.end(),
            &[("killed-by-liveness", "The livenessProbe kills nginx once")],
        );
    }

    #[test]
    fn startup_probe_on_the_wrong_container() {
        let story = Story::pod(&["app", "proxy"]).with("app", |app| app.startup_probe = Some(tcp_probe(80)));
        let story = story.at(500).start("app").connect("app", 80, None).exit("app", 1);
        let story = story.at(600).start("proxy").at(900).open("proxy", 80);
        check(
            &story.end(),
            &[
                ("lost-race", "app asks proxy 0.4 s too early"),
                (
                    "probe-on-client",
                    "The startupProbe of app does not make app wait",
                ),
            ],
        );
    }

    #[test]
    fn nothing_to_say() {
        let story = Story::pod(&["proxy*", "app"])
            .at(500)
            .start("proxy")
            .open("proxy", 80)
            .at(700)
            .start("app");
        check(&story.connect("app", 80, Some("proxy")).end(), &[]);
    }
}
