//! Runs what an annotation says: a life in place of the container's program, and ports beside it.

use super::overrides::{Action, Overrides, When};
use crate::kernel::network::{Answering, From};
use crate::kernel::syscalls::{CONNECT_COST, Open, Proc};
use crate::kernel::web::Dialed;
use crate::kernel::{Channel, Exit};
use crate::programs::http::HttpRules;
use std::time::Duration;

/// A thing to do at a time.
#[derive(Debug, Clone)]
enum Step {
    Open(usize),
    Close(usize),
    Do(usize),
}

/// Lives as the annotation says, as the container's first process.
pub(crate) async fn live(proc: Proc, overrides: Overrides) -> Exit {
    for action in overrides.actions() {
        if let Action::Need {
            host,
            port,
            retry,
            else_exit,
        } = action
            && let Err(code) = need(&proc, host, *port, *retry, *else_exit).await
        {
            return Exit::code(code);
        }
    }
    needs_are_met(&proc);
    let mut steps: Vec<(Duration, Step)> = Vec::new();
    for (place, action) in overrides.actions().enumerate() {
        match action {
            Action::Exit { after, .. } | Action::Oom { after } => steps.push((*after, Step::Do(place))),
            Action::Log { after, .. } | Action::Touch { after, .. } => steps.push((*after, Step::Do(place))),
            _ => {}
        }
    }
    match perform(&proc, &overrides, steps).await {
        Some(exit) => exit,
        None => proc.pause().await,
    }
}

/// Opens and closes the ports that the annotation names, beside the container's own program.
pub(crate) async fn ports(proc: Proc, overrides: Overrides) -> Exit {
    let container = proc.container();
    while proc
        .kernel()
        .containers
        .get(&container)
        .is_some_and(|c| c.life_from.is_none())
    {
        proc.wait(Channel::Needs, None).await;
    }
    let mut steps = Vec::new();
    for (place, action) in overrides.actions().enumerate() {
        if let Action::Listen {
            when: When { after, until },
            ports,
            ..
        } = action
        {
            let after = proc.start_up(*after);
            let at = proc.now() + after;
            for port in ports {
                proc.kernel().plan(proc.pid, *port, at);
            }
            steps.push((after, Step::Open(place)));
            steps.extend(until.map(|until| (until, Step::Close(place))));
        }
    }
    match perform(&proc, &overrides, steps).await {
        Some(exit) => exit,
        None => proc.pause().await,
    }
}

fn needs_are_met(proc: &Proc) {
    let container = proc.container();
    let mut kernel = proc.kernel();
    let now = kernel.now;
    if let Some(state) = kernel.containers.get_mut(&container)
        && state.life_from.is_none()
    {
        state.life_from = Some(now);
        kernel.notify(Channel::Needs);
    }
}

/// Connects to a server, again and again when `retry` says so.
///
/// # Errors
/// The exit code of who gives up.
pub(crate) async fn need(
    proc: &Proc,
    host: &str,
    port: u16,
    retry: Option<Duration>,
    code: Option<i32>,
) -> Result<(), i32> {
    loop {
        proc.sleep(CONNECT_COST).await;
        let dialed = {
            let mut kernel = proc.kernel();
            let dialed = kernel.dial(From::Pod, host, port);
            kernel.report_connection(proc.pid, host, port, &dialed);
            dialed
        };
        match (dialed, retry, code) {
            (Dialed::Listener(_) | Dialed::Outside, ..) => return Ok(()),
            (_, Some(pause), _) => proc.sleep(pause.max(CONNECT_COST)).await,
            (_, None, Some(code)) => return Err(code),
            (_, None, None) => return Err(1),
        }
    }
}

/// Does the steps in time order; a repeated one is put back.
async fn perform(proc: &Proc, overrides: &Overrides, mut steps: Vec<(Duration, Step)>) -> Option<Exit> {
    let start = proc.now();
    while let Some(place) = (0..steps.len()).min_by_key(|i| steps[*i].0) {
        let (at, step) = steps.remove(place);
        while proc.now() < start + at {
            proc.wait(Channel::Never, Some(start + at)).await;
        }
        match &step {
            Step::Open(place) => set_ports(proc, overrides, *place, true),
            Step::Close(place) => set_ports(proc, overrides, *place, false),
            Step::Do(place) => match overrides.actions().nth(*place)? {
                Action::Exit { code, .. } => return Some(Exit::code(*code)),
                Action::Oom { .. } => return Some(Exit::oom()),
                Action::Log { text, every, .. } => {
                    let _ = proc.write(1, format!("{text}\n").as_bytes()).await;
                    steps.extend(every.map(|every| (at + every, step.clone())));
                }
                Action::Touch { path, .. } => {
                    if let Ok(file) = proc.open(path, Open::Append).await {
                        proc.close_file(file);
                    }
                }
                _ => {}
            },
        }
    }
    None
}

fn set_ports(proc: &Proc, overrides: &Overrides, place: usize, open: bool) {
    let Some(Action::Listen { bind, ports, .. }) = overrides.actions().nth(place) else {
        return;
    };
    let mut kernel = proc.kernel();
    for port in ports {
        if open {
            kernel.listen(proc.pid, *bind, *port, Answering::Http(HttpRules::always(200)));
        } else {
            kernel.unlisten(proc.pid, *port);
        }
    }
}
