//! Rules about strings: staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go and pkg/api/validate/content
//! (v1.36.2). Each returns upstream's messages, none when the string is fine.

/// Longest DNS label, label value and name part.
pub const LABEL_MAX: usize = 63;
/// Longest DNS subdomain.
pub const SUBDOMAIN_MAX: usize = 253;

const SUBDOMAIN_TEXT: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and \
     end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
     '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const LABEL_TEXT: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an \
     alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_VALUE_TEXT: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end \
     with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is \
     '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const NAME_PART_TEXT: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character \
     (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const ENV_NAME_TEXT: &str = "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start \
     with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is \
     '[-._a-zA-Z][-._a-zA-Z0-9]*')";
const UNDERSCORE_TEXT: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start \
     and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
     '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*')";
const CONFIG_KEY_TEXT: &str = "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or \
     'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
const HEADER_TEXT: &str = "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is \
     '[-A-Za-z0-9]+')";

/// Messages; empty means valid.
pub type Messages = Vec<String>;

fn when(wrong: bool, message: &str) -> Option<String> {
    wrong.then(|| message.to_owned())
}

/// `max` in upstream's words.
pub fn too_long(max: usize, unit: &str) -> String {
    format!("must be no more than {max} {unit}")
}

fn is_label_syntax(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    framed(text, inner, |b| inner(b) || b == b'-')
}

fn is_subdomain_syntax(text: &str) -> bool {
    text.split('.').all(is_label_syntax)
}

/// Whether `text` begins and ends with `edge` bytes and has only `inner` bytes between; not empty.
fn framed(text: &str, edge: impl Fn(u8) -> bool, inner: impl Fn(u8) -> bool) -> bool {
    match text.as_bytes() {
        [] => false,
        [one] => edge(*one),
        [first, middle @ .., last] => edge(*first) && edge(*last) && middle.iter().all(|b| inner(*b)),
    }
}

fn is_word_syntax(text: &str) -> bool {
    framed(
        text,
        |b| b.is_ascii_alphanumeric(),
        |b| b.is_ascii_alphanumeric() || b"-_.".contains(&b),
    )
}

/// A DNS-1123 label.
pub fn dns_label(text: &str) -> Messages {
    let syntax = if is_subdomain_syntax(text) {
        "must not contain dots"
    } else {
        LABEL_TEXT
    };
    let long = when(text.len() > LABEL_MAX, &too_long(LABEL_MAX, "characters"));
    long.into_iter()
        .chain(when(!is_label_syntax(text), syntax))
        .collect()
}

/// A DNS-1123 subdomain.
pub fn dns_subdomain(text: &str) -> Messages {
    subdomain(text, "characters")
}

/// Whether an object can be called `text`: most kinds' names are DNS-1123 subdomains.
pub fn is_object_name(text: &str) -> bool {
    dns_subdomain(text).is_empty()
}

fn subdomain(text: &str, unit: &str) -> Messages {
    let long = when(text.len() > SUBDOMAIN_MAX, &too_long(SUBDOMAIN_MAX, unit));
    long.into_iter()
        .chain(when(!is_subdomain_syntax(text), SUBDOMAIN_TEXT))
        .collect()
}

/// A DNS-1123 subdomain whose labels may have underscores.
pub fn dns_subdomain_with_underscore(text: &str) -> Messages {
    let edge = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let fine = text.split('.').all(|label| {
        let label = label.strip_prefix('_').unwrap_or(label);
        framed(label, edge, |b| edge(b) || b == b'-' || b == b'_')
    });
    let long = when(text.len() > SUBDOMAIN_MAX, &too_long(SUBDOMAIN_MAX, "characters"));
    long.into_iter().chain(when(!fine, UNDERSCORE_TEXT)).collect()
}

/// The number of a user or group.
pub fn user_id(id: i64) -> Messages {
    let most = i64::from(i32::MAX);
    let detail = format!("must be between 0 and {most}, inclusive");
    when(!(0..=most).contains(&id), &detail).into_iter().collect()
}

/// A label's value.
pub fn label_value(text: &str) -> Messages {
    let long = when(text.len() > LABEL_MAX, &too_long(LABEL_MAX, "bytes"));
    long.into_iter()
        .chain(when(!text.is_empty() && !is_word_syntax(text), LABEL_VALUE_TEXT))
        .collect()
}

/// A qualified name: `name` or `prefix/name`.
pub fn qualified(text: &str) -> Messages {
    let parts: Vec<&str> = text.split('/').collect();
    let mut messages = Vec::new();
    let name = match parts[..] {
        [name] => name,
        [prefix, name] => {
            if prefix.is_empty() {
                messages.push("prefix part must be non-empty".to_owned());
            } else {
                // This package of upstream's counts bytes.
                let messages_of = subdomain(prefix, "bytes");
                messages.extend(messages_of.into_iter().map(|m| format!("prefix part {m}")));
            }
            name
        }
        _ => {
            return vec![format!(
                "a valid label key {NAME_PART_TEXT} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
    };
    if name.is_empty() {
        messages.push("name part must be non-empty".to_owned());
    } else if name.len() > LABEL_MAX {
        messages.push(format!("name part {}", too_long(LABEL_MAX, "bytes")));
    }
    if !is_word_syntax(name) {
        messages.push(format!("name part {NAME_PART_TEXT}"));
    }
    messages
}

/// A port's number.
pub fn port_number(port: i64) -> Messages {
    when(
        !(1..=65535).contains(&port),
        "must be between 1 and 65535, inclusive",
    )
    .into_iter()
    .collect()
}

/// A port's name.
pub fn port_name(name: &str) -> Messages {
    let charset = !name.is_empty()
        && name
            .bytes()
            .all(|b| b == b'-' || b.is_ascii_lowercase() || b.is_ascii_digit());
    let edges = name.starts_with('-') || name.ends_with('-');
    [
        when(name.len() > 15, "must be no more than 15 characters"),
        when(
            !charset,
            "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        ),
        when(
            !name.bytes().any(|b| b.is_ascii_lowercase()),
            "must contain at least one letter (a-z)",
        ),
        when(name.contains("--"), "must not contain consecutive hyphens"),
        when(edges, "must not begin or end with a hyphen"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The name of an environment variable; `relaxed`: any printable ASCII but `=`.
pub fn env_name(name: &str, relaxed: bool) -> Messages {
    if relaxed {
        let fine = !name.is_empty() && name.bytes().all(|b| (b' '..=b'~').contains(&b) && b != b'=');
        let text = "a valid environment variable name must consist only of printable ASCII characters other than '='";
        return when(!fine, text).into_iter().collect();
    }
    let word = |b: u8| b.is_ascii_alphabetic() || b"-._".contains(&b);
    let fine = name.bytes().next().is_some_and(word) && name.bytes().all(|b| word(b) || b.is_ascii_digit());
    when(!fine, ENV_NAME_TEXT).into_iter().chain(dots(name)).collect()
}

/// Names that are no files: `.`, `..`, `..x`.
fn dots(name: &str) -> Option<String> {
    match name {
        "." => Some("must not be '.'".to_owned()),
        ".." => Some("must not be '..'".to_owned()),
        _ => when(name.starts_with(".."), "must not start with '..'"),
    }
}

/// A key of a ConfigMap or Secret.
pub fn config_key(key: &str) -> Messages {
    let fine = !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let long = when(key.len() > SUBDOMAIN_MAX, &too_long(SUBDOMAIN_MAX, "characters"));
    long.into_iter()
        .chain(when(!fine, CONFIG_KEY_TEXT))
        .chain(dots(key))
        .collect()
}

/// An HTTP header's name.
pub fn header(name: &str) -> Messages {
    let fine = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    when(!fine, HEADER_TEXT).into_iter().collect()
}

/// Whether a text is a percentage (`25%`).
pub fn is_percent(text: &str) -> bool {
    text.strip_suffix('%')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(messages: Messages, expect: &[&str]) {
        let got: Vec<&str> = messages.iter().map(String::as_str).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn rules() {
        check(dns_label("a-b"), &[]);
        check(dns_label("a.b"), &["must not contain dots"]);
        check(dns_label("-a"), &[LABEL_TEXT]);
        check(
            dns_label(&"a".repeat(64)),
            &["must be no more than 63 characters"],
        );
        check(dns_subdomain("a..b"), &[SUBDOMAIN_TEXT]);
        check(
            qualified("a/b/c").iter().map(|m| m[..17].to_owned()).collect(),
            &["a valid label key"],
        );
        check(qualified("/a"), &["prefix part must be non-empty"]);
        check(
            port_name("HTTP"),
            &[
                "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
                "must contain at least one letter (a-z)",
            ],
        );
        check(port_name("8080"), &["must contain at least one letter (a-z)"]);
        check(env_name("1 a", true), &[]);
        check(env_name("1a", false), &[ENV_NAME_TEXT]);
        check(config_key(".."), &["must not be '..'"]);
        assert!(is_percent("25%") && !is_percent("%") && !is_percent("1.5%"));
    }
}
