//! Signals: process 1 of a pid namespace gets only those it handles; SIGKILL from outside always works.

use super::{Disposition, Exit, Kernel, Pid, Process};
use crate::config::ContainerId;
use crate::effect::{EffectKind, SignalFate};
use crate::signal::Signal;

/// What the kernel does with a signal, without doing it.
pub(crate) fn fate(
    signal: Signal,
    disposition: Option<Disposition>,
    init: bool,
    outside: bool,
) -> SignalFate {
    if signal.uncatchable() {
        let works = !init || outside;
        return if works && signal == Signal::Kill {
            SignalFate::Fatal
        } else {
            SignalFate::Ignored
        };
    }
    match disposition {
        Some(Disposition::Handle) => SignalFate::Handled,
        Some(Disposition::Ignore) => SignalFate::Ignored,
        None if init || !signal.ends_by_default() => SignalFate::Ignored,
        None => SignalFate::Fatal,
    }
}

impl Kernel {
    /// Sends a signal and says what became of it.
    pub fn send_signal(&mut self, pid: Pid, signal: Signal, outside: bool) -> SignalFate {
        let init = self.is_init(pid);
        let Some(process) = self.processes.get_mut(&pid).filter(|p| p.ended.is_none()) else {
            return SignalFate::Ignored;
        };
        let fate = fate(signal, process.dispositions.get(&signal).copied(), init, outside);
        let (container, mut shown) = (process.container, process.vpid);
        if fate == SignalFate::Handled && !process.pending.contains(&signal) {
            process.pending.push(signal);
        }
        if self.is_first(pid) {
            shown = 1;
        }
        self.report(
            container,
            EffectKind::Signal {
                signal,
                pid: shown,
                fate,
                outside,
            },
        );
        match fate {
            SignalFate::Handled => self.wake(pid),
            SignalFate::Fatal => self.end(pid, Exit::signal(signal)),
            SignalFate::Ignored => {}
        }
        fate
    }

    /// The process with an id as the container's processes see it.
    pub fn by_vpid(&self, container: ContainerId, vpid: u32) -> Option<Pid> {
        let shared = self.config.share_process_namespace;
        let fits = |p: &Process| (shared || p.container == container) && p.vpid == vpid && vpid > 0;
        self.processes.iter().find(|(_, p)| fits(p)).map(|(pid, _)| *pid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn process_one_is_special() {
        let check = |signal, disposition, init, outside, expect| {
            assert_eq!(
                fate(signal, disposition, init, outside),
                expect,
                "{signal:?} {disposition:?} {init} {outside}"
            );
        };
        check(Signal::Term, None, true, true, SignalFate::Ignored);
        check(Signal::Term, None, false, false, SignalFate::Fatal);
        check(
            Signal::Term,
            Some(Disposition::Handle),
            true,
            true,
            SignalFate::Handled,
        );
        check(
            Signal::Term,
            Some(Disposition::Ignore),
            false,
            true,
            SignalFate::Ignored,
        );
        check(
            Signal::Kill,
            Some(Disposition::Ignore),
            true,
            true,
            SignalFate::Fatal,
        );
        check(Signal::Kill, None, true, false, SignalFate::Ignored);
        check(Signal::Kill, None, false, false, SignalFate::Fatal);
        check(Signal::Winch, None, false, true, SignalFate::Ignored);
        check(Signal::Quit, None, true, true, SignalFate::Ignored);
    }
}
