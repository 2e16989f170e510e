//! awk's programs as trees.

/// When a rule runs.
#[derive(Debug)]
pub(super) enum When {
    Begin,
    End,
    Always,
    If(Expr),
    Range(Expr, Expr),
}

/// A rule; without a body it prints the line.
#[derive(Debug)]
pub(super) struct Rule {
    pub when: When,
    pub body: Option<Vec<Statement>>,
}

/// Where `print` writes besides standard output.
#[derive(Debug)]
pub(super) struct Target {
    /// `>`, `>>` or `|`.
    pub kind: &'static str,
    pub name: Expr,
}

/// A function of the program.
#[derive(Debug)]
pub(super) struct Function {
    pub name: String,
    pub parameters: Vec<String>,
    pub body: Vec<Statement>,
}

/// A program.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub rules: Vec<Rule>,
    pub functions: Vec<Function>,
    /// It takes lines of its input by itself.
    pub takes_lines: bool,
    /// It reads what commands print.
    pub runs_commands: bool,
}

#[derive(Debug)]
pub(super) enum Statement {
    Print(Vec<Expr>, Option<Target>),
    Printf(Vec<Expr>, Option<Target>),
    Expr(Expr),
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    DoWhile(Vec<Statement>, Expr),
    For(Option<Expr>, Option<Expr>, Option<Expr>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Next,
    Return(Option<Expr>),
    Exit(Option<Expr>),
    Break,
    Continue,
    Delete(String, Option<Expr>),
}

#[derive(Debug, Clone)]
pub(super) enum Expr {
    Text(String),
    Number(String),
    Regex(String),
    Variable(String),
    Element(String, Box<Expr>),
    Field(Box<Expr>),
    Assign(Box<Expr>, &'static str, Box<Expr>),
    /// Before or after; plus or minus one.
    Step {
        target: Box<Expr>,
        by: i64,
        before: bool,
    },
    Binary(&'static str, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Match(Box<Expr>, Box<Expr>, bool),
    In(Box<Expr>, String),
    Ternary(Box<Expr>, Box<Expr>, Box<Expr>),
    Call(String, Vec<Expr>),
    /// Into a variable (`$0` when there is none), from a file (the input when there is none).
    Getline(Option<Box<Expr>>, Option<Box<Expr>>),
    /// `command | getline`: the same from what a command prints.
    GetlineOf(Box<Expr>, Option<Box<Expr>>),
}
