//! Messages without what differs from run to run: names' random suffixes, UIDs, addresses, durations.

/// The alphabet of generated names.
const SUFFIX_ALPHABET: &str = "bcdfghjklmnpqrstvwxz2456789";

/// A pattern: how many bytes of `rest` it takes, given the character before.
type Pattern = fn(Option<char>, &str) -> Option<usize>;

/// A message with every varying part replaced by a word.
pub fn norm(message: &str) -> String {
    let rules: [(Pattern, &str); 9] = [
        (pulled, "in T (T including waiting). Image size: N bytes"),
        (pod_name, "POD"),
        (pod_uid, "POD(UID)"),
        (uid, "UID"),
        (address, "IP"),
        (port, ":PORT"),
        (back_off, "back-off D restarting"),
        (node, "NODE"),
        (assigned, "Successfully assigned X"),
    ];
    let message = rules.iter().fold(message.to_owned(), |message, (pattern, word)| {
        replace(&message, *pattern, word)
    });
    message.trim().to_owned()
}

/// A generated name's five last characters at the end of a message become `X`.
pub fn without_suffix(message: &str) -> String {
    let start = message.len().saturating_sub(5);
    match message.get(start..) {
        Some(suffix) if suffix.len() == 5 && suffix.chars().all(in_alphabet) => {
            format!("{}X", &message[..start])
        }
        _ => message.to_owned(),
    }
}

fn replace(text: &str, pattern: Pattern, word: &str) -> String {
    let mut output = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(character) = rest.chars().next() {
        let taken = pattern(before, rest).filter(|taken| *taken > 0);
        let length = taken.unwrap_or(character.len_utf8());
        output.push_str(if taken.is_some() { word } else { &rest[..length] });
        before = rest[..length].chars().next_back();
        rest = &rest[length..];
    }
    output
}

fn in_alphabet(character: char) -> bool {
    SUFFIX_ALPHABET.contains(character)
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// True between a word and what is no word.
fn boundary(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_word) != after.is_some_and(is_word)
}

/// How many bytes from the start satisfy `test`.
fn run(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.find(|character| !test(character)).unwrap_or(text.len())
}

/// At least one byte of a run.
fn some(text: &str, test: impl Fn(char) -> bool) -> Option<usize> {
    Some(run(text, test)).filter(|length| *length > 0)
}

fn digit(character: char) -> bool {
    character.is_ascii_digit()
}

fn number(character: char) -> bool {
    digit(character) || character == '.'
}

fn hex(character: char) -> bool {
    digit(character) || ('a'..='f').contains(&character)
}

fn hex_or_dash(character: char) -> bool {
    hex(character) || character == '-'
}

/// `in 62ms (62ms including waiting). Image size: 1037807 bytes`
fn pulled(_: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix("in ")?;
    let rest = &rest[some(rest, number)?..];
    let rest = match rest.strip_prefix("ms").or_else(|| rest.strip_prefix('s')) {
        Some(rest) => rest,
        None => {
            let rest = rest.strip_prefix('m')?;
            rest[run(rest, number)..].strip_prefix('s')?
        }
    };
    let rest = rest.strip_prefix(" (")?;
    let rest = rest[run(rest, |character| character != ')')..].strip_prefix("). Image size: ")?;
    let rest = rest[some(rest, digit)?..].strip_prefix(" bytes")?;
    Some(text.len() - rest.len())
}

/// A generated name: the longest run that ends in a dash and five characters of the alphabet.
fn pod_name(before: Option<char>, text: &str) -> Option<usize> {
    if !boundary(before, text.chars().next()) {
        return None;
    }
    let part = |character: char| digit(character) || character.is_ascii_lowercase() || character == '-';
    let longest = run(text, part);
    (7..=longest).rev().find(|&end| {
        let after = text[end..].chars().next();
        let last = text[..end].chars().next_back();
        text[end - 6..].starts_with('-')
            && text[end - 5..end].chars().all(in_alphabet)
            && (after == Some('_') || boundary(last, after))
    })
}

/// `POD(…36 characters…)`
fn pod_uid(_: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix("POD(")?;
    (run(rest, hex_or_dash) == 36 && rest[36..].starts_with(')')).then_some("POD()".len() + 36)
}

/// A UID: eight digits, a dash, 27 more digits and dashes.
fn uid(_: Option<char>, text: &str) -> Option<usize> {
    let fits = run(text, hex) >= 8 && text[8..].starts_with('-') && run(&text[9..], hex_or_dash) >= 27;
    fits.then_some(36)
}

/// `10.244.0.75`
fn address(_: Option<char>, text: &str) -> Option<usize> {
    let mut rest = &text[some(text, digit)?..];
    for _ in 0..3 {
        rest = rest.strip_prefix('.')?;
        rest = &rest[some(rest, digit)?..];
    }
    Some(text.len() - rest.len())
}

/// `:54321`
fn port(_: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix(':')?;
    let fits = run(rest, digit) >= 5 && !rest[5..].chars().next().is_some_and(is_word);
    fits.then_some(6)
}

/// `back-off 10s restarting`
fn back_off(_: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix("back-off ")?;
    let rest = rest[some(rest, |character| !character.is_whitespace())?..].strip_prefix(" restarting")?;
    Some(text.len() - rest.len())
}

/// `on node01`, or `to node01` at the end.
fn node(_: Option<char>, text: &str) -> Option<usize> {
    let visible = |character: char| !character.is_whitespace();
    if let Some(rest) = text.strip_prefix("on node") {
        return Some("on node".len() + some(rest, visible)?);
    }
    let rest = text.strip_prefix("to ")?;
    let length = some(rest, visible)?;
    matches!(&rest[length..], "" | "\n").then_some("to ".len() + length)
}

/// `Successfully assigned default/x`
fn assigned(_: Option<char>, text: &str) -> Option<usize> {
    let rest = text.strip_prefix("Successfully assigned ")?;
    Some(text.len() - rest.len() + some(rest, |character| !character.is_whitespace())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_varies_is_replaced() {
        let check = |message: &str, expect: &str| assert_eq!(norm(message), expect);
        check(
            "Successfully pulled image \"a\" in 1m2.5s (62ms including waiting). Image size: 12 bytes.",
            "Successfully pulled image \"a\" in T (T including waiting). Image size: N bytes.",
        );
        check("Created pod: sidecar-job-gkktd", "Created pod: POD");
        check(
            "Back-off restarting failed container app in pod j-b7k2x_default(06e4fe79-5e36-46af-a80b-42f6389821a4)",
            "Back-off restarting failed container app in pod POD_default(UID)",
        );
        check(
            "Get \"http://10.244.1.32:8081/\": dial tcp 10.244.1.32:52011: refused",
            "Get \"http://IP:8081/\": dial tcp IP:PORT: refused",
        );
        check(
            "Successfully assigned default/p to node01",
            "Successfully assigned X NODE",
        );
        check("back-off 20s restarting failed", "back-off D restarting failed");
        assert_eq!(without_suffix("from 0 to 2"), "from 0 to 2");
        assert_eq!(without_suffix("x-bcdfg"), "x-X");
    }
}
