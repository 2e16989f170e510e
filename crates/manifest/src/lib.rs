//! x
pub mod position;
pub mod tree;
pub mod yaml;
