//! The pod (or pod template) inside an object's tree: reading only.
//!
//! Variants work on the tree as written, not on typed objects, so that they also exist for a manifest that the API
//! server would refuse, and never mistake a default for something the user wrote.

use manifest::ParsedObject;
use manifest::path;
use manifest::tree::Node;

/// The annotation that names the sidecar (or several, with commas).
pub const SIDECAR_ANNOTATION: &str = "sidecar-playground.dev/sidecar";

/// Which of the two lists a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Init,
    App,
}

impl List {
    pub fn key(self) -> &'static str {
        match self {
            List::Init => "initContainers",
            List::App => "containers",
        }
    }
}

/// One container as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ContainerNode<'a> {
    pub list: List,
    pub index: usize,
    pub name: &'a str,
    pub node: &'a Node,
}

impl ContainerNode<'_> {
    /// A native sidecar: an init container with `restartPolicy: Always`.
    pub fn is_native(&self) -> bool {
        self.list == List::Init && self.text("restartPolicy") == Some("Always")
    }

    /// A field that is a string.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.node.get(key)?.as_str()
    }
}

/// The pod of one object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PodTree<'a> {
    /// The object's tree.
    pub root: &'a Node,
    /// The path of the pod's spec below the object.
    pub path: &'static str,
    /// The pod's spec.
    pub spec: &'a Node,
}

impl<'a> PodTree<'a> {
    /// The pod of an object; `None` for kinds without one, or when there is no spec.
    pub fn of(object: &'a ParsedObject) -> Option<Self> {
        let path = match object.kind.as_str() {
            "Pod" => "spec",
            "CronJob" => "spec.jobTemplate.spec.template.spec",
            "Job" | "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => "spec.template.spec",
            _ => return None,
        };
        let spec = path::find(&object.tree, path)?.node;
        Some(PodTree {
            root: &object.tree,
            path,
            spec,
        })
    }

    /// The containers with a name, init containers first.
    pub fn containers(&self) -> Vec<ContainerNode<'a>> {
        let in_list = |list: List| {
            let items = self.spec.get(list.key()).map_or(&[][..], Node::items);
            items.iter().enumerate().filter_map(move |(index, node)| {
                let name = node.get("name")?.as_str()?;
                Some(ContainerNode {
                    list,
                    index,
                    name,
                    node,
                })
            })
        };
        in_list(List::Init).chain(in_list(List::App)).collect()
    }

    /// An annotation of the pod template, else of the object itself.
    pub fn annotation(&self, key: &str) -> Option<&'a str> {
        let template = self.path.strip_suffix("spec").unwrap_or_default();
        let of = |prefix: &str| {
            let metadata = path::find(self.root, &format!("{prefix}metadata"))?.node;
            metadata.get("annotations")?.get(key)?.as_str()
        };
        of(template).or_else(|| of(""))
    }

    /// True when the pod is meant to end: a Job's, or one whose policy is not `Always`.
    pub fn should_end(&self) -> bool {
        let policy = self.spec.get("restartPolicy").and_then(Node::as_str);
        policy.is_some_and(|policy| policy != "Always")
    }
}
