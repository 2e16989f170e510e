//! Images: what a container runs when the manifest does not say, and which shells and tools an image has.
//! The table is `images.tsv`, read when asked for; a test validates every line.

mod seed_files;

use sorted::Map;
use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::commands::Env;
use crate::machine::node_environment;
use crate::programs::http::HttpRules;
use crate::shell::Scripts;
use crate::signal::Signal;
use crate::time::parse_duration;
pub(crate) use seed_files::Root;
use std::time::Duration;

const TABLE: &str = include_str!("images.tsv");

/// The lines of the table: where each ends, and with which letters its names begin. An image is looked for in all of them.
const LINES: [(u16, u32); count_lines()] = index();

const fn count_lines() -> usize {
    let (mut at, mut count) = (0, 0);
    while at < TABLE.len() {
        count += (TABLE.as_bytes()[at] == b'\n') as usize;
        at += 1;
    }
    count
}

const fn index() -> [(u16, u32); count_lines()] {
    assert!(TABLE.len() < u16::MAX as usize, "16 bits reach the end");
    let mut lines = [(0, 0); count_lines()];
    let (mut at, mut count, mut in_names, mut before) = (0, 0, true, b'\n');
    while at < TABLE.len() {
        let byte = TABLE.as_bytes()[at];
        if in_names && matches!(before, b'\n' | b',') {
            lines[count].1 |= letter(byte);
        }
        in_names = byte == b'\n' || in_names && byte != b'\t';
        if byte == b'\n' {
            lines[count].0 = at as u16;
            count += 1;
        }
        before = byte;
        at += 1;
    }
    lines
}

/// A bit for a letter; another one may have the same.
const fn letter(byte: u8) -> u32 {
    1 << (byte % 32)
}

/// The shells of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shells {
    /// busybox's.
    Ash,
    /// busybox's, and `bash` besides.
    AshBash,
    /// `sh` is dash and there is `bash`.
    DashBash,
    /// `sh` is bash.
    Bash,
    /// No shell at all.
    None,
}

/// What an image's own process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A shell or an interpreter: ends at once without a terminal.
    Shell,
    /// Serves until told to stop.
    Server,
    /// Does its work and ends.
    OneShot,
}

/// What a server does on a signal it handles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OnTerm {
    pub code: i32,
    pub after: Duration,
}

/// A line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub names: &'static str,
    pub entrypoint: Vec<String>,
    pub cmd: Vec<String>,
    pub shells: Shells,
    pub mode: Mode,
    pub ports: Vec<u16>,
    /// Its configuration, which is not known here, may open the ports that the manifest names as well.
    pub also_declared: bool,
    /// Ports of single names (separated by `|`), when the manifest names none.
    pub usual_ports: Vec<(u16, &'static str)>,
    pub ready_after: Duration,
    pub http: Option<HttpRules>,
    pub stop_signal: Signal,
    pub on_term: Option<OnTerm>,
    pub run_for: Option<Duration>,
    /// Letters for image config, stop and ready time.
    pub confidence: &'static str,
    pub source: &'static str,
    pub note: &'static str,
}

/// Programs that only start another one.
const WRAPPERS: [&str; 6] = [
    "dockerd-entrypoint.sh",
    "docker-entrypoint.sh",
    "entrypoint.sh",
    "docker-php-entrypoint",
    "tini",
    "dumb-init",
];

/// True for a program that only starts the one after it.
pub(crate) fn is_wrapper(name: &str) -> bool {
    WRAPPERS.contains(&name)
}

/// True for a small process 1 that passes signals on: it stays.
pub(crate) fn is_init(name: &str) -> bool {
    matches!(
        name,
        "tini" | "tini-static" | "dumb-init" | "catatonit" | "docker-init"
    )
}

impl Shells {
    /// True when the image's tools are busybox's.
    pub fn busybox(self) -> bool {
        matches!(self, Shells::Ash | Shells::AshBash)
    }
}

impl Profile {
    /// The name of the program that the image runs, without its folder.
    pub fn program(&self) -> &str {
        let mut words = self
            .entrypoint
            .iter()
            .chain(&self.cmd)
            .map(|w| base_name(w))
            .filter(|w| *w != "--");
        let first = words.next().unwrap_or("");
        if is_wrapper(first) {
            words.find(|w| !is_wrapper(w)).unwrap_or(first)
        } else {
            first
        }
    }
}

/// The last part of a path.
pub(crate) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// An image reference without registry defaults, tag and digest: `docker.io/library/nginx:1.27` is `nginx`.
pub(crate) fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    let image = match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    };
    let image = image.strip_prefix("docker.io/").unwrap_or(image);
    image.strip_prefix("library/").unwrap_or(image)
}

/// The tag of an image reference, empty when there is none.
pub(crate) fn tag(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or(image);
    match image.rsplit_once(':') {
        Some((_, tag)) if !tag.contains('/') => tag,
        _ => "",
    }
}

/// Official images whose configuration names no user.
const RUN_AS_ROOT: &str = "alpine amazonlinux bash buildpack-deps busybox caddy cassandra centos debian docker drupal \
                           eclipse-temurin fedora gcc golang gradle httpd mariadb maven mongo mysql nginx node openjdk perl \
                           php phpmyadmin postgres python rabbitmq redis rockylinux ruby rust tomcat traefik ubuntu \
                           wordpress zookeeper";

/// Whether an image is known to run its process as root.
pub fn runs_as_root(image: &str) -> bool {
    RUN_AS_ROOT.split(' ').any(|name| name == repository(image))
}

/// The images that were looked for, with their profiles. Finding one means reading the whole table, a node starts
/// containers of few images many times, and what an image is never changes.
#[derive(Debug, Clone, Default)]
pub struct KnownImages {
    profiles: Rc<RefCell<Map<String, Option<Rc<Profile>>>>>,
    roots: Rc<RefCell<Map<String, Rc<Root>>>>,
    /// What the files of all images have in common.
    common: Rc<OnceCell<Root>>,
    /// What all containers of the node have in their environment.
    environment: Rc<OnceCell<Env>>,
    /// The scripts that ran in containers of these images.
    pub(crate) scripts: Scripts,
}

impl KnownImages {
    /// [`profile`], looked for once.
    pub(crate) fn profile(&self, image: &str) -> Option<Rc<Profile>> {
        if let Some(known) = self.profiles.borrow().get(image) {
            return known.clone();
        }
        let found = profile(image).map(Rc::new);
        self.profiles.borrow_mut().insert(image.to_owned(), found.clone());
        found
    }

    /// What all containers of the node have in their environment, made once.
    pub(crate) fn environment(&self) -> Env {
        self.environment.get_or_init(node_environment).clone()
    }

    /// The files of an image, whose shells are known, made once.
    pub(crate) fn root(&self, image: &str, shells: Shells) -> Rc<Root> {
        if let Some(known) = self.roots.borrow().get(image) {
            return known.clone();
        }
        let common = self.common.get_or_init(seed_files::common_root);
        let made = Rc::new(seed_files::root(common, image, shells));
        self.roots.borrow_mut().insert(image.to_owned(), made.clone());
        made
    }
}

/// How well a name of the table matches a repository: more is better.
fn matches(name: &str, repository: &str, image_tag: &str) -> usize {
    // Most names are just that.
    if !name.bytes().any(|byte| matches!(byte, b':' | b'/' | b'*')) {
        let front = repository.strip_suffix(name);
        let hit = front.is_some_and(|front| front.is_empty() || front.ends_with('/'));
        return if hit { name.len() + 1 } else { 0 };
    }
    if let Some((name, tag_pattern)) = name.split_once(':') {
        let hit = base_name(repository) == name && image_tag.contains(tag_pattern.trim_matches('*'));
        return if hit { name.len() + 10 } else { 0 };
    }
    let subject = if name.contains('/') {
        repository
    } else {
        base_name(repository)
    };
    // Also behind a slash, when the name has one itself: asked at every start of a container.
    let whole = subject.len() == name.len() || name.contains('/');
    if let Some(front) = name.strip_suffix('*') {
        let mut parts = std::iter::successors(Some(subject), |rest| Some(rest.split_once('/')?.1));
        let hit = subject.starts_with(front) || (whole && parts.any(|part| part.starts_with(front)));
        return if hit { front.len() } else { 0 };
    }
    let front = subject.strip_suffix(name);
    let hit = whole && front.is_some_and(|front| front.is_empty() || front.ends_with('/'));
    if hit { name.len() + 1 } else { 0 }
}

/// The lines that say something, one of whose names begins with one of these letters.
fn lines(letters: u32) -> impl Iterator<Item = &'static str> {
    let mut start = 0;
    let all = LINES.iter().map(move |(end, begin)| {
        let end = usize::from(*end);
        (begin, std::mem::replace(&mut start, end + 1)..end)
    });
    let near = all.filter(move |(begin, _)| *begin & letters != 0);
    near.map(|(_, place)| &TABLE[place])
        .filter(|l| !l.starts_with('#') && !l.is_empty())
}

/// The profile of an image, if the table has one.
pub(crate) fn profile(image: &str) -> Option<Profile> {
    let (repository, tag) = (repository(image), tag(image));
    let begins = repository.split('/').filter_map(|part| part.bytes().next());
    let score = |line: &str| {
        let names = line.split('\t').next().unwrap_or_default();
        let scores = names.split(',').map(|name| matches(name, repository, tag));
        scores.max().unwrap_or(0)
    };
    let mut best = (0, "");
    for line in lines(begins.fold(0, |letters, first| letters | letter(first))) {
        let score = score(line);
        if score > 0 && score >= best.0 {
            best = (score, line);
        }
    }
    let best = best.1;
    let mut profile = parse(best)?;
    if tag.contains("alpine") {
        profile.shells = Shells::Ash;
    } else if repository.contains("bitnami/") {
        // All of them are built on Debian.
        profile.shells = Shells::DashBash;
    }
    Some(profile)
}

/// The profile whose program has this name.
pub(crate) fn profile_of_program(name: &str) -> Option<Profile> {
    let candidates = lines(u32::MAX).filter(|l| l.contains(name)).filter_map(parse);
    // Any image may have a script of this name.
    candidates
        .into_iter()
        .find(|p| p.mode != Mode::Shell && p.program() == name && name != "run.sh")
}

fn list(text: &str) -> Vec<String> {
    if text == "-" {
        Vec::new()
    } else {
        text.split(',').map(str::to_string).collect()
    }
}

/// `9042@cassandra|scylla`.
fn usual_port(text: &'static str) -> Option<(u16, &'static str)> {
    let (port, names) = text.split_once('@')?;
    Some((port.parse().ok()?, names))
}

fn parse(line: &'static str) -> Option<Profile> {
    let columns: Vec<&'static str> = line.split('\t').collect();
    let [
        names,
        entrypoint,
        cmd,
        shells,
        mode,
        ports,
        ready,
        http,
        stop,
        term,
        run,
        confidence,
        source,
        note,
    ] = columns.try_into().ok()?;
    Some(Profile {
        names,
        entrypoint: list(entrypoint),
        cmd: list(cmd),
        shells: match shells {
            "ash" => Shells::Ash,
            "ash+bash" => Shells::AshBash,
            "none" => Shells::None,
            "bash" => Shells::Bash,
            _ => Shells::DashBash,
        },
        mode: match mode {
            "shell" => Mode::Shell,
            "server" => Mode::Server,
            "oneshot" => Mode::OneShot,
            _ => return None,
        },
        ports: list(ports).iter().filter_map(|p| p.parse().ok()).collect(),
        also_declared: ports.split(',').any(|port| port == "+"),
        usual_ports: ports.split(',').filter_map(usual_port).collect(),
        ready_after: parse_duration(ready)?,
        http: (http != "-").then(|| HttpRules::parse(http)).transpose().ok()?,
        stop_signal: Signal::parse(stop)?,
        on_term: match term.split_once(' ') {
            Some((code, after)) => Some(OnTerm {
                code: code.parse().ok()?,
                after: parse_duration(after)?,
            }),
            None => None,
        },
        run_for: if run == "-" {
            None
        } else {
            Some(parse_duration(run)?)
        },
        confidence,
        source,
        note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_valid() {
        for line in lines(u32::MAX) {
            assert!(parse(line).is_some(), "{line}");
        }
        assert_eq!(lines(u32::MAX).count(), 88);
    }

    #[test]
    fn image_names() {
        let check = |image: &str, expect: &str| {
            let found = profile(image).map(|p| p.names.split(',').next().unwrap_or("").to_string());
            assert_eq!(found.as_deref().unwrap_or("-"), expect, "{image}");
        };
        check("nginx", "nginx");
        check("docker.io/library/nginx:1.27@sha256:00", "nginx");
        check("localhost:5000/nginx", "nginx");
        check("zwindler/slow-sidecar", "zwindler/slow-sidecar");
        check("curlimages/curl:8.8.0", "curl");
        check("gcr.io/distroless/static:nonroot", "distroless/*");
        check("php:8-fpm", "php-fpm");
        check("php:8", "golang");
        check("team/app:1", "-");
        check("docker.io/istio/proxyv2:1.22.0", "proxyv2");
    }

    #[test]
    fn programs() {
        let check = |name: &str, expect: &str| {
            let found = profile_of_program(name).map(|p| p.names.split(',').next().unwrap_or("").to_string());
            assert_eq!(found.as_deref().unwrap_or("-"), expect, "{name}");
        };
        check("nginx", "nginx");
        check("redis-server", "redis");
        check("postgres", "postgres");
        check("pilot-agent", "proxyv2");
        check("sh", "zwindler/slow-sidecar");
        check("nope", "-");
    }
}
