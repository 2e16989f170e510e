//! Error messages in the words of each shell.

use super::Dialect;
use super::parse::{Problem, SyntaxError};
use super::state::Shell;

impl Shell {
    /// Where a message comes from: `sh: `, `sh: 1: `, `bash: line 1: `.
    fn front(&self, line: u32) -> String {
        match self.dialect {
            Dialect::Ash if self.from_file => format!("{}: line {line}: ", self.name),
            Dialect::Ash => format!("{}: ", self.name),
            Dialect::Dash => format!("{}: {line}: ", self.name),
            Dialect::Bash => format!("{}: line {line}: ", self.name),
        }
    }

    /// A message with its front and line feed.
    pub fn message(&self, text: &str) -> String {
        format!("{}{text}\n", self.front(self.line))
    }

    pub async fn print_error(&self, line: &str) {
        let _ = self.proc.write(2, line.as_bytes()).await;
    }

    /// Prints a message about the present line.
    pub async fn complain(&self, text: &str) {
        self.print_error(&self.message(text)).await;
    }

    pub fn not_found(&self, command: &str) -> String {
        if self.bash() {
            let text = if command.contains('/') {
                "No such file or directory"
            } else {
                "command not found"
            };
            return self.message(&format!("{command}: {text}"));
        }
        self.message(&format!("{command}: not found"))
    }

    /// A word as `set -x` shows it: bash quotes what it would read otherwise.
    pub(super) fn traced(&self, word: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=@%+,^]{}".contains(c) || !c.is_ascii();
        if !self.bash() || !word.is_empty() && word.chars().all(plain) || word == "[" {
            return word.to_string();
        }
        format!("'{}'", word.replace('\'', "'\\''"))
    }

    /// A file that cannot be opened for a redirection.
    pub fn cannot_open(&self, path: &str, error: &str) -> String {
        match self.dialect {
            Dialect::Bash => self.message(&format!("{path}: {error}")),
            Dialect::Dash if error == NO_FILE => self.message(&format!("cannot open {path}: No such file")),
            Dialect::Ash if error == NO_FILE => self.message(&format!("can't open {path}: no such file")),
            Dialect::Dash => self.message(&format!("cannot open {path}: {error}")),
            Dialect::Ash => self.message(&format!("can't open {path}: {error}")),
        }
    }

    /// A file that cannot be created for a redirection.
    pub fn cannot_create(&self, path: &str, error: &str) -> String {
        match self.dialect {
            Dialect::Bash => self.message(&format!("{path}: {error}")),
            Dialect::Dash if error == NO_FILE => {
                self.message(&format!("cannot create {path}: Directory nonexistent"))
            }
            Dialect::Ash if error == NO_FILE => {
                self.message(&format!("can't create {path}: nonexistent directory"))
            }
            Dialect::Dash => self.message(&format!("cannot create {path}: {error}")),
            Dialect::Ash => self.message(&format!("can't create {path}: {error}")),
        }
    }

    /// The text of `eval` that is not valid.
    pub fn eval_message(&self, error: &SyntaxError) -> String {
        match self.dialect {
            Dialect::Dash => format!(
                "{}: {}: eval: {}\n",
                self.name,
                error.line,
                dash_text(&error.problem)
            ),
            Dialect::Ash => self.syntax_message(error),
            Dialect::Bash => {
                self.bash_syntax(&format!("{}: eval", self.name), self.line + error.line - 1, error)
            }
        }
    }

    /// bash's message; a second line shows where an unexpected word stands.
    fn bash_syntax(&self, front: &str, line: u32, error: &SyntaxError) -> String {
        let mut text = format!("{front}: line {line}: {}\n", bash_text(&error.problem));
        if matches!(error.problem, Problem::Unexpected(_)) {
            text += &format!("{front}: line {line}: `{}'\n", error.source);
        }
        text
    }

    /// A script that is not valid.
    pub fn syntax_message(&self, error: &SyntaxError) -> String {
        let front = self.front(error.line);
        match self.dialect {
            Dialect::Bash => {
                let line = match error.problem {
                    Problem::Unterminated("$(") => error.line,
                    Problem::Unterminated(_) => error.opened,
                    _ => error.line,
                };
                self.bash_syntax(&format!("{}: -c", self.name), line, error)
            }
            Dialect::Ash => format!("{front}{}\n", ash_text(&error.problem)),
            Dialect::Dash => format!("{front}{}\n", dash_text(&error.problem)),
        }
    }
}

const NO_FILE: &str = "No such file or directory";

fn dash_text(problem: &Problem) -> String {
    match problem {
        Problem::Unexpected(token) => format!("Syntax error: {} unexpected", named(token, '"')),
        Problem::EndOfFile(Some(missing)) => {
            format!("Syntax error: end of file unexpected (expecting \"{missing}\")")
        }
        Problem::EndOfFile(None) => "Syntax error: end of file unexpected".into(),
        Problem::Unterminated("`") => "Syntax error: EOF in backquote substitution".into(),
        Problem::Unterminated("$(") => "Syntax error: end of file unexpected (expecting \")\")".into(),
        Problem::Unterminated("}") => "Syntax error: Missing '}'".into(),
        Problem::Unterminated(_) => "Syntax error: Unterminated quoted string".into(),
        Problem::BadSubstitution => "Bad substitution".into(),
        Problem::NotEmulated(what) => format!("{what} is not emulated"),
    }
}

fn ash_text(problem: &Problem) -> String {
    match problem {
        Problem::Unexpected(token) => format!("syntax error: unexpected {}", named(token, '"')),
        Problem::EndOfFile(Some(missing)) => {
            format!("syntax error: unexpected end of file (expecting \"{missing}\")")
        }
        Problem::EndOfFile(None) => "syntax error: unexpected end of file".into(),
        Problem::Unterminated("`") => "syntax error: EOF in backquote substitution".into(),
        Problem::Unterminated("$(") => "syntax error: unexpected end of file (expecting \")\")".into(),
        Problem::Unterminated("}") => "syntax error: missing '}'".into(),
        Problem::Unterminated(_) => "syntax error: unterminated quoted string".into(),
        Problem::BadSubstitution => "syntax error: bad substitution".into(),
        Problem::NotEmulated(what) => format!("{what} is not emulated"),
    }
}

fn bash_text(problem: &Problem) -> String {
    match problem {
        Problem::Unexpected(token) => format!("syntax error near unexpected token `{token}'"),
        Problem::EndOfFile(_) => "syntax error: unexpected end of file".into(),
        Problem::Unterminated("$(") => "unexpected EOF while looking for matching `)'".into(),
        Problem::Unterminated(quote) => format!("unexpected EOF while looking for matching `{quote}'"),
        Problem::BadSubstitution => "bad substitution".into(),
        Problem::NotEmulated(what) => format!("{what} is not emulated"),
    }
}

fn named(token: &str, quote: char) -> String {
    if matches!(token, "newline" | "word") {
        token.to_string()
    } else {
        format!("{quote}{token}{quote}")
    }
}
