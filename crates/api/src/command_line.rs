//! A line that is typed at a prompt, as words.

/// Splits a line as a shell does: blanks separate, quotes and backslashes keep together. Never fails: with a quote that
/// is not closed (it comes back as the second value) the last word ends with the line.
pub fn split(line: &str) -> (Vec<String>, Option<char>) {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            // Between double quotes it keeps its meaning before these only.
            (Some('"'), '\\') => match characters.next() {
                Some(escaped @ ('"' | '\\' | '$' | '`')) => word.get_or_insert_default().push(escaped),
                other => word
                    .get_or_insert_default()
                    .extend(std::iter::once('\\').chain(other)),
            },
            (None, '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    (words, quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_split_as_in_a_shell() {
        let check = |line: &str, expect: &[&str], open: Option<char>| {
            let (words, quote) = split(line);
            assert_eq!(
                (words, quote),
                (expect.iter().map(|word| (*word).to_owned()).collect(), open),
                "{line}"
            );
        };
        check("get  pods -w", &["get", "pods", "-w"], None);
        check(
            r#"get -o jsonpath='{.a} "x"' "b\"c" d\ e"#,
            &["get", "-o", r#"jsonpath={.a} "x""#, "b\"c", "d e"],
            None,
        );
        check(r#"a "b\"c" '' d'e f'"#, &["a", "b\"c", "", "de f"], None);
        check(r#""a\nb\\c" a\nb '\n'"#, &["a\\nb\\c", "anb", "\\n"], None);
        check("''", &[""], None);
        check("a 'b c", &["a", "b c"], Some('\''));
        check("\"", &[""], Some('"'));
    }
}
