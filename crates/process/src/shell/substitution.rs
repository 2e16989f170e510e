//! `<(…)` and `>(…)`: a child at the other end of a pipe, and the path that leads to it.

use super::ast::List;
use super::expand::Expanded;
use super::state::{Flow, Shell};

/// The highest descriptor that bash gives a process substitution; the next ones count down.
const FIRST_DESCRIPTOR: u32 = 63;
/// The lowest of them.
const LAST_DESCRIPTOR: u32 = 32;

impl Shell {
    /// Starts the commands; `reads`: the shell's command reads what they print.
    pub(super) fn process_path(&mut self, list: &List, reads: bool) -> Expanded<String> {
        let descriptor = (LAST_DESCRIPTOR..=FIRST_DESCRIPTOR)
            .rev()
            .find(|fd| !self.process_fds.contains(fd));
        let Some(descriptor) = descriptor else {
            self.status = 1;
            return Err(Flow::Abandon);
        };
        let (read, write) = self.proc.pipe();
        let child = self.fork_list(list, false);
        let (own, other, fd) = if reads { (read, write, 1) } else { (write, read, 0) };
        match child {
            Some(child) => {
                child.replace_fd(fd, Some(other));
                self.add_job(child.pid, child.vpid());
            }
            None => self.proc.close_file(other),
        }
        self.proc.replace_fd(descriptor, Some(own));
        self.process_fds.push(descriptor);
        Ok(format!("/dev/fd/{descriptor}"))
    }

    /// Closes the shell's ends of all but the first `kept` pipes: their command has ended.
    pub(super) fn close_process_fds(&mut self, kept: usize) {
        if self.process_fds.len() <= kept {
            return;
        }
        for descriptor in self.process_fds.split_off(kept) {
            self.proc.replace_fd(descriptor, None);
        }
    }
}
