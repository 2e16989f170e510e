//! A parsed script. Nodes that run by themselves (subshells, functions, traps) are shared by `Rc`.

use std::cell::OnceCell;
use std::rc::Rc;

/// Commands one after the other.
pub(crate) type List = Rc<Vec<Item>>;

/// A command and whether the shell waits for it.
#[derive(Debug)]
pub(crate) struct Item {
    pub command: AndOr,
    pub background: bool,
}

/// Pipelines joined by `&&` (true) and `||` (false).
#[derive(Debug)]
pub(crate) struct AndOr {
    pub first: Pipeline,
    pub rest: Vec<(bool, Pipeline)>,
}

/// Commands joined by pipes.
#[derive(Debug)]
pub(crate) struct Pipeline {
    pub negated: bool,
    /// bash's `time`.
    pub timed: bool,
    /// Each with whether its standard error goes into the pipe too.
    pub commands: Vec<Rc<Command>>,
}

/// A command with its redirections.
#[derive(Debug)]
pub(crate) struct Command {
    pub kind: Kind,
    pub redirections: Vec<Redirection>,
    pub line: u32,
}

/// What a command is.
#[derive(Debug)]
pub(crate) enum Kind {
    Simple {
        assignments: Vec<Assignment>,
        words: Vec<Word>,
    },
    Group(List),
    Subshell(List),
    If {
        branches: Vec<(List, List)>,
        otherwise: Option<List>,
    },
    Loop {
        until: bool,
        condition: List,
        body: List,
    },
    For {
        name: String,
        words: Option<Vec<Word>>,
        body: List,
    },
    ArithmeticFor {
        parts: [Word; 3],
        body: List,
    },
    Case {
        word: Word,
        arms: Vec<Arm>,
    },
    Function {
        name: String,
        body: Rc<Command>,
    },
    Test(Test),
    Arithmetic(Word),
}

/// One arm of a `case`.
#[derive(Debug)]
pub(crate) struct Arm {
    pub patterns: Vec<Word>,
    pub body: List,
    pub end: ArmEnd,
}

/// How an arm ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArmEnd {
    /// `;;`
    Break,
    /// `;&`
    FallThrough,
    /// `;;&`
    Continue,
}

/// `name=value`, `name+=value`, `name[i]=value`, `name=(…)`.
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub name: String,
    pub index: Option<Word>,
    pub append: bool,
    pub value: Value,
}

/// What is assigned.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Scalar(Word),
    Array(Vec<Word>),
}

/// A redirection.
#[derive(Debug)]
pub(crate) struct Redirection {
    pub fd: Option<u32>,
    /// `{name}>`: a new descriptor, whose number the variable gets.
    pub variable: Option<String>,
    pub kind: RedirectionKind,
}

/// Where to.
#[derive(Debug)]
pub(crate) enum RedirectionKind {
    Read(Word),
    Write(Word),
    Append(Word),
    ReadWrite(Word),
    /// `&>` and `&>>`.
    Both {
        target: Word,
        append: bool,
    },
    /// `<&` and `>&`: a descriptor or `-`.
    Duplicate {
        target: Word,
        input: bool,
    },
    Here(Rc<OnceCell<Word>>),
    HereString(Word),
}

/// A word before expansion.
pub(crate) type Word = Vec<Part>;

/// A part of a word.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Unquoted text: may hold patterns, is split only where it comes from an expansion.
    Literal(String),
    /// Text in single quotes or after a backslash.
    Quoted(String),
    Double(Vec<Part>),
    Parameter(Box<Parameter>),
    Command(List),
    Arithmetic(Word),
    /// `~` or `~user` at a word's start.
    Tilde(String),
    /// `${…}` that no shell understands: its text. An error only when it is expanded.
    Bad(String),
    /// `name=(…)` as an argument of `declare` and the like.
    Declared(Box<Assignment>),
    /// `<(…)` (true) and `>(…)`: a path to a pipe.
    Process(List, bool),
}

/// `${…}`.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub name: String,
    pub index: Option<Index>,
    pub length: bool,
    pub indirect: bool,
    /// `${!name[@]}`: the indices.
    pub op: Operation,
}

/// `[@]`, `[*]` or `[n]`.
#[derive(Debug, Clone)]
pub(crate) enum Index {
    All,
    Joined,
    At(Word),
}

/// What is done with a parameter's value.
#[derive(Debug, Clone)]
pub(crate) enum Operation {
    None,
    /// `-`, `=`, `?`, `+`; `colon`: an empty value counts as unset.
    Default {
        sign: char,
        colon: bool,
        word: Word,
    },
    Trim {
        suffix: bool,
        longest: bool,
        pattern: Word,
    },
    Replace {
        all: bool,
        anchor: Option<char>,
        pattern: Word,
        with: Word,
    },
    Slice {
        offset: Word,
        length: Option<Word>,
    },
    /// `^`, `^^`, `,`, `,,`
    Case {
        upper: bool,
        all: bool,
    },
    Keys,
    /// `${!name*}`: the variables whose names begin so.
    Names,
}

/// A condition in `[[ ]]`.
#[derive(Debug)]
pub(crate) enum Test {
    Not(Box<Test>),
    And(Box<Test>, Box<Test>),
    Or(Box<Test>, Box<Test>),
    Unary(String, Word),
    Binary(Word, String, Word),
    Word(Word),
}
