//! What is taken to be there although nobody said so: the usual folders, what an unknown image holds, what an assumed
//! program put into a volume.

use super::Proc;
use crate::kernel::Container;
use crate::kernel::files::{NodeId, absolute};

/// Folders that every image has; they are made when somebody asks for them.
const STANDARD: [&str; 24] = [
    "/bin",
    "/boot",
    "/etc",
    "/home",
    "/lib",
    "/media",
    "/mnt",
    "/opt",
    "/root",
    "/run",
    "/sbin",
    "/srv",
    "/tmp",
    "/usr/bin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/sbin",
    "/usr/share",
    "/var/cache",
    "/var/lib",
    "/var/log",
    "/var/run",
    "/var/tmp",
];
/// Folders whose files are made while the container runs: what is missing there is missing.
const TRANSIENT: [&str; 6] = ["/tmp/", "/run/", "/var/run/", "/proc/", "/sys/", "/dev/"];

/// The usual folder that a path lies in, or is.
pub(super) fn standard_folder(path: &str) -> Option<&'static str> {
    let holds = |folder: &&&str| {
        path.strip_prefix(**folder)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    STANDARD.iter().find(holds).copied()
}

/// The volume that a path lies in.
pub(crate) fn volume_of(container: &Container, path: &str) -> Option<NodeId> {
    let inside = |mount: &str| {
        path.strip_prefix(mount)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mounts = &container.view.mounts;
    mounts
        .iter()
        .find(|mount| inside(&mount.path))
        .map(|mount| mount.node)
}

impl Proc {
    /// Whether a path that is missing may be there all the same: a part of an unknown image, or of a volume that an
    /// assumed program has written to.
    pub fn may_exist(&self, path: &str) -> bool {
        let path = self.absolute(path);
        let kernel = self.kernel.borrow();
        let container = &kernel.containers[&kernel.processes[&self.pid].container];
        match volume_of(container, &path) {
            Some(node) => kernel.filled.contains(&node),
            None => !container.launch.closed && !TRANSIENT.iter().any(|folder| path.starts_with(folder)),
        }
    }

    /// Takes a folder to be there: makes it, and says so once.
    pub fn assume_folder(&self, path: &str) -> bool {
        if !self.may_exist(path) {
            return false;
        }
        let path = absolute(&self.cwd(), path);
        let container = self.container();
        let made = crate::utilities::make_all(self, &path).is_ok();
        if made {
            let text = format!("`{path}` is assumed to be in the image");
            self.kernel().note(container, text, None);
        }
        made
    }

    /// An assumed program may write whatever it likes to its volumes.
    pub fn fill_volumes(&self) {
        let container = self.container();
        let mut kernel = self.kernel();
        let mounts = kernel.containers[&container].view.mounts.iter();
        let nodes: Vec<NodeId> = mounts
            .filter(|mount| !mount.read_only)
            .map(|mount| mount.node)
            .collect();
        for node in nodes {
            if !kernel.filled.contains(&node) {
                kernel.filled.push(node);
            }
        }
    }
}
