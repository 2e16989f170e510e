//! The fields of a link beside its text: `version=35&cursor=8100`, defaults left out.

use api::KubernetesVersion;

use super::Shared;
use crate::conditions::{COMMAND_MAX, Conditions, SEED_MAX};
use crate::session::{Pane, Sheet, Tab};
use crate::story::Origin;

/// At most so many variants are read.
const VARIANTS_MAX: usize = 16;

/// The fields that are not as they would be anyway.
pub(super) fn write(shared: &Shared) -> String {
    let mut fields: Vec<String> = Vec::new();
    if shared.version != KubernetesVersion::NEWEST {
        fields.push(format!("version={}", shared.version.minor()));
    }
    if let Some(variants) = &shared.variants {
        fields.push(format!("variants={}", variants.join(",")));
    }
    if let Some(cursor) = shared.cursor {
        fields.push(format!("cursor={}", cursor / 1_000));
    }
    if shared.pane != Pane::default() {
        fields.push(format!("pane={}", shared.pane.name()));
    }
    if let Some(sidecar) = &shared.sidecar {
        fields.push(format!("sidecar={}", escaped(sidecar)));
    }
    if let Some(command) = &shared.command {
        fields.push(format!("command={}", escaped(command)));
    }
    if shared.origin != Origin::default() {
        fields.push(format!("origin={}", shared.origin.name()));
    }
    write_place(shared, &mut fields);
    write_conditions(&shared.conditions, &mut fields);
    fields.join("&")
}

/// What part of the page and of the time is looked at.
fn write_place(shared: &Shared, fields: &mut Vec<String>) {
    if let Some((from, to)) = shared.range {
        fields.push(format!("zoom={},{}", from / 1_000, to / 1_000));
    }
    if shared.true_scale {
        fields.push("scale=1".to_owned());
    }
    if shared.sheet != Sheet::default() {
        fields.push(format!("sheet={}", shared.sheet.name()));
    }
    if shared.tab != Tab::default() {
        fields.push(format!("tab={}", shared.tab.name()));
    }
    if let Some((from, to)) = &shared.compared {
        fields.push(format!("diff={from},{to}"));
    }
}

fn write_conditions(conditions: &Conditions, fields: &mut Vec<String>) {
    let usual = Conditions::default();
    if conditions.length != usual.length {
        fields.push(format!("length={}", conditions.length));
    }
    if conditions.seed != usual.seed {
        fields.push(format!("seed={}", conditions.seed));
    }
    if conditions.jitter {
        fields.push("jitter=1".to_owned());
    }
    if conditions.cold {
        fields.push("cold=1".to_owned());
    }
    if let Some(epoch) = conditions.epoch {
        fields.push(format!("epoch={}", epoch.0 / 1_000));
    }
    let pulls = conditions.pulls.iter();
    fields.extend(pulls.map(|(image, millis)| format!("pull={millis}:{}", escaped(image))));
    let actions = conditions.actions.iter();
    fields.extend(actions.map(|action| format!("act={}:{}", action.at / 1_000, escaped(&action.command))));
}

/// `&` separates fields, so it does not stand in one.
pub(super) fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26")
}

fn unescaped(text: &str) -> String {
    text.replace("%26", "&").replace("%25", "%")
}

/// Takes over the fields that can be read; unknown ones are for newer pages and left alone.
pub(super) fn read(shared: &mut Shared, fields: &str) {
    for (name, value) in fields.split('&').filter_map(|field| field.split_once('=')) {
        match name {
            "version" => {
                let minor = value.parse().ok().and_then(KubernetesVersion::from_minor);
                shared.version = minor.unwrap_or_default();
            }
            "variants" => {
                shared.variants = Some(value.split(',').take(VARIANTS_MAX).map(str::to_owned).collect())
            }
            "cursor" => {
                shared.cursor = value
                    .parse::<i64>()
                    .ok()
                    .and_then(|millis| millis.checked_mul(1_000))
            }
            "pane" => shared.pane = named(&Pane::ALL, Pane::name, value),
            "sidecar" => shared.sidecar = Some(unescaped(value)),
            "command" => shared.command = Some(unescaped(value)).filter(|line| line.len() <= COMMAND_MAX),
            "origin" => shared.origin = Origin::from_name(value),
            "zoom" | "scale" | "sheet" | "tab" | "diff" => read_place(shared, name, value),
            name => read_condition(&mut shared.conditions, name, value),
        }
    }
}

fn read_place(shared: &mut Shared, name: &str, value: &str) {
    let pair = value.split_once(',');
    match name {
        "zoom" => {
            let micros = |millis: &str| millis.parse::<i64>().ok()?.checked_mul(1_000);
            let range = pair.and_then(|(from, to)| Some((micros(from)?, micros(to)?)));
            shared.range = range.filter(|(from, to)| from < to);
        }
        "scale" => shared.true_scale = value == "1",
        "sheet" => shared.sheet = named(&Sheet::ALL, Sheet::name, value),
        "tab" => shared.tab = named(&Tab::ALL, Tab::name, value),
        _ => shared.compared = pair.map(|(from, to)| (from.to_owned(), to.to_owned())),
    }
}

/// The thing with a name; the usual one when there is none.
fn named<T: Copy + Default>(all: &[T], name: impl Fn(T) -> &'static str, value: &str) -> T {
    let mut all = all.iter().copied();
    all.find(|&one| name(one) == value).unwrap_or_default()
}

fn read_condition(conditions: &mut Conditions, name: &str, value: &str) {
    let pair = || {
        let (number, text) = value.split_once(':')?;
        Some((number.parse::<i64>().ok()?, unescaped(text)))
    };
    match name {
        "length" => conditions.set_length(value.parse().unwrap_or(conditions.length)),
        "seed" => conditions.seed = value.parse().unwrap_or(conditions.seed).min(SEED_MAX),
        "jitter" => conditions.jitter = value == "1",
        "cold" => conditions.cold = value == "1",
        "epoch" => conditions.set_epoch(value.parse().unwrap_or(-1)),
        "pull" => {
            if let Some((millis, image)) = pair() {
                conditions.set_pull(&image, u32::try_from(millis).unwrap_or(0));
            }
        }
        "act" => {
            if let Some((millis, command)) = pair() {
                conditions.add(millis.saturating_mul(1_000), &command);
            }
        }
        _ => {}
    }
}
