//! The browser's parts that the page needs, each behind a small function.

pub mod address;
pub mod clipboard;
pub mod host;
pub mod panic;
pub mod storage;
pub mod theme;

/// Milliseconds on the page's clock.
pub fn now() -> f64 {
    gloo::utils::window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}
