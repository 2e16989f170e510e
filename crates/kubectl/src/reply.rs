//! What a command answered.

/// Where a text was written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// What a kubectl command printed, in order, and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The texts in the order in which a terminal shows them; each ends as kubectl ended it.
    pub parts: Vec<(To, String)>,
    /// 0, or 1 after an error.
    pub code: i32,
}

impl Reply {
    /// Only standard output.
    pub fn stdout(text: impl Into<String>) -> Reply {
        let mut reply = Reply::default();
        reply.out(text);
        reply
    }

    /// An error: a sentence on standard error, exit code 1.
    pub fn error(text: impl Into<String>) -> Reply {
        let mut reply = Reply::default();
        reply.fail(text);
        reply
    }

    /// Appends to standard output.
    pub fn out(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push((To::Stdout, text));
        }
    }

    /// Appends a line to standard error.
    pub fn note(&mut self, text: impl Into<String>) {
        self.parts.push((To::Stderr, format!("{}\n", text.into())));
    }

    /// Appends a line to standard error and makes the command fail.
    pub fn fail(&mut self, text: impl Into<String>) {
        self.note(text);
        self.code = 1;
    }

    /// What a terminal shows.
    pub fn text(&self) -> String {
        self.parts.iter().map(|(_, text)| text.as_str()).collect()
    }

    /// What went to one of the two.
    pub fn written(&self, to: To) -> String {
        let parts = self.parts.iter().filter(|(stream, _)| *stream == to);
        parts.map(|(_, text)| text.as_str()).collect()
    }
}
