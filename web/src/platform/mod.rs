//! The browser's parts that the page needs, each behind a small function.

pub mod address;
pub mod clipboard;
pub mod files;
pub mod host;
pub mod panic;
pub mod raster;
pub mod reload;
pub mod storage;
pub mod theme;

/// Marks a moment on the page's clock, for measurements.
pub fn mark(name: &str) {
    if let Some(performance) = gloo::utils::window().performance() {
        // A mark that cannot be set is a measurement less.
        let _ = performance.mark(name);
    }
}

/// The time of day, in ms since 1970.
pub fn time() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds on the page's clock.
pub fn now() -> f64 {
    gloo::utils::window()
        .performance()
        .map_or(0.0, |performance| performance.now())
}
