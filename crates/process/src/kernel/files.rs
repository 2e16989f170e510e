//! The pod's files: one arena of nodes; each container sees its own root with volumes mounted over it.

use super::errno::Errno;
use super::pipes::PipeId;
use sorted::Map;
use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

/// Most bytes kept of one file; what is written beyond is counted but not kept.
const KEPT_BYTES: usize = 1 << 20;
/// Most nodes of one machine; creating more fails with "No space left on device".
const MAX_NODES: usize = 50_000;
/// Most symbolic links followed in one path.
const MAX_LINKS: u32 = 20;

/// A file, directory, link or fifo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NodeId(pub u32);

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Dir(Directory),
    File { data: Cow<'static, [u8]>, dropped: u64 },
    Link(String),
    Fifo(Option<PipeId>),
}

/// What a directory holds. Copies share their table until one of them changes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    /// How far behind `base` each node lies.
    entries: Rc<Map<Rc<str>, u32>>,
    base: u32,
}

impl Directory {
    /// The node of a name.
    pub fn get(&self, name: &str) -> Option<NodeId> {
        self.entries
            .get(name)
            .map(|behind| NodeId(self.base.wrapping_add(*behind)))
    }

    /// Gives a node a name, in place of what had it.
    pub fn insert(&mut self, name: &str, node: NodeId) {
        let behind = node.0.wrapping_sub(self.base);
        let entries = Rc::make_mut(&mut self.entries);
        match entries.get_mut(name) {
            Some(known) => *known = behind,
            None => drop(entries.insert(name.into(), behind)),
        }
    }

    /// Takes a name away.
    pub fn remove(&mut self, name: &str) {
        Rc::make_mut(&mut self.entries).remove(name);
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(|name| &**name)
    }

    /// The names with their nodes, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, NodeId)> {
        let node = |behind: &u32| NodeId(self.base.wrapping_add(*behind));
        self.entries
            .iter()
            .map(move |(name, behind)| (&**name, node(behind)))
    }

    /// The number of names.
    pub fn len(&self) -> usize {
        self.entries.len()
    }
}

/// One node.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub kind: Kind,
    pub mode: u32,
    pub modified: Duration,
}

/// A mount as path resolution needs it.
#[derive(Debug, Clone)]
pub(crate) struct MountPoint {
    pub path: String,
    pub node: NodeId,
    pub read_only: bool,
}

/// A container's view: its root and what is mounted over it, longest path first.
#[derive(Debug, Clone)]
pub(crate) struct View {
    pub root: NodeId,
    pub mounts: Vec<MountPoint>,
}

/// Where a path leads.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The node, if it exists.
    pub node: Option<NodeId>,
    /// The directory that holds it (or would).
    pub parent: NodeId,
    /// Its name in that directory.
    pub name: String,
    pub read_only: bool,
}

/// The arena.
#[derive(Debug, Default)]
pub(crate) struct Files {
    nodes: Vec<Node>,
}

/// `path` made absolute (relative to `cwd`) without `.`, `..` and double slashes.
pub(crate) fn absolute(cwd: &str, path: &str) -> String {
    let base = if path.starts_with('/') { "" } else { cwd };
    let mut out = String::with_capacity(base.len() + path.len() + 2);
    for part in names(base).chain(names(path)) {
        match part {
            "." => {}
            ".." => out.truncate(out.rfind('/').unwrap_or(0)),
            _ => {
                out.push('/');
                out.push_str(part);
            }
        }
    }
    if out.is_empty() {
        out.push('/');
    }
    out
}

/// The first name in a path, and what follows it. Names are short: one looks at byte after byte.
fn first_name(path: &str) -> Option<(&str, &str)> {
    let start = path.bytes().position(|byte| byte != b'/')?;
    let path = &path[start..];
    let end = path.bytes().position(|byte| byte == b'/');
    Some(path.split_at(end.unwrap_or(path.len())))
}

/// The names in a path.
fn names(mut path: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (name, rest) = first_name(path)?;
        path = rest;
        Some(name)
    })
}

/// The directory part and the last name of an absolute path.
pub(crate) fn split(path: &str) -> (&str, &str) {
    match path.bytes().rposition(|byte| byte == b'/') {
        Some(0) => path.split_at(1),
        Some(at) => (&path[..at], &path[at + 1..]),
        None => ("/", path),
    }
}

impl Files {
    /// A new node that no directory holds yet.
    pub fn create(&mut self, kind: Kind, mode: u32, now: Duration) -> Result<NodeId, Errno> {
        if self.nodes.len() >= MAX_NODES {
            return Err(Errno::NoSpace);
        }
        self.nodes.push(Node {
            kind,
            mode,
            modified: now,
        });
        Ok(NodeId(self.nodes.len() as u32 - 1))
    }

    /// A new empty directory that no directory holds yet; the arena's first node when it is full.
    pub fn new_dir(&mut self, now: Duration) -> NodeId {
        self.create(Kind::Dir(Directory::default()), 0o755, now)
            .unwrap_or(NodeId(0))
    }

    pub fn get(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub fn get_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    pub fn is_dir(&self, id: NodeId) -> bool {
        matches!(self.get(id).kind, Kind::Dir(_))
    }

    /// A directory's entry.
    pub fn child(&self, dir: NodeId, name: &str) -> Option<NodeId> {
        match &self.get(dir).kind {
            Kind::Dir(entries) => entries.get(name),
            _ => None,
        }
    }

    /// Puts a node into a directory, replacing what had the name.
    pub fn link(&mut self, dir: NodeId, name: &str, node: NodeId, now: Duration) {
        let parent = self.get_mut(dir);
        parent.modified = now;
        if let Kind::Dir(entries) = &mut parent.kind {
            entries.insert(name, node);
        }
    }

    /// Takes a name out of a directory.
    pub fn unlink(&mut self, dir: NodeId, name: &str, now: Duration) {
        let parent = self.get_mut(dir);
        parent.modified = now;
        if let Kind::Dir(entries) = &mut parent.kind {
            entries.remove(name);
        }
    }

    /// True for a folder without anything in it.
    pub fn is_empty_dir(&self, id: NodeId) -> bool {
        matches!(&self.get(id).kind, Kind::Dir(entries) if entries.len() == 0)
    }

    /// The directory `path` below `dir`, created where missing.
    pub fn make_dirs(&mut self, dir: NodeId, path: &str, now: Duration) -> NodeId {
        let mut at = dir;
        for part in names(path).filter(|part| !matches!(*part, "." | "..")) {
            at = match self.child(at, part) {
                Some(next) if self.is_dir(next) => next,
                Some(other) => return other,
                None => {
                    let next = self.new_dir(now);
                    self.link(at, part, next, now);
                    next
                }
            };
        }
        at
    }

    /// Copies all nodes of another arena behind its own; returns where they begin. What directories and files hold is
    /// shared until they are written to. `None` when there is no room.
    pub fn graft(&mut self, other: &Files, now: Duration) -> Option<NodeId> {
        let offset = self.nodes.len();
        if offset + other.nodes.len() > MAX_NODES {
            return None;
        }
        self.nodes.extend(other.nodes.iter().cloned().map(|mut node| {
            if let Kind::Dir(entries) = &mut node.kind {
                entries.base = entries.base.wrapping_add(offset as u32);
            }
            node.modified = now;
            node
        }));
        Some(NodeId(offset as u32))
    }

    /// Makes a node a file with this content.
    pub fn fill(&mut self, node: NodeId, data: Cow<'static, [u8]>, now: Duration) {
        let node = self.get_mut(node);
        node.kind = Kind::File { data, dropped: 0 };
        node.modified = now;
    }

    /// Writes a whole file below `dir`, creating directories where missing. Its node, unless there is no room.
    pub fn put(
        &mut self,
        dir: NodeId,
        path: &str,
        data: Cow<'static, [u8]>,
        mode: u32,
        now: Duration,
    ) -> Option<NodeId> {
        let (parent, name) = split(path);
        let parent = self.make_dirs(dir, parent, now);
        if let Some(node) = self.child(parent, name) {
            self.fill(node, data, now);
            return Some(node);
        }
        let node = self.create(Kind::File { data, dropped: 0 }, mode, now).ok()?;
        self.link(parent, name, node, now);
        Some(node)
    }

    /// Where an absolute path leads in a container's view. `follow`: a link at the end is followed.
    pub fn find(&self, view: &View, path: &str, follow: bool) -> Result<Place, Errno> {
        self.find_from(view, path, follow, 0)
    }

    fn find_from(&self, view: &View, path: &str, follow: bool, links: u32) -> Result<Place, Errno> {
        if links > MAX_LINKS {
            return Err(Errno::Loop);
        }
        let mount = view.mounts.iter().find(|m| {
            path.strip_prefix(m.path.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let (root, mut rest, read_only) = match mount {
            Some(m) => (m.node, &path[m.path.len()..], m.read_only),
            None => (view.root, path, false),
        };
        let (mut node, mut parent, mut name) = (Some(root), root, "");
        while let Some((part, after)) = first_name(rest) {
            let dir = node.ok_or(Errno::NoEntry)?;
            if !self.is_dir(dir) {
                return Err(Errno::NotDir);
            }
            // A projected volume shows its files a second time below this name.
            node = self.child(dir, part).or((part == "..data").then_some(dir));
            if let Some(Kind::Link(target)) = node.map(|n| &self.get(n).kind)
                && (follow || first_name(after).is_some())
            {
                let mut next = absolute(&path[..path.len() - rest.len()], target);
                for more in names(after) {
                    next.push('/');
                    next.push_str(more);
                }
                return self.find_from(view, &next, follow, links + 1);
            }
            (parent, name, rest) = (dir, part, after);
        }
        Ok(Place {
            node,
            parent,
            name: name.to_string(),
            read_only,
        })
    }

    /// A file's size.
    pub fn size(&self, id: NodeId) -> u64 {
        match &self.get(id).kind {
            Kind::File { data, dropped } => data.len() as u64 + dropped,
            Kind::Dir(_) => 4096,
            Kind::Link(target) => target.len() as u64,
            Kind::Fifo(_) => 0,
        }
    }

    /// Writes at an offset and returns the new offset.
    pub fn write_at(&mut self, id: NodeId, offset: u64, bytes: &[u8], now: Duration) -> u64 {
        let node = self.get_mut(id);
        node.modified = now;
        if let Kind::File { data, dropped } = &mut node.kind {
            let start = offset.min(KEPT_BYTES as u64) as usize;
            let keep = bytes.len().min(KEPT_BYTES - start);
            let data = data.to_mut();
            if data.len() < start {
                data.resize(start, 0);
            }
            let overlap = keep.min(data.len() - start);
            data[start..start + overlap].copy_from_slice(&bytes[..overlap]);
            data.extend_from_slice(&bytes[overlap..keep]);
            let end = offset + bytes.len() as u64;
            *dropped = (*dropped).max(end.saturating_sub(data.len() as u64));
        }
        offset + bytes.len() as u64
    }

    /// The bytes kept from an offset on.
    pub fn read_at(&self, id: NodeId, offset: u64, most: usize) -> &[u8] {
        match &self.get(id).kind {
            Kind::File { data, .. } => {
                let start = (offset as usize).min(data.len());
                &data[start..data.len().min(start + most)]
            }
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let check = |cwd: &str, path: &str, expect: &str| assert_eq!(absolute(cwd, path), expect);
        check("/", "a", "/a");
        check("/a/b", "../c", "/a/c");
        check("/a", "/x//y/./z", "/x/y/z");
        check("/", "../..", "/");
    }

    #[test]
    fn mounts_and_links() {
        let mut files = Files::default();
        let zero = Duration::ZERO;
        let (root, volume) = (files.new_dir(zero), files.new_dir(zero));
        files.put(volume, "/x/data", b"hi".as_slice().into(), 0o644, zero);
        let link = files.create(Kind::Link("/data/x".into()), 0o777, zero).unwrap();
        files.link(root, "short", link, zero);
        let mount = MountPoint {
            path: "/data".into(),
            node: volume,
            read_only: true,
        };
        let view = View {
            root,
            mounts: vec![mount],
        };
        let place = files.find(&view, "/short/data", true).unwrap();
        assert!(place.read_only);
        assert_eq!(files.read_at(place.node.unwrap(), 0, 10), b"hi");
        assert_eq!(files.find(&view, "/nope/x", true).unwrap_err(), Errno::NoEntry);
        assert_eq!(
            files.find(&view, "/data/x/data/y", true).unwrap_err(),
            Errno::NotDir
        );
        assert!(files.find(&view, "/database", true).unwrap().node.is_none());
    }
}
