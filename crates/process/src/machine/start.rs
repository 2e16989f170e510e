//! Starting a container: its files, its environment, its first process.

use super::Machine;
use crate::behaviour::companion;
use crate::behaviour::launch::{Launch, launch_of};
use crate::commands::{self, Found, Place};
use crate::config::{ContainerConfig, ContainerId, ExecId, MachineConfig, Mount, StartError};
use crate::effect::Stream;
use crate::images::Root;
use crate::kernel::files::{Kind, MountPoint, NodeId, View, absolute, split};
use crate::kernel::open::Object;
use crate::kernel::pipes::{Pipe, PipeId};
use crate::kernel::syscalls::Proc;
use crate::kernel::{Container, Kernel, Pid, Process, Task};
use sorted::Map;
use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

/// The permissions that new files do not get unless a process says otherwise.
const DEFAULT_UMASK: u32 = 0o022;

/// The search path of every container.
const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl Machine {
    /// Starts a new instance of a container.
    ///
    /// # Errors
    /// The first word of its command does not exist in its image.
    pub fn start(&mut self, at: Duration, container: ContainerConfig) -> Result<ContainerId, StartError> {
        self.run_to(at);
        let (id, program) = self.prepare(&container)?;
        self.start_first(id, program);
        self.run_to(at);
        Ok(id)
    }

    /// Makes a container ready to start: its files are there, its command can be run. Also says what that is, where it
    /// was looked for.
    pub(crate) fn prepare(
        &mut self,
        container: &ContainerConfig,
    ) -> Result<(ContainerId, Option<Found>), StartError> {
        let profile = self.kernel.borrow().config.images.profile(&container.image);
        let launch = Rc::new(launch_of(container, profile));
        let id = ContainerId(self.kernel.borrow_mut().fresh());
        let env = environment(&self.kernel.borrow().environment, container);
        let state = self.new_container(container, launch.clone(), &env);
        self.kernel.borrow_mut().containers.insert(id, state);
        if launch.overrides.sets_life() || launch.argv.is_empty() {
            return Ok((id, None));
        }
        let found = self.runnable(id, &launch.argv, &env, Place::Whole);
        found.map(|found| (id, Some(found))).map_err(|message| {
            self.kernel.borrow_mut().containers.remove(&id);
            let front = "failed to create containerd task: failed to create shim task: OCI runtime create failed: \
                         runc create failed: unable to start container process: ";
            StartError { exit_code: 128, reason: "StartError", message: format!("{front}{message}") }
        })
    }

    fn new_container(&self, config: &ContainerConfig, launch: Rc<Launch>, env: &commands::Env) -> Container {
        let mut kernel = self.kernel.borrow_mut();
        let now = kernel.now;
        let seed = kernel.config.images.root(&config.image, launch.shells);
        let root = graft(&mut kernel, &seed);
        let message = match config.termination_message_path.as_str() {
            "" => "/dev/termination-log",
            path => path,
        };
        let message = absolute("/", message);
        let termination_log = kernel.files.put(root, &message, Cow::default(), 0o666, now);
        let mounts = mount_points(&mut kernel, root, config);
        let working_dir = config.working_dir.clone().unwrap_or_else(|| "/".into());
        let working_dir = absolute("/", &working_dir);
        if !mounts.iter().any(|m| working_dir.starts_with(&m.path)) {
            kernel.files.make_dirs(root, &working_dir, now);
        }
        Container {
            view: View { root, mounts },
            shells: launch.shells,
            environment: env.clone(),
            working_dir,
            stop_signal: launch.stop_signal,
            first: None,
            next_vpid: 1,
            running: true,
            oom: false,
            memory_limit: config.memory_limit,
            start_up: config.start_up,
            partial: [Vec::new(), Vec::new()],
            budget: Default::default(),
            installed: false,
            stdin: config.stdin,
            termination_log: termination_log.unwrap_or(root),
            life_from: (!launch.overrides.has_needs()).then_some(now),
            launch,
            started_at: now,
        }
    }

    fn start_first(&mut self, id: ContainerId, program: Option<Found>) {
        let env = self.kernel.borrow().containers[&id].environment.clone();
        let launch = self.kernel.borrow().containers[&id].launch.clone();
        let life = launch.overrides.sets_life();
        let vpid = self.kernel.borrow_mut().fresh_vpid(id);
        let first = self.new_process(id, launch.argv.clone(), None, vpid);
        {
            let mut kernel = self.kernel.borrow_mut();
            if let Some(state) = kernel.containers.get_mut(&id) {
                state.first = Some(first);
            }
        }
        let proc = Proc::new(self.kernel.clone(), first);
        let task: Task = if life {
            Box::pin(companion::live(proc, launch.overrides.clone()))
        } else if launch.argv.is_empty() {
            let spec = launch.unknown(&|key: &str| commands::variable(&env, key));
            Box::pin(crate::programs::server::run(proc, spec))
        } else {
            commands::run(proc, program, (launch.argv.to_vec(), env, Place::Whole))
        };
        self.tasks.insert(first, task);
        if launch.overrides.sets_listen() {
            let pid = self.new_process(id, Rc::default(), None, 0);
            let proc = Proc::new(self.kernel.clone(), pid);
            self.tasks
                .insert(pid, Box::pin(companion::ports(proc, launch.overrides.clone())));
        }
    }

    /// What a command is, or runc's words when its first word cannot be run.
    pub(super) fn runnable(
        &self,
        id: ContainerId,
        argv: &[String],
        env: &commands::Env,
        place: Place,
    ) -> Result<Found, String> {
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
            found => Ok(found),
        }
    }

    /// A process without a parent, its descriptors on the container's log or on an exec's output.
    pub(super) fn new_process(
        &mut self,
        id: ContainerId,
        argv: Rc<[String]>,
        exec: Option<ExecId>,
        vpid: u32,
    ) -> Pid {
        let mut kernel = self.kernel.borrow_mut();
        let (out, err) = match exec {
            Some(exec) => (Object::Exec(exec), Object::Exec(exec)),
            None => (Object::Log(id, Stream::Stdout), Object::Log(id, Stream::Stderr)),
        };
        let input = if exec.is_none() && kernel.containers[&id].stdin {
            let pipe = PipeId(kernel.fresh());
            let held = Pipe {
                writers: 1,
                writers_seen: 1,
                ..Pipe::default()
            };
            kernel.pipes.insert(pipe, held);
            Object::PipeRead(pipe)
        } else {
            Object::Null
        };
        let fds = [(0, input), (1, out), (2, err)].map(|(fd, object)| (fd, kernel.open_object(object)));
        let pid = Pid(kernel.fresh());
        let process = Process {
            vpid,
            container: id,
            parent: None,
            argv,
            cwd: kernel.containers[&id].working_dir.as_str().into(),
            umask: DEFAULT_UMASK,
            fds: fds.into(),
            dispositions: Map::new(),
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
}

/// Where the API server is, for programs that speak to it.
const API_SERVER: [(&str, &str); 8] = [
    ("KUBERNETES_PORT", "tcp://10.96.0.1:443"),
    ("KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443"),
    ("KUBERNETES_PORT_443_TCP_ADDR", "10.96.0.1"),
    ("KUBERNETES_PORT_443_TCP_PORT", "443"),
    ("KUBERNETES_PORT_443_TCP_PROTO", "tcp"),
    ("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
    ("KUBERNETES_SERVICE_PORT", "443"),
    ("KUBERNETES_SERVICE_PORT_HTTPS", "443"),
];

/// The variables of every container of a node.
pub(crate) fn node_environment() -> commands::Env {
    let own = [("HOME", "/root"), ("HOSTNAME", "")];
    let all = own.into_iter().chain(API_SERVER).chain([("PATH", PATH)]);
    Rc::new(all.map(|(name, value)| (name.into(), value.into())).collect())
}

/// The variables of every container of a pod.
pub(crate) fn pod_environment(machine: &MachineConfig) -> commands::Env {
    let mut env = machine.images.environment();
    let all = Rc::make_mut(&mut env);
    all.extend([("HOSTNAME".into(), machine.hostname.as_str().into())]);
    env
}

/// The environment of a container's processes: the pod's with the container's own variables.
fn environment(pod: &commands::Env, config: &ContainerConfig) -> commands::Env {
    let mut env = pod.clone();
    if !config.env.is_empty() {
        let own = config.env.iter();
        let shared = own.map(|(name, value)| (name.as_str().into(), value.as_str().into()));
        Rc::make_mut(&mut env).extend(shared);
    }
    env
}

/// The files of an image, and what tells of the pod in them; their root.
fn graft(kernel: &mut Kernel, seed: &Root) -> NodeId {
    let now = kernel.now;
    let Some(root) = kernel.files.graft(&seed.files, now) else {
        return NodeId(0);
    };
    let MachineConfig {
        pod_ip,
        hostname,
        namespace,
        ..
    } = &kernel.config;
    let texts = [
        ["127.0.0.1\tlocalhost\n", pod_ip, "\t", hostname, "\n"].concat(),
        [hostname, "\n"].concat(),
        namespace.clone(),
    ];
    for (node, text) in seed.of_pod.into_iter().zip(texts) {
        if let Some(node) = node {
            let data = Cow::Owned(text.into_bytes());
            kernel.files.fill(NodeId(root.0 + node.0), data, now);
        }
    }
    root
}

pub(super) fn volume_dir(kernel: &mut Kernel, volume: &str) -> NodeId {
    if let Some(dir) = kernel.volumes.get(volume) {
        return *dir;
    }
    let now = kernel.now;
    let dir = kernel.files.new_dir(now);
    kernel.volumes.insert(volume.to_string(), dir);
    dir
}

/// What a mount shows: the volume, or a folder of it.
pub(super) fn mounted_node(kernel: &mut Kernel, mount: &Mount) -> NodeId {
    let (volume, now) = (volume_dir(kernel, &mount.volume), kernel.now);
    if mount.sub_path.is_empty() {
        return volume;
    }
    kernel
        .files
        .make_dirs(volume, &absolute("/", &mount.sub_path), now)
}

/// Ends of paths at which people mount files, not folders.
const FILES: [&str; 14] = [
    "/machine-id",
    "/localtime",
    "/timezone",
    ".conf",
    ".crt",
    ".json",
    ".key",
    ".log",
    ".pem",
    ".sh",
    ".sock",
    ".toml",
    ".yaml",
    ".yml",
];

fn is_file(path: &str) -> bool {
    FILES.iter().any(|end| path.ends_with(end))
}

fn mount_points(kernel: &mut Kernel, root: NodeId, config: &ContainerConfig) -> Vec<MountPoint> {
    let now = kernel.now;
    let mut mounts = Vec::new();
    for mount in &config.mounts {
        let path = absolute("/", &mount.path);
        if path == "/" {
            continue;
        }
        let node = mounted_node(kernel, mount);
        if is_file(&path) && kernel.files.is_empty_dir(node) {
            kernel.files.get_mut(node).kind = Kind::File {
                data: Default::default(),
                dropped: 0,
            };
        }
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
    mounts.sort_unstable_by_key(|m| std::cmp::Reverse(m.path.len()));
    mounts
}
