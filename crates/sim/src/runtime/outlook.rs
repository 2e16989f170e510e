//! What the containers that still run at the end of a history would do: their machine runs on alone, without kubelet
//! and controllers, for a bounded number of steps.

use std::time::Duration;

use api::core_v1::ContainerRole;
use process::EffectKind;
use trace::{ContainerRef, Outlook};

use super::{CriState, Instance, PodRuntime, Runtime};

/// How many wake-ups of a pod's processes are looked at. A loop that goes on after that many rounds counts as endless.
const LOOK_AHEAD: usize = 600;

impl Runtime {
    /// The outlook of every container whose pod waits for its end. To be called once, when the run is over: it
    /// lets the processes live on past it.
    pub fn outlooks(&mut self) -> Vec<(ContainerRef, Outlook)> {
        let waiting = self.pods.values_mut().filter(|pod| pod.waits_for_an_end());
        waiting.flat_map(|pod| pod.outlooks()).collect()
    }
}

impl PodRuntime {
    /// An init container runs, or an app container runs on beside one that has ended. (Elsewhere nobody asks.)
    fn waits_for_an_end(&self) -> bool {
        let runs = |role| {
            self.containers
                .iter()
                .any(|instance| instance.reference.role == role && instance.runs())
        };
        let ended = |instance: &Instance| {
            instance.reference.role == ContainerRole::App && instance.cri.state == CriState::Exited
        };
        runs(ContainerRole::Init) || (runs(ContainerRole::App) && self.containers.iter().any(ended))
    }

    fn outlooks(&mut self) -> Vec<(ContainerRef, Outlook)> {
        let mut ends: Vec<(process::ContainerId, Duration)> = Vec::new();
        for _ in 0..LOOK_AHEAD {
            let Some(at) = self.machine.next_wakeup() else {
                break;
            };
            let exits = self.machine.advance(at).into_iter();
            let exits = exits.filter(|effect| matches!(effect.kind, EffectKind::Exited { .. }));
            ends.extend(exits.map(|effect| (effect.container, effect.at)));
        }
        let outlook = |instance: &Instance| {
            let end = ends.iter().find(|(id, _)| Some(*id) == instance.process);
            let outlook = end.map_or(Outlook::NeverEnds, |(_, at)| Outlook::Ends(*at));
            (instance.reference.clone(), outlook)
        };
        self.containers
            .iter()
            .filter(|instance| instance.runs())
            .map(outlook)
            .collect()
    }
}

impl Instance {
    fn runs(&self) -> bool {
        self.cri.state == CriState::Running && self.end.is_none()
    }
}
