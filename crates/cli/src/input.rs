//! From a file to objects: reading, parsing, choosing a variant.

use std::io::Read;
use std::path::Path;

use api::Object;
use app::gallery::{self, Example};
use manifest::{ParseOptions, Parsed};
use variants::{SidecarChoice, Variant, VariantId};

use crate::Outcome;
use crate::arguments::{Input, Settings};
use crate::check;

/// What stands before the id of an example of the page.
const EXAMPLE: &str = "example:";

/// The example that is asked for, if it is one.
fn example(input: &Input) -> Option<Result<&'static Example, Outcome>> {
    let id = input.file.to_str()?.strip_prefix(EXAMPLE)?;
    let unknown = || {
        let ids: Vec<&str> = gallery::EXAMPLES.iter().map(|example| example.id).collect();
        Outcome::usage(format!(
            "error: there is no example {id}; there are {}\n",
            ids.join(", ")
        ))
    };
    Some(gallery::example(id).ok_or_else(unknown))
}

/// Takes over what the user does in an example, unless the options say otherwise.
pub fn act(input: &Input, settings: &mut Settings) {
    if let Some(Ok(example)) = example(input)
        && settings.actions.is_empty()
    {
        settings.actions = example.timed_actions();
    }
}

/// Reads the manifest's text.
pub fn read(input: &Input) -> Result<String, Outcome> {
    if let Some(example) = example(input) {
        return example.map(|example| example.text.to_owned());
    }
    let name = input.file.display();
    let read = if input.file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(&input.file)
    };
    // kubectl's words for a missing file.
    let bytes = read.map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Outcome::refused(format!("error: the path \"{name}\" does not exist\n"))
        }
        _ => Outcome::refused(format!("error: {name}: {error}\n")),
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Parses a text for the version asked for.
pub fn parse(text: &str, input: &Input) -> Parsed {
    manifest::parse(
        text,
        &ParseOptions {
            kubernetes: input.kubernetes,
        },
    )
}

/// The manifest's variants.
pub fn variants(text: &str, input: &Input) -> Vec<Variant> {
    let parsed = parse(text, input);
    let choice = SidecarChoice {
        names: input.sidecar.iter().cloned().collect(),
        hints: pods(&parsed, &helpers(&parsed, input))
            .iter()
            .flat_map(|(_, containers)| containers)
            .map(|container| app::hint(&container.behaviour))
            .collect(),
    };
    variants::variants(text, &parsed, &choice)
}

/// Who is taken for a helper in a manifest and its variants: [`sim::Scenario::helpers`].
pub fn helpers(parsed: &Parsed, input: &Input) -> Vec<String> {
    variants::helpers(parsed, input.sidecar.as_slice())
}

/// What the containers of a manifest do, by the objects that have pods.
pub fn pods<'a>(parsed: &'a Parsed, helpers: &[String]) -> Vec<(&'a Object, Vec<sim::ContainerBehaviour>)> {
    let objects = parsed.objects.iter().filter_map(|object| object.object.as_ref());
    let pods = objects.map(|object| (object, sim::behaviours(object, helpers)));
    pods.filter(|(_, containers)| !containers.is_empty()).collect()
}

/// The text of one variant.
pub fn variant_text(text: &str, input: &Input, id: VariantId) -> Result<String, Outcome> {
    if id == VariantId::AsWritten {
        return Ok(text.to_owned());
    }
    let all = variants(text, input);
    match all.iter().find(|variant| variant.id == id) {
        Some(variant) => Ok(variant.text.clone()),
        None => Err(no_variant(id.name())),
    }
}

/// What is said when a manifest has no such variant.
pub fn no_variant(name: &str) -> Outcome {
    Outcome::refused(format!(
        "error: this manifest has no variant {name}: it needs a pod with two containers\n"
    ))
}

/// The objects of a text, or what kubectl would say against it.
pub fn accepted(text: &str, input: &Input) -> Result<Parsed, Outcome> {
    let parsed = parse(text, input);
    if parsed.has_errors() || parsed.manifest_objects().is_empty() {
        return Err(Outcome::refused(check::report(text, &parsed, input)));
    }
    Ok(parsed)
}

/// Lives through a text.
pub fn simulate(
    text: &str,
    input: &Input,
    settings: &Settings,
    helpers: &[String],
) -> Result<trace::Trace, Outcome> {
    let objects = accepted(text, input)?.manifest_objects();
    let scenario = settings.scenario(input.kubernetes, &objects, helpers);
    Ok(sim::simulate(&objects, &scenario))
}

/// Lives through what a cluster would accept of a text, as `kubectl apply` goes on after an object that is refused.
/// With the history: what kubectl said against the rest.
pub fn simulate_accepted(
    text: &str,
    input: &Input,
    settings: &Settings,
    helpers: &[String],
) -> (trace::Trace, Option<String>) {
    let parsed = parse(text, input);
    let objects = parsed.manifest_objects();
    let refused = parsed.has_errors() || objects.is_empty();
    let words = refused.then(|| check::report(text, &parsed, input));
    let scenario = settings.scenario(input.kubernetes, &objects, helpers);
    (sim::simulate(&objects, &scenario), words)
}
