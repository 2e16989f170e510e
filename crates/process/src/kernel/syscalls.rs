//! What a process can ask of the kernel. Calls that can wait are async; the executor polls the process again
//! when what it waits for happened (or earlier: every wait loops).

use super::budget::Verdict;
use super::errno::Errno;
use super::files::{Kind, Node, NodeId, Place, absolute};
use super::open::{FileId, Object, Read, Write};
use super::pipes::PipeId;
use super::procfs::{Special, special};
use super::{Channel, Disposition, Exit, Kernel, Pid, Process, Task};
use crate::config::ContainerId;
use crate::effect::SignalFate;
use crate::signal::Signal;
use std::cell::{Ref, RefCell, RefMut};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

/// What running a shell builtin costs.
pub(crate) const BUILTIN_COST: Duration = Duration::from_micros(50);
/// What starting another program costs.
pub(crate) const PROGRAM_COST: Duration = Duration::from_millis(2);
/// What forking a subshell costs.
pub(crate) const FORK_COST: Duration = Duration::from_micros(500);
/// What opening a connection inside the pod costs.
pub(crate) const CONNECT_COST: Duration = Duration::from_millis(5);
/// What a name that does not resolve costs.
pub(crate) const LOOKUP_COST: Duration = Duration::from_millis(10);

/// Most processes a container may have at once.
const MAX_PROCESSES: usize = 200;
/// Bytes read at once.
const CHUNK: usize = 8_192;

/// How to open a file for writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    Read,
    Truncate,
    Append,
    ReadWrite,
}

/// A process's handle on the kernel.
#[derive(Clone)]
pub(crate) struct Proc {
    kernel: Rc<RefCell<Kernel>>,
    pub pid: Pid,
}

/// Suspends once.
struct Suspend(bool);

impl Future for Suspend {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }
}

impl Proc {
    pub fn new(kernel: Rc<RefCell<Kernel>>, pid: Pid) -> Proc {
        Proc { kernel, pid }
    }

    pub fn kernel(&self) -> RefMut<'_, Kernel> {
        self.kernel.borrow_mut()
    }

    fn process(&self) -> Ref<'_, Process> {
        Ref::map(self.kernel.borrow(), |k| &k.processes[&self.pid])
    }

    pub fn now(&self) -> Duration {
        self.kernel.borrow().now
    }

    pub fn container(&self) -> ContainerId {
        self.process().container
    }

    pub fn vpid(&self) -> u32 {
        self.process().vpid
    }

    pub fn cwd(&self) -> Rc<str> {
        self.process().cwd.clone()
    }

    /// Waits for a channel or a time, whichever is first; can return early.
    pub async fn wait(&self, channel: Channel, until: Option<Duration>) {
        {
            let mut kernel = self.kernel();
            if let Some(process) = kernel.processes.get_mut(&self.pid) {
                process.channel = Some(channel);
            }
            if let Some(at) = until {
                kernel.wake_at(at, self.pid);
            }
        }
        Suspend(false).await;
    }

    /// Lets a time pass; signals with a handler do not cut it short.
    pub async fn sleep(&self, time: Duration) {
        let until = self.now().saturating_add(time);
        while self.now() < until {
            self.wait(Channel::Never, Some(until)).await;
        }
    }

    /// One step of computation that takes `cost`.
    pub async fn spend(&self, cost: Duration) {
        let verdict = {
            let mut kernel = self.kernel();
            let container = kernel.processes[&self.pid].container;
            let now = kernel.now;
            let verdict = kernel
                .containers
                .get_mut(&container)
                .map_or(Verdict::Go, |c| c.budget.step(now));
            if let Verdict::Wait { first: true, .. } = verdict {
                let text = "a loop without a pause: it would use a whole processor; here it is slowed down";
                kernel.note(container, text.into(), None);
            }
            if verdict == Verdict::Go {
                let until = now + cost;
                // Nobody else is due before: no need to suspend.
                if until <= kernel.horizon && kernel.next_event().is_none_or(|next| next > until) {
                    kernel.now = until;
                    return;
                }
            }
            verdict
        };
        if let Verdict::Wait { until, .. } = verdict {
            self.sleep(until.saturating_sub(self.now())).await;
        }
        self.sleep(cost).await;
    }

    /// Never returns: the process waits for a signal.
    pub async fn pause(&self) -> ! {
        loop {
            self.wait(Channel::Never, None).await;
        }
    }

    // ---- processes

    /// Starts a child that shares this process's descriptors and directory. `None`: too many processes.
    pub fn spawn<F>(&self, argv: Rc<[String]>, body: impl FnOnce(Proc) -> F) -> Option<Proc>
    where
        F: Future<Output = Exit> + 'static,
    {
        let child = {
            let mut kernel = self.kernel();
            let parent = &kernel.processes[&self.pid];
            let container = parent.container;
            let fds = parent.fds.clone();
            let cwd = parent.cwd.clone();
            let ignored: Vec<_> = parent
                .dispositions
                .iter()
                .filter(|d| *d.1 == Disposition::Ignore)
                .collect();
            let dispositions = ignored.into_iter().map(|(s, d)| (*s, *d)).collect();
            if kernel
                .processes
                .values()
                .filter(|p| p.container == container)
                .count()
                >= MAX_PROCESSES
            {
                return None;
            }
            for file in fds.values() {
                kernel.share_file(*file);
            }
            let pid = Pid(kernel.fresh());
            let state = kernel.containers.get_mut(&container)?;
            let vpid = state.next_vpid;
            state.next_vpid += 1;
            let parent = Some(self.pid);
            let process = Process {
                vpid,
                container,
                parent,
                argv,
                cwd,
                fds,
                dispositions,
                pending: Vec::new(),
                channel: None,
                generation: 0,
                ended: None,
                exec: None,
            };
            kernel.processes.insert(pid, process);
            kernel.wake(pid);
            Proc {
                kernel: self.kernel.clone(),
                pid,
            }
        };
        let task: Task = Box::pin(body(child.clone()));
        self.kernel().spawned.push((child.pid, task));
        Some(child)
    }

    /// A child's exit status once it ended; it is then gone.
    pub fn reap(&self, child: Pid) -> Option<Exit> {
        let mut kernel = self.kernel();
        match kernel.processes.get(&child) {
            Some(process) if process.ended.is_none() => None,
            Some(process) => {
                let exit = process.ended;
                kernel.processes.remove(&child);
                exit
            }
            None => Some(Exit::code(127)),
        }
    }

    /// Waits for a child.
    pub async fn wait_child(&self, child: Pid) -> Exit {
        loop {
            if let Some(exit) = self.reap(child) {
                return exit;
            }
            self.wait(Channel::Child, None).await;
        }
    }

    pub fn is_alive(&self, pid: Pid) -> bool {
        self.kernel
            .borrow()
            .processes
            .get(&pid)
            .is_some_and(|p| p.ended.is_none())
    }

    pub fn set_argv(&self, argv: Rc<[String]>) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.argv = argv;
        }
    }

    /// Sends a signal to a process of the same container. A signal to itself that is fatal ends it here.
    pub async fn kill(&self, vpid: u32, signal: Signal) -> Result<SignalFate, Errno> {
        let target = {
            let mut kernel = self.kernel();
            let container = kernel.processes[&self.pid].container;
            let pid = kernel.by_vpid(container, vpid).ok_or(Errno::NoProcess)?;
            let fate = kernel.send_signal(pid, signal, false);
            if pid != self.pid || fate != SignalFate::Fatal {
                return Ok(fate);
            }
            fate
        };
        Suspend(false).await;
        Ok(target)
    }

    /// Installs, ignores or resets a handler.
    pub fn set_disposition(&self, signal: Signal, disposition: Option<Disposition>) {
        let mut kernel = self.kernel();
        let Some(process) = kernel.processes.get_mut(&self.pid) else {
            return;
        };
        match disposition {
            Some(disposition) => process.dispositions.insert(signal, disposition),
            None => process.dispositions.remove(&signal),
        };
    }

    pub fn disposition(&self, signal: Signal) -> Option<Disposition> {
        self.process().dispositions.get(&signal).copied()
    }

    /// Handlers end with `exec`; what was ignored stays ignored.
    pub fn reset_handlers(&self) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.dispositions.retain(|_, d| *d == Disposition::Ignore);
            process.pending.clear();
        }
    }

    /// Takes the next signal that a handler must see.
    pub fn take_signal(&self) -> Option<Signal> {
        let mut kernel = self.kernel();
        let process = kernel.processes.get_mut(&self.pid)?;
        if process.pending.is_empty() {
            None
        } else {
            Some(process.pending.remove(0))
        }
    }

    pub fn has_signal(&self) -> bool {
        !self.process().pending.is_empty()
    }

    // ---- descriptors

    /// The open file behind a descriptor, with one more user.
    pub fn share(&self, fd: u32) -> Result<FileId, Errno> {
        let mut kernel = self.kernel();
        let file = kernel.file_of(self.pid, fd)?;
        Ok(kernel.share_file(file))
    }

    /// Makes a descriptor refer to an open file (whose user it becomes); returns what it referred to.
    pub fn set_fd(&self, fd: u32, file: Option<FileId>) -> Option<FileId> {
        let mut kernel = self.kernel();
        let process = kernel.processes.get_mut(&self.pid)?;
        match file {
            Some(file) => process.fds.insert(fd, file),
            None => process.fds.remove(&fd),
        }
    }

    /// Closes what a descriptor referred to and puts an open file there.
    pub fn replace_fd(&self, fd: u32, file: Option<FileId>) {
        if let Some(old) = self.set_fd(fd, file) {
            self.kernel().close_file(old);
        }
    }

    /// One more use of an open file.
    pub fn share_file(&self, file: FileId) -> FileId {
        self.kernel().share_file(file)
    }

    pub fn close_file(&self, file: FileId) {
        self.kernel().close_file(file);
    }

    pub fn open_object(&self, object: Object) -> FileId {
        self.kernel().open_object(object)
    }

    /// A new pipe: the reading and the writing end.
    pub fn pipe(&self) -> (FileId, FileId) {
        let mut kernel = self.kernel();
        let id = PipeId(kernel.fresh());
        (
            kernel.open_object(Object::PipeRead(id)),
            kernel.open_object(Object::PipeWrite(id)),
        )
    }

    /// Reads from an open file; nothing means its end.
    pub async fn read_file(&self, file: FileId) -> Result<Vec<u8>, Errno> {
        loop {
            let read = self.kernel().try_read(file, CHUNK)?;
            match read {
                Read::Bytes(bytes) => return Ok(bytes),
                Read::Wait(pipe) => self.wait(Channel::Pipe(pipe), None).await,
            }
        }
    }

    pub async fn read(&self, fd: u32) -> Result<Vec<u8>, Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        self.read_file(file).await
    }

    /// Reads one byte.
    pub async fn read_byte(&self, fd: u32) -> Result<Option<u8>, Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        loop {
            let read = self.kernel().try_read(file, 1)?;
            match read {
                Read::Bytes(bytes) => return Ok(bytes.first().copied()),
                Read::Wait(pipe) => self.wait(Channel::Pipe(pipe), None).await,
            }
        }
    }

    pub async fn write_file(&self, file: FileId, mut bytes: &[u8]) -> Result<(), Errno> {
        while !bytes.is_empty() {
            let wrote = self.kernel().try_write(file, bytes)?;
            match wrote {
                Write::Wrote(count) => bytes = &bytes[count..],
                Write::Wait(pipe) => self.wait(Channel::Pipe(pipe), None).await,
            }
        }
        Ok(())
    }

    pub async fn write(&self, fd: u32, bytes: &[u8]) -> Result<(), Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        self.write_file(file, bytes).await
    }

    // ---- files

    /// `path` made absolute.
    pub fn absolute(&self, path: &str) -> String {
        absolute(&self.cwd(), path)
    }

    pub fn find(&self, path: &str, follow: bool) -> Result<Place, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEntry);
        }
        let path = self.absolute(path);
        let kernel = self.kernel.borrow();
        let container = &kernel.containers[&kernel.processes[&self.pid].container];
        kernel.files.find(&container.view, &path, follow)
    }

    /// An existing node.
    pub fn node(&self, path: &str) -> Result<NodeId, Errno> {
        self.find(path, true)?.node.ok_or(Errno::NoEntry)
    }

    pub fn look<T>(&self, node: NodeId, see: impl FnOnce(&Node) -> T) -> T {
        see(self.kernel.borrow().files.get(node))
    }

    pub fn is_dir(&self, path: &str) -> bool {
        self.node(path)
            .is_ok_and(|n| self.kernel.borrow().files.is_dir(n))
    }

    /// True for files, directories and special paths.
    pub fn exists(&self, path: &str) -> bool {
        if self.node(path).is_ok() {
            return true;
        }
        let path = self.absolute(path);
        !matches!(
            special(&self.kernel.borrow(), self.pid, &path),
            None | Some(Special::Missing)
        )
    }

    /// A directory's names, sorted.
    pub fn list(&self, path: &str) -> Result<Vec<String>, Errno> {
        let node = self.node(path)?;
        self.look(node, |n| match &n.kind {
            Kind::Dir(entries) => Ok(entries.keys().cloned().collect()),
            _ => Err(Errno::NotDir),
        })
    }

    /// Opens a file; the caller owns one use of it. Opening a fifo waits for the other side.
    pub async fn open(&self, path: &str, how: Open) -> Result<FileId, Errno> {
        let full = self.absolute(path);
        let found = special(&self.kernel.borrow(), self.pid, &full);
        match found {
            Some(Special::Shared(file)) => return Ok(self.kernel().share_file(file)),
            Some(Special::Object(object)) => return Ok(self.open_object(object)),
            Some(Special::Text(text)) => {
                let bytes: Rc<[u8]> = text.into_bytes().into();
                return Ok(self.open_object(Object::Text { bytes, offset: 0 }));
            }
            Some(Special::Missing) => return Err(Errno::NoEntry),
            None => {}
        }
        let place = self.find(path, true)?;
        let node = match place.node {
            Some(node) => node,
            None if how == Open::Read => return Err(Errno::NoEntry),
            None => self.create(
                &place,
                Kind::File {
                    data: Vec::new(),
                    dropped: 0,
                },
                0o644,
            )?,
        };
        let (is_dir, is_fifo) = self.look(node, |n| {
            (matches!(n.kind, Kind::Dir(_)), matches!(n.kind, Kind::Fifo(_)))
        });
        if is_fifo {
            return self.open_fifo(node, how).await;
        }
        if how != Open::Read {
            if is_dir {
                return Err(Errno::IsDir);
            }
            if place.read_only {
                return Err(Errno::ReadOnly);
            }
        }
        if how == Open::Truncate {
            self.truncate(node);
        }
        let writable = how != Open::Read;
        Ok(self.open_object(Object::File {
            node,
            offset: 0,
            append: how == Open::Append,
            writable,
        }))
    }

    fn truncate(&self, node: NodeId) {
        let mut kernel = self.kernel();
        let now = kernel.now;
        let state = kernel.files.get_mut(node);
        state.kind = Kind::File {
            data: Vec::new(),
            dropped: 0,
        };
        state.modified = now;
        kernel.notify(Channel::Node(node));
    }

    async fn open_fifo(&self, node: NodeId, how: Open) -> Result<FileId, Errno> {
        let (file, pipe, seen) = {
            let mut kernel = self.kernel();
            let old = match kernel.files.get(node).kind {
                Kind::Fifo(Some(id)) if kernel.pipes.get(&id).is_some_and(|p| p.readers + p.writers > 0) => {
                    Some(id)
                }
                _ => None,
            };
            let id = old.unwrap_or_else(|| PipeId(kernel.fresh()));
            kernel.files.get_mut(node).kind = Kind::Fifo(Some(id));
            let object = if how == Open::Read {
                Object::PipeRead(id)
            } else {
                Object::PipeWrite(id)
            };
            let file = kernel.open_object(object);
            let pipe = &kernel.pipes[&id];
            (
                file,
                id,
                if how == Open::Read {
                    pipe.writers > 0
                } else {
                    pipe.readers > 0
                },
            )
        };
        let mut ready = seen || how == Open::ReadWrite;
        while !ready {
            self.wait(Channel::Pipe(pipe), None).await;
            let kernel = self.kernel.borrow();
            let state = &kernel.pipes[&pipe];
            ready = if how == Open::Read {
                state.writers_seen > 0
            } else {
                state.readers_seen > 0
            };
        }
        Ok(file)
    }

    /// Creates a node at a place where none is.
    pub fn create(&self, place: &Place, kind: Kind, mode: u32) -> Result<NodeId, Errno> {
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        let mut kernel = self.kernel();
        let now = kernel.now;
        let node = kernel.files.create(kind, mode, now)?;
        kernel.files.link(place.parent, &place.name, node, now);
        kernel.notify(Channel::Node(place.parent));
        Ok(node)
    }

    /// Takes a name out of its directory.
    pub fn remove(&self, place: &Place) -> Result<(), Errno> {
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        let node = place.node.ok_or(Errno::NoEntry)?;
        let mut kernel = self.kernel();
        let now = kernel.now;
        kernel.files.unlink(place.parent, &place.name, now);
        kernel.notify(Channel::Node(place.parent));
        kernel.notify(Channel::Node(node));
        Ok(())
    }

    /// A whole file's bytes.
    pub async fn read_whole(&self, path: &str) -> Result<Vec<u8>, Errno> {
        let file = self.open(path, Open::Read).await?;
        let mut all = Vec::new();
        let result = loop {
            match self.read_file(file).await {
                Ok(bytes) if bytes.is_empty() => break Ok(()),
                Ok(bytes) => all.extend(bytes),
                Err(error) => break Err(error),
            }
            if all.len() > MAX_WHOLE {
                break Ok(());
            }
        };
        self.close_file(file);
        result.map(|()| all)
    }

    pub fn set_cwd(&self, path: &str) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.cwd = path.into();
        }
    }
}

/// Most bytes that a utility takes in of one input.
pub(crate) const MAX_WHOLE: usize = 4 << 20;

impl Proc {
    /// Signals that arrived and were not yet handled.
    pub fn pending_signals(&self) -> Vec<Signal> {
        self.process().pending.clone()
    }

    /// Ends this process because memory ran out.
    pub async fn out_of_memory(&self) {
        self.kernel().end(self.pid, Exit::oom());
        Suspend(false).await;
    }
}

impl Proc {
    /// The id inside the container, for a caller that already holds the kernel.
    pub fn vpid_in(&self, kernel: &Kernel) -> u32 {
        kernel.processes.get(&self.pid).map_or(0, |p| p.vpid)
    }

    /// Ends this process as a signal does.
    pub async fn end_by(&self, signal: Signal) {
        self.kernel().end(self.pid, Exit::signal(signal));
        Suspend(false).await;
    }
}
