//! `kill CONTAINER in POD`: somebody on the node sends SIGKILL to a container's first process.

use std::time::Duration;

use api::{Kind, ObjectKey};

use super::arguments::Arguments;
use super::target::not_found;
use crate::context::Context;
use crate::kubelet;

/// Kills it; a container that does not run is left alone.
pub(crate) fn kill(context: &mut Context, arguments: &Arguments, container: &str, pod: &str) -> String {
    let name = pod.strip_prefix("pod/").unwrap_or(pod);
    let key = ObjectKey::new(Kind::Pod, arguments.namespace(), name);
    let stored = context.store.get(&key).and_then(|object| object.as_pod());
    let Some(stored) = stored else {
        return not_found(Kind::Pod, name);
    };
    if stored.spec.container(container).is_none() {
        return format!("error: container {container} is not valid for pod {name}\n");
    }
    let event = kubelet::Event::user_kill(&stored.metadata.uid, container);
    context.after(Duration::ZERO, event);
    format!("killed {container} in pod/{name}\n")
}
