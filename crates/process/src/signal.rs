//! Signals: names, numbers and what the kernel does with one that nobody handles.

/// A POSIX signal that a container's process may get. Numbers are those of Linux on x86 and arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// 1, hang-up.
    Hup,
    /// 2, interrupt.
    Int,
    /// 3, quit.
    Quit,
    /// 6, abort.
    Abrt,
    /// 9, kill: cannot be caught.
    Kill,
    /// 10, user-defined.
    Usr1,
    /// 11, segmentation violation.
    Segv,
    /// 12, user-defined.
    Usr2,
    /// 13, write to a pipe that nobody reads.
    Pipe,
    /// 14, alarm clock.
    Alrm,
    /// 15, the polite request to end.
    Term,
    /// 17, a child ended.
    Chld,
    /// 18, continue.
    Cont,
    /// 19, stop: cannot be caught.
    Stop,
    /// 20, stop typed at a terminal.
    Tstp,
    /// 28, window size changed (Apache: graceful stop).
    Winch,
}

/// Every signal with its number and its name without `SIG`.
const SIGNALS: [(Signal, i32, &str); 16] = [
    (Signal::Hup, 1, "HUP"),
    (Signal::Int, 2, "INT"),
    (Signal::Quit, 3, "QUIT"),
    (Signal::Abrt, 6, "ABRT"),
    (Signal::Kill, 9, "KILL"),
    (Signal::Usr1, 10, "USR1"),
    (Signal::Segv, 11, "SEGV"),
    (Signal::Usr2, 12, "USR2"),
    (Signal::Pipe, 13, "PIPE"),
    (Signal::Alrm, 14, "ALRM"),
    (Signal::Term, 15, "TERM"),
    (Signal::Chld, 17, "CHLD"),
    (Signal::Cont, 18, "CONT"),
    (Signal::Stop, 19, "STOP"),
    (Signal::Tstp, 20, "TSTP"),
    (Signal::Winch, 28, "WINCH"),
];

impl Signal {
    /// The signal's number.
    pub fn number(self) -> i32 {
        SIGNALS.iter().find(|s| s.0 == self).map_or(0, |s| s.1)
    }

    /// The name without `SIG`: `TERM`.
    pub fn name(self) -> &'static str {
        SIGNALS.iter().find(|s| s.0 == self).map_or("", |s| s.2)
    }

    /// The signal called `text`: `TERM`, `SIGTERM`, `sigterm` or `15`.
    pub fn parse(text: &str) -> Option<Signal> {
        if let Ok(number) = text.parse::<i32>() {
            return SIGNALS.iter().find(|s| s.1 == number).map(|s| s.0);
        }
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        SIGNALS.iter().find(|s| s.2 == name).map(|s| s.0)
    }

    /// Every signal in the order of its number.
    pub fn all() -> impl Iterator<Item = Signal> {
        SIGNALS.iter().map(|s| s.0)
    }

    /// The exit code of a process that this signal ended: 128 + number.
    pub fn exit_code(self) -> i32 {
        128 + self.number()
    }

    /// True when an ordinary process without a handler ends by it.
    pub(crate) fn ends_by_default(self) -> bool {
        !matches!(
            self,
            Signal::Chld | Signal::Cont | Signal::Winch | Signal::Stop | Signal::Tstp
        )
    }

    /// True when no process can catch or ignore it.
    pub(crate) fn uncatchable(self) -> bool {
        matches!(self, Signal::Kill | Signal::Stop)
    }

    /// What shells print for a child that the signal ended.
    pub(crate) fn description(self) -> &'static str {
        match self {
            Signal::Hup => "Hangup",
            Signal::Int => "Interrupt",
            Signal::Quit => "Quit",
            Signal::Abrt => "Aborted",
            Signal::Kill => "Killed",
            Signal::Segv => "Segmentation fault",
            Signal::Alrm => "Alarm clock",
            Signal::Term => "Terminated",
            _ => self.name(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Signal;

    #[test]
    fn names_and_numbers() {
        let check = |text: &str, expect: Option<Signal>| assert_eq!(Signal::parse(text), expect, "{text}");
        check("TERM", Some(Signal::Term));
        check("SIGQUIT", Some(Signal::Quit));
        check("sigwinch", Some(Signal::Winch));
        check("9", Some(Signal::Kill));
        check("0", None);
        check("NOPE", None);
        assert_eq!(Signal::Term.exit_code(), 143);
    }
}
