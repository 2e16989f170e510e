//! YAML text → objects, diagnostics and source map (under construction: reading and strict decoding).

pub mod path;
pub mod position;
pub mod schema;
pub mod strict;
pub mod tree;
pub mod yaml;
