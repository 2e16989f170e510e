//! Corrections: what a diagnostic's help proposes, done to the text.

use sorted::Set;

use crate::edit::{Edit, Place, apply_edits, flow, map};
use crate::tree::{Node, Value};
use crate::{Diagnostic, ParseOptions, Parsed, parse};

/// Rounds of reading and correcting: one error often hides the next. What is still wrong after them stays.
const MAX_ROUNDS: usize = 8;

/// What would answer a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// These characters in place of the diagnostic's span.
    Replace(String),
    /// Another name wherever a value of the text is this one: selectors, labels and mounts repeat names.
    Rename {
        /// The name as it is.
        from: String,
        /// The name to be.
        to: String,
    },
    /// A field of the diagnostic's object.
    Set {
        /// Its path, in upstream's spelling.
        path: String,
        /// Its value as a YAML fragment without indentation.
        value: String,
    },
}

/// A sentence that helps and, where it is sure enough, what it would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What to do about it.
    pub help: String,
    /// The same as a change of the text.
    pub correction: Option<Correction>,
}

impl From<String> for Advice {
    fn from(help: String) -> Advice {
        Advice {
            help,
            correction: None,
        }
    }
}

impl Advice {
    /// Another word for the diagnostic's span.
    pub fn word(word: &str) -> Advice {
        Advice {
            help: format!("did you mean `{word}`?"),
            correction: Some(Correction::Replace(flow::scalar(word))),
        }
    }
}

/// The text with everything corrected that has a correction, again as long as that uncovers more.
pub fn correct(text: &str, options: &ParseOptions) -> String {
    let mut text = text.to_owned();
    for _ in 0..MAX_ROUNDS {
        let parsed = parse(&text, options);
        let next = round(&text, &parsed);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// What changes words comes first: fields are set in the text that is read again.
fn round(text: &str, parsed: &Parsed) -> String {
    let mut edits: Vec<Edit> = parsed.diagnostics.iter().flat_map(|d| words(d, parsed)).collect();
    if edits.is_empty() {
        edits = fields(text, parsed);
    }
    apply_edits(text, edits)
}

/// The fields that are set. Of several that would come to one place the others wait for the next round; what cannot be
/// edited, behind an alias say, stays as it is.
fn fields(text: &str, parsed: &Parsed) -> Vec<Edit> {
    let (mut all, mut places) = (Vec::new(), Set::new());
    for diagnostic in &parsed.diagnostics {
        let (Some(Correction::Set { path, value }), Some(object)) =
            (&diagnostic.correction, diagnostic.object)
        else {
            continue;
        };
        let root = &parsed.objects[object].tree;
        let edits = map::set(text, root, path, value, Place::Last).unwrap_or_default();
        if edits.iter().all(|edit| places.insert(edit.range.start)) {
            all.extend(edits);
        }
    }
    all
}

fn words(diagnostic: &Diagnostic, parsed: &Parsed) -> Vec<Edit> {
    match &diagnostic.correction {
        Some(Correction::Replace(replacement)) => vec![Edit {
            range: diagnostic.span.clone(),
            replacement: replacement.clone(),
        }],
        Some(Correction::Rename { from, to }) => {
            let mut edits = Vec::new();
            for object in &parsed.objects {
                rename(&object.tree, from, &flow::scalar(to), &mut edits);
            }
            edits
        }
        _ => Vec::new(),
    }
}

fn rename(node: &Node, from: &str, to: &str, edits: &mut Vec<Edit>) {
    match &node.value {
        Value::String(value) if value == from && !node.span.is_empty() => edits.push(Edit {
            range: node.span.clone(),
            replacement: to.to_owned(),
        }),
        Value::Seq(items) => items.iter().for_each(|item| rename(item, from, to, edits)),
        Value::Map(entries) => entries.iter().for_each(|e| rename(&e.value, from, to, edits)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let options = ParseOptions::default();
        let corrected = correct(text, &options);
        assert_eq!(corrected, expect);
        let left = parse(&corrected, &options).diagnostics;
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn placeholders_of_an_example() {
        check(
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: <YOUR-DEPLOYMENT>  # yours
spec:
  selector:
    matchLabels:
      app: <YOUR-APPLICATION>
  template:
    metadata:
      labels:
        app: <YOUR-APPLICATION>
    spec:
      serviceAccountName: \"${KSA_NAME}\"
      containers:
        - name: <YOUR-APPLICATION>
          env: [{name: PORT, value: 80}]
          ports: [{containerPort: \"80\", protocol: tcp}]
",
            "apiVersion: apps/v1
kind: Deployment
metadata:
  name: your-deployment  # yours
spec:
  selector:
    matchLabels:
      app: your-application
  template:
    metadata:
      labels:
        app: your-application
    spec:
      serviceAccountName: ksa-name
      containers:
        - name: your-application
          env: [{name: PORT, value: \"80\"}]
          ports: [{containerPort: 80, protocol: TCP}]
          image: your-application
",
        );
    }

    #[test]
    fn versions_that_are_gone() {
        check(
            "apiVersion: extensions/v1beta1
kind: Deployment
metadata: {name: a}
spec:
  template:
    metadata:
      labels: {app: a}
    spec:
      contaners:
      - {name: a, image: nginx, imagePullPolicy: always}
",
            "apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  template:
    metadata:
      labels: {app: a}
    spec:
      containers:
      - {name: a, image: nginx, imagePullPolicy: Always}
  selector: {matchLabels: {app: a}}
",
        );
    }

    #[test]
    fn a_job_that_would_restart_and_a_sidecar_that_is_none() {
        check(
            "apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec:
  template:
    spec:
      initContainers:
      - name: proxy
        image: proxy
        startupProbe: {tcpSocket: {port: 80}}
      containers: [{name: a, image: nginx}]
",
            "apiVersion: batch/v1
kind: Job
metadata: {name: a}
spec:
  template:
    spec:
      initContainers:
      - name: proxy
        image: proxy
        startupProbe: {tcpSocket: {port: 80}}
        restartPolicy: Always
      containers: [{name: a, image: nginx}]
      restartPolicy: Never
",
        );
    }

    #[test]
    fn what_has_no_correction_stays() {
        for text in [
            "a: [",
            "kind: Pod",
            "",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: ___}\n",
        ] {
            assert_eq!(correct(text, &ParseOptions::default()), text);
        }
    }
}
