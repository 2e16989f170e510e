//! Files and folders: finding, opening, making, removing.

use super::unknown::standard_folder;
use super::{MAX_WHOLE, Open, Proc};
use crate::kernel::Channel;
use crate::kernel::errno::Errno;
use crate::kernel::files::{Kind, Node, NodeId, Place, absolute};
use crate::kernel::open::{FileId, Object};
use crate::kernel::pipes::PipeId;
use crate::kernel::procfs::{Special, special};
use std::rc::Rc;

impl Proc {
    /// `path` made absolute.
    pub fn absolute(&self, path: &str) -> String {
        absolute(&self.cwd(), path)
    }

    pub fn find(&self, path: &str, follow: bool) -> Result<Place, Errno> {
        if path.is_empty() {
            return Err(Errno::NoEntry);
        }
        self.find_absolute(&self.absolute(path), follow)
    }

    fn find_absolute(&self, path: &str, follow: bool) -> Result<Place, Errno> {
        let found = self.look_up(path, follow);
        let missing = !matches!(&found, Ok(place) if place.node.is_some());
        if missing && let Some(folder) = standard_folder(path) {
            self.make_standard(folder);
            return self.look_up(path, follow);
        }
        found
    }

    fn look_up(&self, path: &str, follow: bool) -> Result<Place, Errno> {
        let kernel = self.kernel.borrow();
        let container = &kernel.containers[&kernel.processes[&self.pid].container];
        kernel.files.find(&container.view, path, follow)
    }

    fn make_standard(&self, folder: &str) {
        let mut kernel = self.kernel();
        let root = kernel.containers[&kernel.processes[&self.pid].container]
            .view
            .root;
        kernel.files.make_dirs(root, folder, std::time::Duration::ZERO);
    }

    /// An existing node.
    pub fn node(&self, path: &str) -> Result<NodeId, Errno> {
        self.find(path, true)?.node.ok_or(Errno::NoEntry)
    }

    pub fn look<T>(&self, node: NodeId, see: impl FnOnce(&Node) -> T) -> T {
        see(self.kernel.borrow().files.get(node))
    }

    pub fn is_dir(&self, path: &str) -> bool {
        self.node(path)
            .is_ok_and(|n| self.kernel.borrow().files.is_dir(n))
    }

    /// True for files, directories and special paths.
    pub fn exists(&self, path: &str) -> bool {
        if self.node(path).is_ok() {
            return true;
        }
        let path = self.absolute(path);
        !matches!(
            special(&self.kernel.borrow(), self.pid, &path),
            None | Some(Special::Missing)
        )
    }

    /// A directory's names, sorted.
    pub fn list(&self, path: &str) -> Result<Vec<String>, Errno> {
        let node = self.node(path)?;
        self.look(node, |n| match &n.kind {
            Kind::Dir(entries) => Ok(entries.names().map(ToString::to_string).collect()),
            _ => Err(Errno::NotDir),
        })
    }

    /// Opens a file; the caller owns one use of it. Opening a fifo waits for the other side.
    pub async fn open(&self, path: &str, how: Open) -> Result<FileId, Errno> {
        let full = self.absolute(path);
        let found = special(&self.kernel.borrow(), self.pid, &full);
        match found {
            Some(Special::Shared(file)) => return Ok(self.kernel().share_file(file)),
            Some(Special::Object(object)) => return Ok(self.open_object(object)),
            Some(Special::Text(text)) => {
                let bytes: Rc<[u8]> = text.into_bytes().into();
                return Ok(self.open_object(Object::Text { bytes, offset: 0 }));
            }
            Some(Special::Missing) => return Err(Errno::NoEntry),
            None if path.is_empty() => return Err(Errno::NoEntry),
            None => {}
        }
        let place = self.find_absolute(&full, true)?;
        let node = match place.node {
            Some(node) => node,
            None if how == Open::Read => return Err(Errno::NoEntry),
            None => self.create(
                &place,
                Kind::File {
                    data: Default::default(),
                    dropped: 0,
                },
                0o666 & !self.umask(),
            )?,
        };
        let (is_dir, is_fifo) = self.look(node, |n| {
            (matches!(n.kind, Kind::Dir(_)), matches!(n.kind, Kind::Fifo(_)))
        });
        if is_fifo {
            return self.open_fifo(node, how).await;
        }
        if how != Open::Read {
            if is_dir {
                return Err(Errno::IsDir);
            }
            if place.read_only {
                return Err(Errno::ReadOnly);
            }
        }
        if how == Open::Truncate {
            self.truncate(node);
        }
        let writable = how != Open::Read;
        Ok(self.open_object(Object::File {
            node,
            offset: 0,
            append: how == Open::Append,
            writable,
        }))
    }

    fn truncate(&self, node: NodeId) {
        let mut kernel = self.kernel();
        let now = kernel.now;
        let state = kernel.files.get_mut(node);
        state.kind = Kind::File {
            data: Default::default(),
            dropped: 0,
        };
        state.modified = now;
        kernel.notify(Channel::Node(node));
    }

    async fn open_fifo(&self, node: NodeId, how: Open) -> Result<FileId, Errno> {
        let (file, pipe, seen) = {
            let mut kernel = self.kernel();
            let old = match kernel.files.get(node).kind {
                Kind::Fifo(Some(id)) if kernel.pipes.get(&id).is_some_and(|p| p.readers + p.writers > 0) => {
                    Some(id)
                }
                _ => None,
            };
            let id = old.unwrap_or_else(|| PipeId(kernel.fresh()));
            kernel.files.get_mut(node).kind = Kind::Fifo(Some(id));
            let object = match how {
                Open::Read => Object::PipeRead(id),
                Open::ReadWrite => Object::PipeBoth(id),
                _ => Object::PipeWrite(id),
            };
            let file = kernel.open_object(object);
            let pipe = &kernel.pipes[&id];
            (
                file,
                id,
                if how == Open::Read {
                    pipe.writers > 0
                } else {
                    pipe.readers > 0
                },
            )
        };
        let mut ready = seen || how == Open::ReadWrite;
        while !ready {
            self.wait(Channel::Pipe(pipe), None).await;
            let kernel = self.kernel.borrow();
            let state = &kernel.pipes[&pipe];
            ready = if how == Open::Read {
                state.writers_seen > 0
            } else {
                state.readers_seen > 0
            };
        }
        Ok(file)
    }

    /// Creates a node at a place where none is.
    pub fn create(&self, place: &Place, kind: Kind, mode: u32) -> Result<NodeId, Errno> {
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        let mut kernel = self.kernel();
        let now = kernel.now;
        let node = kernel.files.create(kind, mode, now)?;
        kernel.files.link(place.parent, &place.name, node, now);
        kernel.notify(Channel::Node(place.parent));
        Ok(node)
    }

    /// Takes a name out of its directory.
    pub fn remove(&self, place: &Place) -> Result<(), Errno> {
        if place.read_only {
            return Err(Errno::ReadOnly);
        }
        let node = place.node.ok_or(Errno::NoEntry)?;
        let mut kernel = self.kernel();
        let now = kernel.now;
        kernel.files.unlink(place.parent, &place.name, now);
        kernel.notify(Channel::Node(place.parent));
        kernel.notify(Channel::Node(node));
        Ok(())
    }

    /// A whole file's bytes.
    pub async fn read_whole(&self, path: &str) -> Result<Vec<u8>, Errno> {
        let file = self.open(path, Open::Read).await?;
        let mut all = Vec::new();
        let result = loop {
            match self.read_file(file).await {
                Ok(bytes) if bytes.is_empty() => break Ok(()),
                Ok(bytes) => all.extend(bytes),
                Err(error) => break Err(error),
            }
            if all.len() > MAX_WHOLE {
                break Ok(());
            }
        };
        self.close_file(file);
        result.map(|()| all)
    }

    pub fn set_cwd(&self, path: &str) {
        if let Some(process) = self.kernel().processes.get_mut(&self.pid) {
            process.cwd = path.into();
        }
    }
}
