//! Databases that a program is told to find in its own pod: by a URL (`postgres://app@localhost:5432/app`) or by variables
//! (`DB_HOST=127.0.0.1`, `DB_PORT=5432`). A program that nobody knows most likely connects to them before anything else.

use crate::utilities::authority;

/// What their URLs' schemes and the variables' names hold, and where they listen; 0: that says nothing.
const DATABASES: [(&str, u16); 13] = [
    ("POSTGRES", 5432),
    ("PG", 5432),
    ("MYSQL", 3306),
    ("MARIADB", 3306),
    ("SQLSERVER", 1433),
    ("MONGO", 27017),
    ("REDIS", 6379),
    ("RABBIT", 5672),
    ("AMQP", 5672),
    ("DATABASE", 0),
    ("INSTANCE", 0),
    ("SQL", 0),
    ("DB", 0),
];
/// How the names of variables end that say where something is.
const PLACES: [&str; 6] = ["HOSTNAME", "HOST", "ADDRESS", "ADDR", "SERVER", "ENDPOINT"];

/// The ports at which an environment or arguments say that a database is, in the order in which they are named, as far as
/// other containers of the pod open them; `open`, which lists those, is asked only when there is such a word.
pub fn databases<'a>(
    env: &'a [(String, String)],
    words: impl Iterator<Item = &'a String>,
    open: impl FnOnce() -> Vec<u16>,
) -> Vec<u16> {
    let values = env.iter().map(|(_, value)| value).chain(words);
    let urls = values.filter_map(|value| by_url(value));
    let variables = env
        .iter()
        .filter_map(|(name, value)| by_variable(env, name, value));
    let asked: Vec<u16> = urls.chain(variables).collect();
    let mut found = Vec::new();
    if asked.is_empty() {
        return found;
    }
    let open = open();
    for port in asked {
        let mut fitting = open.iter().filter(|open| match port {
            0 => DATABASES.iter().any(|(_, usual)| usual == *open),
            port => port == **open,
        });
        found.extend(fitting.next().filter(|port| !found.contains(*port)));
    }
    found
}

/// The port of a database's URL for this pod.
fn by_url(text: &str) -> Option<u16> {
    let (scheme, rest) = text.split_once("://")?;
    let usual = database(&scheme.to_ascii_uppercase())?;
    local(authority(rest).0, usual)
}

/// The port that a variable, and the one beside it, says.
fn by_variable(env: &[(String, String)], name: &str, value: &str) -> Option<u16> {
    // Of most variables the value alone tells that they say nothing.
    local(value, 0)?;
    let name = name.to_ascii_uppercase();
    let front = PLACES.iter().find_map(|place| name.strip_suffix(place))?;
    let usual = database(front)?;
    let beside = env
        .iter()
        .find(|(other, _)| other.to_ascii_uppercase().strip_suffix("PORT") == Some(front));
    let usual = beside.and_then(|(_, port)| port.parse().ok()).unwrap_or(usual);
    local(value, usual)
}

/// The usual port of the database that a word names.
fn database(word: &str) -> Option<u16> {
    let known = DATABASES.iter().find(|(name, _)| word.contains(name));
    known.map(|(_, port)| *port)
}

/// The port of `host` or `host:port`, when the host is this pod.
fn local(place: &str, usual: u16) -> Option<u16> {
    let (host, port) = match place.split_once(':') {
        Some((host, port)) => (host, port.parse().ok()?),
        None => (place, usual),
    };
    matches!(host, "localhost" | "127.0.0.1").then_some(port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_database_is() {
        let check = |env: &[(&str, &str)], words: &[&str], expect: &[u16]| {
            let env: Vec<(String, String)> = env.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect();
            let words: Vec<String> = words.iter().map(|word| (*word).into()).collect();
            assert_eq!(
                databases(&env, words.iter(), || vec![9090, 5432, 6379, 3307]),
                expect,
                "{env:?} {words:?}"
            );
        };
        check(
            &[("DATABASE_URL", "postgres://app:p@localhost:5432/app?x=y")],
            &[],
            &[5432],
        );
        check(&[("DSN", "postgresql+asyncpg://app@127.0.0.1/app")], &[], &[5432]);
        check(&[], &["--db=jdbc:mysql://127.0.0.1:3307/app"], &[3307]);
        check(&[("DB_HOST", "127.0.0.1"), ("DB_PORT", "3307")], &[], &[3307]);
        check(&[("DB_HOST", "localhost")], &[], &[5432]);
        check(
            &[("INSTANCE_HOST", "127.0.0.1"), ("REDIS_ADDR", "localhost:6379")],
            &[],
            &[5432, 6379],
        );
        check(
            &[("PGHOST", "localhost"), ("PGPORT", "5432")],
            &["redis://localhost/0"],
            &[6379, 5432],
        );
        // Elsewhere, not a database, not served in this pod, or where the program itself listens.
        check(
            &[("DB_HOST", "db"), ("DATABASE_URL", "postgres://db:5432/x")],
            &[],
            &[],
        );
        check(
            &[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:9090")],
            &[],
            &[],
        );
        check(
            &[
                ("DB_HOST", "localhost"),
                ("DB_PORT", "1521"),
                ("MYSQL_HOST", "localhost"),
            ],
            &[],
            &[],
        );
        check(
            &[("LISTEN_ADDR", "localhost:5432"), ("DB_NAME", "localhost")],
            &[],
            &[],
        );
    }
}
