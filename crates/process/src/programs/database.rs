//! Databases and their data folder: one that is there already is not made anew, and one that holds other files cannot be
//! used. What a first start writes is there at the next start when the folder lies in a volume.

use super::server::Spec;
use crate::config::ContainerId;
use crate::kernel::Kernel;
use crate::kernel::files::{Kind, NodeId};
use std::time::Duration;

/// A database server.
struct Database {
    program: &'static str,
    /// Where its data are, unless a variable says so.
    folder: &'static str,
    variable: &'static str,
    /// What its entrypoint looks for in the folder, and its content; `None`: a folder.
    mark: (&'static str, Option<&'static str>),
    /// How long a start takes when the data are there.
    starts: Duration,
    /// What it says when there is something else, with the folder's name in place of `{}`.
    refuses: &'static str,
}

const DATABASES: [Database; 4] = [
    Database {
        program: "postgres",
        folder: "/var/lib/postgresql/data",
        variable: "PGDATA",
        mark: ("PG_VERSION", Some("16\n")),
        starts: Duration::from_millis(500),
        refuses: "initdb: error: directory \"{}\" exists but is not empty\n\
                  initdb: hint: If you want to create a new database system, either remove or empty the directory \"{}\" \
                  or run initdb with an argument other than \"{}\".",
    },
    Database {
        program: "mysqld",
        folder: "/var/lib/mysql",
        variable: "",
        mark: ("mysql", None),
        starts: Duration::from_secs(2),
        refuses: "[ERROR] [MY-010457] [Server] --initialize specified but the data directory has files in it. Aborting.\n\
                  [ERROR] [MY-010119] [Server] Aborting",
    },
    Database {
        program: "mariadbd",
        folder: "/var/lib/mysql",
        variable: "",
        mark: ("mysql", None),
        starts: Duration::from_secs(2),
        refuses: "",
    },
    Database {
        program: "mongod",
        folder: "/data/db",
        variable: "",
        mark: ("WiredTiger", Some("WiredTiger\n")),
        starts: Duration::from_secs(1),
        refuses: "",
    },
];

/// Lets the data folder decide how a database starts.
pub(crate) fn configure(
    kernel: &Kernel,
    container: ContainerId,
    env: &dyn Fn(&str) -> Option<String>,
    spec: &mut Spec,
) {
    let Some(database) = DATABASES.iter().find(|d| d.program == spec.name) else {
        return;
    };
    let folder = env(database.variable).filter(|folder| folder.starts_with('/'));
    let folder = folder.unwrap_or_else(|| database.folder.into());
    let names = names(kernel, container, &folder);
    if names.iter().any(|name| name == database.mark.0) {
        spec.fails = None;
        spec.ready_after = database.starts;
        return;
    }
    if spec.fails.is_some() {
        return;
    }
    if !names.is_empty() && !database.refuses.is_empty() {
        spec.fails = Some((database.refuses.replace("{}", &folder), 1));
        return;
    }
    spec.makes
        .push((format!("{folder}/{}", database.mark.0), database.mark.1));
}

/// What lies in a folder.
fn names(kernel: &Kernel, container: ContainerId, folder: &str) -> Vec<String> {
    let view = &kernel.containers[&container].view;
    let node: Option<NodeId> = kernel
        .files
        .find(view, folder, true)
        .ok()
        .and_then(|place| place.node);
    match node.map(|node| &kernel.files.get(node).kind) {
        Some(Kind::Dir(entries)) => entries.names().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}
