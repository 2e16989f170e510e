//! `killed-by-liveness`: a livenessProbe kills a container again and again. The others are not told.

use super::{Context, Finding, Severity};
use crate::words::times;

pub(super) fn check(cx: &Context<'_>) -> Vec<Finding> {
    let spec = &cx.pod.spec;
    spec.all_containers()
        .filter_map(|(_, container)| finding(cx, &container.name))
        .collect()
}

fn finding(cx: &Context<'_>, name: &str) -> Option<Finding> {
    let kills = cx.killings(name, "failed liveness probe");
    if kills.is_empty() {
        return None;
    }
    Some(Finding {
        code: "killed-by-liveness",
        severity: Severity::Problem,
        title: format!("The livenessProbe kills {name} {}", times(kills.len())),
        text: format!(
            "Each time it fails failureThreshold times in a row, the kubelet stops {name} and starts it again. The \
             other containers run on and are not told, and init containers do not run again; a livenessProbe neither \
             delays nor protects anybody."
        ),
        container: Some(name.to_owned()),
        place: cx.place(name, "livenessProbe"),
        records: kills,
        fixes: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::findings::testing::check;
    use crate::testing::Story;

    #[test]
    fn liveness_probe() {
        let story = Story::pod(&["nginx*", "app"]).at(500).start("nginx").start("app");
        let story = story
            .killing("nginx", "Init container nginx failed liveness probe")
            .exit("nginx", 0);
        check(
            &story.end(),
            &[("killed-by-liveness", "The livenessProbe kills nginx once")],
        );
    }
}
