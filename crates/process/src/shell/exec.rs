//! Lists, pipelines and compound commands.

use super::Dialect;
use super::ast::{AndOr, ArmEnd, Command, Kind, List, Pipeline};
use super::state::{Flow, Shell, TrapKind, Value};
use crate::kernel::Exit;
use crate::kernel::syscalls::{BUILTIN_COST, FORK_COST, Proc};
use crate::signal::Signal;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

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

    fn no_exec(self) -> Tail {
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
        Box::pin(async move {
            for (place, item) in list.iter().enumerate() {
                let tail = if place + 1 == list.len() { tail } else { Tail::NO };
                let flow = if item.background {
                    self.run_background(list, place).await
                } else {
                    self.run_and_or(&item.command, tail).await
                };
                if flow != Flow::Normal {
                    return flow;
                }
            }
            Flow::Normal
        })
    }

    async fn run_and_or(&mut self, command: &AndOr, tail: Tail) -> Flow {
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
        if self.traps.contains_key(&TrapKind::Err) && self.in_trap == 0 {
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

    async fn run_pipeline(&mut self, pipeline: &Pipeline, tail: Tail) -> Flow {
        self.tested += u32::from(pipeline.negated);
        let flow = if let [command] = pipeline.commands.as_slice() {
            let tail = if pipeline.negated { tail.no_exec() } else { tail };
            self.run_command(command, tail).await
        } else {
            self.run_pipe(pipeline, tail).await
        };
        self.tested -= u32::from(pipeline.negated);
        if flow != Flow::Normal {
            return flow;
        }
        if pipeline.negated {
            self.status = i32::from(self.status == 0);
        }
        self.after_command().await
    }

    async fn run_pipe(&mut self, pipeline: &Pipeline, tail: Tail) -> Flow {
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
            let child = self.fork(move |mut shell| {
                Box::pin(async move {
                    let flow = shell.run_command(&command, last_word).await;
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
                work.await
            }
        })
    }

    async fn run_background(&mut self, list: &List, place: usize) -> Flow {
        let list = list.clone();
        let child = self.fork(move |mut shell| {
            Box::pin(async move {
                for signal in [Signal::Int, Signal::Quit] {
                    shell
                        .proc
                        .set_disposition(signal, Some(crate::kernel::Disposition::Ignore));
                }
                Shell::null_stdin(&shell.proc);
                let flow = shell
                    .run_and_or(
                        &list[place].command,
                        Tail {
                            exec: true,
                            last: false,
                        },
                    )
                    .await;
                shell.end_of(flow).await
            })
        });
        match child {
            Some(child) => {
                let vpid = child.vpid();
                self.jobs.push((child.pid, vpid));
                self.last_background = Some(vpid);
                self.status = 0;
            }
            None => self.fork_failed().await,
        }
        self.proc.spend(BUILTIN_COST).await;
        self.after_command().await
    }

    async fn fork_failed(&mut self) {
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

    /// Runs one command with its redirections.
    pub fn run_command<'a>(&'a mut self, command: &'a Command, tail: Tail) -> Running<'a, Flow> {
        Box::pin(async move {
            self.line = command.line;
            if let Kind::Simple { assignments, words } = &command.kind {
                return self.run_simple(command, assignments, words, tail).await;
            }
            if let Kind::Function { name, body } = &command.kind {
                self.functions.insert(name.clone(), body.clone());
                self.status = 0;
                return Flow::Normal;
            }
            if command.redirections.is_empty() {
                return self.run_compound(&command.kind, tail).await;
            }
            let saved = match self.redirect(&command.redirections).await {
                Ok(saved) => saved,
                Err(()) => {
                    self.status = 1;
                    return Flow::Normal;
                }
            };
            let flow = self.run_compound(&command.kind, tail.no_exec()).await;
            self.restore(saved);
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
                self.status = 0;
                match otherwise {
                    Some(body) => self.run_list(body, inner).await,
                    None => Flow::Normal,
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

    async fn run_subshell(&mut self, list: &List, tail: Tail) -> Flow {
        if tail.exec && self.traps.is_empty() && self.jobs.is_empty() {
            let flow = self.run_list(list, tail).await;
            return if flow == Flow::Normal { Flow::Exit } else { flow };
        }
        let list = list.clone();
        let place = self.place;
        let child = self.fork(move |mut shell| {
            Box::pin(async move {
                if tail.last {
                    shell.place = place;
                }
                let flow = shell
                    .run_list(
                        &list,
                        Tail {
                            exec: true,
                            last: tail.last,
                        },
                    )
                    .await;
                shell.end_of(flow).await
            })
        });
        match child {
            Some(child) => self.status = self.wait_foreground(&child).await.code,
            None => self.fork_failed().await,
        }
        Flow::Normal
    }

    async fn run_condition(&mut self, list: &List) -> Result<bool, Flow> {
        self.tested += 1;
        let flow = self.run_list(list, Tail::NO).await;
        self.tested -= 1;
        if flow == Flow::Normal {
            Ok(self.status == 0)
        } else {
            Err(flow)
        }
    }

    /// What a loop does with the flow of its body: go on, or stop with a flow of its own.
    fn after_body(flow: Flow) -> Option<Flow> {
        match flow {
            Flow::Normal | Flow::Continue(1) => None,
            Flow::Break(1) => Some(Flow::Normal),
            Flow::Break(n) => Some(Flow::Break(n - 1)),
            Flow::Continue(n) => Some(Flow::Continue(n - 1)),
            other => Some(other),
        }
    }

    async fn run_loop(&mut self, until: bool, condition: &List, body: &List) -> Flow {
        self.loop_depth += 1;
        let mut status = 0;
        let flow = loop {
            self.proc.spend(BUILTIN_COST).await;
            match self.run_condition(condition).await {
                Ok(holds) if holds == until => {
                    self.status = status;
                    break Flow::Normal;
                }
                Ok(_) => {}
                Err(flow) => match Self::after_body(flow) {
                    None => continue,
                    Some(flow) => break flow,
                },
            }
            let flow = self.run_list(body, Tail::NO).await;
            status = self.status;
            if let Some(flow) = Self::after_body(flow) {
                break flow;
            }
        };
        self.loop_depth -= 1;
        flow
    }

    async fn run_for(&mut self, name: &str, words: Option<&[super::ast::Word]>, body: &List) -> Flow {
        self.substituted = None;
        let items = match words {
            None => self.positional.clone(),
            Some(words) => match self.expand_words(words).await {
                Ok(items) => items,
                Err(flow) => return flow,
            },
        };
        self.loop_depth += 1;
        self.status = 0;
        let mut result = Flow::Normal;
        for item in items {
            self.proc.spend(BUILTIN_COST).await;
            self.set(name, Value::Scalar(item));
            let flow = self.run_list(body, Tail::NO).await;
            if let Some(flow) = Self::after_body(flow) {
                result = flow;
                break;
            }
        }
        self.loop_depth -= 1;
        result
    }

    async fn run_arithmetic_for(&mut self, parts: &[super::ast::Word; 3], body: &List) -> Flow {
        let empty = |word: &super::ast::Word| word.is_empty();
        if !empty(&parts[0]) && self.arithmetic(&parts[0]).await.is_err() {
            self.status = 1;
            return Flow::Normal;
        }
        self.loop_depth += 1;
        let flow = loop {
            self.proc.spend(BUILTIN_COST).await;
            if !empty(&parts[1]) && self.arithmetic(&parts[1]).await.unwrap_or(0) == 0 {
                break Flow::Normal;
            }
            let flow = self.run_list(body, Tail::NO).await;
            if let Some(flow) = Self::after_body(flow) {
                break flow;
            }
            if !empty(&parts[2]) && self.arithmetic(&parts[2]).await.is_err() {
                break Flow::Normal;
            }
        };
        self.loop_depth -= 1;
        flow
    }

    async fn run_case(&mut self, word: &super::ast::Word, arms: &[super::ast::Arm], tail: Tail) -> Flow {
        self.proc.spend(BUILTIN_COST).await;
        self.substituted = None;
        let subject = match self.expand_text(word).await {
            Ok(subject) => subject,
            Err(flow) => return flow,
        };
        self.status = 0;
        let mut fall = false;
        for arm in arms {
            let mut hit = fall;
            for pattern in &arm.patterns {
                if hit {
                    break;
                }
                match self.expand_pattern(pattern).await {
                    Ok(pattern) => hit = super::pattern::matches(&pattern, &subject),
                    Err(flow) => return flow,
                }
            }
            if !hit {
                continue;
            }
            let flow = self.run_list(&arm.body, tail).await;
            match arm.end {
                _ if flow != Flow::Normal => return flow,
                ArmEnd::Break => return Flow::Normal,
                ArmEnd::FallThrough => fall = true,
                ArmEnd::Continue => fall = false,
            }
        }
        Flow::Normal
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
