//! From a command's name to what runs: a shell, an emulated utility, a program of the table, a script file, or
//! an assumption.

mod executable;

use crate::behaviour::launch::{ASSUMED_STEP, Launch};
use crate::config::ContainerId;
use crate::images::{Mode, Shells, base_name, is_init, is_wrapper, profile_of_program};
use crate::kernel::syscalls::unknown::volume_of;
use crate::kernel::syscalls::{PROGRAM_COST, Proc};
use crate::kernel::{Exit, Kernel};
use crate::programs::server::{self, Spec};
use crate::programs::table;
use crate::programs::{database, nginx};
use crate::shell::{self, Dialect};
use crate::utilities::{self, Utility};
use executable::{File, file_of, in_path};
use sorted::Map;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

/// A process's environment. Its texts are shared: a shell takes them over as they are.
pub(crate) type Env = Rc<Map<Rc<str>, Rc<str>>>;

/// A variable of an environment.
pub(crate) fn variable(env: &Env, name: &str) -> Option<String> {
    env.get(name).map(|text| text.to_string())
}

/// A call of a utility.
pub(crate) struct Call {
    pub proc: Proc,
    pub argv: Vec<String>,
    pub env: Env,
}

/// A utility at work: its output is its exit code.
pub(crate) type Work = Pin<Box<dyn Future<Output = i32>>>;

/// What a name leads to.
pub(crate) enum Found {
    Utility(Utility),
    Shell(Dialect),
    Program(Box<Spec>),
    /// A file that starts with `#!`: the interpreter's words.
    Script(Vec<String>),
    Missing,
    Denied,
}

/// Folders whose programs are found by their name alone.
const PROGRAM_FOLDERS: [&str; 9] = [
    "/bin/",
    "/sbin/",
    "/usr/bin/",
    "/usr/sbin/",
    "/usr/local/bin/",
    "/usr/local/sbin/",
    "/opt/",
    "/usr/lib/",
    "/usr/local/",
];

/// Where a command stands: decides what is assumed of an unknown one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It is the container's program, or the last command of its script.
    Whole,
    /// A script goes on after it, or it is a hook.
    Step,
    /// It belongs to an exec probe.
    Probe,
}

impl Place {
    /// The place of a command of a script that stands here.
    pub fn of_command(self, last: bool) -> Place {
        match self {
            Place::Whole if !last => Place::Step,
            other => other,
        }
    }
}

/// How long an unknown command of a probe takes.
const ASSUMED_PROBE: Duration = Duration::from_millis(20);
/// When a container without ports counts as ready for the unknown command of a probe.
const ASSUMED_READY: Duration = Duration::from_secs(1);

/// Finds what `argv[0]` means in a container.
pub(crate) fn find(
    kernel: &Kernel,
    container: ContainerId,
    cwd: &str,
    argv: &[String],
    env: &Env,
    place: Place,
) -> Found {
    let Some(word) = argv.first().filter(|w| !w.is_empty()) else {
        return Found::Missing;
    };
    let state = &kernel.containers[&container];
    let mut closed = state.is_closed();
    let name = base_name(word);
    let shell = shell_of(state.launch.shells, name);
    if word.contains('/') {
        let path = crate::kernel::files::absolute(cwd, word);
        match file_of(kernel, container, &path) {
            Some(File::Script(interpreter)) => return Found::Script(interpreter),
            Some(File::Denied) => return Found::Denied,
            Some(File::Program) => closed = false,
            None => {}
        }
        let filled = volume_of(state, &path).is_some_and(|volume| kernel.filled.contains(&volume));
        closed &= !filled;
        let standard = PROGRAM_FOLDERS.iter().any(|f| path.starts_with(f));
        let mut own = state.launch.argv.iter().take(2);
        if !standard && closed && !own.any(|w| w == word) && !mentions(&state.launch, word) {
            return Found::Missing;
        }
    } else if !matches!(shell, Some(Found::Shell(_))) && utilities::find(name).is_none() {
        match in_path(kernel, container, name, env) {
            Some(File::Script(interpreter)) => return Found::Script(interpreter),
            Some(File::Program) => closed = false,
            Some(File::Denied) | None => {}
        }
    }
    if let Some(found) = shell {
        return found;
    }
    let mut found = find_program(kernel, container, name, argv, (env, place, closed));
    if let Found::Program(spec) = &mut found
        && spec.name == "nginx"
    {
        nginx::configure(kernel, container, argv, spec);
    }
    if let Found::Program(spec) = &mut found {
        database::configure(kernel, container, &|key| variable(env, key), spec);
    }
    if let Found::Program(spec) = &mut found
        && let Some(path) = spec.requires
        && file_of(kernel, container, path).is_none()
        && !state.view.mounts.iter().any(|m| path.starts_with(&m.path))
    {
        spec.fails = Some((
            format!("{name}: cannot open {path}: No such file or directory"),
            1,
        ));
    }
    found
}

/// [`find`] where a process is.
pub(crate) fn find_for(proc: &Proc, argv: &[String], env: &Env, place: Place) -> Found {
    let kernel = proc.kernel();
    let process = &kernel.processes[&proc.pid];
    find(&kernel, process.container, &process.cwd, argv, env, place)
}

/// Finds what is no shell and no file: the image's own program, a utility, a program of the table.
fn find_program(
    kernel: &Kernel,
    container: ContainerId,
    name: &str,
    argv: &[String],
    (env, place, closed): (&Env, Place, bool),
) -> Found {
    let state = &kernel.containers[&container];
    let read = |key: &str| variable(env, key);
    // A program of the image that is named like a utility: `/whoami`.
    if let Some(profile) = &state.launch.profile
        && profile.mode != Mode::Shell
        && argv[0].contains('/')
        && profile.entrypoint.iter().chain(&profile.cmd).next() == Some(&argv[0])
        && !is_wrapper(name)
        && utilities::find(name).is_some()
    {
        return Found::Program(Box::new(state.launch.of_profile(profile, &read, argv)));
    }
    // The image's entrypoint script alone starts the image's program.
    if let Some(profile) = state
        .launch
        .profile
        .as_ref()
        .filter(|_| argv.len() == 1 && is_wrapper(name))
        && profile.mode != Mode::Shell
        && profile.entrypoint.first().is_some_and(|e| base_name(e) == name)
    {
        return Found::Program(Box::new(state.launch.of_profile(profile, &read, argv)));
    }
    if let Some(client) = utilities::find_client(name, argv)
        && state.launch.profile.is_some()
    {
        return Found::Utility(client);
    }
    if let Some(utility) = utilities::find(name)
        && !(name == "zkServer.sh" && argv.iter().any(|word| word.starts_with("start")))
        && utilities::present(&state.launch, closed, name)
    {
        return Found::Utility(utility);
    }
    program(kernel, container, argv, (env, place, closed))
}

/// Whether the image's own command names a program.
fn mentions(launch: &Launch, name: &str) -> bool {
    let own = launch
        .profile
        .iter()
        .flat_map(|p| p.entrypoint.iter().chain(&p.cmd));
    own.flat_map(|word| word.split_whitespace())
        .any(|word| word == name || base_name(word) == name)
}

fn program(
    kernel: &Kernel,
    container: ContainerId,
    argv: &[String],
    (env, place, closed): (&Env, Place, bool),
) -> Found {
    let name = match base_name(&argv[0]) {
        // Other names of one server.
        "apache2" | "apache2ctl" | "apachectl" | "httpd" => "httpd-foreground",
        name => name,
    };
    let launch = &kernel.containers[&container].launch;
    let read = |key: &str| variable(env, key);
    if let Some(mut spec) = table::runtime(name, argv, (launch, closed)) {
        // An interpreter without a program reads it from standard input.
        if argv.len() == 1 && kernel.containers[&container].stdin {
            spec.ends = None;
        }
        return Found::Program(Box::new(spec));
    }
    let own = launch
        .profile
        .as_ref()
        .filter(|p| p.program() == name && p.mode != Mode::Shell);
    let known = own.cloned().or_else(|| {
        if closed && !mentions(launch, name) {
            None
        } else {
            profile_of_program(name).map(Rc::new)
        }
    });
    if let Some(profile) = known {
        return Found::Program(Box::new(launch.of_profile(&profile, &read, argv)));
    }
    if closed || launch.shells == Shells::None && launch.argv.first().is_none_or(|w| base_name(w) != name) {
        return Found::Missing;
    }
    let note = format!("what `{name}` does is assumed");
    let spec = match place {
        Place::Whole => launch.assumed(name),
        Place::Step => Spec::one_shot(name, ASSUMED_STEP, 0),
        Place::Probe => Spec::one_shot(name, ASSUMED_PROBE, i32::from(!is_ready(kernel, container))),
    };
    Found::Program(Box::new(Spec {
        note: Some(note),
        ..spec
    }))
}

/// What an unknown probe finds: the container listens, or has run for a while when it has no ports.
fn is_ready(kernel: &Kernel, container: ContainerId) -> bool {
    let state = &kernel.containers[&container];
    let has_ports =
        !state.launch.ports.is_empty() || state.launch.profile.as_ref().is_some_and(|p| !p.ports.is_empty());
    if has_ports {
        kernel.listeners.iter().any(|l| l.container == container)
    } else {
        kernel.now.saturating_sub(state.started_at) >= ASSUMED_READY
    }
}

fn shell_of(shells: Shells, name: &str) -> Option<Found> {
    let dialect = match (name, shells) {
        ("sh" | "bash" | "ash" | "dash" | "zsh" | "ksh", Shells::None) => return Some(Found::Missing),
        ("sh" | "ash", Shells::Ash | Shells::AshBash) => Dialect::Ash,
        ("sh" | "dash", Shells::DashBash) => Dialect::Dash,
        ("sh", Shells::Bash) | ("bash", Shells::Bash | Shells::DashBash | Shells::AshBash) => Dialect::Bash,
        ("zsh" | "ksh", _) => Dialect::Bash,
        ("bash" | "ash" | "dash", _) => return Some(Found::Missing),
        _ => return None,
    };
    Some(Found::Shell(dialect))
}

/// What a process becomes: words, environment, and where it stands.
pub(crate) type Replacement = (Vec<String>, Env, Place);

/// Starts a child that runs a command; `found`: what it is, when that has just been looked for.
pub(crate) fn start(proc: &Proc, found: Option<Found>, command: Replacement) -> Option<Proc> {
    let words = command.0.clone().into();
    proc.spawn(words, move |child| run(child, found, command))
}

/// Runs a command in a process that was started for it, under its name; `found`: as in [`start`].
pub(crate) fn run(
    proc: Proc,
    found: Option<Found>,
    (argv, env, place): Replacement,
) -> Pin<Box<dyn Future<Output = Exit>>> {
    Box::pin(async move {
        let (mut argv, mut env, mut place) = (argv, env, place);
        let mut interpreters = 0;
        let mut known = found;
        proc.reset_handlers();
        while interpreters < MAX_INTERPRETERS {
            let found = known
                .take()
                .unwrap_or_else(|| find_for(&proc, &argv, &env, place));
            match found {
                Found::Script(interpreter) => {
                    interpreters += 1;
                    let args = argv.split_off(1);
                    argv = interpreter;
                    argv.extend(args);
                }
                Found::Shell(dialect) => {
                    proc.spend(PROGRAM_COST).await;
                    let exit = shell::run_shell(proc.clone(), dialect, argv, env, place).await;
                    match proc.take_replacement() {
                        Some(next) => (argv, env, place) = next,
                        None => return exit,
                    }
                    proc.set_argv(argv.clone().into());
                    proc.reset_handlers();
                    interpreters = 0;
                }
                Found::Utility(utility) => {
                    if is_wrapper(base_name(&argv[0])) && !is_init(base_name(&argv[0])) && argv.len() > 1 {
                        argv.remove(0);
                        continue;
                    }
                    proc.spend(PROGRAM_COST).await;
                    let call = Call {
                        proc: proc.clone(),
                        argv,
                        env,
                    };
                    if let Some((text, code)) = call.refused() {
                        let _ = proc.write(2, text.as_bytes()).await;
                        return Exit::code(code);
                    }
                    let exit = Exit::code(utility(call).await);
                    match proc.take_replacement() {
                        Some(next) => (argv, env, place) = next,
                        None => return exit,
                    }
                    proc.set_argv(argv.clone().into());
                    interpreters = 0;
                }
                Found::Program(spec) if spec.background => {
                    proc.spawn(argv.into(), |child| server::run(child, *spec));
                    return Exit::code(0);
                }
                Found::Program(spec) => return server::run(proc, *spec).await,
                Found::Missing => return Exit::code(127),
                Found::Denied => return Exit::code(126),
            }
        }
        Exit::code(126)
    })
}

/// Most interpreters of interpreters (`#!` lines) followed.
const MAX_INTERPRETERS: usize = 8;
