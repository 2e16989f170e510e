//! Traps, waiting for children, and the end of a shell.

use super::Dialect;
use super::exec::Tail;
use super::parse::parse_script;
use super::state::{Flow, Shell, TrapKind};
use crate::kernel::syscalls::Proc;
use crate::kernel::{Channel, Disposition, Exit};
use crate::signal::Signal;

/// Most traps that run inside of each other.
const MAX_TRAPS: u32 = 8;

impl Shell {
    /// Signals that the shell itself catches: busybox's ash ends with 130 on SIGINT even as process 1.
    pub fn install_default_handlers(&mut self) {
        if self.dialect == Dialect::Ash && self.proc.disposition(Signal::Int).is_none() {
            self.proc.set_disposition(Signal::Int, Some(Disposition::Handle));
        }
    }

    /// Sets, ignores (empty action) or resets a trap.
    pub fn set_trap(&mut self, kind: TrapKind, action: Option<&str>) {
        self.inherited_traps.clear();
        match action {
            Some(action) => self.traps.insert(kind, action.into()),
            None => self.traps.remove(&kind),
        };
        if let TrapKind::Signal(signal) = kind {
            let disposition = action.map(|a| {
                if a.is_empty() {
                    Disposition::Ignore
                } else {
                    Disposition::Handle
                }
            });
            self.proc.set_disposition(signal, disposition);
        }
        // bash runs an EXIT trap also when one of these ends it, so it catches them.
        if kind == TrapKind::Exit && self.bash() {
            for signal in [Signal::Hup, Signal::Int, Signal::Term] {
                if !self.traps.contains_key(&TrapKind::Signal(signal)) {
                    self.proc
                        .set_disposition(signal, action.map(|_| Disposition::Handle));
                }
            }
        }
        if self.traps.is_empty() {
            self.install_default_handlers();
        }
    }

    /// Signals that arrived: their traps run now, between two commands.
    pub async fn after_command(&mut self) -> Flow {
        // A trap that signals its own shell runs again, but not for ever.
        if self.in_trap >= MAX_TRAPS {
            return Flow::Normal;
        }
        while let Some(signal) = self.proc.take_signal() {
            if !self.traps.contains_key(&TrapKind::Signal(signal)) {
                self.status = signal.exit_code();
                return Flow::Exit;
            }
            let flow = self.run_trap(TrapKind::Signal(signal)).await;
            if flow != Flow::Normal {
                return flow;
            }
        }
        Flow::Normal
    }

    /// Runs a trap's action; the status stays what it was unless the action exits.
    pub async fn run_trap(&mut self, kind: TrapKind) -> Flow {
        let Some(action) = self.traps.get(&kind).cloned().filter(|a| !a.is_empty()) else {
            return Flow::Normal;
        };
        let (status, line) = (self.status, self.line);
        // bash keeps it for the EXIT trap only; in its others `exit` takes the last command's.
        let before = self.trap_status;
        if kind == TrapKind::Exit || !self.bash() {
            self.trap_status = before.or(Some(status));
        }
        self.in_trap += 1;
        let (list, error) = parse_script(&action, self.dialect);
        let flow = self.run_list(&list, Tail::NO).await;
        self.in_trap -= 1;
        self.trap_status = before;
        if flow != Flow::Normal {
            return flow;
        }
        if let Some(error) = error {
            let text = self.syntax_message(&error);
            self.print_error(&text).await;
        }
        (self.status, self.line) = (status, line);
        Flow::Normal
    }

    /// The end of a shell process: its EXIT trap, its status.
    pub async fn finish(&mut self) -> Exit {
        if let Some(action) = self.traps.remove(&TrapKind::Exit) {
            let status = self.status;
            self.traps.insert(TrapKind::Exit, action);
            self.options.errexit = false;
            let flow = self.run_trap(TrapKind::Exit).await;
            if flow != Flow::Exit {
                self.status = status;
            }
        }
        Exit::code(self.status)
    }

    /// Waits for a child in the foreground. Traps wait too, except that a fatal signal ends bash at once.
    pub async fn wait_foreground(&mut self, child: &Proc) -> Exit {
        loop {
            if let Some(exit) = self.proc.reap(child.pid) {
                self.report_death(exit).await;
                return exit;
            }
            if let Some(signal) = self.untrapped() {
                return Exit::code(signal.exit_code());
            }
            self.proc.wait(Channel::Child, None).await;
        }
    }

    /// A pending signal that the shell catches without a trap for it.
    pub fn untrapped(&self) -> Option<Signal> {
        if !self.proc.has_signal() {
            return None;
        }
        let pending = self.proc.pending_signals();
        pending
            .into_iter()
            .find(|s| !self.traps.contains_key(&TrapKind::Signal(*s)))
    }

    /// What shells print about a child that a signal ended.
    pub async fn report_death(&mut self, exit: Exit) {
        let Some(signal) = exit.signal else { return };
        let quiet = matches!(signal, Signal::Int | Signal::Pipe) || (self.bash() && signal == Signal::Term);
        if quiet {
            return;
        }
        let text = signal.description().to_string();
        let text = if self.bash() {
            self.message(&text)
        } else {
            format!("{text}\n")
        };
        self.print_error(&text).await;
    }
}
