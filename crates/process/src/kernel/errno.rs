//! Errors of system calls, with the C library's texts.

use std::fmt;

/// Why a system call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errno {
    NoEntry,
    Exists,
    NotDir,
    IsDir,
    NotEmpty,
    ReadOnly,
    BadFd,
    BrokenPipe,
    Loop,
    Invalid,
    NoSpace,
    NoProcess,
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Errno::NoEntry => "No such file or directory",
            Errno::Exists => "File exists",
            Errno::NotDir => "Not a directory",
            Errno::IsDir => "Is a directory",
            Errno::NotEmpty => "Directory not empty",
            Errno::ReadOnly => "Read-only file system",
            Errno::BadFd => "Bad file descriptor",
            Errno::BrokenPipe => "Broken pipe",
            Errno::Loop => "Too many levels of symbolic links",
            Errno::Invalid => "Invalid argument",
            Errno::NoSpace => "No space left on device",
            Errno::NoProcess => "No such process",
        })
    }
}
