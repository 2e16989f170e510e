//! Ordered maps and sets as sorted vectors, with the names of the standard library's methods.
//!
//! A `BTreeMap` costs the page's wasm some eight kilobytes per pair of types, of which there are dozens; these
//! cost some hundred bytes, and for the few entries that a simulation holds they are the faster ones
//! (docs/decisions/wasm-size.md). What may hold thousands of entries that come and go is no `Map`.
//!
//! Layer 0: imports nothing of ours.

mod map;
mod set;

pub use map::Map;
pub use set::Set;
