//! Findings about a manifest, and the manifest after one of their fixes.

use explain::{Finding, Remedy};
use manifest::{ParseOptions, Parsed, parse};
use sim::{Scenario, simulate};
use variants::{SidecarChoice, apply, find, variants};

/// Reads a manifest.
pub fn read(text: &str) -> Parsed {
    parse(text, &ParseOptions::default())
}

/// What is found about a manifest that is lived through without anybody's doing.
pub fn findings_in(text: &str) -> Vec<Finding> {
    explain::findings(&simulate(&read(text).manifest_objects(), &Scenario::default()))
}

/// The sidecar that a finding is about, and what is known of all containers.
fn chosen(parsed: &Parsed, finding: &Finding) -> SidecarChoice {
    let names: Vec<String> = finding.container.iter().cloned().collect();
    let helpers = variants::helpers(parsed, &names);
    let objects = parsed.objects.iter().filter_map(|object| object.object.as_ref());
    let containers = objects.flat_map(|object| sim::behaviours(object, &helpers));
    let hints = containers
        .map(|container| app::hint(&container.behaviour))
        .collect();
    SidecarChoice { names, hints }
}

/// The manifest after a fix.
///
/// # Errors
/// A sentence when the fix cannot be made.
pub fn repaired(text: &str, finding: &Finding, remedy: &Remedy) -> Result<String, String> {
    match remedy {
        Remedy::Variant(id) => {
            let parsed = read(text);
            let family = variants(text, &parsed, &chosen(&parsed, finding));
            let variant = find(&family, *id).ok_or_else(|| format!("there is no variant {id}"))?;
            Ok(variant.text.clone())
        }
        Remedy::Changes(changes) => apply(text, changes),
    }
}
