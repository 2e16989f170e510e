//! Programs that are not emulated command by command: servers, interpreters, one-shots, clients of databases.

pub(crate) mod database;
mod flags;
pub(crate) mod http;
mod inline;
pub(crate) mod nginx;
pub(crate) mod refine;
pub(crate) mod server;
pub(crate) mod table;
