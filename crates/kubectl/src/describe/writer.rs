//! What all describe texts are written with: indented lines, labels, annotations.
//! Mirrors PrefixWriter and the multi-line helpers of staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use api::meta_v1::{LabelSelector, ObjectMeta, StringMap, Time};
use serde_json::Value;

use crate::get::format_selector;
use crate::tabwriter;

/// Annotations longer than this get lines of their own.
const MAX_ANNOTATION_LEN: usize = 140;

/// kubectl's own bookkeeping, which describe leaves out.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// A describe text under construction; cells are separated by tabs.
#[derive(Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    /// One line, `level` times two spaces in.
    pub fn line(&mut self, level: usize, text: impl AsRef<str>) {
        for _ in 0..level {
            self.text.push_str("  ");
        }
        self.text.push_str(text.as_ref());
        self.text.push('\n');
    }

    /// `NAME:` and a value.
    pub fn field(&mut self, level: usize, name: &str, value: impl std::fmt::Display) {
        self.line(level, format!("{name}:\t{value}"));
    }

    /// A field that is left out when empty.
    pub fn field_if(&mut self, level: usize, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(level, name, value);
        }
    }

    /// A field that is left out when absent.
    pub fn field_some(&mut self, level: usize, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.field(level, name, value);
        }
    }

    /// A title and one text per line, `<none>` without any.
    pub fn list(&mut self, title: &str, texts: &[String]) {
        match texts.split_first() {
            None => self.field(0, title, "<none>"),
            Some((first, others)) => {
                self.field(0, title, first);
                for text in others {
                    self.line(0, format!("\t{text}"));
                }
            }
        }
    }

    /// `a=b`, one per line. A title with leading spaces indents the block.
    pub fn labels(&mut self, title: &str, labels: &StringMap) {
        self.list(title, &label_texts(labels));
    }

    /// `a: b`, one per line; long ones below their key.
    pub fn annotations(&mut self, title: &str, annotations: &StringMap) {
        self.list(title, &annotation_texts(annotations));
    }

    /// Labels and annotations of an object.
    pub fn meta(&mut self, meta: &ObjectMeta) {
        self.labels("Labels", &meta.labels);
        self.annotations("Annotations", &meta.annotations);
    }

    /// `Controlled By`, when there is a controller.
    pub fn controlled_by(&mut self, meta: &ObjectMeta) {
        let controller = meta.controller();
        self.field_some(
            0,
            "Controlled By",
            controller.map(|owner| format!("{}/{}", owner.kind, owner.name)),
        );
    }

    /// `Selector`; an absent one selects nothing and prints as nothing.
    pub fn selector(&mut self, selector: Option<&LabelSelector>) {
        let text = selector.map_or_else(String::new, format_selector);
        self.field(0, "Selector", text.replace("<none>", ""));
    }

    /// The text as it was written.
    #[cfg(test)]
    pub fn raw(&self) -> &str {
        &self.text
    }

    /// The text with its columns aligned.
    pub fn finish(self) -> String {
        tabwriter::align(&tabwriter::escape(&self.text))
    }
}

/// Labels, each as one text.
pub fn label_texts(labels: &StringMap) -> Vec<String> {
    let text = |(key, value): (&String, &String)| format!("{key}={value}");
    labels.iter().map(text).collect()
}

/// Annotations: each as one text, or a long one as its key and its lines, which begin with blanks.
pub fn annotation_texts(annotations: &StringMap) -> Vec<String> {
    let mut texts = Vec::new();
    for (key, value) in annotations.iter().filter(|(key, _)| *key != LAST_APPLIED) {
        let value = value.strip_suffix('\n').unwrap_or(value);
        if value.len() + key.len() + 2 > MAX_ANNOTATION_LEN || value.contains('\n') {
            texts.push(format!("{key}:"));
            texts.extend(value.split('\n').map(|line| format!("  {}", shorten(line))));
        } else {
            texts.push(format!("{key}: {value}"));
        }
    }
    texts
}

/// The first 138 bytes (less where that would cut a character) and `...`.
fn shorten(line: &str) -> String {
    let limit = MAX_ANNOTATION_LEN - 2;
    if line.len() <= limit {
        return line.to_owned();
    }
    let end = (0..=limit).rev().find(|&end| line.is_char_boundary(end));
    format!("{}...", &line[..end.unwrap_or(0)])
}

/// A time as describe prints it, in UTC: `Sat, 21 Nov 2026 10:03:43 +0000`.
pub fn rfc1123z(time: Option<Time>) -> String {
    match time {
        Some(time) => time.rfc1123z(),
        None => "Mon, 01 Jan 0001 00:00:00 +0000".to_owned(),
    }
}

/// `True` or `False`.
pub fn truth(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// A field of a JSON object as text, `""` when it is absent.
pub fn text_field<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}
