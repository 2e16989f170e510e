//! Every fix that is proposed for a variant of a gallery example can be made, gives a valid manifest, and takes its
//! finding away.

use app::gallery::EXAMPLES;
use explain::{Finding, Remedy, findings};
use manifest::{ParseOptions, Parsed, parse};
use sim::{Scenario, simulate};
use variants::{SidecarChoice, apply, find, variants};

fn read(text: &str) -> Parsed {
    parse(text, &ParseOptions::default())
}

fn findings_in(text: &str) -> Vec<Finding> {
    findings(&simulate(&read(text).manifest_objects(), &Scenario::default()))
}

/// The sidecar that a finding is about.
fn chosen(finding: &Finding) -> SidecarChoice {
    SidecarChoice {
        names: finding.container.iter().cloned().collect(),
        hints: Vec::new(),
    }
}

/// The manifest after a fix.
fn repaired(text: &str, finding: &Finding, remedy: &Remedy) -> Result<String, String> {
    match remedy {
        Remedy::Variant(id) => {
            let family = variants(text, &read(text), &chosen(finding));
            let variant = find(&family, *id).ok_or_else(|| format!("there is no variant {id}"))?;
            Ok(variant.text.clone())
        }
        Remedy::Changes(changes) => apply(text, changes),
    }
}

/// What is wrong with the fixes of one manifest; how many there are.
fn check(name: &str, text: &str, wrong: &mut Vec<String>) -> usize {
    let mut fixes = 0;
    for finding in findings_in(text) {
        for fix in &finding.fixes {
            fixes += 1;
            let after = match repaired(text, &finding, &fix.remedy) {
                Ok(after) => after,
                Err(error) => {
                    wrong.push(format!("{name}: {}: {error}", fix.title));
                    continue;
                }
            };
            if read(&after).has_errors() {
                wrong.push(format!("{name}: {}: not valid\n{after}", fix.title));
            } else if findings_in(&after).iter().any(|left| left.code == finding.code) {
                wrong.push(format!("{name}: {}: {} is still found", fix.title, finding.code));
            }
        }
    }
    fixes
}

#[test]
fn every_fix_helps() {
    let mut wrong = Vec::new();
    let mut fixes = 0;
    for example in EXAMPLES {
        for variant in variants(example.text, &read(example.text), &SidecarChoice::default()) {
            fixes += check(
                &format!("{} {}", example.id, variant.id),
                &variant.text,
                &mut wrong,
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(fixes > 50, "only {fixes} fixes were tried");
}
