//! Scripts run twice: by a real shell of this machine and by the emulated one. Standard output and exit code must be
//! the same; where a script asks for it, standard error too.
//!
//! A script begins with settings in comments, each optional:
//! `# shells: bash` (else dash and bash) and `# compare: stderr`. Both sides run it as
//! `SHELL -c 'SHELL -c "$SCRIPT"; exit $?'`, so that the script is never process 1, in an empty folder.

mod corpus;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use process::{ContainerConfig, EffectKind, Machine, MachineConfig, Stream};

pub use corpus::{CorpusScripts, corpus_scripts};

/// The real shells, by the names under which they are asked.
pub const SHELLS: [&str; 2] = ["dash", "bash"];
/// How long the emulated script may take, in virtual time.
const LIMIT: Duration = Duration::from_secs(600);
/// How long one of the project's own scripts may take in the real shell, in seconds.
const PATIENCE: u32 = 30;
/// The exit code of what was stopped because it took longer than that.
const STOPPED: i32 = 137;
/// What a real `sleep` is shortened by, for scripts of others: one second becomes 30 ms.
const SHORT_SLEEP: &str = r#"#!/bin/sh
case $1 in
infinity | "") exec /bin/sleep "$@" ;;
esac
whole=${1%%.*}
case $1 in *.*) part=${1#*.} ;; *) part=0 ;; esac
part=$(printf '%.1s' "$part")
case $whole$part in *[!0-9]*) exec /bin/sleep "$@" ;; esac
ms=$(((whole * 10 + part) * 3))
exec /bin/sleep $((ms / 1000)).$(printf '%03d' $((ms % 1000)))
"#;

/// One script.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it comes from.
    pub name: String,
    /// Its text.
    pub text: String,
    /// The shells that it is for.
    pub shells: Vec<&'static str>,
    /// Whether standard error is compared too.
    pub with_errors: bool,
    /// Whether the real `sleep` is made short, and the script may be one that never ends.
    pub short_sleeps: bool,
    /// How long the real script may take, in seconds.
    pub patience: u32,
}

/// What a run showed. Lines, because a container's log knows no other unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// Standard output.
    pub out: Vec<String>,
    /// Standard error.
    pub err: Vec<String>,
    /// The exit code; none: it did not end.
    pub code: Option<i32>,
}

/// The folder of the scripts that are written for this.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("differential")
}

/// The project's own scripts, by path.
///
/// # Panics
/// When they cannot be read: the repository is damaged.
pub fn scripts() -> Vec<Script> {
    let mut files = Vec::new();
    for area in fs::read_dir(folder()).expect("tests/differential").flatten() {
        if area.path().is_dir() {
            let entries = fs::read_dir(area.path()).expect("a folder of scripts");
            files.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    files.retain(|file| file.extension().is_some_and(|e| e == "sh"));
    files.sort();
    files.iter().map(|file| read(file)).collect()
}

fn read(file: &Path) -> Script {
    let text = fs::read_to_string(file).expect("a script");
    let name = file.strip_prefix(folder()).unwrap_or(file).display().to_string();
    let settings = || text.lines().take_while(|line| line.starts_with("# "));
    let only_bash = settings().any(|line| line == "# shells: bash");
    let shells = if only_bash { vec!["bash"] } else { SHELLS.to_vec() };
    let with_errors = settings().any(|line| line == "# compare: stderr");
    Script {
        name,
        shells,
        with_errors,
        short_sleeps: false,
        patience: PATIENCE,
        text,
    }
}

/// What is known to differ, from `known.txt`: script, shell and the reason.
///
/// # Panics
/// When the file cannot be read: the repository is damaged.
pub fn known_differences() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(folder().join("known.txt")).expect("tests/differential/known.txt");
    let rows = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.splitn(3, '\t').map(str::to_owned);
            Some((columns.next()?, columns.next()?, columns.next()?))
        });
    rows.collect()
}

/// Whether this machine has the shell.
pub fn has(shell: &str) -> bool {
    let answer = Command::new(shell)
        .args(["-c", "exit 0"])
        .stderr(Stdio::null())
        .status();
    answer.is_ok_and(|status| status.success())
}

fn wrapped(shell: &str) -> String {
    format!("{shell} -c \"$SCRIPT\"; exit $?")
}

/// Runs a script in the emulated shell of Debian's image.
///
/// # Panics
/// When the emulated image lacks the shell.
pub fn emulated(script: &Script, shell: &str) -> Ran {
    let mut machine = Machine::new(MachineConfig::default());
    let config = ContainerConfig {
        image: "debian:12".into(),
        command: Some(vec![shell.into(), "-c".into(), wrapped(shell)]),
        env: vec![("SCRIPT".into(), script.text.clone())],
        working_dir: Some("/tmp/work".into()),
        ..ContainerConfig::default()
    };
    machine.start(Duration::ZERO, config).expect("the shell starts");
    let mut ran = Ran {
        out: Vec::new(),
        err: Vec::new(),
        code: None,
    };
    for effect in machine.advance(LIMIT) {
        match effect.kind {
            EffectKind::Log {
                stream: Stream::Stdout,
                line,
            } => ran.out.push(line),
            EffectKind::Log { line, .. } => ran.err.push(line),
            EffectKind::Exited { exit_code, .. } => ran.code = Some(exit_code),
            _ => {}
        }
    }
    ran
}

static FOLDERS: AtomicU32 = AtomicU32::new(0);

/// Runs a script in a real shell: in a folder of its own, and where the machine allows it in name spaces of its own,
/// without a network.
///
/// # Panics
/// When the shell cannot be started.
pub fn real(script: &Script, shell: &str, isolated: bool) -> Ran {
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let root = std::env::temp_dir().join(format!("differential-{}-{number}", std::process::id()));
    let (bin, work) = (root.join("bin"), root.join("work"));
    fs::create_dir_all(&bin).expect("a temporary folder");
    fs::create_dir_all(&work).expect("a temporary folder");
    let mut path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".to_owned();
    if script.short_sleeps {
        let file = bin.join("sleep");
        fs::write(&file, SHORT_SLEEP).expect("a file");
        executable(&file);
        path = format!("{}:{path}", bin.display());
    }
    let patience = script.patience.to_string();
    let place = root.join("place").display().to_string();
    let mut command = Command::new(if isolated { "unshare" } else { "timeout" });
    if isolated {
        command.args(NAME_SPACES).arg("timeout");
    }
    let output = command
        .args(["-s", "KILL", &patience, shell, "-c", &wrapped(shell)])
        .env_clear()
        .env("PATH", path)
        .env("HOME", "/root")
        .env("HOSTNAME", "pod")
        .env("SCRIPT", script.text.replace(corpus::PLACE, &place))
        .current_dir(&work)
        .stdin(Stdio::null())
        .output()
        .expect("the shell starts");
    let _ = fs::remove_dir_all(&root);
    let lines = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).replace(&place, corpus::PLACE);
        text.lines().map(str::to_owned).collect()
    };
    Ran {
        out: lines(&output.stdout),
        err: lines(&output.stderr),
        // `timeout` kills itself along with the script where it is not process 1 of a name space.
        code: output.status.code().or(Some(STOPPED)),
    }
}

/// A user, a process and a network of its own.
const NAME_SPACES: [&str; 5] = ["--map-root-user", "--net", "--pid", "--fork", "--mount-proc"];

/// Whether this machine lets us have name spaces of our own.
pub fn can_isolate() -> bool {
    let answer = Command::new("unshare")
        .args(NAME_SPACES)
        .arg("true")
        .stderr(Stdio::null())
        .status();
    answer.is_ok_and(|status| status.success())
}

#[cfg(unix)]
fn executable(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[cfg(not(unix))]
fn executable(_: &Path) {}

/// Whether a shell can read a script: the real one says so without running it.
///
/// # Panics
/// When the shell cannot be started.
pub fn real_reads(script: &Script, shell: &str) -> bool {
    let mut command = Command::new(shell);
    command.args(["-n", "-c", &script.text]).stdin(Stdio::null());
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.expect("the shell starts").success()
}

/// Whether the emulated shell can read a script.
pub fn emulated_reads(script: &Script, shell: &str) -> bool {
    let mut machine = Machine::new(MachineConfig::default());
    let config = ContainerConfig {
        image: "debian:12".into(),
        command: Some(vec![shell.into(), "-n".into(), "-c".into(), script.text.clone()]),
        ..ContainerConfig::default()
    };
    machine.start(Duration::ZERO, config).expect("the shell starts");
    let effects = machine.advance(LIMIT);
    let well = |kind: &EffectKind| matches!(kind, EffectKind::Exited { exit_code: 0, .. });
    effects.iter().any(|effect| well(&effect.kind))
}

/// What differs when the real script was stopped: what it printed must be how the emulated one begins.
fn beginning_differs(real: &Ran, emulated: &Ran) -> Option<String> {
    let count = real.out.len().min(emulated.out.len());
    let early = emulated.code.is_some() && emulated.out.len() < real.out.len();
    (early || real.out[..count] != emulated.out[..count])
        .then(|| changed("out", &real.out, &emulated.out) + "  (the real script was stopped)\n")
}

/// What differs between the real run and the emulated one, in words; nothing when they agree.
pub fn difference(script: &Script, real: &Ran, emulated: &Ran) -> Option<String> {
    if script.short_sleeps && real.code == Some(STOPPED) {
        return beginning_differs(real, emulated);
    }
    let errors = script.with_errors && real.err != emulated.err;
    if real.out == emulated.out && real.code == emulated.code && !errors {
        return None;
    }
    let mut text = String::new();
    if real.code != emulated.code {
        text += &format!("  exit {:?}, emulated {:?}\n", real.code, emulated.code);
    }
    text += &changed("out", &real.out, &emulated.out);
    if errors {
        text += &changed("err", &real.err, &emulated.err);
    } else if !emulated.err.is_empty() {
        text += &format!(
            "  (emulated stderr: {})\n",
            emulated.err[..emulated.err.len().min(3)].join(" | ")
        );
    }
    Some(text)
}

/// The first lines that differ.
fn changed(stream: &str, real: &[String], emulated: &[String]) -> String {
    const SHOWN: usize = 6;
    let count = real.len().max(emulated.len());
    let line = |lines: &[String], at: usize| {
        lines
            .get(at)
            .map_or_else(|| "(nothing)".to_owned(), |l| format!("{l:?}"))
    };
    let differing = (0..count).filter(|at| real.get(*at) != emulated.get(*at));
    differing
        .take(SHOWN)
        .map(|at| {
            format!(
                "  {stream} {}: real {} emulated {}\n",
                at + 1,
                line(real, at),
                line(emulated, at)
            )
        })
        .collect()
}
