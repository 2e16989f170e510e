//! The machine as the kubelet sees it, and the executor that polls its processes.

use crate::behaviour::companion;
use crate::behaviour::launch::{Launch, compute_launch};
use crate::commands::{self, Found, Place};
use crate::config::{
    ConnectAnswer, ContainerConfig, ContainerId, ExecId, GrpcAnswer, HttpAnswer, HttpRequest, MachineConfig,
    Service, StartError,
};
use crate::effect::{Effect, EffectKind, SignalFate, Stream};
use crate::images::seed_files::seed_files;
use crate::kernel::files::{Kind, MountPoint, NodeId, View, absolute, split};
use crate::kernel::network::From;
use crate::kernel::open::Object;
use crate::kernel::syscalls::Proc;
use crate::kernel::web::Dialed;
use crate::kernel::{Container, ExecState, Exit, Kernel, Pid, Process, Task};
use crate::signal::Signal;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How long a server in the pod takes to answer a probe.
const ANSWER_TIME: Duration = Duration::from_millis(1);
/// The search path of every container.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// One pod's sandbox: its network, volumes, containers and their processes over virtual time.
pub struct Machine {
    // Dropped before the kernel that they refer to.
    tasks: BTreeMap<Pid, Task>,
    kernel: Rc<RefCell<Kernel>>,
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kernel = self.kernel.borrow();
        f.debug_struct("Machine")
            .field("now", &kernel.now)
            .field("containers", &kernel.containers.len())
            .finish()
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Tasks hold the kernel and the kernel holds those not yet started: break the circle.
        self.tasks.clear();
        let spawned = std::mem::take(&mut self.kernel.borrow_mut().spawned);
        drop(spawned);
    }
}

impl Machine {
    /// A sandbox without containers.
    pub fn new(config: MachineConfig) -> Machine {
        let mut kernel = Kernel::new(config);
        // Node 0 is never part of a view: what a full arena hands out.
        kernel.files.new_dir(Duration::ZERO);
        Machine {
            tasks: BTreeMap::new(),
            kernel: Rc::new(RefCell::new(kernel)),
        }
    }

    /// The machine's present time: the latest time of any call.
    pub fn now(&self) -> Duration {
        self.kernel.borrow().now
    }

    /// Starts a new instance of a container.
    ///
    /// # Errors
    /// The first word of its command does not exist in its image.
    pub fn start(&mut self, at: Duration, container: ContainerConfig) -> Result<ContainerId, StartError> {
        self.run_to(at);
        let launch = compute_launch(&container);
        let id = ContainerId(self.kernel.borrow_mut().fresh());
        let env = environment(&self.kernel.borrow().config, &container);
        let state = self.new_container(&container, Rc::new(launch), &env);
        self.kernel.borrow_mut().containers.insert(id, state);
        let result = self.start_first(id, env);
        if result.is_err() {
            self.kernel.borrow_mut().containers.remove(&id);
        }
        self.run_to(at);
        result.map(|()| id)
    }

    fn new_container(&self, config: &ContainerConfig, launch: Rc<Launch>, env: &commands::Env) -> Container {
        let mut kernel = self.kernel.borrow_mut();
        let now = kernel.now;
        let root = kernel.files.new_dir(now);
        for (path, text, mode) in seed_files(&config.image, launch.shells) {
            kernel.files.put(root, path, text.as_bytes(), mode, now);
        }
        let hosts = format!(
            "127.0.0.1\tlocalhost\n{}\t{}\n",
            kernel.config.pod_ip, kernel.config.hostname
        );
        kernel.files.put(root, "/etc/hosts", hosts.as_bytes(), 0o644, now);
        let name = format!("{}\n", kernel.config.hostname);
        kernel
            .files
            .put(root, "/etc/hostname", name.as_bytes(), 0o644, now);
        let namespace = kernel.config.namespace.clone();
        let account = "/var/run/secrets/kubernetes.io/serviceaccount";
        for (file, text) in [
            ("namespace", namespace.as_str()),
            ("token", "token"),
            ("ca.crt", "certificate"),
        ] {
            kernel
                .files
                .put(root, &format!("{account}/{file}"), text.as_bytes(), 0o644, now);
        }
        kernel.files.make_dirs(root, "/dev", now);
        kernel.files.make_dirs(root, "/proc", now);
        let message = match config.termination_message_path.as_str() {
            "" => "/dev/termination-log",
            path => path,
        };
        kernel.files.put(root, &absolute("/", message), b"", 0o666, now);
        let view = View {
            root,
            mounts: Vec::new(),
        };
        let termination_log = kernel
            .files
            .find(&view, &absolute("/", message), true)
            .ok()
            .and_then(|p| p.node);
        let mounts = mount_points(&mut kernel, root, config);
        let working_dir = config.working_dir.clone().unwrap_or_else(|| "/".into());
        let working_dir = absolute("/", &working_dir);
        if !mounts.iter().any(|m| working_dir.starts_with(&m.path)) {
            kernel.files.make_dirs(root, &working_dir, now);
        }
        Container {
            view: View { root, mounts },
            shells: launch.shells,
            environment: env.iter().map(|(k, v)| (k.clone(), v.clone())).collect(),
            working_dir,
            stop_signal: launch.stop_signal,
            first: None,
            next_vpid: 1,
            running: true,
            oom: false,
            memory_limit: config.memory_limit,
            partial: [Vec::new(), Vec::new()],
            budget: Default::default(),
            termination_log: termination_log.unwrap_or(root),
            launch,
            started_at: now,
        }
    }

    fn start_first(&mut self, id: ContainerId, env: commands::Env) -> Result<(), StartError> {
        let launch = self.kernel.borrow().containers[&id].launch.clone();
        let life = launch.overrides.sets_life();
        if !life && !launch.argv.is_empty() {
            self.check_runnable(id, &launch.argv, &env, Place::Whole).map_err(|message| {
                let front = "failed to create containerd task: failed to create shim task: OCI runtime create failed: \
                             runc create failed: unable to start container process: ";
                StartError { exit_code: 128, reason: "StartError", message: format!("{front}{message}") }
            })?;
        }
        let first = self.new_process(id, launch.argv.clone(), None, 1);
        {
            let mut kernel = self.kernel.borrow_mut();
            if let Some(state) = kernel.containers.get_mut(&id) {
                state.first = Some(first);
                state.next_vpid = 2;
            }
        }
        let proc = Proc::new(self.kernel.clone(), first);
        let task: Task = if life {
            Box::pin(companion::live(proc, launch.overrides.clone()))
        } else if launch.argv.is_empty() {
            let read = |key: &str| env.get(key).cloned();
            let spec = match &launch.profile {
                Some(profile) => launch.of_profile(profile, &read, &[]),
                None => {
                    let text = format!("what the image `{}` does is assumed", launch.image);
                    crate::programs::server::Spec {
                        note: Some(text),
                        ..launch.assumed(&launch.image)
                    }
                }
            };
            Box::pin(crate::programs::server::run(proc, spec))
        } else {
            commands::run(proc, launch.argv.clone(), env, Place::Whole)
        };
        self.tasks.insert(first, task);
        if launch.overrides.sets_listen() {
            let pid = self.new_process(id, Vec::new(), None, 0);
            let proc = Proc::new(self.kernel.clone(), pid);
            self.tasks
                .insert(pid, Box::pin(companion::ports(proc, launch.overrides.clone())));
        }
        Ok(())
    }

    /// runc's words when the first word of a command cannot be run.
    fn check_runnable(
        &self,
        id: ContainerId,
        argv: &[String],
        env: &commands::Env,
        place: Place,
    ) -> Result<(), String> {
        let kernel = self.kernel.borrow();
        let cwd = kernel.containers[&id].working_dir.clone();
        let word = argv.first().map_or("", String::as_str);
        let in_path = if word.contains('/') {
            "no such file or directory"
        } else {
            "executable file not found in $PATH"
        };
        match commands::find(&kernel, id, &cwd, argv, env, place) {
            Found::Missing if word.contains('/') => Err(format!("exec: \"{word}\": stat {word}: {in_path}")),
            Found::Missing => Err(format!("exec: \"{word}\": {in_path}")),
            Found::Denied => Err(format!("exec: \"{word}\": permission denied")),
            _ => Ok(()),
        }
    }

    /// A process without a parent, its descriptors on the container's log or on an exec's output.
    fn new_process(&mut self, id: ContainerId, argv: Vec<String>, exec: Option<ExecId>, vpid: u32) -> Pid {
        let mut kernel = self.kernel.borrow_mut();
        let (out, err) = match exec {
            Some(exec) => (Object::Exec(exec), Object::Exec(exec)),
            None => (Object::Log(id, Stream::Stdout), Object::Log(id, Stream::Stderr)),
        };
        let fds =
            [(0, Object::Null), (1, out), (2, err)].map(|(fd, object)| (fd, kernel.open_object(object)));
        let pid = Pid(kernel.fresh());
        let process = Process {
            vpid,
            container: id,
            parent: None,
            argv: argv.into(),
            cwd: kernel.containers[&id].working_dir.as_str().into(),
            fds: fds.into(),
            dispositions: BTreeMap::new(),
            pending: Vec::new(),
            channel: None,
            generation: 0,
            ended: None,
            exec,
        };
        kernel.processes.insert(pid, process);
        kernel.wake(pid);
        pid
    }

    /// Sends a signal from outside to the container's first process; SIGKILL always ends it.
    pub fn signal(&mut self, at: Duration, container: ContainerId, signal: Signal) {
        self.run_to(at);
        let target = {
            let kernel = self.kernel.borrow();
            let state = kernel.containers.get(&container).filter(|c| c.running);
            state.and_then(|c| c.first.map(|first| (first, c.launch.overrides.term())))
        };
        let Some((first, set)) = target else { return };
        match set.filter(|_| !signal.uncatchable()) {
            None => {
                self.kernel.borrow_mut().send_signal(first, signal, true);
            }
            Some(term) => {
                let fate = if term.is_some() {
                    SignalFate::Handled
                } else {
                    SignalFate::Ignored
                };
                let kind = EffectKind::Signal {
                    signal,
                    pid: 1,
                    fate,
                    outside: true,
                };
                self.kernel.borrow_mut().report(container, kind);
                if let Some(term) = term {
                    self.end_later(container, first, Exit::code(term.code), term.after);
                }
            }
        }
        self.run_to(at);
    }

    fn end_later(&mut self, container: ContainerId, first: Pid, exit: Exit, after: Duration) {
        let pid = self.new_process(container, Vec::new(), None, 0);
        let proc = Proc::new(self.kernel.clone(), pid);
        self.tasks.insert(
            pid,
            Box::pin(async move {
                proc.sleep(after).await;
                proc.kernel().end(first, exit);
                proc.sleep(Duration::ZERO).await;
                Exit::code(0)
            }),
        );
    }

    /// The signal that asks this container to stop: `lifecycle.stopSignal`, the image's, or SIGTERM.
    pub fn stop_signal(&self, container: ContainerId) -> Signal {
        self.kernel
            .borrow()
            .containers
            .get(&container)
            .map_or(Signal::Term, |c| c.stop_signal)
    }

    /// True until the container's first process ended.
    pub fn is_running(&self, container: ContainerId) -> bool {
        self.kernel
            .borrow()
            .containers
            .get(&container)
            .is_some_and(|c| c.running)
    }

    /// Starts a process in a running container: an exec probe or a hook. Its end is an
    /// [`EffectKind::ExecEnded`].
    ///
    /// # Errors
    /// containerd's message, without its `rpc error` front, when the container does not run or the first word
    /// does not exist.
    pub fn exec(&mut self, at: Duration, container: ContainerId, argv: &[String]) -> Result<ExecId, String> {
        self.run_to(at);
        if !self.is_running(container) {
            return Err("failed to exec in container: container is in CONTAINER_EXITED state".into());
        }
        let env: commands::Env = Rc::new(
            self.kernel.borrow().containers[&container]
                .environment
                .iter()
                .cloned()
                .collect(),
        );
        let launch = self.kernel.borrow().containers[&container].launch.clone();
        let age = at.saturating_sub(self.kernel.borrow().containers[&container].started_at);
        let set = launch.overrides.probe(age);
        if set.is_none() {
            self.check_runnable(container, argv, &env, Place::Step)
                .map_err(|message| {
                    format!(
                        "OCI runtime exec failed: exec failed: unable to start container process: {message}"
                    )
                })?;
        }
        let exec = ExecId(self.kernel.borrow_mut().fresh());
        let state = ExecState {
            container,
            root: None,
            output: Vec::new(),
        };
        self.kernel.borrow_mut().execs.insert(exec, state);
        let vpid = {
            let mut kernel = self.kernel.borrow_mut();
            kernel.containers.get_mut(&container).map_or(0, |c| {
                c.next_vpid += 1;
                c.next_vpid - 1
            })
        };
        let pid = self.new_process(container, argv.to_vec(), Some(exec), vpid);
        if let Some(state) = self.kernel.borrow_mut().execs.get_mut(&exec) {
            state.root = Some(pid);
        }
        let proc = Proc::new(self.kernel.clone(), pid);
        let task: Task = match set {
            Some(ok) => Box::pin(async move { Exit::code(i32::from(!ok)) }),
            None => commands::run(proc, argv.to_vec(), env, Place::Step),
        };
        self.tasks.insert(pid, task);
        self.run_to(at);
        Ok(exec)
    }

    /// Kills a process started by [`Machine::exec`] (its time-out came); its end is reported with code 137.
    pub fn kill_exec(&mut self, at: Duration, exec: ExecId) {
        self.run_to(at);
        let root = self.kernel.borrow().execs.get(&exec).and_then(|e| e.root);
        if let Some(root) = root {
            self.kernel.borrow_mut().end(root, Exit::signal(Signal::Kill));
        }
        self.run_to(at);
    }

    /// Asks for a path as the kubelet does: only servers on `0.0.0.0` or the pod's address are reached.
    pub fn http_get(&mut self, at: Duration, request: &HttpRequest) -> HttpAnswer {
        self.run_to(at);
        let mut kernel = self.kernel.borrow_mut();
        let answer = match kernel.dial(From::Node, &request.host, request.port) {
            Dialed::Listener(place) => match kernel.http(place, &request.method, &request.path) {
                Some((status, body)) => HttpAnswer::Answered {
                    status,
                    after: ANSWER_TIME,
                    body,
                },
                None => HttpAnswer::Closed,
            },
            Dialed::Refused => HttpAnswer::Refused,
            Dialed::Outside => HttpAnswer::Answered {
                status: 200,
                after: ANSWER_TIME,
                body: String::new(),
            },
            Dialed::NoSuchHost | Dialed::Timeout => HttpAnswer::Unreachable,
        };
        drop(kernel);
        self.run_to(at);
        answer
    }

    /// Opens a connection as the kubelet does.
    pub fn tcp_connect(&mut self, at: Duration, host: &str, port: u16) -> ConnectAnswer {
        self.run_to(at);
        match self.kernel.borrow().dial(From::Node, host, port) {
            Dialed::Listener(_) | Dialed::Outside => ConnectAnswer::Accepted,
            Dialed::Refused => ConnectAnswer::Refused,
            Dialed::NoSuchHost | Dialed::Timeout => ConnectAnswer::Unreachable,
        }
    }

    /// Asks a gRPC health service as the kubelet does.
    pub fn grpc_check(&mut self, at: Duration, host: &str, port: u16, service: &str) -> GrpcAnswer {
        let _ = service;
        self.run_to(at);
        let kernel = self.kernel.borrow();
        match kernel.dial(From::Node, host, port) {
            Dialed::Listener(place) => {
                let state = &kernel.containers[&kernel.listeners[place].container];
                match state.launch.overrides.probe(at.saturating_sub(state.started_at)) {
                    Some(false) => GrpcAnswer::NotServing,
                    _ => GrpcAnswer::Serving,
                }
            }
            _ => GrpcAnswer::Refused,
        }
    }

    /// When something will happen by itself; a time not later than now when effects wait to be taken.
    pub fn next_wakeup(&self) -> Option<Duration> {
        let mut kernel = self.kernel.borrow_mut();
        match kernel.effects.first() {
            Some(effect) => Some(effect.at),
            None => kernel.next_event(),
        }
    }

    /// Runs everything that is due up to a time (inclusive) and takes the effects, in the order of their times.
    pub fn advance(&mut self, to: Duration) -> Vec<Effect> {
        self.run_to(to);
        std::mem::take(&mut self.kernel.borrow_mut().effects)
    }

    /// Creates or replaces a file of a volume: projected configuration, tokens, downward API.
    pub fn write_volume(&mut self, at: Duration, volume: &str, path: &str, content: &[u8], mode: u32) {
        self.run_to(at);
        let mut kernel = self.kernel.borrow_mut();
        let dir = volume_dir(&mut kernel, volume);
        let now = kernel.now;
        kernel.files.put(dir, &absolute("/", path), content, mode, now);
    }

    /// A volume's file as it is now.
    pub fn read_volume(&self, volume: &str, path: &str) -> Option<Vec<u8>> {
        let kernel = self.kernel.borrow();
        let view = View {
            root: *kernel.volumes.get(volume)?,
            mounts: Vec::new(),
        };
        let node = kernel.files.find(&view, &absolute("/", path), true).ok()?.node?;
        match &kernel.files.get(node).kind {
            Kind::File { data, .. } => Some(data.clone()),
            _ => None,
        }
    }

    /// Creates or replaces a service that names of the pod resolve to.
    pub fn set_service(&mut self, at: Duration, service: Service) {
        self.remove_service(at, &service.namespace, &service.name);
        self.kernel.borrow_mut().config.services.push(service);
    }

    /// Removes a service.
    pub fn remove_service(&mut self, at: Duration, namespace: &str, name: &str) {
        self.run_to(at);
        let services = &mut self.kernel.borrow_mut().config.services;
        services.retain(|s| s.name != name || s.namespace != namespace);
    }

    pub(crate) fn kernel(&self) -> std::cell::Ref<'_, Kernel> {
        self.kernel.borrow()
    }

    /// Polls processes until none is due before or at the time.
    fn run_to(&mut self, to: Duration) {
        self.kernel.borrow_mut().horizon = to;
        self.settle();
        loop {
            let due = self.kernel.borrow_mut().pop_due(to);
            let Some(pid) = due else { break };
            if let Some(mut task) = self.tasks.remove(&pid) {
                let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                match polled {
                    Poll::Ready(exit) => {
                        drop(task);
                        self.kernel.borrow_mut().end(pid, exit);
                    }
                    // One that ended itself meanwhile is let go.
                    Poll::Pending
                        if self
                            .kernel
                            .borrow()
                            .processes
                            .get(&pid)
                            .is_some_and(|p| p.ended.is_none()) =>
                    {
                        self.tasks.insert(pid, task);
                    }
                    Poll::Pending => {}
                }
            }
            self.settle();
        }
        let mut kernel = self.kernel.borrow_mut();
        kernel.now = kernel.now.max(to);
    }

    /// Takes over processes that were started and lets go of those that ended.
    fn settle(&mut self) {
        loop {
            let (spawned, dropped) = {
                let mut kernel = self.kernel.borrow_mut();
                (
                    std::mem::take(&mut kernel.spawned),
                    std::mem::take(&mut kernel.dropped),
                )
            };
            if spawned.is_empty() && dropped.is_empty() {
                return;
            }
            self.tasks.extend(spawned);
            for pid in dropped {
                self.tasks.remove(&pid);
            }
        }
    }
}

/// The environment of a container's processes.
fn environment(machine: &MachineConfig, config: &ContainerConfig) -> commands::Env {
    let mut env: BTreeMap<String, String> = BTreeMap::new();
    env.insert("PATH".into(), PATH.into());
    env.insert("HOME".into(), "/root".into());
    env.insert("HOSTNAME".into(), machine.hostname.clone());
    env.insert("KUBERNETES_SERVICE_HOST".into(), "10.96.0.1".into());
    env.insert("KUBERNETES_SERVICE_PORT".into(), "443".into());
    env.extend(config.env.iter().cloned());
    Rc::new(env)
}

fn volume_dir(kernel: &mut Kernel, volume: &str) -> NodeId {
    if let Some(dir) = kernel.volumes.get(volume) {
        return *dir;
    }
    let now = kernel.now;
    let dir = kernel.files.new_dir(now);
    kernel.volumes.insert(volume.to_string(), dir);
    dir
}

fn mount_points(kernel: &mut Kernel, root: NodeId, config: &ContainerConfig) -> Vec<MountPoint> {
    let now = kernel.now;
    let mut mounts = Vec::new();
    for mount in &config.mounts {
        let path = absolute("/", &mount.path);
        if path == "/" {
            continue;
        }
        let volume = volume_dir(kernel, &mount.volume);
        let node = if mount.sub_path.is_empty() {
            volume
        } else {
            kernel
                .files
                .make_dirs(volume, &absolute("/", &mount.sub_path), now)
        };
        // The place is seen when its parent is listed.
        let (parent, name) = split(&path);
        let parent = kernel.files.make_dirs(root, parent, now);
        kernel.files.link(parent, name, node, now);
        mounts.push(MountPoint {
            path,
            node,
            read_only: mount.read_only,
        });
    }
    mounts.sort_by_key(|m| std::cmp::Reverse(m.path.len()));
    mounts
}
