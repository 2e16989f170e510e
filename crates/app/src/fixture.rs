//! Two histories written by hand after recordings of a real v1.36.2 cluster (`c01-job-classic` and
//! `c01-job-probe`), for the tests of the view-models.

use std::time::Duration;

use api::core_v1::{
    Container, ContainerRole, ContainerState, ContainerStateRunning, ContainerStateTerminated,
    ContainerStateWaiting, ContainerStatus, Pod, PodPhase, PodSpec, RestartPolicy,
};
use api::meta_v1::Time;
use api::{Shared, Text};
use trace::{Cause, ConnectOutcome, ContainerRef, Ended, Fact, PodId, PodInfo, Recorder, Trace, Verb};

const CAUSE: Cause = Cause::Clock("fixture");

struct Script {
    recorder: Recorder,
    pod: PodId,
    revision: Pod,
}

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

impl Script {
    fn new(spec: PodSpec) -> Script {
        let mut recorder = Recorder::new(Time::from_unix(1_795_255_380));
        let created = ms(100);
        let (name, uid) = (Text::from("sidecar-job-26bz2"), Text::from("1"));
        let info = PodInfo {
            name: name.clone(),
            namespace: "default".into(),
            uid: uid.clone(),
            created,
            origin: None,
        };
        let pod = recorder.add_pod(info);
        let mut revision = Pod {
            spec: spec.into(),
            ..Pod::default()
        };
        (revision.metadata.name, revision.metadata.uid) = (name, uid);
        let mut script = Script {
            recorder,
            pod,
            revision,
        };
        script.store(100, Verb::Added);
        script
    }

    fn store(&mut self, at: u64, verb: Verb) {
        let object = self.revision.clone().into();
        self.record(at, Fact::Object { verb, object });
    }

    fn record(&mut self, at: u64, fact: Fact) {
        self.recorder.record(ms(at), CAUSE, fact);
    }

    fn container(&self, name: &str) -> ContainerRef {
        let role = self
            .revision
            .spec
            .container(name)
            .map_or(ContainerRole::App, |(role, _)| role);
        ContainerRef {
            pod: self.pod,
            name: name.into(),
            role,
            attempt: 0,
        }
    }

    /// A revision with these states; `started` and `ready` as given.
    fn status(&mut self, at: u64, phase: PodPhase, states: &[(&str, ContainerState, bool, bool)]) {
        self.revision.status.phase = phase;
        let make = |(name, state, started, ready): &(&str, ContainerState, bool, bool)| {
            Shared::new(ContainerStatus {
                name: (*name).to_owned(),
                state: Some(state.clone()),
                started: Some(*started),
                ready: *ready,
                ..ContainerStatus::default()
            })
        };
        let spec = self.revision.spec.clone();
        let is_init = |name: &str| {
            spec.init_containers
                .iter()
                .any(|container| container.name == name)
        };
        let (init, app): (Vec<_>, Vec<_>) = states.iter().partition(|state| is_init(state.0));
        self.revision.status.init_container_statuses = init.into_iter().map(make).collect();
        self.revision.status.container_statuses = app.into_iter().map(make).collect();
        self.store(at, Verb::Modified);
    }

    fn start(&mut self, name: &str, pulling: u64, pulled: u64, started: u64) {
        let container = self.container(name);
        let image = format!("zwindler/{name}");
        self.record(
            pulling,
            Fact::PullStarted {
                container: container.clone(),
                image: image.clone(),
            },
        );
        self.record(
            pulled,
            Fact::PullEnded {
                container: container.clone(),
                image,
                error: None,
            },
        );
        self.record(started, Fact::Started { container });
    }

    fn ask(&mut self, at: u64, outcome: ConnectOutcome) {
        let from = self.container("sidecar-user");
        self.record(
            at,
            Fact::Connection {
                from,
                host: "localhost".into(),
                port: 8081,
                outcome,
                exec: false,
            },
        );
    }

    fn exit(&mut self, at: u64, name: &str, exit_code: i32) {
        let (container, reason) = (
            self.container(name),
            if exit_code == 0 { "Completed" } else { "Error" },
        );
        self.record(
            at,
            Fact::Exited {
                container,
                exit_code,
                reason,
            },
        );
    }
}

fn waiting(reason: &'static str) -> ContainerState {
    ContainerState::Waiting(ContainerStateWaiting {
        reason: reason.into(),
        ..ContainerStateWaiting::default()
    })
}

fn running() -> ContainerState {
    ContainerState::Running(ContainerStateRunning::default())
}

fn ended(exit_code: i32) -> ContainerState {
    let reason = if exit_code == 0 { "Completed" } else { "Error" }.to_owned();
    ContainerState::Terminated(ContainerStateTerminated {
        exit_code,
        reason: reason.into(),
        ..ContainerStateTerminated::default()
    })
}

fn container(name: &str) -> Container {
    Container {
        name: name.into(),
        image: format!("zwindler/{name}"),
        ..Container::default()
    }
}

/// Two app containers; the one asks the other after 1 s, which needs 5 s to listen. The Job never ends.
pub(crate) fn classic() -> Trace {
    let containers = vec![container("sidecar-user"), container("slow-sidecar")].into();
    let spec = PodSpec {
        containers,
        restart_policy: RestartPolicy::Never,
        ..PodSpec::default()
    };
    let mut script = Script::new(spec);
    let creating = || waiting("ContainerCreating");
    script.status(
        235,
        PodPhase::Pending,
        &[
            ("sidecar-user", creating(), false, false),
            ("slow-sidecar", creating(), false, false),
        ],
    );
    script.start("sidecar-user", 825, 931, 1_104);
    script.ask(1_109, ConnectOutcome::Refused);
    script.exit(1_110, "sidecar-user", 1);
    script.start("slow-sidecar", 1_122, 1_149, 1_255);
    script.status(
        1_282,
        PodPhase::Running,
        &[
            ("sidecar-user", ended(1), false, false),
            ("slow-sidecar", running(), true, true),
        ],
    );
    let container = script.container("slow-sidecar");
    script.record(
        6_260,
        Fact::PortOpened {
            container,
            port: 8081,
            local: false,
        },
    );
    script.recorder.finish(Duration::from_secs(120), Ended::Horizon)
}
