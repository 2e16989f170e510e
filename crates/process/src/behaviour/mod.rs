//! What decides a container's behaviour: annotation over script over image over assumption, per aspect.

pub(crate) mod annotation;
mod answers;
pub(crate) mod companion;
pub(crate) mod coverage;
pub(crate) mod databases;
pub(crate) mod describe;
pub(crate) mod launch;
pub(crate) mod overrides;
