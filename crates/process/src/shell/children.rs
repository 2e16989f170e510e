//! Subshells: pipelines, background commands, `( )`.

use super::ast::{AndOr, Kind, List, Pipeline};
use super::exec::Tail;
use super::state::{Flow, Shell};
use crate::commands;
use crate::kernel::syscalls::{BUILTIN_COST, FORK_COST, Proc};
use crate::kernel::{Exit, Pid};
use crate::signal::Signal;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

/// Most background processes that a shell remembers without looking which have ended.
const MAX_JOBS: usize = 64;

impl Shell {
    pub(super) async fn run_pipe(&mut self, pipeline: &Pipeline, tail: Tail) -> Flow {
        let count = pipeline.commands.len();
        let mut children = Vec::new();
        let mut input = None;
        for (place, command) in pipeline.commands.iter().enumerate() {
            let last = place + 1 == count;
            let (next, output) = if last {
                (None, None)
            } else {
                let (read, write) = self.proc.pipe();
                (Some(read), Some(write))
            };
            let last_word = Tail {
                exec: true,
                last: tail.last && last,
            };
            let command = command.clone();
            let reads_pipe = place > 0 && self.bash();
            let child = self.fork(move |mut shell| {
                Box::pin(async move {
                    shell.keeps_stdin |= reads_pipe;
                    let flow = match &command.kind {
                        // The process was forked for it already.
                        Kind::Subshell(list) if command.redirections.is_empty() => {
                            shell.run_list(list, last_word).await
                        }
                        _ => shell.run_command(&command, last_word).await,
                    };
                    shell.end_of(flow).await
                })
            });
            if let Some(child) = &child {
                // The child took over all descriptors: it keeps its ends, this shell closes them.
                if let Some(file) = input {
                    child.replace_fd(0, Some(self.proc.share_file(file)));
                }
                if let Some(file) = output {
                    child.replace_fd(1, Some(self.proc.share_file(file)));
                }
                children.push(child.clone());
            }
            for file in [input, output].into_iter().flatten() {
                self.proc.close_file(file);
            }
            input = next;
        }
        let mut statuses = Vec::new();
        for child in children {
            let exit = self.wait_foreground(&child).await;
            statuses.push(exit.code);
        }
        self.status = statuses.last().copied().unwrap_or(1);
        if self.options.pipefail {
            self.status = statuses.iter().rev().find(|s| **s != 0).copied().unwrap_or(0);
        }
        self.pipe_status = statuses;
        Flow::Normal
    }

    /// Starts a subshell as a child process.
    pub fn fork(&mut self, body: impl FnOnce(Shell) -> Pin<Box<dyn Future<Output = Exit>>>) -> Option<Proc> {
        let argv: Rc<[String]> = Rc::from([self.name.clone()]);
        let template = &*self;
        self.proc.spawn(argv, |proc| {
            let shell = template.subshell(proc.clone());
            let work = body(shell);
            async move {
                proc.spend(FORK_COST).await;
                let exit = work.await;
                match proc.take_replacement() {
                    Some((argv, env, place)) => {
                        proc.set_argv(argv.clone().into());
                        commands::run(proc, None, (argv, env, place)).await
                    }
                    None => exit,
                }
            }
        })
    }

    /// Starts a subshell that runs a list; `last`: nothing of the script comes after it.
    pub(super) fn fork_list(&mut self, list: &List, last: bool) -> Option<Proc> {
        let list = list.clone();
        let place = self.place;
        self.fork(move |mut shell| {
            Box::pin(async move {
                if last {
                    shell.place = place;
                }
                let flow = shell.run_list(&list, Tail { exec: true, last }).await;
                shell.end_of(flow).await
            })
        })
    }

    pub(super) async fn run_background(&mut self, list: &List, place: usize) -> Flow {
        let list = list.clone();
        let child = self.fork(move |mut shell| {
            Box::pin(async move {
                if !shell.keeps_stdin {
                    Shell::null_stdin(&shell.proc);
                }
                let flow = shell.run_forked(&list[place].command).await;
                shell.end_of(flow).await
            })
        });
        match child {
            Some(child) => {
                for signal in [Signal::Int, Signal::Quit] {
                    child.set_disposition(signal, Some(crate::kernel::Disposition::Ignore));
                }
                let vpid = child.vpid();
                self.add_job(child.pid, vpid);
                self.last_background = Some(vpid);
                self.status = 0;
            }
            None => self.fork_failed().await,
        }
        self.proc.spend(BUILTIN_COST).await;
        self.after_command().await
    }

    /// The command of a process that was forked for it: `( … )` needs no other one.
    async fn run_forked(&mut self, command: &AndOr) -> Flow {
        let tail = Tail {
            exec: true,
            last: false,
        };
        if let (true, [only]) = (command.rest.is_empty(), command.first.commands.as_slice())
            && let Kind::Subshell(list) = &only.kind
            && only.redirections.is_empty()
            && !command.first.negated
        {
            return self.run_list(list, tail).await;
        }
        self.run_and_or(command, tail).await
    }

    /// Remembers a background process. Many that have ended make room: nobody will ask for all of them.
    pub(super) fn add_job(&mut self, pid: Pid, vpid: u32) {
        self.jobs.push((pid, vpid));
        if self.jobs.len() <= MAX_JOBS {
            return;
        }
        let proc = self.proc.clone();
        let mut ended = Vec::new();
        self.jobs.retain(|(pid, vpid)| match proc.reap(*pid) {
            Some(exit) => {
                ended.push((*vpid, exit));
                false
            }
            None => true,
        });
        self.ended_jobs = ended;
    }

    pub(super) async fn fork_failed(&mut self) {
        let line = self.message("can't fork: Resource temporarily unavailable");
        self.print_error(&line).await;
        self.status = 2;
    }

    /// The exit of a subshell after its commands.
    pub async fn end_of(&mut self, flow: Flow) -> Exit {
        match flow {
            Flow::Ended(exit) => exit,
            _ => self.finish().await,
        }
    }

    pub(super) async fn run_subshell(&mut self, list: &List, tail: Tail) -> Flow {
        if tail.exec && self.traps.is_empty() && self.jobs.is_empty() {
            let flow = self.run_list(list, tail).await;
            return if flow == Flow::Normal { Flow::Exit } else { flow };
        }
        match self.fork_list(list, tail.last) {
            Some(child) => self.status = self.wait_foreground(&child).await.code,
            None => self.fork_failed().await,
        }
        Flow::Normal
    }
}
