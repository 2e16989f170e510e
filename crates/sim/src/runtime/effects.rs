//! From what a machine reports to facts of the trace.

use process::{Bind, Effect, EffectKind, Outcome, SignalFate};
use trace::{Cause, ConnectOutcome, Fact, SignalEffect, Stream};

use super::{End, Instance, Notice, PodRuntime};
use crate::context::Context;
use crate::kubelet::Event;

/// The exit code of a container whose end nobody saw.
const LOST_EXIT_CODE: i32 = 255;
/// The reason of such an end.
pub(super) const LOST_REASON: &str = "Unknown";
/// Lines of the log that can stand in for a termination message (upstream: 80 lines, 2 KiB).
const LOG_TAIL: usize = 80;

impl PodRuntime {
    /// Records one effect and does what follows from it.
    pub(super) fn apply(&mut self, context: &mut Context, effect: Effect) {
        if let EffectKind::ExecEnded {
            exec,
            exit_code,
            output,
        } = effect.kind
        {
            let notice = Notice::ExecEnded {
                exec,
                exit_code,
                output,
            };
            context.after(Default::default(), Event::notice(&self.uid, notice));
            return;
        }
        let Some(position) = self
            .containers
            .iter()
            .position(|instance| instance.process == Some(effect.container))
        else {
            return;
        };
        let outcome = match &effect.kind {
            EffectKind::Connection { outcome, .. } => Some(self.outcome(outcome)),
            _ => None,
        };
        let instance = &mut self.containers[position];
        let cause = instance.cause(context);
        if let Some(fact) = instance.fact(context, effect, outcome) {
            let ended = matches!(fact, Fact::Exited { .. });
            let signal = matches!(fact, Fact::Signal { .. });
            let cause = match instance.signalled {
                Some(record) if ended => Cause::Record(record),
                _ if signal => context.cause.clone(),
                _ => cause,
            };
            let record = context.record_because(cause, fact);
            if signal {
                instance.signalled = Some(record);
            }
            if ended {
                instance.exited = Some(record);
                let (latency, id) = (context.scenario.timing.stop_latency, instance.cri.id);
                let event = Event::notice(&self.uid, Notice::Gone(id));
                context.after_because(latency, Cause::Record(record), event);
            }
        }
    }

    fn outcome(&self, outcome: &Outcome) -> ConnectOutcome {
        match outcome {
            Outcome::Accepted(process) => {
                let server = self
                    .containers
                    .iter()
                    .find(|instance| instance.process == Some(*process));
                ConnectOutcome::Accepted(server.map(|server| server.cri.name.clone()))
            }
            Outcome::AcceptedOutside => ConnectOutcome::Accepted(None),
            Outcome::Refused => ConnectOutcome::Refused,
            Outcome::NoSuchHost => ConnectOutcome::NoSuchHost,
            Outcome::Timeout => ConnectOutcome::TimedOut,
        }
    }

    /// A container whose end the runtime had no time to notice: all it finds is that it is dead.
    pub(super) fn lose(&mut self, id: super::ContainerId, changed: &mut sorted::Set<super::Uid>) {
        self.changed(changed);
        let Some(instance) = self.instance_mut(id) else {
            return;
        };
        if instance.cri.state == super::CriState::Running {
            instance.cri.state = super::CriState::Exited;
            instance.cri.finished = instance.end.map(|end| end.at);
            instance.cri.exit_code = LOST_EXIT_CODE;
            instance.cri.reason = LOST_REASON;
            instance.end = None;
        }
    }

    /// The runtime notices a container's end.
    pub(super) fn notice_end(&mut self, id: super::ContainerId, changed: &mut sorted::Set<super::Uid>) {
        self.changed(changed);
        let Some(instance) = self.instance_mut(id) else {
            return;
        };
        let Some(end) = instance.end else { return };
        instance.cri.state = super::CriState::Exited;
        instance.cri.finished = Some(end.at);
        instance.cri.exit_code = end.exit_code;
        instance.cri.reason = end.reason;
        instance.cri.message = std::mem::take(&mut instance.termination_message);
        if instance.cri.message.is_empty() && instance.message_from_logs && end.exit_code != 0 {
            instance.cri.message = instance.log_tail.iter().map(|line| format!("{line}\n")).collect();
        }
    }
}

impl Instance {
    /// What a process does, it does because it was started.
    fn cause(&self, context: &Context) -> Cause {
        self.started.map_or_else(|| context.cause.clone(), Cause::Record)
    }

    fn fact(&mut self, context: &Context, effect: Effect, outcome: Option<ConnectOutcome>) -> Option<Fact> {
        let container = self.reference.clone();
        Some(match effect.kind {
            EffectKind::Exited { exit_code, oom, .. } => {
                let (exit_code, reason) = match exit_code {
                    _ if self.lost => (LOST_EXIT_CODE, LOST_REASON),
                    _ if oom => (exit_code, "OOMKilled"),
                    0 => (exit_code, "Completed"),
                    _ => (exit_code, "Error"),
                };
                self.end = Some(End {
                    at: context.now,
                    exit_code,
                    reason,
                });
                Fact::Exited {
                    container,
                    exit_code,
                    reason,
                }
            }
            EffectKind::Log { stream, line } => {
                self.log_tail.push(line.clone());
                if self.log_tail.len() > LOG_TAIL {
                    self.log_tail.remove(0);
                }
                let stream = match stream {
                    process::Stream::Stdout => Stream::Stdout,
                    process::Stream::Stderr => Stream::Stderr,
                };
                Fact::Log {
                    container,
                    stream,
                    line,
                }
            }
            EffectKind::PortOpened { bind, port, .. } => Fact::PortOpened {
                container,
                port,
                local: bind == Bind::Loopback,
            },
            EffectKind::PortClosed { port, .. } => Fact::PortClosed { container, port },
            EffectKind::PortMissed { port, at } => Fact::PortMissed { container, port, at },
            EffectKind::Connection { host, port, exec, .. } => Fact::Connection {
                from: container,
                host,
                port,
                outcome: outcome?,
                exec,
            },
            EffectKind::Signal {
                signal, pid: 1, fate, ..
            } => Fact::Signal {
                container,
                signal: signal_name(signal),
                effect: match fate {
                    SignalFate::Ignored => SignalEffect::Ignored,
                    SignalFate::Handled => SignalEffect::Handled,
                    SignalFate::Fatal => SignalEffect::Fatal,
                },
            },
            EffectKind::Note { text, line } => Fact::Note {
                container: Some(container),
                text: line.map_or(text.clone(), |line| format!("line {line}: {text}")),
            },
            EffectKind::TerminationMessage { text } => {
                self.termination_message = text;
                return None;
            }
            EffectKind::Signal { .. } | EffectKind::HttpRequest { .. } | EffectKind::ExecEnded { .. } => {
                return None;
            }
        })
    }
}

/// `SIGTERM`, …
fn signal_name(signal: process::Signal) -> &'static str {
    use process::Signal;
    match signal {
        Signal::Hup => "SIGHUP",
        Signal::Int => "SIGINT",
        Signal::Quit => "SIGQUIT",
        Signal::Abrt => "SIGABRT",
        Signal::Kill => "SIGKILL",
        Signal::Usr1 => "SIGUSR1",
        Signal::Segv => "SIGSEGV",
        Signal::Usr2 => "SIGUSR2",
        Signal::Pipe => "SIGPIPE",
        Signal::Alrm => "SIGALRM",
        Signal::Term => "SIGTERM",
        Signal::Chld => "SIGCHLD",
        Signal::Cont => "SIGCONT",
        Signal::Stop => "SIGSTOP",
        Signal::Tstp => "SIGTSTP",
        Signal::Winch => "SIGWINCH",
    }
}
