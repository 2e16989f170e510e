//! Descriptors: sharing, replacing, reading and writing.

use super::{FORK_COST, Proc};
use crate::kernel::Channel;
use crate::kernel::errno::Errno;
use crate::kernel::open::{FileId, Object, Read, Write};
use crate::kernel::pipes::PipeId;
use std::time::Duration;

/// Bytes read at once.
const CHUNK: usize = 8_192;

impl Proc {
    /// True when the descriptor is open.
    pub fn has_fd(&self, fd: u32) -> bool {
        self.process().fds.contains_key(&fd)
    }

    /// The open file behind a descriptor, with one more user.
    pub fn share(&self, fd: u32) -> Result<FileId, Errno> {
        let mut kernel = self.kernel();
        let file = kernel.file_of(self.pid, fd)?;
        Ok(kernel.share_file(file))
    }

    /// Makes a descriptor refer to an open file (whose user it becomes); returns what it referred to.
    pub fn set_fd(&self, fd: u32, file: Option<FileId>) -> Option<FileId> {
        let mut kernel = self.kernel();
        let process = kernel.processes.get_mut(&self.pid)?;
        match file {
            Some(file) => process.fds.insert(fd, file),
            None => process.fds.remove(&fd),
        }
    }

    /// Closes what a descriptor referred to and puts an open file there.
    pub fn replace_fd(&self, fd: u32, file: Option<FileId>) {
        if let Some(old) = self.set_fd(fd, file) {
            self.kernel().close_file(old);
        }
    }

    /// One more use of an open file.
    pub fn share_file(&self, file: FileId) -> FileId {
        self.kernel().share_file(file)
    }

    pub fn close_file(&self, file: FileId) {
        self.kernel().close_file(file);
    }

    pub fn open_object(&self, object: Object) -> FileId {
        self.kernel().open_object(object)
    }

    /// A new pipe: the reading and the writing end.
    pub fn pipe(&self) -> (FileId, FileId) {
        let mut kernel = self.kernel();
        let id = PipeId(kernel.fresh());
        (
            kernel.open_object(Object::PipeRead(id)),
            kernel.open_object(Object::PipeWrite(id)),
        )
    }

    /// Reads from an open file; nothing means its end.
    pub async fn read_file(&self, file: FileId) -> Result<Vec<u8>, Errno> {
        loop {
            let read = self.kernel().try_read(file, CHUNK)?;
            match read {
                Read::Bytes(bytes) => {
                    self.spend_on_endless(file).await;
                    return Ok(bytes);
                }
                Read::Wait(pipe) => self.wait(Channel::Pipe(pipe), None).await,
            }
        }
    }

    pub async fn read(&self, fd: u32) -> Result<Vec<u8>, Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        self.read_file(file).await
    }

    /// What never ends must cost time, or copying it would stop the clock.
    async fn spend_on_endless(&self, file: FileId) {
        let endless = {
            let kernel = self.kernel();
            let object = kernel.open.get(&file).map(|open| &open.object);
            matches!(object, Some(Object::Zero | Object::Random))
        };
        if endless {
            self.spend(FORK_COST).await;
        }
    }

    /// Reads one byte; none at the end, and when there is none until a time.
    pub async fn read_byte(&self, fd: u32, until: Option<Duration>) -> Result<Option<u8>, Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        loop {
            let read = self.kernel().try_read(file, 1)?;
            match read {
                Read::Bytes(bytes) => {
                    self.spend_on_endless(file).await;
                    return Ok(bytes.first().copied());
                }
                Read::Wait(_) if until.is_some_and(|until| self.now() >= until) => return Ok(None),
                Read::Wait(pipe) => self.wait(Channel::Pipe(pipe), until).await,
            }
        }
    }

    pub async fn write_file(&self, file: FileId, mut bytes: &[u8]) -> Result<(), Errno> {
        while !bytes.is_empty() {
            let wrote = self.kernel().try_write(file, bytes)?;
            match wrote {
                Write::Wrote(count) => bytes = &bytes[count..],
                Write::Wait(pipe) => self.wait(Channel::Pipe(pipe), None).await,
            }
        }
        Ok(())
    }

    pub async fn write(&self, fd: u32, bytes: &[u8]) -> Result<(), Errno> {
        let file = self.kernel().file_of(self.pid, fd)?;
        self.write_file(file, bytes).await
    }
}
