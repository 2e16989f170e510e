//! Small histories for the unit tests. (Whole histories from the simulator are tested in the `tests` package.)

use std::sync::Arc;
use std::time::Duration;

use api::Shared;
use api::batch_v1::Job;
use api::core_v1::{
    Container, ContainerRestartPolicy, ContainerRole, ContainerState, ContainerStateRunning,
    ContainerStateTerminated, ContainerStateWaiting, ContainerStatus, Event, EventSource, EventType,
    ObjectReference, Pod, PodCondition, PodPhase, RestartPolicy,
};
use api::meta_v1::{Condition, OwnerReference, Time};
use api::{Kind, Object};
use trace::{
    Cause, ConnectOutcome, ContainerRef, Ended, Fact, Outlook, PodId, PodInfo, ProbeKind, ProbeOutcome,
    RecordId, Recorder, SignalEffect, Trace, Verb,
};

/// A history under construction: one pod, perhaps with a Job above it. Times are milliseconds.
pub(crate) struct Story {
    recorder: Recorder,
    pod: Pod,
    id: PodId,
    now: u64,
}

pub(crate) fn millis(at: u64) -> Duration {
    Duration::from_millis(at)
}

/// A container that is an app (`name`), a native sidecar (`name*`) or a plain init container (`name!`).
fn container(name: &str) -> (bool, Container) {
    let bare = name.trim_end_matches(['*', '!']).to_owned();
    let restart_policy = name.ends_with('*').then_some(ContainerRestartPolicy::Always);
    (
        bare != name,
        Container {
            name: bare,
            restart_policy,
            ..Container::default()
        },
    )
}

impl Story {
    /// A pod in a Job with `restartPolicy: Never`.
    pub fn job(names: &[&str]) -> Story {
        let mut job = Job::default();
        job.metadata.name = "j".into();
        Story::new(names, RestartPolicy::Never, Some(Object::from(job)))
    }

    /// A pod of its own with `restartPolicy: Always`.
    pub fn pod(names: &[&str]) -> Story {
        Story::new(names, RestartPolicy::Always, None)
    }

    fn new(names: &[&str], restart_policy: RestartPolicy, owner: Option<Object>) -> Story {
        let mut recorder = Recorder::new(Time::from_unix(1_000));
        let mut pod = Pod::default();
        pod.metadata.name = "p".into();
        pod.metadata.uid = "1".into();
        let spec = &mut *pod.spec;
        spec.restart_policy = restart_policy;
        for (init, container) in names.iter().map(|name| container(name)) {
            let status = ContainerStatus {
                name: container.name.clone(),
                state: Some(ContainerState::Waiting(ContainerStateWaiting::default())),
                ..ContainerStatus::default()
            };
            if init {
                spec.init_containers.push(container);
                pod.status.init_container_statuses.push(status.into());
            } else {
                spec.containers.push(container);
                pod.status.container_statuses.push(status.into());
            }
        }
        if let Some(owner) = owner {
            pod.metadata.owner_references.push(OwnerReference {
                api_version: owner.kind().api_version().into(),
                kind: owner.kind().name().into(),
                name: owner.meta().name.clone(),
                controller: Some(true),
                ..OwnerReference::default()
            });
            recorder.record(
                Duration::ZERO,
                Cause::Clock("test"),
                Fact::Object {
                    verb: Verb::Added,
                    object: owner,
                },
            );
        }
        let id = recorder.add_pod(PodInfo {
            name: "p".into(),
            namespace: "".into(),
            uid: "1".into(),
            created: Duration::ZERO,
            origin: Some((0, "spec")),
        });
        let mut story = Story {
            recorder,
            pod,
            id,
            now: 0,
        };
        story.store(Verb::Added);
        story
    }

    /// Moves the clock.
    pub fn at(mut self, at: u64) -> Story {
        self.now = at;
        self
    }

    fn add(&mut self, fact: Fact) -> RecordId {
        self.recorder.record(millis(self.now), Cause::Clock("test"), fact)
    }

    fn store(&mut self, verb: Verb) {
        let object = Object::from(self.pod.clone());
        self.add(Fact::Object { verb, object });
    }

    /// The newest instance of a container.
    pub fn instance(&self, name: &str) -> ContainerRef {
        let role = self
            .pod
            .spec
            .container(name)
            .map_or(ContainerRole::App, |(role, _)| role);
        let restarts = crate::pod::status(&self.pod, name).map_or(0, |status| status.restart_count);
        ContainerRef {
            pod: self.id,
            name: name.into(),
            role,
            attempt: u32::try_from(restarts).unwrap_or(0),
        }
    }

    fn status(&mut self, name: &str) -> &mut ContainerStatus {
        let statuses = &mut *self.pod.status;
        let all = statuses
            .init_container_statuses
            .iter_mut()
            .chain(&mut statuses.container_statuses);
        all.into_iter()
            .find(|status| status.name == name)
            .expect("a container of the story")
    }

    /// A container starts and is started and ready at once, unless it has a startupProbe or is a plain init one.
    pub fn start(mut self, name: &str) -> Story {
        let probed = self
            .pod
            .spec
            .container(name)
            .is_some_and(|(_, container)| container.startup_probe.is_some());
        let status = self.status(name);
        if status.terminated().is_some() {
            status.restart_count += 1;
        }
        status.state = Some(ContainerState::Running(ContainerStateRunning::default()));
        status.started = Some(!probed);
        status.ready = !probed;
        let container = self.instance(name);
        self.add(Fact::Started { container });
        self.news()
    }

    /// A container ends.
    pub fn exit(mut self, name: &str, exit_code: i32) -> Story {
        let container = self.instance(name);
        let reason = if exit_code == 0 { "Completed" } else { "Error" };
        self.add(Fact::Exited {
            container,
            exit_code,
            reason,
        });
        let status = self.status(name);
        status.ready = false;
        status.started = Some(false);
        status.state = Some(ContainerState::Terminated(ContainerStateTerminated {
            exit_code,
            reason: reason.into(),
            ..ContainerStateTerminated::default()
        }));
        self.news()
    }

    /// A container's status says that it is not ready.
    pub fn unready(mut self, name: &str) -> Story {
        self.status(name).ready = false;
        self.news()
    }

    /// The pod's new status is stored, with the Ready condition that follows from it.
    fn news(mut self) -> Story {
        let all_ready = crate::pod::unready(&self.pod).is_empty();
        self.pod.status.conditions = vec![
            PodCondition {
                kind: "Ready".into(),
                status: if all_ready { "True" } else { "False" }.into(),
                ..PodCondition::default()
            }
            .into(),
        ];
        self.store(Verb::Modified);
        self
    }

    /// The pod's phase changes.
    pub fn phase(mut self, phase: PodPhase) -> Story {
        self.pod.status.phase = phase;
        self.news()
    }

    /// A change of the spec before anything has happened.
    pub fn with(mut self, name: &str, change: impl FnOnce(&mut Container)) -> Story {
        let spec = &mut *self.pod.spec;
        let mut all = spec.init_containers.iter_mut().chain(&mut spec.containers);
        change(
            all.find(|container| container.name == name)
                .expect("a container of the story"),
        );
        drop(all);
        self.news()
    }

    /// A container opens a port.
    pub fn open(self, name: &str, port: u16) -> Story {
        self.opened(name, port, false)
    }

    /// A container begins to listen, for its own pod only.
    pub fn open_locally(self, name: &str, port: u16) -> Story {
        self.opened(name, port, true)
    }

    fn opened(mut self, name: &str, port: u16, local: bool) -> Story {
        let container = self.instance(name);
        self.add(Fact::PortOpened {
            container,
            port,
            local,
        });
        self
    }

    /// A container stops listening.
    pub fn close(mut self, name: &str, port: u16) -> Story {
        let container = self.instance(name);
        self.add(Fact::PortClosed { container, port });
        self
    }

    /// A container ends before it opens a port, which would have been `at` (milliseconds).
    pub fn miss(mut self, name: &str, port: u16, at: u64) -> Story {
        let container = self.instance(name);
        let at = millis(at);
        self.add(Fact::PortMissed { container, port, at });
        self
    }

    /// A container asks for a port: answered by `server`, or refused.
    pub fn connect(mut self, name: &str, port: u16, server: Option<&str>) -> Story {
        let from = self.instance(name);
        let outcome = match server {
            Some(server) => ConnectOutcome::Accepted(Some(server.into())),
            None => ConnectOutcome::Refused,
        };
        self.add(Fact::Connection {
            from,
            host: "localhost".into(),
            port,
            outcome,
            exec: false,
        });
        self
    }

    /// A container asks for a host that is not there.
    pub fn connect_to(mut self, name: &str, host: &str, port: u16) -> Story {
        let from = self.instance(name);
        self.add(Fact::Connection {
            from,
            host: host.into(),
            port,
            outcome: ConnectOutcome::NoSuchHost,
            exec: false,
        });
        self
    }

    /// A probe's answer.
    pub fn probe(mut self, name: &str, kind: ProbeKind, success: bool) -> Story {
        if !success {
            return self.probe_fails(name, kind, "refused");
        }
        self.answer(name, kind, ProbeOutcome::Success);
        self.status(name).started = Some(true);
        self.status(name).ready = true;
        self.news()
    }

    /// A probe's failure in these words.
    pub fn probe_fails(mut self, name: &str, kind: ProbeKind, words: &str) -> Story {
        self.answer(name, kind, ProbeOutcome::Failure(words.to_owned()));
        self.news()
    }

    fn answer(&mut self, name: &str, kind: ProbeKind, outcome: ProbeOutcome) {
        let container = self.instance(name);
        let began = millis(self.now);
        self.add(Fact::Probe {
            container,
            kind,
            began,
            outcome,
        });
    }

    /// A `Killing` event about a container.
    pub fn killing(mut self, name: &str, message: &str) -> Story {
        let event = Event {
            metadata: Shared::default(),
            involved_object: ObjectReference {
                field_path: self.pod.spec.field_path(name),
                uid: self.pod.metadata.uid.clone(),
                ..ObjectReference::default()
            }
            .into(),
            reason: "Killing".into(),
            message: message.into(),
            source: EventSource::default(),
            first_timestamp: Time::default(),
            last_timestamp: Time::default(),
            count: 1,
            kind: EventType::Normal,
        };
        self.add(Fact::Event(Arc::new(event)));
        self
    }

    /// SIGTERM that is ignored.
    pub fn ignores_term(mut self, name: &str) -> Story {
        let container = self.instance(name);
        self.add(Fact::Signal {
            container,
            signal: "SIGTERM",
            effect: SignalEffect::Ignored,
        });
        self
    }

    /// What a container would do after the end.
    pub fn outlook(mut self, name: &str, outlook: Outlook) -> Story {
        let container = self.instance(name);
        self.recorder.set_outlook(container, outlook);
        self
    }

    /// The Job's condition.
    pub fn job_condition(mut self, kind: &'static str, reason: &'static str) -> Story {
        let mut job = Job::default();
        job.metadata.name = "j".into();
        job.status.conditions.push(Condition {
            kind: kind.into(),
            status: "True".into(),
            reason: reason.into(),
            ..Condition::default()
        });
        debug_assert_eq!(Object::from(job.clone()).kind(), Kind::Job);
        self.add(Fact::Object {
            verb: Verb::Modified,
            object: job.into(),
        });
        self
    }

    /// The history, two minutes long.
    pub fn end(self) -> Trace {
        self.recorder.finish(Duration::from_secs(120), Ended::Horizon)
    }
}

/// zwindler's classic pair in a Job: the race is lost by 6.4 s and the server runs on.
pub(crate) fn classic() -> Trace {
    Story::job(&["user", "slow"])
        .at(1_500)
        .start("user")
        .at(1_600)
        .connect("user", 8081, None)
        .exit("user", 1)
        .at(3_000)
        .start("slow")
        .phase(PodPhase::Running)
        .at(8_000)
        .open("slow", 8081)
        .end()
}

/// The same with a startupProbe on a native sidecar that ignores SIGTERM.
pub(crate) fn probed() -> Trace {
    let probe = api::core_v1::Probe {
        period_seconds: 10,
        failure_threshold: 3,
        ..api::core_v1::Probe::default()
    };
    Story::job(&["slow*", "user"])
        .with("slow", |slow| slow.startup_probe = Some(probe))
        .at(1_000)
        .start("slow")
        .at(6_000)
        .open("slow", 8081)
        .at(10_300)
        .probe("slow", ProbeKind::Startup, true)
        .at(11_200)
        .start("user")
        .phase(PodPhase::Running)
        .at(11_300)
        .connect("user", 8081, Some("slow"))
        .exit("user", 0)
        .at(12_000)
        .ignores_term("slow")
        .at(42_000)
        .exit("slow", 137)
        .at(43_000)
        .phase(PodPhase::Succeeded)
        .job_condition("Complete", "CompletionsReached")
        .end()
}
