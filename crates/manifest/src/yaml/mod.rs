//! YAML text → span tree, in kubectl's reading of YAML.

pub mod documents;
pub mod extent;
mod flow_lines;
pub mod reader;
pub mod scalar;
pub mod syntax_error;
