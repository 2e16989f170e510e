//! Knobs as edits of the text: a container's behaviour goes into its annotation, a probe's numbers into the probe.

use std::time::Duration;

use manifest::edit::{Editor, Place, flow};
use process::format_duration;
use variants::BEHAVIOUR_ANNOTATION;

use crate::view::{AspectView, ContainerRow};

/// Turns the duration of one statement of an aspect.
pub(crate) fn turn(
    text: &str,
    row: &ContainerRow,
    aspect: usize,
    statement: usize,
    millis: u32,
) -> Option<String> {
    let aspect = row.aspects.get(aspect)?;
    aspect.knobs.get(statement)?;
    let value = turned(row.annotation.as_deref(), aspect, statement, millis)?;
    annotate(text, row, &value)
}

/// Sets a container's annotation; an empty one is removed.
pub(crate) fn annotate(text: &str, row: &ContainerRow, value: &str) -> Option<String> {
    let path = format!(
        "{}.annotations[{BEHAVIOUR_ANNOTATION}{}]",
        row.place.metadata, row.name
    );
    let mut editor = Editor::new(text);
    if value.trim().is_empty() {
        editor.remove(row.place.object, &path).ok()?;
    } else {
        let value = flow::scalar(value.trim());
        editor.set(row.place.object, &path, &value, Place::Last).ok()?;
    }
    Some(editor.finish())
}

/// Sets a number of a probe.
pub(crate) fn set_probe(
    text: &str,
    row: &ContainerRow,
    probe: &str,
    field: &str,
    value: i32,
) -> Option<String> {
    let probe = row.probes.iter().find(|known| known.field == probe)?;
    let number = probe.numbers.iter().find(|number| number.field == field)?;
    let path = format!("{}.{}.{field}", row.place.container, probe.field);
    let value = value.max(number.least).to_string();
    let mut editor = Editor::new(text);
    editor.set(row.place.object, &path, &value, Place::Last).ok()?;
    Some(editor.finish())
}

/// The annotation with one statement's duration changed. What was not set yet is pinned as a whole aspect: one
/// `listen` replaces all ports that the image would open.
fn turned(annotation: Option<&str>, aspect: &AspectView, statement: usize, millis: u32) -> Option<String> {
    let old = aspect.statements.get(statement)?;
    let mut statements = statements(annotation.unwrap_or_default());
    if aspect.source == "annotation" {
        let verb = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
        let same = |known: &&mut String| stem(known) == stem(old);
        let found = match statements.iter_mut().find(same) {
            Some(found) => found,
            None => statements.iter_mut().find(|known| verb(known) == verb(old))?,
        };
        *found = with_duration(found, millis);
    } else {
        let all = aspect.statements.iter().enumerate();
        statements.extend(all.map(|(index, text)| {
            if index == statement {
                with_duration(text, millis)
            } else {
                text.clone()
            }
        }));
    }
    Some(statements.join("; "))
}

/// The statements of an annotation; separators inside quotes do not count.
fn statements(annotation: &str) -> Vec<String> {
    let mut quoted = false;
    let parts = annotation.split(|c| {
        quoted ^= c == '"';
        !quoted && matches!(c, ';' | '\n')
    });
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// A statement without its delay.
fn stem(statement: &str) -> &str {
    statement.split(" after ").next().unwrap_or(statement)
}

/// A statement with another delay; what follows the delay stays.
fn with_duration(statement: &str, millis: u32) -> String {
    let rest = statement
        .split_once(" after ")
        .and_then(|(_, rest)| rest.split_once(' '))
        .map(|(_, rest)| format!(" {rest}"));
    let time = match millis {
        0 => String::new(),
        _ => format!(" after {}", format_duration(Duration::from_millis(millis.into()))),
    };
    format!("{}{time}{}", stem(statement), rest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(annotation: Option<&str>, source: &'static str, old: &[&str], millis: u32, expect: &str) {
        let aspect = AspectView {
            text: String::new(),
            source,
            origin: String::new(),
            statements: old.iter().map(|text| (*text).to_owned()).collect(),
            knobs: Vec::new(),
        };
        assert_eq!(turned(annotation, &aspect, 0, millis).as_deref(), Some(expect));
    }

    #[test]
    fn one_statement_is_turned_and_the_others_stay() {
        let both = ["listen 80 after 5s", "listen 81"];
        check(None, "image", &both, 7_000, "listen 80 after 7s; listen 81");
        check(
            Some("term ignore"),
            "script",
            &["exit 0 after 5s"],
            0,
            "term ignore; exit 0",
        );
        check(
            Some("log \"a; b\"; listen 80 after 5s until 20s"),
            "annotation",
            &["listen 80 after 5s"],
            1_500,
            "log \"a; b\"; listen 80 after 1.5s until 20s",
        );
        check(
            Some("need localhost:1 else exit 1; exit 0 after 100ms"),
            "annotation",
            &["exit 1 after 10ms"],
            2_000,
            "need localhost:1 else exit 1; exit 0 after 2s",
        );
    }
}
