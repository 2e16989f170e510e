//! The examples to begin with.

/// The example that a fresh page shows.
pub const FIRST: &str = "zwindler-job-probe";

/// The manifest of an example.
pub fn text(id: &str) -> Option<&'static str> {
    (id == FIRST).then_some(include_str!("first.yaml"))
}

/// The example whose manifest this is.
pub fn find_text(text: &str) -> Option<&'static str> {
    (self::text(FIRST) == Some(text)).then_some(FIRST)
}
