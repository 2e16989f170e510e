//! Signals and commands from outside a container.

use super::Machine;
use crate::commands::{self, Found, Place};
use crate::config::{ContainerId, ExecId};
use crate::effect::{EffectKind, SignalFate};
use crate::kernel::syscalls::Proc;
use crate::kernel::{ExecState, Exit, Pid, Task};
use crate::signal::Signal;
use std::time::Duration;

impl Machine {
    /// Sends a signal from outside to the container's first process; SIGKILL always ends it.
    pub fn signal(&mut self, at: Duration, container: ContainerId, signal: Signal) {
        self.run_to(at);
        let target = {
            let kernel = self.kernel.borrow();
            let state = kernel.containers.get(&container).filter(|c| c.running);
            state.and_then(|c| c.first.map(|first| (first, c.launch.clone())))
        };
        let Some((first, launch)) = target else { return };
        let set = match launch.overrides.term() {
            // An annotated life stands in for the program; what its signals do stays.
            None if launch.overrides.sets_life() => match self.own_program(container) {
                Found::Program(spec) => spec.on_signal(signal).map(Some),
                _ => None,
            },
            set => set,
        };
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
        let pid = self.new_process(container, Default::default(), None, 0);
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

    /// Starts a process in a running container: a hook, or a command of the user. Its end is an
    /// [`EffectKind::ExecEnded`].
    ///
    /// # Errors
    /// containerd's message, without its `rpc error` front, when the container does not run or the first word
    /// does not exist.
    pub fn exec(&mut self, at: Duration, container: ContainerId, argv: &[String]) -> Result<ExecId, String> {
        self.start_exec(at, container, argv, Place::Step)
    }

    /// The same for an exec probe: the annotation can say what it finds, and an unknown program finds out whether
    /// the container is ready.
    ///
    /// # Errors
    /// As [`Machine::exec`].
    pub fn probe(&mut self, at: Duration, container: ContainerId, argv: &[String]) -> Result<ExecId, String> {
        self.start_exec(at, container, argv, Place::Probe)
    }

    fn start_exec(
        &mut self,
        at: Duration,
        container: ContainerId,
        argv: &[String],
        place: Place,
    ) -> Result<ExecId, String> {
        self.run_to(at);
        if !self.is_running(container) {
            return Err("failed to exec in container: container is in CONTAINER_EXITED state".into());
        }
        let env = self.kernel.borrow().containers[&container].environment.clone();
        let launch = self.kernel.borrow().containers[&container].launch.clone();
        let age = self.kernel.borrow().containers[&container].age(at);
        let set = launch.overrides.probe(age).filter(|_| place == Place::Probe);
        let program = match set {
            Some(_) => None,
            None => Some(self.runnable(container, argv, &env, place).map_err(|message| {
                format!("OCI runtime exec failed: exec failed: unable to start container process: {message}")
            })?),
        };
        let exec = ExecId(self.kernel.borrow_mut().fresh());
        let state = ExecState {
            container,
            root: None,
            output: Vec::new(),
        };
        self.kernel.borrow_mut().execs.insert(exec, state);
        let vpid = self.kernel.borrow_mut().fresh_vpid(container);
        let pid = self.new_process(container, argv.into(), Some(exec), vpid);
        if let Some(state) = self.kernel.borrow_mut().execs.get_mut(&exec) {
            state.root = Some(pid);
        }
        let proc = Proc::new(self.kernel.clone(), pid);
        let task: Task = match set {
            Some(ok) => Box::pin(async move { Exit::code(i32::from(!ok)) }),
            None => commands::run(proc, program, (argv.to_vec(), env, place)),
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
}
