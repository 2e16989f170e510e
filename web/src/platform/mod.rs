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

mod js {
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = performance)]
        pub fn mark(name: &str);
        #[wasm_bindgen(js_namespace = performance)]
        pub fn now() -> f64;
    }
}

/// Marks a moment on the page's clock, for measurements.
pub fn mark(name: &str) {
    js::mark(name);
}

/// The time of day, in ms since 1970.
pub fn time() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds on the page's clock.
pub fn now() -> f64 {
    js::now()
}
