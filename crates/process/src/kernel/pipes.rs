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
    // Not byte by byte: a pipe full of `/dev/zero` must not stop the page.
    let (front, back) = buffer.as_slices();
    let mut chunk = Vec::with_capacity(count);
    chunk.extend_from_slice(&front[..count.min(front.len())]);
    chunk.extend_from_slice(&back[..count - chunk.len()]);
    drop(buffer.drain(..count));
    chunk
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_go_around_the_end() {
        let mut buffer: VecDeque<u8> = VecDeque::with_capacity(8);
        buffer.extend(b"abcdef");
        assert_eq!(take(&mut buffer, 4), b"abcd");
        buffer.extend(b"ghijk");
        assert_eq!(take(&mut buffer, 5), b"efghi");
        assert_eq!(take(&mut buffer, 5), b"jk");
        assert_eq!(take(&mut buffer, 5), b"");
    }
}
