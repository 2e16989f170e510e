//! sed's scripts as flat lists of commands.

use crate::utilities::regex::Regex;

/// Which lines.
#[derive(Debug)]
pub(super) enum Address {
    Line(usize),
    /// From a line on, every so many.
    Step(usize, usize),
    /// So many lines after the first.
    Plus(usize),
    Last,
    Fit(Regex),
    /// The regular expression used last.
    Again,
}

/// A piece of a replacement.
#[derive(Debug)]
pub(super) enum Piece {
    Text(String),
    Group(usize),
    /// `\U`, `\L`, `\E`.
    Case(char),
}

/// What a command does.
#[derive(Debug)]
pub(super) enum Action {
    Substitute {
        /// `None`: the one used last.
        regex: Option<Regex>,
        with: Vec<Piece>,
        all: bool,
        which: usize,
        print: bool,
        /// To which file, besides.
        write: Option<usize>,
    },
    Translate(Vec<char>, Vec<char>),
    /// `d D p P n N h H g G x = l z`.
    Simple(char),
    /// With the exit code; `Q` does not print.
    Quit(i32, bool),
    Append(String),
    Insert(String),
    Change(String),
    /// `r`: this one of the files that are read.
    Read(usize),
    /// `w`: to this one of the files that are written.
    Write(usize),
    /// `b`, `t`, `T`: to this place.
    Branch(char, usize),
    /// When its address does not fit: over the block, to this place.
    Block(usize),
    Nothing,
}

/// A command with its lines.
#[derive(Debug)]
pub(super) struct Command {
    pub from: Option<Address>,
    pub to: Option<Address>,
    pub negated: bool,
    pub action: Action,
}

/// A script.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub commands: Vec<Command>,
    /// The files of `r`.
    pub reads: Vec<String>,
    /// The files of `w`.
    pub writes: Vec<String>,
    /// `#n` at its very start.
    pub quiet: bool,
    /// It asks which line is the last.
    pub looks_ahead: bool,
}
