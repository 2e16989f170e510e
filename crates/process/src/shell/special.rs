//! Parameters that are no variables: `$?`, `$$`, `$1`, `$RANDOM` …

use super::params::Held;
use super::state::Shell;

impl Shell {
    /// Parameters that are no variables.
    pub(super) fn special(&mut self, name: &str) -> Option<Held> {
        let one = |n: u64| Some(Held::One(n.to_string()));
        Some(match name {
            "@" => Held::Many(self.positional.clone(), true),
            "*" => Held::Many(self.positional.clone(), false),
            "#" => Held::One(self.positional.len().to_string()),
            "?" => Held::One(self.status.to_string()),
            "$" => Held::One(self.shell_pid.to_string()),
            "!" => self
                .last_background
                .map_or(Held::Unset, |pid| Held::One(pid.to_string())),
            "-" => Held::One(self.option_letters()),
            "0" => Held::One(self.name.clone()),
            "RANDOM" if self.dialect != super::Dialect::Dash => {
                return one(self.proc.kernel().next_random() % 32_768);
            }
            "SECONDS" if self.bash() => return one((self.proc.now() - self.started).as_secs()),
            "EPOCHSECONDS" if self.bash() => {
                let kernel = self.proc.kernel();
                return one(kernel.config.epoch + kernel.now.as_secs());
            }
            "LINENO" => Held::One(self.line.to_string()),
            "PPID" => Held::One(self.parent_pid.to_string()),
            "PWD" => Held::One(self.proc.cwd().to_string()),
            "BASHPID" if self.bash() => Held::One(self.proc.vpid().to_string()),
            "BASH_VERSION" if self.bash() => Held::One("5.2.15(1)-release".into()),
            "UID" | "EUID" if self.bash() => Held::One("0".into()),
            "BASH" if self.bash() => Held::One("/usr/bin/bash".into()),
            "BASH_SUBSHELL" if self.bash() => Held::One(self.subshells.to_string()),
            "OSTYPE" if self.bash() => Held::One("linux-gnu".into()),
            "HOSTTYPE" if self.bash() => Held::One("x86_64".into()),
            "SHLVL" if self.bash() => Held::One("1".into()),
            _ => {
                let place: usize = name.parse().ok()?;
                return Some(
                    self.positional
                        .get(place.wrapping_sub(1))
                        .map_or(Held::Unset, |t| Held::One(t.clone())),
                );
            }
        })
    }
}
