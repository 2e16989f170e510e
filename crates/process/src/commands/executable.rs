//! Files as commands.

use super::Env;
use crate::config::ContainerId;
use crate::images::base_name;
use crate::kernel::Kernel;
use crate::kernel::files::Kind;

/// What a file of the container is as a command.
pub(super) enum File {
    /// The words of its interpreter.
    Script(Vec<String>),
    /// An executable file without content: downloaded, nobody knows what it does.
    Program,
    Denied,
}

/// A file in one of the folders of `PATH`.
pub(super) fn in_path(kernel: &Kernel, container: ContainerId, name: &str, env: &Env) -> Option<File> {
    let folders = env.get("PATH").map_or("", |path| &**path).split(':');
    let mut path = String::new();
    folders
        .filter(|folder| folder.starts_with('/'))
        .find_map(|folder| {
            path.clear();
            path.extend([folder, "/", name]);
            file_of(kernel, container, &path)
        })
}

/// A file of the container as a command.
pub(super) fn file_of(kernel: &Kernel, container: ContainerId, path: &str) -> Option<File> {
    let view = &kernel.containers[&container].view;
    let node = kernel.files.find(view, path, true).ok()?.node?;
    let Kind::File { data, .. } = &kernel.files.get(node).kind else {
        return Some(File::Denied);
    };
    if kernel.files.get(node).mode & 0o111 == 0 {
        return Some(File::Denied);
    }
    if data.is_empty() {
        return Some(File::Program);
    }
    let text = String::from_utf8_lossy(data);
    let first = text.lines().next().unwrap_or("");
    let mut words: Vec<String> = match first.strip_prefix("#!") {
        Some(interpreter) => interpreter.split_whitespace().map(str::to_string).collect(),
        None => vec!["/bin/sh".into()],
    };
    if words.first().is_some_and(|w| base_name(w) == "env") {
        words.remove(0);
    }
    words.push(path.to_string());
    Some(File::Script(words))
}
