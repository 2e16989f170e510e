//! What a rule may look at.

use std::sync::Arc;

use api::core_v1::{Container, ContainerRole, Pod, ProbeHandler};
use api::meta_v1::IntOrString;
use trace::{ContainerRef, Fact, Instance, PodId, RecordId, Trace};
use variants::{Edit, HealthCheck, VariantId, health_check};

use super::fix::change;
use super::{Finding, Fix, Place, Remedy, Severity, take};
use crate::race::{Race, races};
use crate::verdict::Verdict;

/// What a rule may look at.
pub(crate) struct Context<'a> {
    pub trace: &'a Trace,
    pub verdict: &'a Verdict,
    pub id: PodId,
    /// The pod's last revision.
    pub pod: &'a Arc<Pod>,
    pub races: Vec<Race>,
    /// Every life of its containers, in order of start.
    pub lives: Vec<Instance>,
    origin: Option<(usize, &'static str)>,
}

impl<'a> Context<'a> {
    pub(super) fn new(trace: &'a Trace, verdict: &'a Verdict) -> Option<Self> {
        let id = verdict.pod?;
        let (_, _, pod) = trace.pod_revisions(id).last().copied()?;
        let races = races(trace, id);
        let origin = trace.pod_info(id)?.origin;
        Some(Context {
            trace,
            verdict,
            id,
            pod,
            races,
            lives: trace.instances(id),
            origin,
        })
    }

    /// The native sidecars.
    pub fn sidecars(&self) -> impl Iterator<Item = &'a Container> {
        self.pod.spec.sidecars()
    }

    /// The role of container `name`.
    pub fn role(&self, name: &str) -> Option<ContainerRole> {
        self.pod.spec.container(name).map(|(role, _)| role)
    }

    /// Whether an instance is one of a native sidecar of this pod.
    pub fn is_sidecar(&self, container: &ContainerRef) -> bool {
        container.pod == self.id && container.role == ContainerRole::Sidecar
    }

    /// The exit code of the last life of container `name`; `None` when it runs, or never did.
    pub fn last_exit(&self, name: &str) -> Option<i32> {
        let last = self.lives.iter().rfind(|life| &*life.container.name == name)?;
        last.exited.map(|(_, code, _)| code)
    }

    /// A problem with a container, or with a field of it. (Records and severity can be changed.)
    pub fn problem(
        &self,
        code: &'static str,
        (container, field): (&str, &str),
        title: String,
        text: String,
        fixes: Vec<Fix>,
    ) -> Finding {
        Finding {
            code,
            severity: Severity::Problem,
            title,
            text,
            container: Some(container.to_owned()),
            place: self.place(container, field),
            records: Vec::new(),
            fixes,
        }
    }

    /// The place of the pod's spec.
    pub fn spec_place(&self) -> Option<Place> {
        let (object, path) = self.origin?;
        Some(Place {
            object,
            path: path.to_owned(),
        })
    }

    /// The place of container `name`, or of a field of it.
    pub fn place(&self, name: &str, field: &str) -> Option<Place> {
        let spec = &self.pod.spec;
        let find = |list: &[Container]| list.iter().position(|container| container.name == name);
        let (list, index) = match find(&spec.init_containers) {
            Some(index) => ("initContainers", index),
            None => ("containers", find(&spec.containers)?),
        };
        let Place { object, path } = self.spec_place()?;
        let field = if field.is_empty() {
            String::new()
        } else {
            format!(".{field}")
        };
        Some(Place {
            object,
            path: format!("{path}.{list}[{index}]{field}"),
        })
    }

    /// The fixes that make container `name` a native sidecar: with a startupProbe first, when the manifest tells what
    /// to ask for.
    pub fn make_native(&self, name: &str) -> Vec<Fix> {
        let askable = self.pod.spec.container(name).is_some_and(|(_, container)| {
            let probes = [
                &container.startup_probe,
                &container.readiness_probe,
                &container.liveness_probe,
            ];
            let told = !container.ports.is_empty() || probes.iter().any(|probe| probe.is_some());
            told || known_health_check(container).is_some()
        });
        let title = format!("Make {name} a native sidecar with a startupProbe");
        let probed = askable.then(|| take(title, VariantId::NativeStartupProbe));
        let native = take(format!("Make {name} a native sidecar"), VariantId::Native);
        probed.into_iter().chain([native]).collect()
    }

    /// The fix that takes a hook (`preStop`) of container `name` out.
    pub fn leave_out(&self, name: &str, hook: &str) -> Option<Fix> {
        let place = self.place(name, "lifecycle")?;
        let key = hook.to_owned();
        Some(Fix {
            title: format!("Leave out the {hook} hook of {name}"),
            remedy: Remedy::Changes(vec![change(&place, Edit::Remove { key })]),
        })
    }

    /// The `Killing` events of container `name` whose message has `words` in it.
    pub fn killings(&self, name: &str, words: &str) -> Vec<RecordId> {
        let quoted = format!("{{{name}}}");
        let Some(pod) = self.trace.pod_info(self.id) else {
            return Vec::new();
        };
        let records = self.trace.records().iter().filter(|record| match &record.fact {
            Fact::Event(event) => {
                event.reason == "Killing"
                    && event.involved_object.uid == pod.uid
                    && event.involved_object.field_path.ends_with(&quoted)
                    && event.message.contains(words)
            }
            _ => false,
        });
        records.map(|record| record.id).collect()
    }
}

/// Where a known program tells whether it is up.
pub(super) fn known_health_check(container: &Container) -> Option<HealthCheck<'_>> {
    let given = container.command.iter().chain(&container.args);
    health_check(&container.image, &given.map(String::as_str).collect::<Vec<_>>())
}

/// The port that a probe of `container` asks for, a name looked up among the container's ports; `None` for a command.
pub(super) fn port_of(container: &Container, handler: &ProbeHandler) -> Option<i32> {
    let port = match handler {
        ProbeHandler::HttpGet(action) => &action.port,
        ProbeHandler::TcpSocket(action) => &action.port,
        ProbeHandler::Grpc(action) => return Some(action.port),
        ProbeHandler::Exec(_) => return None,
    };
    match port {
        IntOrString::Int(port) => Some(*port),
        IntOrString::String(name) => {
            let named = container.ports.iter().find(|port| port.name == *name)?;
            Some(named.container_port)
        }
    }
}
