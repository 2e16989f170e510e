//! The kubelet (skeleton).

use crate::api_server::Watch;
use crate::context::Context;

/// The kubelet's own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {}

/// The kubelet.
pub(crate) struct Kubelet;

impl Kubelet {
    pub fn new(_context: &mut Context) -> Kubelet {
        Kubelet
    }

    pub fn watch(&mut self, _context: &mut Context, _watch: &Watch) {}

    pub fn handle(&mut self, _context: &mut Context, event: Event) {
        match event {}
    }
}
