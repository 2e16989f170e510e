//! Open files: what a descriptor refers to, counted, so that pipes and fifos see their ends close.

use super::errno::Errno;
use super::files::NodeId;
use super::pipes::{PIPE_BYTES, PipeId, take};
use super::{Channel, Kernel, Pid};
use crate::config::{ContainerId, ExecId};
use crate::effect::Stream;
use std::rc::Rc;

/// An open file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FileId(pub u32);

/// What it refers to.
#[derive(Debug, Clone)]
pub(crate) enum Object {
    Null,
    /// Endless zero bytes.
    Zero,
    /// Endless pseudo-random bytes.
    Random,
    /// A container's log.
    Log(ContainerId, Stream),
    /// The output of a process that was started from outside.
    Exec(ExecId),
    PipeRead(PipeId),
    PipeWrite(PipeId),
    /// A fifo opened by `<>`.
    PipeBoth(PipeId),
    File {
        node: NodeId,
        offset: u64,
        append: bool,
        writable: bool,
    },
    /// A here-document.
    Text {
        bytes: Rc<[u8]>,
        offset: usize,
    },
}

impl Object {
    /// A pipe, and whether it can be read and written here.
    fn pipe_ends(&self) -> Option<(PipeId, bool, bool)> {
        match self {
            Object::PipeRead(pipe) => Some((*pipe, true, false)),
            Object::PipeWrite(pipe) => Some((*pipe, false, true)),
            Object::PipeBoth(pipe) => Some((*pipe, true, true)),
            _ => None,
        }
    }
}

/// An open file and how many descriptors share it.
#[derive(Debug)]
pub(crate) struct OpenFile {
    pub object: Object,
    pub shared: u32,
}

/// What one attempt to read gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Read {
    /// Bytes; none: end of file.
    Bytes(Vec<u8>),
    /// Nothing yet.
    Wait(PipeId),
}

/// What one attempt to write did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Write {
    /// So many bytes.
    Wrote(usize),
    /// The pipe is full.
    Wait(PipeId),
}

impl Kernel {
    /// A new open file with one user.
    pub fn open_object(&mut self, object: Object) -> FileId {
        if let Some((pipe, read, write)) = object.pipe_ends() {
            let state = self.pipes.entry(pipe).or_default();
            state.readers += u32::from(read);
            state.readers_seen += u32::from(read);
            state.writers += u32::from(write);
            state.writers_seen += u32::from(write);
            self.notify(Channel::Pipe(pipe));
        }
        let id = FileId(self.fresh());
        self.open.insert(id, OpenFile { object, shared: 1 });
        id
    }

    /// One more user of an open file.
    pub fn share_file(&mut self, id: FileId) -> FileId {
        if let Some(file) = self.open.get_mut(&id) {
            file.shared += 1;
        }
        id
    }

    /// One user less.
    pub fn close_file(&mut self, id: FileId) {
        let Some(file) = self.open.get_mut(&id) else {
            return;
        };
        file.shared -= 1;
        if file.shared > 0 {
            return;
        }
        let Some(file) = self.open.remove(&id) else { return };
        let Some((pipe, read, write)) = file.object.pipe_ends() else {
            return;
        };
        if let Some(state) = self.pipes.get_mut(&pipe) {
            state.readers -= u32::from(read);
            state.writers -= u32::from(write);
        }
        self.notify(Channel::Pipe(pipe));
    }

    /// A process's open file.
    pub fn file_of(&self, pid: Pid, fd: u32) -> Result<FileId, Errno> {
        self.processes
            .get(&pid)
            .and_then(|p| p.fds.get(&fd))
            .copied()
            .ok_or(Errno::BadFd)
    }

    /// Reads at most `most` bytes without waiting.
    pub fn try_read(&mut self, id: FileId, most: usize) -> Result<Read, Errno> {
        let Some(file) = self.open.get_mut(&id) else {
            return Err(Errno::BadFd);
        };
        let bytes = match &mut file.object {
            Object::Null | Object::Exec(_) | Object::Log(..) => Vec::new(),
            Object::Zero => vec![0; most],
            Object::Random => return Ok(Read::Bytes(self.random_bytes(most))),
            Object::PipeWrite(_) => return Err(Errno::BadFd),
            Object::PipeRead(pipe) | Object::PipeBoth(pipe) => {
                let id = *pipe;
                let Some(pipe) = self.pipes.get_mut(&id) else {
                    return Ok(Read::Bytes(Vec::new()));
                };
                if pipe.buffer.is_empty() && (pipe.writers > 0 || pipe.writers_seen == 0) {
                    return Ok(Read::Wait(id));
                }
                let was_full = pipe.buffer.len() >= PIPE_BYTES;
                let bytes = take(&mut pipe.buffer, most);
                if was_full {
                    self.notify(Channel::Pipe(id));
                }
                bytes
            }
            Object::File { node, offset, .. } => {
                if self.files.is_dir(*node) {
                    return Err(Errno::IsDir);
                }
                let bytes = self.files.read_at(*node, *offset, most).to_vec();
                *offset += bytes.len() as u64;
                bytes
            }
            Object::Text { bytes, offset } => {
                let end = bytes.len().min(*offset + most);
                let chunk = bytes[*offset..end].to_vec();
                *offset = end;
                chunk
            }
        };
        Ok(Read::Bytes(bytes))
    }

    fn random_bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(most + 8);
        while bytes.len() < most {
            bytes.extend_from_slice(&self.next_random().to_le_bytes());
        }
        bytes.truncate(most);
        bytes
    }

    /// Writes what fits without waiting.
    pub fn try_write(&mut self, id: FileId, bytes: &[u8]) -> Result<Write, Errno> {
        let Some(file) = self.open.get_mut(&id) else {
            return Err(Errno::BadFd);
        };
        match &mut file.object {
            Object::Null | Object::Zero | Object::Random => {}
            Object::Text { .. } | Object::PipeRead(_) => return Err(Errno::BadFd),
            Object::Log(container, stream) => {
                let (container, stream) = (*container, *stream);
                self.log(container, stream, bytes);
            }
            Object::Exec(exec) => {
                let exec = *exec;
                self.exec_output(exec, bytes);
            }
            Object::PipeWrite(pipe) | Object::PipeBoth(pipe) => {
                let pipe = *pipe;
                return self.write_pipe_now(pipe, bytes);
            }
            Object::File { writable: false, .. } => return Err(Errno::BadFd),
            Object::File {
                node, offset, append, ..
            } => {
                let node = *node;
                let start = if *append { self.files.size(node) } else { *offset };
                *offset = self.files.write_at(node, start, bytes, self.now);
                self.notify(Channel::Node(node));
            }
        }
        Ok(Write::Wrote(bytes.len()))
    }

    /// Writes into a pipe what fits.
    pub fn write_pipe_now(&mut self, id: PipeId, bytes: &[u8]) -> Result<Write, Errno> {
        let Some(pipe) = self.pipes.get_mut(&id) else {
            return Err(Errno::BrokenPipe);
        };
        if pipe.readers == 0 && pipe.readers_seen > 0 {
            return Err(Errno::BrokenPipe);
        }
        let room = PIPE_BYTES.saturating_sub(pipe.buffer.len()).min(bytes.len());
        if room == 0 && !bytes.is_empty() {
            return Ok(Write::Wait(id));
        }
        pipe.buffer.extend(&bytes[..room]);
        self.notify(Channel::Pipe(id));
        Ok(Write::Wrote(room))
    }
}
