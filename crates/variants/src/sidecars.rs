//! Which container is the sidecar? The manifest's own word first, then an annotation, then a guess.

pub(crate) mod words;

use manifest::{Parsed, ParsedObject};

use crate::pod_tree::{ContainerNode, List, PodTree, SIDECAR_ANNOTATION};

/// What the caller knows about who the sidecar is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SidecarChoice {
    /// The user's choice by name. Counts in every pod that has one of these containers; empty: not chosen.
    pub names: Vec<String>,
    /// What is known about containers' behaviour.
    pub hints: Vec<Hint>,
}

/// What is known about one container's behaviour, from its script, image or annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The container's name.
    pub container: String,
    /// Whether its process ends by itself.
    pub ends: Option<bool>,
    /// The ports that it opens.
    pub listens: Vec<Open>,
}

/// A port that a container opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Open {
    /// The port.
    pub port: u16,
    /// Whether only the pod's own containers reach it, so that the kubelet cannot probe it.
    pub localhost: bool,
}

/// The sidecars of one pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sidecars {
    /// Their names in the order of the manifest; never empty.
    pub names: Vec<String>,
    /// How they were found.
    pub source: Source,
}

/// How a sidecar was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The user chose it.
    Chosen,
    /// It is a native sidecar already.
    RestartPolicy,
    /// The annotation `sidecar-playground.dev/sidecar` names it.
    Annotation,
    /// Its name or its image sounds like one.
    Name,
    /// It is an init container that declares ports: a server, which does not end.
    Ports,
    /// It never ends, and the others do.
    NeverEnds,
    /// Nothing tells; the last container is taken.
    Position,
}

/// Finds the sidecars of an object's pod. `None` when it has no pod, or fewer than two containers, or when only init
/// containers that look like init containers stand beside a single app.
pub fn sidecars(object: &ParsedObject, choice: &SidecarChoice) -> Option<Sidecars> {
    let pod = PodTree::of(object)?;
    let containers = pod.containers();
    if containers.len() < 2 {
        return None;
    }
    let chosen = || named(&containers, &choice.names, Source::Chosen);
    let annotated = || {
        let names = pod.annotation(SIDECAR_ANNOTATION)?;
        let names: Vec<String> = names.split(',').map(|name| name.trim().to_owned()).collect();
        named(&containers, &names, Source::Annotation)
    };
    chosen()
        .or_else(|| {
            pick(&containers, Source::RestartPolicy, |container| {
                container.is_native()
            })
        })
        .or_else(annotated)
        .or_else(|| by_name(&containers))
        .or_else(|| pick(&containers, Source::Ports, serves_as_init))
        .or_else(|| by_behaviour(&pod, &containers, &choice.hints))
        .or_else(|| by_position(&containers))
}

/// The containers that the user, the manifest or their names call helpers, in all pods of a manifest: of those it can be
/// assumed that they run until they are stopped. One that is only taken because it is the last is one where every
/// container is a server, in pods that restart what ends: it stays one as an init container. So does each that declares ports,
/// whoever turns out to be the helper.
pub fn helpers(parsed: &Parsed, names: &[String]) -> Vec<String> {
    let choice = SidecarChoice {
        names: names.to_vec(),
        hints: Vec::new(),
    };
    let mut found = Vec::new();
    for object in &parsed.objects {
        let Some(sidecars) = sidecars(object, &choice) else {
            continue;
        };
        if sidecars.source != Source::Position || restarts(object) {
            found.extend(sidecars.names);
        }
        let containers = PodTree::of(object).map(|pod| pod.containers());
        for server in containers
            .iter()
            .flatten()
            .filter(|container| declares_ports(container))
        {
            if !found.iter().any(|name| name == server.name) {
                found.push(server.name.to_owned());
            }
        }
    }
    found
}

/// Whether an object's pods restart a container that ends well.
fn restarts(object: &ParsedObject) -> bool {
    let policy = PodTree::of(object).and_then(|pod| pod.spec.get("restartPolicy")?.as_str());
    policy.is_none_or(|policy| policy == "Always")
}

fn named(containers: &[ContainerNode<'_>], names: &[String], source: Source) -> Option<Sidecars> {
    pick(containers, source, |container| {
        names.iter().any(|name| name == container.name)
    })
}

/// The containers that fit, unless no app would be left.
fn pick(
    containers: &[ContainerNode<'_>],
    source: Source,
    fits: impl Fn(&ContainerNode<'_>) -> bool,
) -> Option<Sidecars> {
    let app_left = containers
        .iter()
        .any(|container| container.list == List::App && !fits(container));
    let names: Vec<String> = containers
        .iter()
        .filter(|container| fits(container))
        .map(|c| c.name.to_owned())
        .collect();
    (app_left && !names.is_empty()).then_some(Sidecars { names, source })
}

/// When every app container sounds like a helper, the first one is taken for the app.
fn by_name(containers: &[ContainerNode<'_>]) -> Option<Sidecars> {
    let fits = |container: &ContainerNode<'_>| match container.list {
        List::App => {
            words::is_helper(container.name) || container.text("image").is_some_and(words::is_helper_image)
        }
        List::Init => words::is_helper(container.name) && !words::is_preparation(container.name),
    };
    pick(containers, Source::Name, fits).or_else(|| {
        let is_first = |container: &ContainerNode<'_>| container.list == List::App && container.index == 0;
        pick(containers, Source::Name, |container| {
            fits(container) && !is_first(container)
        })
    })
}

fn serves_as_init(container: &ContainerNode<'_>) -> bool {
    container.list == List::Init && declares_ports(container)
}

fn declares_ports(container: &ContainerNode<'_>) -> bool {
    let ports = container.node.get("ports");
    ports.is_some_and(|ports| !ports.items().is_empty())
}

/// Init containers that never end; in a pod that should end, also app containers that never end beside one that does.
fn by_behaviour(pod: &PodTree<'_>, containers: &[ContainerNode<'_>], hints: &[Hint]) -> Option<Sidecars> {
    let ends = |container: &ContainerNode<'_>| {
        hints
            .iter()
            .find(|hint| hint.container == container.name)
            .and_then(|hint| hint.ends)
    };
    let some_app_ends = containers
        .iter()
        .any(|container| container.list == List::App && ends(container) == Some(true));
    pick(containers, Source::NeverEnds, |container| {
        let counts = container.list == List::Init || (some_app_ends && pod.should_end());
        counts && ends(container) == Some(false)
    })
}

/// The last of several app containers: by custom the first one is the app.
fn by_position(containers: &[ContainerNode<'_>]) -> Option<Sidecars> {
    let last = containers.iter().rfind(|container| container.list == List::App)?;
    pick(containers, Source::Position, |container| {
        container.list == List::App && container.index == last.index
    })
}
