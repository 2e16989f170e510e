//! (skeleton)

pub mod gallery;
