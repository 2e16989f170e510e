//! Patterns to the names of files.

use super::pattern::{is_pattern, matches};
use super::state::Shell;

/// Most names a pattern may become.
const MAX_NAMES: usize = 1_000;

impl Shell {
    /// The paths that fit a pattern, sorted; empty when none does.
    pub fn glob(&self, pattern: &str) -> Vec<String> {
        let (start, rest) = match pattern.strip_prefix('/') {
            Some(rest) => ("/".to_string(), rest),
            None => (String::new(), pattern),
        };
        let mut paths = vec![start];
        for part in rest.split('/').filter(|p| !p.is_empty()) {
            let mut next = Vec::new();
            for path in &paths {
                self.glob_part(path, part, &mut next);
            }
            next.truncate(MAX_NAMES);
            paths = next;
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
        for name in self.proc.list(folder).unwrap_or_default() {
            if (!name.starts_with('.') || part.starts_with('.')) && matches(part, &name) {
                next.push(joined(&name));
            }
        }
    }
}
