//! Where awk's output goes: standard output, files, commands.

use super::run::Machine;
use crate::commands::{self, Call, Place};
use crate::kernel::open::FileId;
use crate::kernel::syscalls::{Open, Proc};
use crate::utilities::common::Lines;
use sorted::Map;
use std::collections::VecDeque;

/// What is open: files, and commands with their input.
#[derive(Default)]
pub(super) struct Sinks {
    open: Map<String, (FileId, Option<Proc>)>,
}

impl Sinks {
    /// Writes what the machine has put out. An error: nobody reads standard output any more.
    pub async fn flush(&mut self, call: &Call, machine: &mut Machine<'_>) -> Result<(), ()> {
        for output in std::mem::take(&mut machine.out) {
            match (output.kind, output.name.as_str()) {
                ("", _) | (_, "/dev/stdout" | "-") => {
                    if !call.print(&output.text).await {
                        return Err(());
                    }
                }
                (_, "/dev/stderr" | "cat 1>&2" | "cat >&2") => {
                    let _ = call.proc.write(2, output.text.as_bytes()).await;
                }
                (kind, name) => {
                    if let Some(file) = self.sink(call, kind, name).await {
                        let _ = call.proc.write_file(file, output.text.as_bytes()).await;
                    }
                }
            }
        }
        Ok(())
    }

    async fn sink(&mut self, call: &Call, kind: &str, name: &str) -> Option<FileId> {
        if let Some((file, _)) = self.open.get(name) {
            return Some(*file);
        }
        let sink = match kind {
            "|" => command(call, name)?,
            ">>" => (call.proc.open(name, Open::Append).await.ok()?, None),
            _ => (call.proc.open(name, Open::Truncate).await.ok()?, None),
        };
        let file = sink.0;
        self.open.insert(name.to_string(), sink);
        Some(file)
    }

    /// Closes everything and waits for the commands.
    pub async fn close(&mut self, call: &Call) {
        for (_, (file, child)) in std::mem::take(&mut self.open) {
            call.proc.close_file(file);
            if let Some(child) = child {
                call.proc.wait_child(child.pid).await;
            }
        }
    }
}

/// Starts `sh -c NAME` that reads what is written.
fn command(call: &Call, name: &str) -> Option<(FileId, Option<Proc>)> {
    let (read, write) = call.proc.pipe();
    let child = shell(call, name)?;
    child.replace_fd(0, Some(read));
    Some((write, Some(child)))
}

/// What `sh -c NAME` prints, by lines.
pub(super) async fn printed_by(call: &Call, name: &str) -> VecDeque<String> {
    let (read, write) = call.proc.pipe();
    let Some(child) = shell(call, name) else {
        return VecDeque::new();
    };
    child.replace_fd(1, Some(write));
    let mut lines = Lines::new(&call.proc, read);
    let mut printed = VecDeque::new();
    while let Some(line) = lines.next().await {
        printed.push_back(line);
    }
    lines.close();
    call.proc.wait_child(child.pid).await;
    printed
}

fn shell(call: &Call, name: &str) -> Option<Proc> {
    let argv = vec!["sh".to_string(), "-c".into(), name.into()];
    commands::start(&call.proc, None, (argv, call.env.clone(), Place::Step))
}
