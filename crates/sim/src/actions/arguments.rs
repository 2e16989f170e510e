//! A command line as words and flags.

use api::command_line::split;
use sorted::Map;

/// Flags that stand alone; every other flag without `=` takes the next word.
const SWITCHES: [&str; 11] = [
    "all",
    "force",
    "now",
    "wait",
    "ignore-not-found",
    "R",
    "recursive",
    "all-namespaces",
    "local",
    "overwrite",
    "record",
];
/// Short flags and what they stand for.
const SHORT: [(&str, &str); 7] = [
    ("n", "namespace"),
    ("l", "selector"),
    ("p", "patch"),
    ("c", "container"),
    ("o", "output"),
    ("f", "filename"),
    ("A", "all-namespaces"),
];

/// Words and flags, quotes removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Arguments {
    /// What is no flag, in order.
    pub words: Vec<String>,
    /// Flags by long name; the last of equal ones counts, a switch has the value `true`.
    pub flags: Map<String, String>,
    /// Values of flags that can be repeated (`--from-literal`), in order.
    pub repeated: Vec<(String, String)>,
}

impl Arguments {
    /// Splits a line. Never fails: a quote that is not closed ends with the line.
    pub fn parse(line: &str) -> Arguments {
        let mut arguments = Arguments::default();
        let mut tokens = split(line).0.into_iter();
        while let Some(token) = tokens.next() {
            let Some(flag) = token.strip_prefix('-').filter(|rest| !rest.is_empty()) else {
                arguments.words.push(token);
                continue;
            };
            let flag = flag.strip_prefix('-').unwrap_or(flag);
            let (name, value) = match flag.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (flag, None),
            };
            let long = SHORT.iter().find(|(short, _)| *short == name);
            let name = long.map_or(name, |(_, long)| long).to_owned();
            let value = match value {
                Some(value) => value,
                None if SWITCHES.contains(&name.as_str()) => "true".to_owned(),
                None => tokens.next().unwrap_or_default(),
            };
            arguments.repeated.push((name.clone(), value.clone()));
            arguments.flags.insert(name, value);
        }
        arguments
    }

    /// A flag's value.
    pub fn flag(&self, name: &str) -> Option<&str> {
        self.flags.get(name).map(String::as_str)
    }

    /// True when a switch is on.
    pub fn is_on(&self, name: &str) -> bool {
        self.flag(name) == Some("true")
    }

    /// All values of a flag that can be repeated.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.repeated.iter().filter(move |(known, _)| known == name);
        values.map(|(_, value)| value.as_str())
    }

    /// The namespace to work in.
    pub fn namespace(&self) -> &str {
        self.flag("namespace").unwrap_or("default")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_flags() {
        let arguments = Arguments::parse(
            r#"kubectl patch job j -p '{"spec": {"suspend": true}}' --type=merge -n x --force "a b""#,
        );
        assert_eq!(arguments.words, ["kubectl", "patch", "job", "j", "a b"]);
        assert_eq!(arguments.flag("patch"), Some(r#"{"spec": {"suspend": true}}"#));
        assert_eq!(arguments.flag("type"), Some("merge"));
        assert_eq!(arguments.namespace(), "x");
        assert!(arguments.is_on("force") && !arguments.is_on("all"));
    }
}
