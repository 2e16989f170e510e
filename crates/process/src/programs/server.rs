//! A program seen from outside: it becomes ready, listens, answers, and ends on a signal or after a time.

use super::http::{Action, HttpRules};
use crate::behaviour::companion::need;
use crate::effect::Bind;
use crate::images::OnTerm;
use crate::kernel::network::Answering;
use crate::kernel::syscalls::{Open, Proc};
use crate::kernel::{Channel, Disposition, Exit};
use crate::signal::Signal;
use crate::utilities::make_all;
use std::time::Duration;

/// What a program does on its stop signals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnStop {
    /// It has no handler: the kernel decides.
    Kernel,
    /// It ends with this code.
    Exit { code: i32, after: Duration },
}

/// What a program does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    /// Its name, for messages.
    pub name: String,
    pub ports: Vec<(Bind, u16)>,
    /// Ports of its pod that it connects to before all else; it fails when nobody listens there.
    pub needs: Vec<u16>,
    /// That it listens on its ports is an assumption.
    pub soft: bool,
    pub ready_after: Duration,
    /// `None`: it does not speak HTTP.
    pub http: Option<HttpRules>,
    pub on_stop: OnStop,
    /// A signal that stops it too, besides TERM, INT and QUIT.
    pub stop_signal: Signal,
    /// Before it is ready a wrapper script runs that handles no signal.
    pub wrapped: bool,
    /// It goes into the background: who called it goes on at once.
    pub background: bool,
    /// It ends by itself.
    pub ends: Option<(Duration, i32)>,
    /// Lines that it prints, by the time since its start.
    pub prints: Vec<(Duration, String)>,
    /// From when on its lines come again, and how often.
    pub cycle: Option<(Duration, Duration)>,
    /// It cannot start: message and exit code.
    pub fails: Option<(String, i32)>,
    /// It takes this much memory after a second.
    pub takes_memory: u64,
    /// When it has ended, its container has programs that nobody knows.
    pub installs: bool,
    /// What it has made when it is ready or has ended: files with their content, or folders.
    pub makes: Vec<(String, Option<&'static str>)>,
    /// A file without which it cannot start.
    pub requires: Option<&'static str>,
    /// What the reader should know.
    pub note: Option<String>,
}

impl Spec {
    /// A program that listens nowhere and never ends.
    pub fn named(name: &str) -> Spec {
        Spec {
            name: name.into(),
            ports: Vec::new(),
            needs: Vec::new(),
            soft: false,
            ready_after: Duration::ZERO,
            http: None,
            on_stop: OnStop::Kernel,
            stop_signal: Signal::Term,
            wrapped: false,
            background: false,
            ends: None,
            prints: Vec::new(),
            cycle: None,
            fails: None,
            installs: false,
            makes: Vec::new(),
            requires: None,
            takes_memory: 0,
            note: None,
        }
    }

    /// What a signal does once the program is at work; `None`: nothing, for a first process.
    pub fn on_signal(&self, signal: Signal) -> Option<OnTerm> {
        let handled = [Signal::Term, Signal::Int, Signal::Quit, self.stop_signal].contains(&signal);
        match self.on_stop {
            OnStop::Exit { code, after } if handled => Some(OnTerm { code, after }),
            _ => None,
        }
    }

    /// A program that ends by itself.
    pub fn one_shot(name: &str, after: Duration, code: i32) -> Spec {
        Spec {
            ends: Some((after, code)),
            ..Spec::named(name)
        }
    }
}

/// How often a server tries to bind (nginx: 5 times), and how long it waits between.
const BIND_TRIES: u32 = 5;
const BIND_PAUSE: Duration = Duration::from_millis(500);

/// Runs the program.
pub(crate) async fn run(proc: Proc, spec: Spec) -> Exit {
    if let Some(note) = &spec.note {
        let container = proc.container();
        proc.kernel().note(container, note.clone(), None);
        proc.fill_volumes();
    }
    if let Some((message, code)) = &spec.fails {
        proc.sleep(FAIL_TIME).await;
        let _ = proc.write(2, format!("{message}\n").as_bytes()).await;
        return Exit::code(*code);
    }
    if !spec.wrapped {
        install_handlers(&proc, &spec);
    }
    let limit = {
        let container = proc.container();
        proc.kernel().containers[&container].memory_limit
    };
    if limit.is_some_and(|limit| spec.takes_memory > limit) {
        proc.sleep(MEMORY_TIME).await;
        return Exit::oom();
    }
    for port in &spec.needs {
        if need(&proc, "localhost", *port, None, Some(1)).await.is_err() {
            return Exit::code(1);
        }
    }
    let started = proc.now();
    let ends_at = spec.ends.map(|(after, code)| (proc.now() + after, code));
    let mut server = Server {
        proc,
        spec,
        drained: false,
        started,
        printed: 0,
    };
    let ready_at = server.proc.now() + server.proc.start_up(server.spec.ready_after);
    for (_, port) in &server.spec.ports {
        server.proc.kernel().plan(server.proc.pid, *port, ready_at);
    }
    if let Some(exit) = server.wait_until(Some(ready_at), ends_at).await {
        return exit;
    }
    install_handlers(&server.proc, &server.spec);
    if let Some(exit) = server.bind_all().await {
        return exit;
    }
    if ends_at.is_none() {
        server.leave_traces().await;
    }
    match server.wait_until(None, ends_at).await {
        Some(exit) => exit,
        None => Exit::code(0),
    }
}

/// How long a program takes to fill its memory.
const MEMORY_TIME: Duration = Duration::from_millis(500);
/// How long a program takes to find out that it cannot start.
pub(crate) const FAIL_TIME: Duration = Duration::from_millis(100);

fn install_handlers(proc: &Proc, spec: &Spec) {
    if spec.on_stop != OnStop::Kernel {
        for signal in [Signal::Term, Signal::Int, Signal::Quit, spec.stop_signal] {
            proc.set_disposition(signal, Some(Disposition::Handle));
        }
    }
}

struct Server {
    proc: Proc,
    spec: Spec,
    drained: bool,
    started: Duration,
    /// How many lines it has printed.
    printed: usize,
}

impl Server {
    /// Waits until a time (for ever when there is none); gives the exit when the program ends before.
    async fn wait_until(&mut self, until: Option<Duration>, ends: Option<(Duration, i32)>) -> Option<Exit> {
        loop {
            if self.proc.take_signal().is_some()
                && let OnStop::Exit { code, after } = self.spec.on_stop
            {
                let after = if self.drained { Duration::ZERO } else { after };
                self.proc.sleep(after).await;
                return Some(Exit::code(code));
            }
            let action = self.proc.kernel().actions.remove(&self.proc.pid);
            match action {
                Some(Action::Exit(code)) => return Some(Exit::code(code)),
                Some(Action::Drain) => self.drained = true,
                _ => {}
            }
            let now = self.proc.now();
            while let Some((_, line)) = self.next_line().filter(|line| line.0 <= now) {
                self.printed += 1;
                let _ = self.proc.write(1, format!("{line}\n").as_bytes()).await;
            }
            if let Some((at, code)) = ends
                && now >= at
            {
                self.leave_traces().await;
                return Some(Exit::code(code));
            }
            if until.is_some_and(|at| now >= at) {
                return None;
            }
            let line = self.next_line().map(|line| line.0);
            let next = [until, ends.map(|e| e.0), line].into_iter().flatten().min();
            self.proc.wait(Channel::Never, next).await;
        }
    }

    /// The next line that it prints, and when.
    fn next_line(&self) -> Option<(Duration, String)> {
        let (prints, at) = (&self.spec.prints, self.printed);
        if let Some((after, line)) = prints.get(at) {
            return Some((self.started + *after, line.clone()));
        }
        let (from, every) = self.spec.cycle?;
        let first = prints.iter().position(|line| line.0 >= from)?;
        let (turn, place) = (
            (at - first) / (prints.len() - first),
            (at - first) % (prints.len() - first),
        );
        let (after, line) = &prints[first + place];
        let turns = every.saturating_mul(u32::try_from(turn).unwrap_or(u32::MAX));
        Some((self.started + *after + turns, line.clone()))
    }

    /// What an installer leaves behind.
    async fn leave_traces(&self) {
        if self.spec.installs {
            let container = self.proc.container();
            if let Some(state) = self.proc.kernel().containers.get_mut(&container) {
                state.installed = true;
            }
        }
        // What cannot be made is missed by whoever looks for it.
        for (path, content) in &self.spec.makes {
            let Some(content) = content else {
                let _ = make_all(&self.proc, path);
                continue;
            };
            let _ = make_all(&self.proc, path.rsplit_once('/').map_or("/", |p| p.0));
            if let Ok(file) = self.proc.open(path, Open::Truncate).await {
                let _ = self.proc.write_file(file, content.as_bytes()).await;
                self.proc.close_file(file);
            }
        }
    }

    async fn bind_all(&mut self) -> Option<Exit> {
        let answering = match &self.spec.http {
            Some(rules) => Answering::Http(rules.clone()),
            None => Answering::Silent,
        };
        for (bind, port) in self.spec.ports.clone() {
            let mut tries = 0;
            while !self.proc.kernel().listen_as(
                self.proc.pid,
                (bind, port),
                answering.clone(),
                self.spec.soft,
            ) {
                tries += 1;
                let text = format!(
                    "{}: bind() to 0.0.0.0:{port} failed (98: Address already in use)\n",
                    self.spec.name
                );
                let _ = self.proc.write(2, text.as_bytes()).await;
                if tries == BIND_TRIES {
                    return Some(Exit::code(1));
                }
                let until = self.proc.now() + BIND_PAUSE;
                if let Some(exit) = self.wait_until(Some(until), None).await {
                    return Some(exit);
                }
            }
        }
        None
    }
}
