//! The page: Yew components over the headless `app`, and the only crate that knows a browser.
//!
//! [`page`] owns the session and carries out its effects, [`components`] draw view-models and report
//! events, [`platform`] wraps the browser.

pub mod components;
pub mod editor_js;
pub mod page;
pub mod platform;
