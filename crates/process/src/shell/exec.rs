//! Lists, and-or lists, and which command runs how.

use super::Dialect;
use super::ast::{AndOr, Command, Kind, List, Pipeline};
use super::state::{Flow, Shell, TrapKind};
use crate::kernel::syscalls::BUILTIN_COST;
use std::future::Future;
use std::pin::Pin;

/// Whether a command is the last thing its shell does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail {
    /// The shell may replace itself by it.
    pub exec: bool,
    /// Nothing of the script comes after it.
    pub last: bool,
}

impl Tail {
    pub const NO: Tail = Tail {
        exec: false,
        last: false,
    };

    pub fn no_exec(self) -> Tail {
        Tail { exec: false, ..self }
    }
}

/// A step of a shell that may wait.
pub(crate) type Running<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Deepest nesting of functions, substitutions and sourced files.
pub(crate) const MAX_CALL_DEPTH: u32 = 40;

impl Shell {
    /// Runs commands one after the other.
    pub fn run_list<'a>(&'a mut self, list: &'a List, tail: Tail) -> Running<'a, Flow> {
        Box::pin(self.run_items(list, tail))
    }

    /// The same where it cannot come to itself again: in a script's lines.
    pub(super) async fn run_items(&mut self, list: &List, tail: Tail) -> Flow {
        for (place, item) in list.iter().enumerate() {
            let tail = if place + 1 == list.len() { tail } else { Tail::NO };
            let flow = if item.background {
                Box::pin(self.run_background(list, place)).await
            } else {
                self.run_and_or(&item.command, tail).await
            };
            if flow != Flow::Normal {
                return flow;
            }
        }
        Flow::Normal
    }

    pub(super) async fn run_and_or(&mut self, command: &AndOr, tail: Tail) -> Flow {
        let count = command.rest.len();
        let at = |place: usize| if place == count { tail } else { Tail::NO };
        self.tested += u32::from(count > 0);
        let mut flow = self.run_pipeline(&command.first, at(0)).await;
        self.tested -= u32::from(count > 0);
        let mut last_ran = count == 0;
        for (place, (and, pipeline)) in command.rest.iter().enumerate() {
            if flow != Flow::Normal {
                return flow;
            }
            if *and != (self.status == 0) {
                last_ran = false;
                continue;
            }
            last_ran = place + 1 == count;
            self.tested += u32::from(!last_ran);
            flow = self.run_pipeline(pipeline, at(place + 1)).await;
            self.tested -= u32::from(!last_ran);
        }
        let last = command.rest.last().map_or(&command.first, |r| &r.1);
        if flow == Flow::Normal && last_ran && counts_for_errexit(last) {
            flow = self.check_errexit().await;
        }
        flow
    }

    /// `set -e` and the ERR trap after a command that failed.
    async fn check_errexit(&mut self) -> Flow {
        if self.status == 0 || self.tested > 0 {
            return Flow::Normal;
        }
        // Functions do not inherit the trap.
        if self.traps.contains_key(&TrapKind::Err) && self.in_trap == 0 && self.calls.is_empty() {
            let flow = self.run_trap(TrapKind::Err).await;
            if flow != Flow::Normal {
                return flow;
            }
        }
        if self.options.errexit {
            Flow::Exit
        } else {
            Flow::Normal
        }
    }

    pub(super) async fn run_pipeline(&mut self, pipeline: &Pipeline, tail: Tail) -> Flow {
        let start = self.proc.now();
        self.tested += u32::from(pipeline.negated);
        let flow = if let [command] = pipeline.commands.as_slice() {
            let stays = pipeline.negated || pipeline.timed;
            let tail = if stays { tail.no_exec() } else { tail };
            match &command.kind {
                // The most frequent kind needs no future of its own.
                Kind::Simple { assignments, words } => {
                    self.line = command.line;
                    let kept = self.process_fds.len();
                    let flow = self.run_simple(command, assignments, words, tail).await;
                    if !matches!(flow, Flow::Ended(_)) {
                        self.close_process_fds(kept);
                    }
                    flow
                }
                _ => self.run_command(command, tail).await,
            }
        } else {
            Box::pin(self.run_pipe(pipeline, tail)).await
        };
        self.tested -= u32::from(pipeline.negated);
        if flow != Flow::Normal {
            return flow;
        }
        if pipeline.negated {
            self.status = i32::from(self.status == 0);
        }
        if pipeline.timed {
            let took = self.proc.now() - start;
            let real = format!(
                "{}m{}.{:03}s",
                took.as_secs() / 60,
                took.as_secs() % 60,
                took.subsec_millis()
            );
            self.print_error(&format!("\nreal\t{real}\nuser\t0m0.000s\nsys\t0m0.000s\n"))
                .await;
        }
        self.after_command().await
    }

    /// Runs one command with its redirections.
    pub fn run_command<'a>(&'a mut self, command: &'a Command, tail: Tail) -> Running<'a, Flow> {
        Box::pin(async move {
            self.line = command.line;
            let kept = self.process_fds.len();
            if let Kind::Simple { assignments, words } = &command.kind {
                let flow = self.run_simple(command, assignments, words, tail).await;
                if !matches!(flow, Flow::Ended(_)) {
                    self.close_process_fds(kept);
                }
                return flow;
            }
            if let Kind::Function { name, body } = &command.kind {
                self.functions.insert(name.clone(), body.clone());
                self.status = 0;
                return Flow::Normal;
            }
            if command.redirections.is_empty() {
                return Box::pin(self.run_compound(&command.kind, tail)).await;
            }
            let saved = match Box::pin(self.redirect(&command.redirections)).await {
                Ok(saved) => saved,
                Err(()) => {
                    self.close_process_fds(kept);
                    self.status = 1;
                    return Flow::Normal;
                }
            };
            // The command holds what it redirected to.
            self.close_process_fds(kept);
            let flow = Box::pin(self.run_compound(&command.kind, tail.no_exec())).await;
            self.undo(saved, flow);
            flow
        })
    }

    async fn run_compound(&mut self, kind: &Kind, tail: Tail) -> Flow {
        // bash replaces itself only by a simple command, ash also inside if, { } and ( ).
        let inner = if self.dialect == Dialect::Ash {
            tail
        } else {
            tail.no_exec()
        };
        match kind {
            Kind::Group(list) => self.run_list(list, inner).await,
            Kind::Subshell(list) => self.run_subshell(list, inner).await,
            Kind::If { branches, otherwise } => {
                for (condition, body) in branches {
                    match self.run_condition(condition).await {
                        Err(flow) => return flow,
                        Ok(true) => return self.run_list(body, inner).await,
                        Ok(false) => {}
                    }
                }
                match otherwise {
                    Some(body) => self.run_list(body, inner).await,
                    None => {
                        self.status = 0;
                        Flow::Normal
                    }
                }
            }
            Kind::Loop {
                until,
                condition,
                body,
            } => self.run_loop(*until, condition, body).await,
            Kind::For { name, words, body } => self.run_for(name, words.as_deref(), body).await,
            Kind::ArithmeticFor { parts, body } => self.run_arithmetic_for(parts, body).await,
            Kind::Case { word, arms } => self.run_case(word, arms, inner).await,
            Kind::Test(test) => {
                self.proc.spend(BUILTIN_COST).await;
                self.substituted = None;
                self.status = match self.run_test(test).await {
                    Ok(true) => 0,
                    Ok(false) => 1,
                    Err(()) => 2,
                };
                Flow::Normal
            }
            Kind::Arithmetic(word) => {
                self.proc.spend(BUILTIN_COST).await;
                match self.arithmetic(word).await {
                    Ok(value) => {
                        self.status = i32::from(value == 0);
                        Flow::Normal
                    }
                    Err(()) => {
                        self.status = 1;
                        Flow::Normal
                    }
                }
            }
            Kind::Simple { .. } | Kind::Function { .. } => Flow::Normal,
        }
    }
}

/// True when the failure of a pipeline ends a shell with `set -e`; inside other compound commands the command
/// that failed already did.
fn counts_for_errexit(pipeline: &Pipeline) -> bool {
    let own = |kind: &Kind| {
        matches!(
            kind,
            Kind::Simple { .. } | Kind::Subshell(_) | Kind::Test(_) | Kind::Arithmetic(_)
        )
    };
    !pipeline.negated && (pipeline.commands.len() > 1 || pipeline.commands.iter().all(|c| own(&c.kind)))
}
