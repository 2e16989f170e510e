//! What the utilities that copy, move and link files share.

use crate::kernel::errno::Errno;
use crate::kernel::files::{Kind, NodeId, Place};
use crate::kernel::syscalls::Proc;

/// Deepest tree that is copied or removed.
pub(super) const MAX_DEPTH: u32 = 64;

/// The place of a target: inside it when it is a directory.
pub(super) fn target_place(proc: &Proc, target: &str, source: &str) -> Result<Place, Errno> {
    if proc.is_dir(target) {
        let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or(source);
        return proc.find(&format!("{target}/{name}"), true);
    }
    if target.ends_with('/') {
        return Err(Errno::NoEntry);
    }
    proc.find(target, true)
}

pub(super) fn copy_node(proc: &Proc, node: NodeId, depth: u32) -> Result<NodeId, Errno> {
    if depth > MAX_DEPTH {
        return Err(Errno::Loop);
    }
    let (mut kind, mode) = proc.look(node, |n| (n.kind.clone(), n.mode));
    if let Kind::Dir(entries) = &mut kind {
        let copied = std::mem::take(entries);
        for (name, child) in copied.iter() {
            entries.insert(name, copy_node(proc, child, depth + 1)?);
        }
    }
    let mut kernel = proc.kernel();
    let now = kernel.now;
    kernel.files.create(kind, mode, now)
}

pub(super) fn put(proc: &Proc, place: &Place, node: NodeId) -> Result<(), Errno> {
    if place.read_only {
        return Err(Errno::ReadOnly);
    }
    let mut kernel = proc.kernel();
    let now = kernel.now;
    if let Some(old) = place.node {
        let kind = kernel.files.get(node).kind.clone();
        let state = kernel.files.get_mut(old);
        state.kind = kind;
        state.modified = now;
        kernel.notify(crate::kernel::Channel::Node(old));
        return Ok(());
    }
    kernel.files.link(place.parent, &place.name, node, now);
    kernel.notify(crate::kernel::Channel::Node(place.parent));
    Ok(())
}
