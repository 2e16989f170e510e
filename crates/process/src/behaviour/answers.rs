//! What others ask of a behaviour: does it end, where does it listen, who says so?

use super::describe::{AspectKind, Behaviour, Source};

impl Behaviour {
    /// Whether the process ends by itself. `None`: unknown.
    pub fn ends(&self) -> Option<bool> {
        let mut life = self.statements(AspectKind::Life).peekable();
        life.peek()?;
        Some(life.any(|statement| statement.starts_with("exit")))
    }

    /// The first port that it opens.
    pub fn listens(&self) -> Option<u16> {
        self.statements(AspectKind::Listen).find_map(|statement| {
            let port = statement.split_whitespace().nth(1)?;
            port.rsplit(':').next()?.parse().ok()
        })
    }

    fn statements(&self, kind: AspectKind) -> impl Iterator<Item = &str> {
        let aspects = self.aspects.iter().filter(move |aspect| aspect.kind == kind);
        aspects.flat_map(|aspect| aspect.statements.iter().map(String::as_str))
    }
}

impl Source {
    /// One word for it: `annotation`, `script`, `image` or `default`.
    pub fn word(&self) -> &'static str {
        match self {
            Source::Set => "annotation",
            Source::Script { .. } => "script",
            Source::Image { .. } => "image",
            Source::Assumed => "default",
        }
    }
}
