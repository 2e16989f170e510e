//! The fields of a link beside its text: `version=35&cursor=8100`, defaults left out.

use api::KubernetesVersion;

use super::Shared;
use crate::session::Pane;

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
        fields.push(format!(
            "sidecar={}",
            sidecar.replace('%', "%25").replace('&', "%26")
        ));
    }
    fields.join("&")
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
            "pane" => {
                shared.pane = Pane::ALL
                    .into_iter()
                    .find(|pane| pane.name() == value)
                    .unwrap_or_default()
            }
            "sidecar" => shared.sidecar = Some(value.replace("%26", "&").replace("%25", "%")),
            _ => {}
        }
    }
}
