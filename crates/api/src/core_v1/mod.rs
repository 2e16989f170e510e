//! `core/v1`: pods and what surrounds them. Mirrors staging/src/k8s.io/api/core/v1/types.go (v1.36.2).

mod config;
mod container;
mod event;
mod pod;
mod probe;
mod status;
mod volume;

pub use config::{ConfigMap, Secret, Service, ServicePort, ServiceSpec};
pub use container::{
    Container, ContainerPort, ContainerRestartPolicy, ContainerRestartRule, ContainerRestartRuleOnExitCodes,
    EnvFromSource, EnvSourceRef, EnvVar, EnvVarSource, KeySelector, ObjectFieldSelector,
    ResourceRequirements, VolumeMount,
};
pub use event::{Event, EventSource, EventType, ObjectReference};
pub use pod::{ContainerRole, Pod, PodSpec, PodTemplateSpec, RestartPolicy};
pub use probe::{
    ExecAction, GrpcAction, HttpGetAction, HttpHeader, Lifecycle, LifecycleHandler, Probe, ProbeHandler,
    SleepAction, TcpSocketAction,
};
pub use status::{
    ContainerState, ContainerStateRunning, ContainerStateTerminated, ContainerStateWaiting, ContainerStatus,
    PodCondition, PodPhase, PodStatus,
};
pub use volume::{KeyToPath, Volume, VolumeSource};
