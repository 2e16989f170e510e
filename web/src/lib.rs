//! The page: Yew components over the headless `app`, and the only crate that knows a browser.

pub mod editor_js;
pub mod page;
