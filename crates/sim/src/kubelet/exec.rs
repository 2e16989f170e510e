//! `kubectl exec POD [-c CONTAINER] -- COMMAND…`: a command in a container; its output is known when it has ended.

use api::command_line::split;
use api::go::go_string;
use trace::Fact;

use super::Kubelet;
use super::agent::ExecOwner;
use crate::actions::arguments::Arguments;
use crate::context::Context;
use crate::runtime::{CriState, Uid};

impl Kubelet {
    /// Starts the command. Gives the answer when there is one at once: an error.
    pub(super) fn exec(&mut self, context: &mut Context, line: &str, said: &str) -> Result<(), String> {
        let (front, command) = line
            .split_once(" -- ")
            .ok_or("error: you must specify at least one command for the container")?;
        let arguments = Arguments::parse(front);
        let (command, _) = split(command);
        let name = arguments
            .words
            .get(2)
            .map(|word| word.strip_prefix("pod/").unwrap_or(word));
        let name = name.ok_or("error: pod or type/name must be specified")?;
        let found = self.pods.values_mut().find(|state| state.key.name == *name);
        let state = found
            .ok_or_else(|| format!("Error from server (NotFound): pods {} not found", go_string(name)))?;
        let default = state
            .pod
            .spec
            .containers
            .first()
            .map_or("", |container| &container.name);
        let container = arguments.flag("container").unwrap_or(default);
        let uid: Uid = state.uid.clone();
        let status = self.node.runtime.status(&uid);
        let running = status
            .find(container)
            .filter(|newest| newest.state == CriState::Running);
        let id = running.map(|newest| newest.id).ok_or_else(|| {
            format!(
                "error: unable to upgrade connection: container not found ({})",
                go_string(container)
            )
        })?;
        let exec = self
            .node
            .runtime
            .exec(context, &uid, id, &command)
            .map_err(|message| {
                format!("error: Internal error occurred: error executing command in container: {message}")
            })?;
        state.execs.insert(exec, ExecOwner::User(said.to_owned()));
        Ok(())
    }
}

/// A user's command has ended: what it printed, and its exit code in kubectl's words.
pub(super) fn ended(context: &mut Context, command: String, exit_code: i32, mut output: String) {
    if exit_code != 0 {
        output.push_str(&format!("command terminated with exit code {exit_code}\n"));
    }
    context.record(Fact::Action { command, output });
}
