//! What processes print: whole lines of logs, and the output of commands from outside.

use super::Kernel;
use crate::config::{ContainerId, ExecId};
use crate::effect::{EffectKind, Stream};

/// Most log lines of one machine; later ones are dropped with a note.
const MAX_LOG_LINES: usize = 100_000;

/// Longest log line kept.
const MAX_LINE_BYTES: usize = 16_384;

/// Most output kept of one exec (the kubelet's own limit for a probe's output).
const MAX_EXEC_OUTPUT: usize = 10_240;

impl Kernel {
    /// Bytes that arrived in a container's log: whole lines are reported.
    pub fn log(&mut self, container: ContainerId, stream: Stream, bytes: &[u8]) {
        let Some(state) = self.containers.get_mut(&container) else {
            return;
        };
        let partial = &mut state.partial[stream as usize];
        partial.extend_from_slice(bytes);
        let mut lines = Vec::new();
        while let Some(end) = partial.iter().position(|b| *b == b'\n') {
            let rest = partial.split_off(end + 1);
            let mut line = std::mem::replace(partial, rest);
            line.pop();
            lines.push(line);
        }
        if partial.len() > MAX_LINE_BYTES {
            lines.push(std::mem::take(partial));
        }
        for line in lines {
            self.log_line(container, stream, &line);
        }
    }

    fn log_line(&mut self, container: ContainerId, stream: Stream, line: &[u8]) {
        self.log_lines += 1;
        match self.log_lines {
            n if n < MAX_LOG_LINES => {
                let line = String::from_utf8_lossy(&line[..line.len().min(MAX_LINE_BYTES)]).into_owned();
                self.report(container, EffectKind::Log { stream, line });
            }
            n if n == MAX_LOG_LINES => {
                self.note(
                    container,
                    "more log lines than the playground keeps: the rest is dropped".into(),
                    None,
                );
            }
            _ => {}
        }
    }

    pub(super) fn flush_logs(&mut self, container: ContainerId) {
        for stream in [Stream::Stdout, Stream::Stderr] {
            let Some(state) = self.containers.get_mut(&container) else {
                return;
            };
            let rest = std::mem::take(&mut state.partial[stream as usize]);
            if !rest.is_empty() {
                self.log_line(container, stream, &rest);
            }
        }
    }

    /// Bytes that a process started from outside printed.
    pub fn exec_output(&mut self, exec: ExecId, bytes: &[u8]) {
        if let Some(state) = self.execs.get_mut(&exec) {
            let room = MAX_EXEC_OUTPUT.saturating_sub(state.output.len());
            state.output.extend_from_slice(&bytes[..bytes.len().min(room)]);
        }
    }
}
