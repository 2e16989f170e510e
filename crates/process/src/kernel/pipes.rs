//! Pipes: bytes between two processes, with an end of file and back-pressure.

use std::collections::VecDeque;

/// Most bytes a pipe holds before a writer waits.
pub(crate) const PIPE_BYTES: usize = 65_536;

/// A pipe of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PipeId(pub u32);

/// Its state.
#[derive(Debug, Default)]
pub(crate) struct Pipe {
    pub buffer: VecDeque<u8>,
    pub readers: u32,
    pub writers: u32,
    /// Readers and writers that were ever there: opening a fifo waits for the other side.
    pub readers_seen: u32,
    pub writers_seen: u32,
}

/// A chunk of at most `most` bytes.
pub(crate) fn take(buffer: &mut VecDeque<u8>, most: usize) -> Vec<u8> {
    let count = buffer.len().min(most);
    buffer.drain(..count).collect()
}
