//! A shell over virtual time: dash, bash and busybox's ash where they differ in what a script can notice.

mod arith;
mod arrays;
mod assign;
mod ast;
mod braces;
mod builtins;
mod children;
mod double_brackets;
mod exec;
mod expand;
mod fields;
mod glob;
mod lex;
mod loops;
mod messages;
mod params;
mod parse;
pub(crate) mod pattern;
mod reading;
mod redirect;
mod simple;
mod special;
mod state;
mod substitution;
mod survey;
pub(crate) mod test;
#[cfg(test)]
mod tests;
mod traps;
mod trimming;

use crate::behaviour::launch::ASSUMED_STEP;
use crate::commands::{Env, Place};
use crate::kernel::Exit;
use crate::kernel::open::Object;
use crate::kernel::syscalls::{MAX_WHOLE, Open, Proc};
use crate::programs::server::{self, Spec};
pub(crate) use builtins::output::{echo_text, unescape};
pub(crate) use builtins::printf::format_text;
use exec::Tail;
pub(crate) use lex::leading_name;
use parse::{Problem, SyntaxError, parse_script};
pub(crate) use reading::Scripts;
use state::Flow;
pub(crate) use state::{Shell, Variables};
pub(crate) use survey::{Survey, survey};

/// Which shell it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Dash,
    Bash,
    Ash,
}

/// Longest script read.
const MAX_SCRIPT: usize = 1 << 20;

/// What a shell's command line says.
struct Invocation {
    script: Option<String>,
    file: Option<String>,
    name: String,
    positional: Vec<String>,
    options: Vec<(bool, String)>,
}

fn invocation(argv: &[String]) -> Result<Invocation, String> {
    let mut call = Invocation {
        script: None,
        file: None,
        name: argv.first().cloned().unwrap_or_else(|| "sh".into()),
        positional: Vec::new(),
        options: Vec::new(),
    };
    let mut words = argv.iter().skip(1).peekable();
    let (mut command, mut stdin) = (false, false);
    while let Some(word) = words.peek().map(|w| w.as_str()) {
        if word == "--" || word == "-" {
            words.next();
            break;
        }
        if word.starts_with("--") {
            words.next();
            continue;
        }
        let Some((on, letters)) = word
            .strip_prefix('-')
            .map(|l| (true, l))
            .or(word.strip_prefix('+').map(|l| (false, l)))
        else {
            break;
        };
        words.next();
        for letter in letters.chars() {
            match letter {
                'c' => command = true,
                'o' | 'O' => call.options.extend(words.next().map(|name| (on, name.clone()))),
                's' => stdin = true,
                'i' | 'l' => {}
                other => call.options.push((on, other.to_string())),
            }
        }
    }
    if command {
        call.script = Some(words.next().ok_or("-c requires an argument")?.clone());
        if let Some(name) = words.next() {
            call.name = name.clone();
        }
    } else if !stdin && let Some(file) = words.next() {
        call.file = Some(file.clone());
        call.name = file.clone();
    }
    call.positional = words.cloned().collect();
    Ok(call)
}

/// Runs a shell in a process.
pub(crate) async fn run_shell(
    proc: Proc,
    dialect: Dialect,
    argv: Vec<String>,
    env: Env,
    place: Place,
) -> Exit {
    let call = match invocation(&argv) {
        Ok(call) => call,
        Err(message) => {
            let _ = proc
                .write(2, format!("{}: {message}\n", argv[0]).as_bytes())
                .await;
            return Exit::code(2);
        }
    };
    let mut shell = Shell::new(proc, dialect, call.name.clone(), &env);
    shell.positional = call.positional;
    shell.place = place;
    shell.from_file = call.file.is_some();
    for (on, name) in &call.options {
        let set = if name.len() == 1 {
            shell.set_letter(name, *on)
        } else {
            shell.set_option(name, *on)
        };
        if !set {
            return Exit::code(2);
        }
    }
    shell.install_default_handlers();
    let text = match (call.script, &call.file) {
        (Some(text), _) => Ok(text),
        (None, Some(file)) => shell
            .proc
            .read_whole(file)
            .await
            .map(|b| String::from_utf8_lossy(&b).into_owned()),
        (None, None) => shell.read_stdin().await,
    };
    match text {
        Ok(text) if text.len() <= MAX_SCRIPT => shell.run_script(&text).await,
        Ok(_) => Exit::code(2),
        Err(crate::kernel::errno::Errno::NoEntry)
            if call
                .file
                .as_deref()
                .is_some_and(|file| shell.proc.may_exist(file)) =>
        {
            let file = call.file.unwrap_or_default();
            shell
                .assume_script(format!("what `{file}` does is assumed"), None)
                .await
        }
        Err(error) => {
            let file = call.file.unwrap_or_default();
            let line = shell.cannot_open(&file, &error.to_string());
            shell.print_error(&line).await;
            Exit::code(if dialect == Dialect::Bash { 127 } else { 2 })
        }
    }
}

impl Shell {
    async fn read_stdin(&mut self) -> Result<String, crate::kernel::errno::Errno> {
        let mut bytes = Vec::new();
        loop {
            let more = self.proc.read(0).await?;
            if more.is_empty() || bytes.len() > MAX_WHOLE {
                return Ok(String::from_utf8_lossy(&bytes).into_owned());
            }
            bytes.extend(more);
        }
    }

    /// Runs a whole script as this process, with its exit traps.
    async fn run_script(&mut self, text: &str) -> Exit {
        if let Some((what, line)) = self.not_emulated(text) {
            return self.run_opaque(what, line).await;
        }
        if self.options.noexec {
            let (_, error) = parse_script(text, self.dialect);
            return self.end_of_script(error).await;
        }
        // dash never replaces itself by the last command of `-c`; a script file is read on, so nobody does.
        let exec = self.dialect != Dialect::Dash && !self.from_file;
        let scripts = self.proc.kernel().config.images.scripts.clone();
        let mut reading = scripts.read(text, self.dialect);
        while let Some(line) = reading.line() {
            let (items, last) = match line {
                Ok(line) => line,
                Err(SyntaxError {
                    problem: Problem::NotEmulated(what),
                    line,
                    ..
                }) => return self.run_opaque(what, line).await,
                Err(error) => {
                    let exit = self.end_of_script(Some(error)).await;
                    self.status = exit.code;
                    break;
                }
            };
            let tail = Tail {
                exec: exec && last,
                last,
            };
            match self.run_items(&items, tail).await {
                // In bash an error in an expansion ends only its line.
                Flow::Normal | Flow::Abandon => {}
                Flow::Ended(exit) => return exit,
                _ => break,
            }
        }
        self.finish().await
    }

    /// A construct that makes the script an assumption before anything of it runs, and its line.
    fn not_emulated(&self, text: &str) -> Option<(&'static str, u32)> {
        let words = ["select", "coproc"];
        if !self.bash() || !words.iter().any(|word| text.contains(word)) {
            return None;
        }
        let error = parse_script(text, self.dialect).1?;
        match error.problem {
            Problem::NotEmulated(what) => Some((what, error.line)),
            _ => None,
        }
    }

    /// Tells of the mistake at which a script ends.
    async fn end_of_script(&mut self, error: Option<SyntaxError>) -> Exit {
        let Some(error) = error else { return Exit::code(0) };
        let line = self.syntax_message(&error);
        self.print_error(&line).await;
        Exit::code(2)
    }

    /// A script that cannot be followed: assumed by the container's role.
    async fn run_opaque(&mut self, what: &str, line: u32) -> Exit {
        let text = format!("{what} is not emulated: what this script does is assumed");
        self.assume_script(text, Some(line)).await
    }

    async fn assume_script(&mut self, note: String, line: Option<u32>) -> Exit {
        let container = self.proc.container();
        let launch = {
            let mut kernel = self.proc.kernel();
            kernel.note(container, note, line);
            kernel.containers[&container].launch.clone()
        };
        let spec = match self.place {
            Place::Whole => launch.assumed("script"),
            Place::Step | Place::Probe => Spec::one_shot("script", ASSUMED_STEP, 0),
        };
        server::run(self.proc.clone(), spec).await
    }

    /// Reads from nothing: background commands.
    fn null_stdin(proc: &Proc) {
        let null = proc.open_object(Object::Null);
        proc.replace_fd(0, Some(null));
    }

    /// Opens a file for `.` and `<`.
    async fn read_script_file(&mut self, path: &str) -> Result<String, crate::kernel::errno::Errno> {
        let file = match self.proc.open(path, Open::Read).await {
            // A script of an unknown image.
            Err(crate::kernel::errno::Errno::NoEntry) if path.contains('/') && self.proc.may_exist(path) => {
                return Ok(String::new());
            }
            file => file?,
        };
        self.proc.close_file(file);
        self.proc
            .read_whole(path)
            .await
            .map(|b| String::from_utf8_lossy(&b).into_owned())
    }
}
