//! Words to fields: parameters, commands, arithmetic, field splitting, file names.

use super::ast::{List, Part, Word};
use super::exec::{MAX_CALL_DEPTH, Running};
use super::pattern::{is_pattern, quote};
use super::state::{Flow, Shell};
use crate::kernel::syscalls::MAX_WHOLE;

/// Most words that a command may become.
const MAX_FIELDS: usize = 500_000;

/// A piece of an expanded word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text that is kept as it is and never a pattern.
    Quoted(String),
    /// Text of the script: may be a pattern, is not split.
    Literal(String),
    /// What an unquoted expansion gave: may be a pattern, is split.
    Split(String),
    /// The border between two fields of `$@`.
    Border,
    /// The border between two fields of an unquoted `$*`: where words are not split, it is the first character of IFS.
    Gap,
    /// `"$@"` without parameters: the word vanishes unless something else is in it.
    Nothing,
}

/// An expansion that failed ends the command, or the shell.
pub(crate) type Expanded<T> = Result<T, Flow>;

impl Shell {
    /// Words to fields.
    pub async fn expand_words(&mut self, words: &[Word]) -> Expanded<Vec<String>> {
        let mut fields = Vec::with_capacity(words.len());
        let mut pieces = Vec::new();
        for word in words {
            match word.as_slice() {
                [Part::Literal(text)] if !is_pattern(text) => {
                    fields.push(self.with_tilde(text));
                    continue;
                }
                [Part::Declared(assignment)] => {
                    let named = fields
                        .iter()
                        .any(|field: &String| field.starts_with('-') && field.contains('A'));
                    let value = self.array_value(assignment, named).await?;
                    self.declared.push((assignment.name.clone(), value));
                    fields.push(assignment.name.clone());
                    continue;
                }
                _ => {}
            }
            if !self.expand_plain(word, false, &mut pieces) {
                pieces.clear();
                self.expand_parts(word, false, &mut pieces).await?;
            }
            self.split(&mut pieces, &mut fields);
            if fields.len() > MAX_FIELDS {
                self.check_memory(usize::MAX).await;
            }
        }
        if fields.iter().map(String::len).sum::<usize>() > MAX_WHOLE {
            self.check_memory(usize::MAX).await;
        }
        Ok(fields)
    }

    /// A word to one text: assignments, redirections, `case`.
    pub async fn expand_text(&mut self, word: &Word) -> Expanded<String> {
        if let [Part::Literal(text) | Part::Quoted(text)] = word.as_slice() {
            return Ok(text.clone());
        }
        let mut pieces = Vec::new();
        self.expand_parts(word, false, &mut pieces).await?;
        if pieces.contains(&Piece::Gap) {
            let separator = self.separator();
            for piece in pieces.iter_mut().filter(|piece| **piece == Piece::Gap) {
                *piece = Piece::Quoted(separator.clone());
            }
        }
        let text = joined(&pieces);
        self.check_memory(text.len()).await;
        Ok(text)
    }

    /// A shell that collects ever more text is killed as one that runs out of memory.
    pub(super) async fn check_memory(&mut self, bytes: usize) {
        if bytes > MAX_WHOLE {
            self.proc.out_of_memory().await;
        }
    }

    /// bash expands a tilde also after the `=` of an argument that looks like an assignment.
    fn with_tilde(&self, text: &str) -> String {
        let assigns = self.bash() && text.as_bytes().contains(&b'~');
        let Some((name, rest)) = assigns.then(|| text.split_once("=~")).flatten() else {
            return text.to_string();
        };
        let is_name = !name.is_empty() && name.bytes().all(super::lex::is_name);
        match self.get("HOME") {
            Some(home) if is_name && (rest.is_empty() || rest.starts_with(['/', ':'])) => {
                format!("{name}={home}{rest}")
            }
            _ => text.to_string(),
        }
    }

    /// What joins the parameters in `"$*"`.
    pub(super) fn separator(&self) -> String {
        match self.get("IFS") {
            Some(ifs) => ifs.chars().next().map(String::from).unwrap_or_default(),
            None => " ".into(),
        }
    }

    /// A word to a pattern: quoted characters are escaped.
    pub async fn expand_pattern(&mut self, word: &Word) -> Expanded<String> {
        let mut pieces = Vec::new();
        self.expand_parts(word, false, &mut pieces).await?;
        let mut pattern = String::new();
        for piece in pieces {
            match piece {
                Piece::Quoted(text) => quote(&text, &mut pattern),
                Piece::Literal(text) | Piece::Split(text) => pattern.push_str(&text),
                Piece::Border | Piece::Gap => pattern.push(' '),
                Piece::Nothing => {}
            }
        }
        Ok(pattern)
    }

    /// Expands texts and plain parameters at once; false when something needs more.
    fn expand_plain(&mut self, parts: &[Part], quoted: bool, into: &mut Vec<Piece>) -> bool {
        parts.iter().all(|part| match part {
            Part::Literal(text) if quoted => {
                into.push(Piece::Quoted(text.clone()));
                true
            }
            Part::Literal(text) => {
                into.push(Piece::Literal(text.clone()));
                true
            }
            Part::Quoted(text) => {
                into.push(Piece::Quoted(text.clone()));
                true
            }
            Part::Double(inner) => {
                let before = into.len();
                let done = self.expand_plain(inner, true, into);
                if done && into.len() == before {
                    into.push(Piece::Quoted(String::new()));
                }
                done
            }
            Part::Parameter(parameter) => self.plain_parameter(parameter, quoted, into),
            _ => false,
        })
    }

    /// Expands parts; `quoted`: inside double quotes.
    pub fn expand_parts<'a>(
        &'a mut self,
        parts: &'a [Part],
        quoted: bool,
        into: &'a mut Vec<Piece>,
    ) -> Running<'a, Expanded<()>> {
        Box::pin(async move {
            for part in parts {
                match part {
                    Part::Literal(text) if quoted => into.push(Piece::Quoted(text.clone())),
                    Part::Literal(text) => into.push(Piece::Literal(text.clone())),
                    Part::Quoted(text) => into.push(Piece::Quoted(text.clone())),
                    Part::Double(inner) => {
                        let before = into.len();
                        self.expand_parts(inner, true, into).await?;
                        if into.len() == before {
                            into.push(Piece::Quoted(String::new()));
                        }
                    }
                    Part::Tilde(user) => {
                        let home = self.get("HOME").unwrap_or_else(|| "/root".into());
                        into.push(Piece::Quoted(if user.is_empty() {
                            home
                        } else {
                            format!("~{user}")
                        }));
                    }
                    Part::Bad(text) => {
                        let text = match self.dialect {
                            super::Dialect::Bash => format!("{text}: bad substitution"),
                            super::Dialect::Dash => "Bad substitution".into(),
                            super::Dialect::Ash => "syntax error: bad substitution".into(),
                        };
                        self.complain(&text).await;
                        return Err(self.expansion_failed());
                    }
                    Part::Declared(assignment) => into.push(Piece::Quoted(assignment.name.clone())),
                    Part::Process(list, reads) => {
                        let path = self.process_path(list, *reads)?;
                        into.push(Piece::Quoted(path));
                    }
                    Part::Parameter(parameter) => self.expand_parameter(parameter, quoted, into).await?,
                    Part::Command(list) => {
                        let text = Box::pin(self.substitute(list)).await?;
                        into.push(if quoted {
                            Piece::Quoted(text)
                        } else {
                            Piece::Split(text)
                        });
                    }
                    Part::Arithmetic(word) => match self.arithmetic(word).await {
                        Ok(value) => {
                            let text = value.to_string();
                            into.push(if quoted {
                                Piece::Quoted(text)
                            } else {
                                Piece::Split(text)
                            });
                        }
                        Err(()) => return Err(self.expansion_failed()),
                    },
                }
            }
            Ok(())
        })
    }

    /// An expansion error ends a shell that is not interactive (in bash only the line).
    pub fn expansion_failed(&mut self) -> Flow {
        if self.bash() {
            self.status = 1;
            return Flow::Abandon;
        }
        self.status = 2;
        Flow::Exit
    }

    /// `$(…)`: what the commands print, without its last line feeds.
    async fn substitute(&mut self, list: &List) -> Expanded<String> {
        if self.function_depth >= MAX_CALL_DEPTH {
            self.complain("substitutions are nested too deep").await;
            self.status = 2;
            return Err(Flow::Exit);
        }
        let (read, write) = self.proc.pipe();
        self.function_depth += 1;
        let errexit = self.options.errexit;
        // The options stay; but bash without posix mode drops `set -e` here.
        self.options.errexit &= !self.bash();
        let child = self.fork_list(list, false);
        self.options.errexit = errexit;
        self.function_depth -= 1;
        let Some(child) = child else {
            self.proc.close_file(read);
            self.proc.close_file(write);
            self.status = 2;
            return Err(Flow::Exit);
        };
        child.replace_fd(1, Some(write));
        let mut bytes = Vec::new();
        while let Ok(more) = self.proc.read_file(read).await {
            if more.is_empty() || bytes.len() > MAX_WHOLE {
                break;
            }
            bytes.extend(more);
        }
        self.proc.close_file(read);
        let exit = self.wait_foreground(&child).await;
        self.substituted = Some(exit.code);
        let mut text = String::from_utf8_lossy(&bytes).into_owned();
        text.truncate(text.trim_end_matches('\n').len());
        text.retain(|c| c != '\0');
        Ok(text)
    }
}

/// Pieces as one text.
pub(crate) fn joined(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Quoted(t) | Piece::Literal(t) | Piece::Split(t) => text.push_str(t),
            Piece::Border | Piece::Gap => text.push(' '),
            Piece::Nothing => {}
        }
    }
    text
}
