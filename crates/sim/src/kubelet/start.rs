//! Starting one container: back-off, image, create, start, postStart hook.
//! Mirrors pkg/kubelet/kuberuntime/kuberuntime_container.go `startContainer` and
//! kuberuntime_manager.go `doBackOff` (v1.36.2).

use std::sync::Arc;
use std::time::Duration;

use api::Shared;
use api::core_v1::{Container, ContainerRole, EventType, PodSpec};
use trace::{Cause, ContainerRef, Fact, HookKind};

use super::actions::KillReason;
use super::agent::{Agent, ExecOwner, StartFailure};
use super::backoff::go_seconds;
use super::images::ImageDecision;
use super::sync_pod::Waiting;
use super::termination::{HookCall, KillRequest};
use crate::runtime::{ContainerId, CriState, NewContainer, container_config};

/// A start under way.
pub(crate) struct Start {
    /// Of the pod as it was when the sync began.
    spec: Shared<PodSpec>,
    /// Among the init containers, and where.
    init: bool,
    index: usize,
    pub role: ContainerRole,
    pub reference: ContainerRef,
    phase: Phase,
}

/// How far a start has come.
enum Phase {
    /// The pull has its place in the queue: asked at, begins at.
    Pulling { asked: Duration, begins: Duration },
    /// CreateContainer, with the environment.
    Creating(Vec<(String, String)>),
    /// StartContainer: the process starts at its end.
    Starting(ContainerId, Vec<(String, String)>),
    /// The runtime's answer is on its way.
    Started(ContainerId),
    /// The postStart hook runs; a hook without a command of its own ends with this result.
    PostStart(ContainerId, Result<(), String>),
    /// The hook failed: the container is being stopped.
    Killing(ContainerId),
}

impl Start {
    /// What is started.
    pub fn container(&self) -> &Container {
        &containers(&self.spec, self.init)[self.index]
    }
}

fn containers(spec: &PodSpec, init: bool) -> &[Container] {
    if init {
        &spec.init_containers
    } else {
        &spec.containers
    }
}

impl Agent<'_> {
    /// Begins the start of a container by its position.
    pub fn begin_start(&mut self, init: bool, index: usize) {
        let Some(sync) = self.sync() else { return };
        let spec = sync.pod.spec.clone();
        let Some(container) = containers(&spec, init).get(index) else {
            return;
        };
        let role = spec
            .container(&container.name)
            .map_or(ContainerRole::App, |(role, _)| role);
        let reference = ContainerRef {
            pod: self.pod.id,
            name: Arc::from(container.name.as_str()),
            role,
            attempt: self.node.runtime.next_attempt(&self.pod.uid, &container.name),
        };
        let start = Start {
            spec,
            init,
            index,
            role,
            reference,
            phase: Phase::Creating(Vec::new()),
        };
        if !self.refuse_in_backoff(&start) {
            self.begin_image(start);
        }
    }

    /// `doBackOff`: true when the container must wait; else its back-off grows for the next time.
    fn refuse_in_backoff(&mut self, start: &Start) -> bool {
        let name = &start.container().name;
        let Some(status) = self.sync().map(|sync| sync.status.clone()) else {
            return false;
        };
        let mut instances = status.instances(name);
        let exited = instances.find(|instance| instance.state == CriState::Exited);
        let Some(finished) = exited.and_then(|instance| instance.finished) else {
            return false;
        };
        let key = format!("{name} {}", start.container().image);
        let now = self.cx.now;
        let Some(backoff) = self.pod.crash_backoff.in_backoff_since(&key, finished, now) else {
            self.pod.crash_backoff.next(&key, finished, now);
            return false;
        };
        let meta = &self.pod.pod.metadata;
        let pod = format!("{}_{}({})", meta.name, meta.namespace, meta.uid);
        let text = format!("Back-off restarting failed container {name} in pod {pod}");
        self.event(Some(name), EventType::Warning, "BackOff", text);
        let message = format!(
            "back-off {} restarting failed container={name} pod={pod}",
            go_seconds(backoff)
        );
        self.start_failed(start, "CrashLoopBackOff", message, Some(finished + backoff));
        true
    }

    fn begin_image(&mut self, start: Start) {
        match self.decide_image(&start) {
            ImageDecision::Present => self.begin_create(start),
            ImageDecision::Refused { reason, message } => {
                self.start_failed_with_event(&start, reason, message, &format!("Error: {reason}"));
            }
            ImageDecision::Pull { begins, ends } => {
                let asked = self.cx.now;
                self.wait_start(
                    start,
                    Phase::Pulling { asked, begins },
                    ends.saturating_sub(asked),
                );
            }
        }
    }

    fn wait_start(&mut self, mut start: Start, phase: Phase, delay: Duration) {
        start.phase = phase;
        self.set_waiting(Waiting::Start(Box::new(start)));
        self.wait_step(delay);
    }

    /// What the start waited for is done.
    pub fn continue_start(&mut self, start: Start) {
        let mut start = start;
        match std::mem::replace(&mut start.phase, Phase::Creating(Vec::new())) {
            Phase::Pulling { asked, begins } => match self.pull_ended(&start, asked, begins) {
                Ok(()) => self.begin_create(start),
                Err(message) => {
                    self.start_failed_with_event(&start, "ErrImagePull", message, "Error: ErrImagePull");
                }
            },
            Phase::Creating(env) => self.create(start, env),
            Phase::Starting(id, env) => self.start_process(start, id, env),
            Phase::Started(id) => self.started(start, id),
            Phase::PostStart(id, result) => self.post_start_ended(start, id, result.err()),
            Phase::Killing(id) => {
                start.phase = Phase::Killing(id);
                self.set_waiting(Waiting::Start(Box::new(start)));
            }
        }
    }

    fn begin_create(&mut self, start: Start) {
        let container = start.container();
        let env = self.make_environment(container);
        match env.and_then(|env| self.verify_run_as_non_root(container).map(|()| env)) {
            Ok(env) => {
                let median = self.cx.scenario.timing.container_create;
                let delay = self.work(median);
                self.wait_start(start, Phase::Creating(env), delay);
            }
            Err(message) => {
                let event = format!("Error: {message}");
                self.start_failed_with_event(&start, "CreateContainerConfigError", message, &event);
            }
        }
    }

    fn create(&mut self, start: Start, env: Vec<(String, String)>) {
        let new = NewContainer {
            reference: start.reference.clone(),
            image: Arc::from(start.container().image.as_str()),
            message_from_logs: start.container().termination_message_policy == "FallbackToLogsOnError",
        };
        let uid = self.pod.uid.clone();
        let Some(id) = self.node.runtime.create_container(self.cx, &uid, new) else {
            return;
        };
        let message = self.node.profile.created(&start.container().name);
        self.event(
            Some(&start.container().name),
            EventType::Normal,
            "Created",
            message,
        );
        let median = self.cx.scenario.timing.container_start;
        let delay = self.work(median);
        self.wait_start(start, Phase::Starting(id, env), delay);
    }

    fn start_process(&mut self, start: Start, id: ContainerId, env: Vec<(String, String)>) {
        let uid = self.pod.uid.clone();
        let pod = self.pod.pod.clone();
        let attempt = start.reference.attempt;
        let config = container_config(self.cx, &pod, start.role, start.container(), env, attempt);
        let cause = self.start_cause(&start, id);
        match self
            .node
            .runtime
            .start_container(self.cx, &uid, id, config, cause)
        {
            Ok(()) => {
                let delay = self.cx.scenario.timing.start_answer;
                self.wait_start(start, Phase::Started(id), delay);
            }
            Err(error) => {
                let event = format!("Error: {}", error.message);
                let name = Some(start.container().name.as_str());
                self.event(name, EventType::Warning, "Failed", event);
                self.start_failed(&start, "RunContainerError", error.message, None);
            }
        }
    }

    /// The manifest names the container; a restart follows from the end of the instance before.
    fn start_cause(&mut self, start: &Start, id: ContainerId) -> Cause {
        let name = &start.container().name;
        let before = self.node.runtime.record_before(&self.pod.uid, name, id);
        match (before, self.container_path(name, "")) {
            (Some(record), _) => Cause::Record(record),
            (None, Some((object, path))) => Cause::Manifest { object, path },
            (None, None) => self.cx.cause.clone(),
        }
    }

    fn started(&mut self, start: Start, id: ContainerId) {
        let name = start.container().name.as_str();
        let message = self.node.profile.started(name);
        self.event(Some(name), EventType::Normal, "Started", message);
        let hook = start
            .container()
            .lifecycle
            .as_ref()
            .and_then(|lifecycle| lifecycle.post_start.clone());
        let Some(hook) = hook else {
            self.start_succeeded(&start);
            return;
        };
        self.rest();
        let container = start.reference.clone();
        let kind = HookKind::PostStart;
        self.cx.record(Fact::HookStarted { container, kind });
        match self.call_hook(id, start.container(), &hook, ExecOwner::PostStart) {
            HookCall::Runs => {
                let mut start = start;
                start.phase = Phase::PostStart(id, Ok(()));
                self.set_waiting(Waiting::Start(Box::new(start)));
            }
            HookCall::Ends(after, result) => self.wait_start(start, Phase::PostStart(id, result), after),
        }
    }

    /// A postStart command has ended.
    pub fn post_start_exec_ended(&mut self, exit_code: i32) {
        let Some(sync) = self.sync() else { return };
        match std::mem::replace(&mut sync.waiting, Waiting::Nothing) {
            Waiting::Start(mut start) if matches!(start.phase, Phase::PostStart(..)) => {
                let result = if exit_code == 0 {
                    Ok(())
                } else {
                    Err(format!("command exited with {exit_code}"))
                };
                if let Phase::PostStart(id, _) = start.phase {
                    let delay = self.cx.scenario.timing.exec;
                    start.phase = Phase::PostStart(id, result);
                    self.set_waiting(Waiting::Start(start));
                    self.wait_step(delay);
                }
            }
            other => sync.waiting = other,
        }
    }

    fn post_start_ended(&mut self, start: Start, id: ContainerId, error: Option<String>) {
        let (container, kind) = (start.reference.clone(), HookKind::PostStart);
        let failed = error.is_some();
        let record = self.cx.record(Fact::HookEnded {
            container,
            kind,
            error,
        });
        if !failed {
            self.start_succeeded(&start);
            return;
        }
        let name = start.container().name.clone();
        let cause = self.rule(record, &name, ".lifecycle.postStart");
        self.because(cause, |agent| {
            let message = "PostStartHook failed".to_owned();
            agent.event(Some(&name), EventType::Warning, "FailedPostStartHook", message);
            let mut start = start;
            start.phase = Phase::Killing(id);
            agent.set_waiting(Waiting::Start(Box::new(start)));
            let request = KillRequest {
                message: "FailedPostStartHook".to_owned(),
                reason: KillReason::FailedPostStartHook,
                grace_override: None,
            };
            if agent.kill_one(id, &request).is_empty() {
                agent.post_start_kill_done(id);
            }
        });
    }

    /// The container whose hook failed has stopped.
    pub fn post_start_kill_done(&mut self, gone: ContainerId) {
        let Some(sync) = self.sync() else { return };
        match std::mem::replace(&mut sync.waiting, Waiting::Nothing) {
            Waiting::Start(start) if matches!(start.phase, Phase::Killing(id) if id == gone) => {
                self.start_failed(
                    &start,
                    "PostStartHookError",
                    "PostStartHook failed".to_owned(),
                    None,
                );
                // The next step may begin: at once, but not inside the runtime's call.
                self.set_waiting(Waiting::Nothing);
                self.wait_step(Duration::ZERO);
            }
            other => sync.waiting = other,
        }
    }

    fn start_succeeded(&mut self, start: &Start) {
        if let Some(sync) = self.sync() {
            sync.outcome.results += 1;
            sync.starts.push((start.container().name.clone(), None));
        }
    }

    fn start_failed_with_event(&mut self, start: &Start, reason: &'static str, message: String, event: &str) {
        self.event(
            Some(&start.container().name),
            EventType::Warning,
            "Failed",
            event.to_owned(),
        );
        self.start_failed(start, reason, message, None);
    }

    fn start_failed(
        &mut self,
        start: &Start,
        reason: &'static str,
        message: String,
        expiry: Option<Duration>,
    ) {
        let Some(sync) = self.sync() else { return };
        sync.outcome.results += 1;
        sync.outcome.errors += 1;
        sync.outcome.expiry = match (sync.outcome.expiry, expiry) {
            (Some(known), Some(new)) => Some(known.min(new)),
            (known, new) => known.or(new),
        };
        let failure = StartFailure { reason, message };
        sync.starts.push((start.container().name.clone(), Some(failure)));
        // After a failed regular init container nothing more is started.
        if start.role == ContainerRole::Init {
            sync.steps.clear();
        }
    }
}
