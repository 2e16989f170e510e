//! The controllers (skeleton).

use crate::api_server::Watch;
use crate::context::Context;

/// The controllers' own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {}

/// All controllers.
pub(crate) struct Controllers;

impl Controllers {
    pub fn new(_context: &mut Context) -> Controllers {
        Controllers
    }

    pub fn watch(&mut self, _context: &mut Context, _watch: &Watch) {}

    pub fn handle(&mut self, _context: &mut Context, event: Event) {
        match event {}
    }
}

/// Carries out a user's command line; returns what it prints.
pub(crate) fn command(_context: &mut Context, line: &str) -> String {
    format!("error: unknown command {line:?}")
}
