//! A command line into words and flags.

use sorted::Map;

/// A command line, read: words that are no flags, and flags with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// In order.
    pub words: Vec<String>,
    /// Values by the flag's long name; a flag without value has `true`.
    pub flags: Map<String, String>,
}

/// Flags that stand alone.
const SWITCHES: &[&str] = &[
    "watch",
    "watch-only",
    "all-namespaces",
    "no-headers",
    "show-labels",
    "previous",
    "all-containers",
    "timestamps",
    "prefix",
    "follow",
    "show-events",
    "output-watch-events",
    "ignore-not-found",
];

/// Flags that take a value.
const VALUED: &[&str] = &[
    "output",
    "namespace",
    "selector",
    "label-columns",
    "container",
    "tail",
    "since",
    "sort-by",
    "field-selector",
    "for",
    "types",
];

impl Words {
    /// True when a switch is on.
    pub fn on(&self, flag: &str) -> bool {
        self.flags.get(flag).is_some_and(|value| value == "true")
    }

    /// A flag's value.
    pub fn value(&self, flag: &str) -> Option<&str> {
        self.flags.get(flag).map(String::as_str)
    }
}

/// A line's words.
///
/// # Errors
/// A shell's sentence when a quote is not closed.
pub fn split(line: &str) -> Result<Vec<String>, String> {
    match api::command_line::split(line) {
        (words, None) => Ok(words),
        (_, Some(quote)) => Err(format!("unexpected EOF while looking for matching `{quote}'")),
    }
}

/// Sorts words and flags apart. `verb` decides what `-p` and `-f` mean.
///
/// # Errors
/// kubectl's words about an unknown flag or a missing value.
pub fn read(verb: &str, args: &[String]) -> Result<Words, String> {
    let mut read = Words::default();
    let args: Vec<String> = args.iter().flat_map(|arg| one_by_one(verb, arg)).collect();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        let (flag, value) = if let Some(long) = arg.strip_prefix("--") {
            match long.split_once('=') {
                Some((flag, value)) => (flag.to_owned(), Some(value.to_owned())),
                None => (long.to_owned(), None),
            }
        } else if let Some(short) = arg.strip_prefix('-').filter(|short| !short.is_empty()) {
            short_flag(verb, short).ok_or_else(|| {
                format!(
                    "error: unknown shorthand flag: '{}' in -{short}",
                    &short[..first_len(short)]
                )
            })?
        } else {
            read.words.push(arg.clone());
            continue;
        };
        let value = if SWITCHES.contains(&flag.as_str()) {
            value.unwrap_or_else(|| "true".to_owned())
        } else if VALUED.contains(&flag.as_str()) {
            let next = || rest.next().cloned();
            value
                .or_else(next)
                .ok_or_else(|| format!("error: flag needs an argument: {arg}"))?
        } else {
            return Err(format!("error: unknown flag: --{flag}"));
        };
        read.flags.insert(flag, value);
    }
    Ok(read)
}

fn first_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// `-Aw` is `-A -w`: letters of switches may stand together.
fn one_by_one(verb: &str, arg: &str) -> Vec<String> {
    let letters = arg.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
    let Some((long, Some(_))) = letters.and_then(|letters| short_flag(verb, letters)) else {
        return vec![arg.to_owned()];
    };
    let (first, rest) = arg.split_at(1 + first_len(&arg[1..]));
    if rest.starts_with('=') || !SWITCHES.contains(&long.as_str()) {
        return vec![arg.to_owned()];
    }
    let mut all = vec![first.to_owned()];
    all.extend(one_by_one(verb, &format!("-{rest}")));
    all
}

/// `-oyaml`, `-o yaml`, `-o=yaml`, `-w`.
fn short_flag(verb: &str, short: &str) -> Option<(String, Option<String>)> {
    let (letter, value) = short.split_at(first_len(short));
    let long = match (letter, verb) {
        ("o", _) => "output",
        ("n", _) => "namespace",
        ("l", _) => "selector",
        ("L", "get") => "label-columns",
        ("c", _) => "container",
        ("A", _) => "all-namespaces",
        ("w", _) => "watch",
        ("p", "logs") => "previous",
        ("f", "logs") => "follow",
        _ => return None,
    };
    let value = value.strip_prefix('=').unwrap_or(value);
    let value = (!value.is_empty()).then(|| value.to_owned());
    Some((long.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_closed() {
        assert_eq!(split("get 'a b'").unwrap(), ["get", "a b"]);
        assert_eq!(
            split("'a").unwrap_err(),
            "unexpected EOF while looking for matching `''"
        );
    }

    #[test]
    fn flags_in_all_spellings() {
        for line in [
            "pods -o yaml -n x",
            "-oyaml pods --namespace=x",
            "-o=yaml --namespace x pods",
        ] {
            let read = read("get", &split(line).unwrap()).unwrap();
            assert_eq!(read.words, ["pods"], "{line}");
            assert_eq!(
                (read.value("output"), read.value("namespace")),
                (Some("yaml"), Some("x")),
                "{line}"
            );
        }
        let together = read("get", &split("pods -Awo wide").unwrap()).unwrap();
        assert!(together.on("all-namespaces") && together.on("watch"));
        assert_eq!(together.value("output"), Some("wide"));
        assert_eq!(
            read("get", &["--foo".into()]).unwrap_err(),
            "error: unknown flag: --foo"
        );
        assert_eq!(
            read("get", &["-x".into()]).unwrap_err(),
            "error: unknown shorthand flag: 'x' in -x"
        );
    }
}
