//! `simulate`: live through a manifest and print one view of what happened.

use std::fmt::Write;

use kubectl::events::EventOrder;
use serde_json::{Value, json};
use trace::{Ended, Fact, Trace, Verb};

use crate::Outcome;
use crate::arguments::{Output, Settings, Simulate, Switch};
use crate::input;

impl Settings {
    /// The scenario that the options describe, for these objects. `helpers`: [`sim::Scenario::helpers`].
    pub fn scenario(
        &self,
        kubernetes: api::KubernetesVersion,
        objects: &[api::ManifestObject],
        helpers: &[String],
    ) -> sim::Scenario {
        let mut actions = self.actions.clone();
        actions.sort_by_key(|action| action.at);
        sim::Scenario {
            kubernetes,
            horizon: self.horizon,
            names: self.seed,
            seed: self.seed,
            jitter: self.jitter == Switch::On,
            actions,
            helpers: helpers.to_vec(),
            epoch: self.epoch.unwrap_or_else(|| sim::epoch(objects)),
            ..sim::Scenario::default()
        }
    }
}

/// Runs `simulate`.
pub fn run(arguments: &Simulate) -> Result<Outcome, Outcome> {
    let text = input::read(&arguments.input)?;
    let helpers = input::helpers(&input::parse(&text, &arguments.input), &arguments.input);
    let text = input::variant_text(&text, &arguments.input, arguments.variant)?;
    let (trace, refused) = input::simulate_accepted(&text, &arguments.input, &arguments.settings, &helpers);
    let stdout = match arguments.output {
        Output::Watch => kubectl::watch::pods(&trace).text_until(trace.end()),
        Output::Events => kubectl::events::get_events(&trace, EventOrder::LastTimestamp, trace.end()),
        Output::Recording => format!("{}\n", kubectl::recording::recording(&trace)),
        Output::Json => watch_events(&trace),
    };
    let exit_code = u8::from(refused.is_some());
    let mut stderr = refused.unwrap_or_default();
    stderr.push_str(&refusals(&trace));
    if let Ended::Limit(sentence) = trace.ended() {
        let _ = writeln!(stderr, "note: {sentence}");
    }
    Ok(Outcome {
        stdout,
        stderr,
        exit_code,
    })
}

/// What the commands answered that did nothing, which no view of the pods shows.
fn refusals(trace: &Trace) -> String {
    let mut out = String::new();
    for record in trace.records() {
        if let Fact::Action { command, output } = &record.fact
            && ["error", "Error", "note"]
                .iter()
                .any(|word| output.starts_with(word))
        {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{command}: {}", output.trim_end());
        }
    }
    out
}

/// One line per watch event: `{"type":"ADDED","object":{…}}`, events of `core/v1` among them.
fn watch_events(trace: &Trace) -> String {
    let mut out = String::new();
    let mut seen = std::collections::BTreeSet::new();
    for record in trace.records() {
        let line: Value = match &record.fact {
            Fact::Object { verb, object } => json!({ "type": verb_name(*verb), "object": object.to_json() }),
            Fact::Event(event) => {
                let mut object = serde_json::to_value(&**event).unwrap_or_default();
                object["apiVersion"] = "v1".into();
                object["kind"] = "Event".into();
                let kind = if seen.insert(event.metadata.name.clone()) {
                    "ADDED"
                } else {
                    "MODIFIED"
                };
                json!({ "type": kind, "object": object })
            }
            _ => continue,
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{line}");
    }
    out
}

fn verb_name(verb: Verb) -> &'static str {
    match verb {
        Verb::Added => "ADDED",
        Verb::Modified => "MODIFIED",
        Verb::Deleted => "DELETED",
    }
}
