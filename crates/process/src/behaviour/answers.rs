//! What others ask of a behaviour: does it end, where does it listen, who says so?

use super::describe::{AspectKind, Behaviour, Source};

impl Behaviour {
    /// Whether the process ends by itself. `None`: unknown.
    pub fn ends(&self) -> Option<bool> {
        let mut life = self.statements(AspectKind::Life).peekable();
        life.peek()?;
        Some(life.any(|statement| statement.starts_with("exit")))
    }

    /// The ports that it opens, each with whether only its own pod reaches it.
    pub fn listens(&self) -> impl Iterator<Item = (u16, bool)> {
        let places = |statement| {
            str::split_whitespace(statement)
                .nth(1)
                .unwrap_or_default()
                .split(',')
        };
        self.statements(AspectKind::Listen)
            .flat_map(places)
            .filter_map(|place| {
                let port = place.rsplit(':').next()?.parse().ok()?;
                Some((port, place.starts_with("localhost:")))
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
