//! `invalid-image`: an image's name with a placeholder in it. The kubelet cannot even ask for it.

use api::core_v1::{Container, ContainerStatus};
use variants::{Change, Edit, yaml_scalar};

use super::{Context, Finding, Fix, Remedy, Severity};
use crate::pod;
use crate::words::list;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    finding(cx).into_iter().collect()
}

fn finding(cx: &Context<'_>) -> Option<Finding> {
    let refused = |name: &str| {
        let waiting = pod::status(cx.pod, name).and_then(ContainerStatus::waiting);
        waiting.is_some_and(|waiting| waiting.reason == "InvalidImageName")
    };
    let all = || cx.pod.spec.all_containers().map(|(_, container)| container);
    let first = all().find(|container| refused(&container.name))?;
    // The ones behind it would be refused next.
    let changed: Vec<_> = all()
        .map(|container| (container, lower(&container.image)))
        .filter(|(container, image)| *image != container.image && !image.is_empty())
        .collect();
    let change = |(container, image): &(&Container, String)| {
        let place = cx.place(&container.name, "")?;
        Some(Change {
            object: place.object,
            path: place.path,
            edit: Edit::Set {
                key: "image".to_owned(),
                yaml: yaml_scalar(image),
            },
        })
    };
    let images: Vec<&str> = changed.iter().map(|(_, image)| image.as_str()).collect();
    let fix = Fix {
        title: format!("Write {}", list(&images)),
        remedy: Remedy::Changes(changed.iter().filter_map(change).collect()),
    };
    Some(Finding {
        code: "invalid-image",
        severity: Severity::Problem,
        title: format!("{} is no image's name", first.image),
        text: "A name is in small letters, and a placeholder has to be filled in. What is not known of an image is \
               assumed here, so any name shows how the pod goes on."
            .to_owned(),
        container: Some(first.name.clone()),
        place: cx.place(&first.name, "image"),
        records: Vec::new(),
        fixes: if changed.is_empty() { Vec::new() } else { vec![fix] },
    })
}

/// An image's name in small letters and without what no name has in it; a tag may have capitals.
fn lower(image: &str) -> String {
    let tag = match (image.rfind(':'), image.rfind('/')) {
        (Some(colon), slash) if slash.is_none_or(|slash| slash < colon) => colon,
        _ => image.len(),
    };
    let (name, tag) = image.split_at(tag);
    let kept = |c: &char| c.is_ascii_alphanumeric() || "._-/:@".contains(*c);
    let name = name.to_ascii_lowercase();
    // A colon stands before a registry's port or a tag only.
    let (host, name) = name.split_at(name.rfind('/').unwrap_or(0));
    let name = name.chars().filter(|c| *c != ':');
    host.chars().chain(name).chain(tag.chars()).filter(kept).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names() {
        for (image, expect) in [
            (
                "gcr.io/<<PROJECT>>/jax/hello:latest",
                "gcr.io/project/jax/hello:latest",
            ),
            (
                "REGION-docker.pkg.dev/PROJECT_ID/a:V1",
                "region-docker.pkg.dev/project_id/a:V1",
            ),
            ("${REGISTRY}:5000/App", "registry:5000/app"),
            ("nginx", "nginx"),
            ("2026-11-21T10:00:00Z", "2026-11-21t1000:00Z"),
        ] {
            assert_eq!(super::lower(image), expect);
        }
    }
}
