//! What the kubelet asks of the runtime: sandboxes, containers, signals, commands, connections.

use std::sync::Arc;
use std::time::Duration;

use api::core_v1::{Container, Pod};
use process::{
    ConnectAnswer, ContainerConfig, ExecId, GrpcAnswer, HttpAnswer, HttpRequest, Machine, Signal, StartError,
};
use trace::{Cause, ContainerRef, Fact};

use super::effects::LOST_REASON;
use super::{ContainerId, CriContainer, CriState, Instance, PodRuntime, Runtime, SandboxStatus, Uid};
use crate::context::Context;

/// Instances of one container that are kept: the newest, and two dead ones.
const KEPT_INSTANCES: usize = 3;

/// A container to create.
pub(crate) struct NewContainer {
    pub reference: ContainerRef,
    pub image: Arc<str>,
    pub message_from_logs: bool,
}

/// A file that a volume begins with.
pub(crate) struct VolumeFile {
    /// Where, relative to the mount.
    pub path: String,
    /// What is in it.
    pub content: String,
    /// Its permission bits.
    pub mode: i32,
}

impl Runtime {
    /// Makes room for a pod.
    pub fn add_pod(&mut self, context: &Context, uid: &Uid, pod: &Pod, ip: &str) {
        // New to the kubelet, even when the runtime has known it from before a reboot.
        self.changed.insert(uid.clone());
        if self.pods.contains_key(uid) {
            return;
        }
        let (services, images) = (self.services.clone(), self.images.clone());
        let config = super::config::machine_config(context, pod, ip, services, images);
        let machine = Machine::new(config);
        let runtime = PodRuntime {
            uid: uid.clone(),
            machine,
            wake: None,
            sandboxes: Vec::new(),
            containers: Vec::new(),
            attempts: Default::default(),
            changes: 0,
        };
        self.pods.insert(uid.clone(), Box::new(runtime));
    }

    /// Services have changed: every pod sees them from now on.
    pub fn set_services(&mut self, now: Duration, services: Vec<process::Service>) {
        if services == self.services {
            return;
        }
        for pod in self.pods.values_mut() {
            pod.machine.set_services(now, services.clone());
        }
        self.services = services;
    }

    /// Forgets a pod.
    pub fn remove_pod(&mut self, context: &mut Context, uid: &str) {
        if let Some(timer) = self.pods.remove(uid).and_then(|pod| pod.wake) {
            context.cancel(timer);
        }
    }

    /// RunPodSandbox has succeeded.
    pub fn create_sandbox(&mut self, uid: &str, attempt: u32, ip: &str) {
        let id = self.fresh_id();
        if let Some(pod) = self.pods.get_mut(uid) {
            let sandbox = SandboxStatus {
                id,
                attempt,
                ready: true,
                ip: ip.into(),
            };
            pod.sandboxes.insert(0, sandbox);
            pod.changed(&mut self.changed);
        }
    }

    /// StopPodSandbox has succeeded.
    pub fn stop_sandboxes(&mut self, uid: &str) {
        let Some(pod) = self.pods.get_mut(uid) else { return };
        for sandbox in &mut pod.sandboxes {
            sandbox.ready = false;
        }
        pod.changed(&mut self.changed);
    }

    /// CreateContainer.
    pub fn create_container(
        &mut self,
        context: &Context,
        uid: &str,
        new: NewContainer,
    ) -> Option<ContainerId> {
        let id = ContainerId(self.fresh_id());
        let (image_name, image_id) = self.names_of(&new.image);
        let pod = self.pods.get_mut(uid)?;
        let instance = Instance {
            cri: CriContainer {
                id,
                id_text: id.text().into(),
                name: new.reference.name.clone(),
                image_name,
                image_id,
                image: new.image,
                state: CriState::Created,
                restart_count: new.reference.attempt,
                sandbox: pod.sandboxes.first().map_or(0, |sandbox| sandbox.id),
                created: context.now,
                started: None,
                finished: None,
                exit_code: 0,
                reason: "",
                message: String::new(),
            },
            reference: new.reference,
            process: None,
            end: None,
            lost: false,
            termination_message: String::new(),
            message_from_logs: new.message_from_logs,
            log_tail: Vec::new(),
            started: None,
            signalled: None,
            exited: None,
        };
        let name = instance.cri.name.clone();
        *pod.attempts.entry(name.clone()).or_default() += 1;
        pod.containers.insert(0, instance);
        pod.changed(&mut self.changed);
        let mut kept = 0;
        pod.containers.retain(|instance| {
            let same = instance.cri.name == name;
            kept += usize::from(same);
            !same || kept <= KEPT_INSTANCES
        });
        Some(id)
    }

    /// StartContainer.
    ///
    /// # Errors
    /// The first word of the command cannot be run; the container has then ended with code 128.
    pub fn start_container(
        &mut self,
        context: &mut Context,
        uid: &str,
        id: ContainerId,
        mut config: ContainerConfig,
        cause: Cause,
    ) -> Result<(), StartError> {
        config.start_up = context.start_up();
        let Some(pod) = self.pods.get_mut(uid) else {
            return Ok(());
        };
        let result = pod.machine.start(context.now, config);
        pod.changed(&mut self.changed);
        let Some(instance) = pod.instance_mut(id) else {
            return Ok(());
        };
        instance.cri.started = Some(context.now);
        let container = instance.reference.clone();
        match result {
            Ok(process) => {
                instance.process = Some(process);
                instance.cri.state = CriState::Running;
                instance.started = Some(context.record_because(cause, Fact::Started { container }));
                pod.settle(context);
                Ok(())
            }
            Err(error) => {
                instance.cri.state = CriState::Exited;
                instance.cri.finished = Some(context.now);
                instance.cri.exit_code = error.exit_code;
                instance.cri.reason = error.reason;
                instance.cri.message = error.message.clone();
                let message = error.message.clone();
                instance.exited =
                    Some(context.record_because(cause, Fact::StartFailed { container, message }));
                Err(error)
            }
        }
    }

    /// Sends the stop signal, or SIGKILL, to a container.
    pub fn signal(&mut self, context: &mut Context, uid: &str, id: ContainerId, kill: bool) {
        let Some(pod) = self.pods.get_mut(uid) else { return };
        let Some(process) = pod.instance(id).and_then(|instance| instance.process) else {
            return;
        };
        let signal = if kill {
            Signal::Kill
        } else {
            pod.machine.stop_signal(process)
        };
        pod.machine.signal(context.now, process, signal);
        pod.settle(context);
    }

    /// Starts a command in a container.
    ///
    /// # Errors
    /// The runtime's words: the container does not run, or there is no such program.
    pub fn exec(
        &mut self,
        context: &mut Context,
        uid: &str,
        id: ContainerId,
        command: &[String],
    ) -> Result<ExecId, String> {
        let at = context.now;
        self.run_command(context, uid, id, |machine, container| {
            machine.exec(at, container, command)
        })
    }

    /// Starts the command of an exec probe.
    ///
    /// # Errors
    /// As [`Runtime::exec`].
    pub fn probe(
        &mut self,
        context: &mut Context,
        uid: &str,
        id: ContainerId,
        command: &[String],
    ) -> Result<ExecId, String> {
        let at = context.now;
        self.run_command(context, uid, id, |machine, container| {
            machine.probe(at, container, command)
        })
    }

    fn run_command(
        &mut self,
        context: &mut Context,
        uid: &str,
        id: ContainerId,
        start: impl FnOnce(&mut Machine, process::ContainerId) -> Result<ExecId, String>,
    ) -> Result<ExecId, String> {
        let unknown = || "container not found".to_owned();
        let pod = self.pods.get_mut(uid).ok_or_else(unknown)?;
        let process = pod
            .instance(id)
            .and_then(|instance| instance.process)
            .ok_or_else(unknown)?;
        let result = start(&mut pod.machine, process);
        pod.settle(context);
        result
    }

    /// Kills a command that was started by [`Runtime::exec`].
    pub fn kill_exec(&mut self, context: &mut Context, uid: &str, exec: ExecId) {
        if let Some(pod) = self.pods.get_mut(uid) {
            pod.machine.kill_exec(context.now, exec);
            pod.settle(context);
        }
    }

    /// Asks a server in the pod for a path.
    pub fn http_get(&mut self, context: &mut Context, uid: &str, request: &HttpRequest) -> HttpAnswer {
        let Some(pod) = self.pods.get_mut(uid) else {
            return HttpAnswer::Unreachable;
        };
        let answer = pod.machine.http_get(context.now, request);
        pod.settle(context);
        answer
    }

    /// Opens a connection to a server in the pod.
    pub fn tcp_connect(&mut self, context: &mut Context, uid: &str, host: &str, port: u16) -> ConnectAnswer {
        let pod = self.pods.get_mut(uid);
        pod.map_or(ConnectAnswer::Unreachable, |pod| {
            pod.machine.tcp_connect(context.now, host, port)
        })
    }

    /// Asks a gRPC health service in the pod.
    pub fn grpc_check(
        &mut self,
        context: &Context,
        uid: &str,
        host: &str,
        port: u16,
        service: &str,
    ) -> GrpcAnswer {
        let pod = self.pods.get_mut(uid);
        pod.map_or(GrpcAnswer::Refused, |pod| {
            pod.machine.grpc_check(context.now, host, port, service)
        })
    }

    /// Puts a file into a volume.
    pub fn write_volume(&mut self, context: &Context, uid: &str, volume: &str, file: &VolumeFile) {
        if let Some(pod) = self.pods.get_mut(uid) {
            let content = file.content.as_bytes();
            pod.machine
                .write_volume(context.now, volume, &file.path, content, file.mode.unsigned_abs());
        }
    }

    /// Removes all instances of a pod's init containers: a new sandbox begins with the first one.
    pub fn purge(&mut self, uid: &str, containers: &[Container]) {
        if let Some(pod) = self.pods.get_mut(uid) {
            pod.containers
                .retain(|instance| !containers.iter().any(|one| *one.name == *instance.cri.name));
            pod.changed(&mut self.changed);
        }
    }

    /// Removes a container that has ended.
    pub fn remove_container(&mut self, uid: &str, id: ContainerId) {
        if let Some(pod) = self.pods.get_mut(uid) {
            pod.containers.retain(|instance| instance.cri.id != id);
            pod.changed(&mut self.changed);
        }
    }

    /// The node went down: every process ends at once, and the runtime finds all containers dead.
    pub fn crash(&mut self, context: &mut Context, uid: &str) {
        self.stop_sandboxes(uid);
        let Some(pod) = self.pods.get_mut(uid) else { return };
        let running = pod
            .containers
            .iter_mut()
            .filter(|instance| instance.end.is_none());
        for instance in running {
            instance.lost = true;
            if let Some(process) = instance.process {
                pod.machine.signal(context.now, process, Signal::Kill);
            }
        }
        pod.settle(context);
        let ended: Vec<ContainerId> = pod.containers.iter().map(|instance| instance.cri.id).collect();
        for id in ended {
            pod.lose(id, &mut self.changed);
        }
    }

    /// The node is up again: the runtime finds out what it has lost, and takes the time for that of the end.
    pub fn recover(&mut self, now: Duration) {
        let containers = self.pods.values_mut().flat_map(|pod| &mut pod.containers);
        for instance in containers.filter(|instance| instance.cri.reason == LOST_REASON) {
            if std::mem::take(&mut instance.lost) {
                instance.cri.finished = Some(now);
            }
        }
    }

    /// The machine's wake-up has come.
    pub fn wake(&mut self, context: &mut Context, uid: &str) {
        if let Some(pod) = self.pods.get_mut(uid) {
            pod.wake = None;
            pod.settle(context);
        }
    }

    /// The runtime notices a container's end.
    pub fn notice_end(&mut self, uid: &str, id: ContainerId) {
        if let Some(pod) = self.pods.get_mut(uid) {
            pod.notice_end(id, &mut self.changed);
        }
    }
}
