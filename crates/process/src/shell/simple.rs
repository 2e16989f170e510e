//! Simple commands: assignments, redirections, then a function, a builtin or another program.

use super::Dialect;
use super::ast::{Assignment, Command, Word};
use super::builtins;
use super::exec::{MAX_CALL_DEPTH, Tail};
use super::state::{FIRST_OPTION, Flow, Shell, Variable};
use crate::commands::{self, Env, Found, Place};
use crate::kernel::syscalls::BUILTIN_COST;
use sorted::Map;
use std::rc::Rc;

impl Shell {
    /// Runs a simple command.
    pub async fn run_simple(
        &mut self,
        command: &Command,
        assignments: &[Assignment],
        words: &[Word],
        tail: Tail,
    ) -> Flow {
        self.substituted = None;
        let argv = match self.expand_words(words).await {
            Ok(argv) => argv,
            Err(flow) => return flow,
        };
        if self.options.xtrace && !argv.is_empty() {
            let words: Vec<String> = argv.iter().map(|word| self.traced(word)).collect();
            let line = format!("+ {}\n", words.join(" "));
            self.print_error(&line).await;
        }
        let saved = if command.redirections.is_empty() {
            Vec::new()
        } else {
            match Box::pin(self.redirect(&command.redirections)).await {
                Ok(saved) => saved,
                Err(()) => return self.redirection_failed(argv.first().map(String::as_str)),
            }
        };
        if argv.is_empty() {
            self.proc.spend(BUILTIN_COST).await;
            let flow = self.assign_all(assignments).await;
            self.restore(saved);
            return flow;
        }
        // bash never replaces itself by a command with redirections.
        let exec = tail.exec && (saved.is_empty() || self.dialect != Dialect::Bash) && self.traps.is_empty();
        self.dispatch(argv, assignments, Tail { exec, ..tail }, saved)
            .await
    }

    fn redirection_failed(&mut self, name: Option<&str>) -> Flow {
        self.status = if self.dialect == Dialect::Dash { 2 } else { 1 };
        // In dash and ash a failed redirection of a special builtin ends the shell.
        let special = name.is_some_and(builtins::is_special);
        if special && !self.bash() {
            Flow::Exit
        } else {
            Flow::Normal
        }
    }

    async fn assign_all(&mut self, assignments: &[Assignment]) -> Flow {
        // The status of the command before can be asked for: `rc=$?`.
        for assignment in assignments {
            if let Err(flow) = self.assign(assignment).await {
                return flow;
            }
        }
        self.status = self.substituted.unwrap_or(0);
        Flow::Normal
    }

    async fn dispatch(
        &mut self,
        argv: Vec<String>,
        assignments: &[Assignment],
        tail: Tail,
        saved: super::redirect::Saved,
    ) -> Flow {
        if let Some(body) = self.functions.get(&argv[0]).cloned() {
            let kept = match Box::pin(self.assign_for_a_while(assignments)).await {
                Ok(kept) => kept,
                Err(flow) => return flow,
            };
            let flow = Box::pin(self.call_function(&body, argv)).await;
            self.put_back(kept);
            self.undo(saved, flow);
            return flow;
        }
        if let Some(builtin) = builtins::find(&argv[0], self.dialect) {
            self.proc.spend(BUILTIN_COST).await;
            let keeps_redirections = argv[0] == "exec";
            let lasting = assignments.is_empty() || builtins::is_special(&argv[0]) && !self.bash();
            let kept = if assignments.is_empty() {
                Vec::new()
            } else {
                match Box::pin(self.assign_for_a_while(assignments)).await {
                    Ok(kept) => kept,
                    Err(flow) => return flow,
                }
            };
            let flow = builtin(self, argv, tail).await;
            if !lasting {
                self.put_back(kept);
            }
            if keeps_redirections && flow == Flow::Normal {
                self.keep(saved);
            } else {
                self.undo(saved, flow);
            }
            return flow;
        }
        let env = match Box::pin(self.command_env(assignments)).await {
            Ok(env) => env,
            Err(flow) => return flow,
        };
        let flow = Box::pin(self.run_program(argv, env, tail)).await;
        self.undo(saved, flow);
        flow
    }

    /// Variables set for one function or builtin; what they were.
    async fn assign_for_a_while(
        &mut self,
        assignments: &[Assignment],
    ) -> Result<Vec<(Rc<str>, Option<Variable>)>, Flow> {
        let mut kept = Vec::new();
        for assignment in assignments {
            let name = assignment.name.as_str();
            kept.push((name.into(), self.variables.get(name).cloned()));
            self.assign(assignment).await?;
            self.export(name, true);
        }
        Ok(kept)
    }

    fn put_back(&mut self, kept: Vec<(Rc<str>, Option<Variable>)>) {
        for (name, variable) in kept.into_iter().rev() {
            match variable {
                Some(variable) => Rc::make_mut(&mut self.variables).insert(name, variable),
                None => Rc::make_mut(&mut self.variables).remove(&name),
            };
            self.environment = None;
        }
    }

    async fn command_env(&mut self, assignments: &[Assignment]) -> Result<Env, Flow> {
        if assignments.is_empty() {
            return Ok(self.env());
        }
        let kept = self.assign_for_a_while(assignments).await?;
        let env = self.env();
        self.put_back(kept);
        Ok(env)
    }

    async fn call_function(&mut self, body: &Rc<Command>, argv: Vec<String>) -> Flow {
        if self.function_depth >= MAX_CALL_DEPTH {
            let text = format!(
                "{}: maximum function nesting level exceeded ({MAX_CALL_DEPTH})",
                argv[0]
            );
            self.complain(&text).await;
            self.status = 1;
            return Flow::Exit;
        }
        let positional = std::mem::replace(&mut self.positional, argv[1..].to_vec());
        let loops = std::mem::take(&mut self.loop_depth);
        // In dash and ash a function has options of its own.
        let options = self.getopts_at;
        if !self.bash() {
            self.getopts_at = FIRST_OPTION;
        }
        self.calls.push(argv[0].as_str().into());
        self.locals.push(Map::new());
        self.function_depth += 1;
        let flow = self.run_command(body, Tail::NO).await;
        self.function_depth -= 1;
        self.calls.pop();
        self.loop_depth = loops;
        for (name, variable) in self.locals.pop().unwrap_or_default() {
            match variable {
                Some(variable) => Rc::make_mut(&mut self.variables).insert(name, variable),
                None => Rc::make_mut(&mut self.variables).remove(&name),
            };
            self.environment = None;
        }
        self.positional = positional;
        if !self.bash() {
            self.getopts_at = options;
        }
        if flow == Flow::Return { Flow::Normal } else { flow }
    }

    /// Runs another program: as a child, or in place of the shell.
    pub async fn run_program(&mut self, argv: Vec<String>, env: Env, tail: Tail) -> Flow {
        let place = self.place.of_command(tail.last);
        let found = match self.check_program(&argv, &env, place).await {
            Ok(found) => found,
            Err(status) => {
                self.status = status;
                return Flow::Normal;
            }
        };
        if tail.exec {
            return Flow::Ended(self.proc.replace_by((argv, env, place)));
        }
        match commands::start(&self.proc, Some(found), (argv, env, place)) {
            Some(child) => self.status = self.wait_foreground(&child).await.code,
            None => {
                self.complain("can't fork: Resource temporarily unavailable")
                    .await;
                self.status = 2;
            }
        }
        Flow::Normal
    }

    /// What a program is; the status, after a message, when it cannot be run.
    pub async fn check_program(&mut self, argv: &[String], env: &Env, place: Place) -> Result<Found, i32> {
        match commands::find_for(&self.proc, argv, env, place) {
            Found::Missing => {
                let line = self.not_found(&argv[0]);
                self.print_error(&line).await;
                Err(127)
            }
            Found::Denied => {
                self.complain(&format!("{}: Permission denied", argv[0])).await;
                Err(126)
            }
            found => Ok(found),
        }
    }
}
