//! Patterns to the names of files.

use super::pattern::{is_pattern, matches};
use super::state::Shell;

/// Most names a pattern may become.
const MAX_NAMES: usize = 1_000;
/// Deepest folder that `**` looks into.
const MAX_DEPTH: u32 = 20;

impl Shell {
    /// The paths that fit a pattern, sorted; empty when none does.
    pub fn glob(&self, pattern: &str) -> Vec<String> {
        let (start, rest) = match pattern.strip_prefix('/') {
            Some(rest) => ("/".to_string(), rest),
            None => (String::new(), pattern),
        };
        let only_folders = rest.len() > 1 && rest.ends_with('/');
        let mut paths = vec![start];
        for part in rest.split('/').filter(|p| !p.is_empty()) {
            let mut next = Vec::new();
            for path in &paths {
                self.glob_part(path, part, &mut next);
            }
            next.truncate(MAX_NAMES);
            paths = next;
        }
        if only_folders {
            paths.retain(|path| self.proc.is_dir(path));
            paths.iter_mut().for_each(|path| path.push('/'));
        }
        paths
    }

    fn glob_part(&self, path: &str, part: &str, next: &mut Vec<String>) {
        let joined = |name: &str| {
            if path.is_empty() || path.ends_with('/') {
                format!("{path}{name}")
            } else {
                format!("{path}/{name}")
            }
        };
        if !is_pattern(part) {
            let name = part.replace('\\', "");
            if self.proc.exists(&joined(&name)) {
                next.push(joined(&name));
            }
            return;
        }
        let folder = if path.is_empty() { "." } else { path };
        if part == "**" && self.options.globstar {
            next.push(path.to_string());
            self.glob_below(path, 0, next);
            return;
        }
        let part = if self.dialect == super::Dialect::Dash {
            part.replace("[^", "[\\^")
        } else {
            part.to_string()
        };
        let part = part.as_str();
        let hidden = self.options.dotglob || part.starts_with('.');
        for name in self.proc.list(folder).unwrap_or_default() {
            if (hidden || !name.starts_with('.')) && matches(part, &name) {
                next.push(joined(&name));
            }
        }
    }

    /// `**`: the folders below, at every depth.
    fn glob_below(&self, path: &str, depth: u32, next: &mut Vec<String>) {
        let folder = if path.is_empty() { "." } else { path };
        for name in self.proc.list(folder).unwrap_or_default() {
            let below = if path.is_empty() {
                name.clone()
            } else {
                format!("{path}/{name}")
            };
            if !name.starts_with('.')
                && depth < MAX_DEPTH
                && next.len() < MAX_NAMES
                && self.proc.is_dir(&below)
            {
                next.push(below.clone());
                self.glob_below(&below, depth + 1, next);
            }
        }
    }
}
