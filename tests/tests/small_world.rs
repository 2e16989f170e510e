//! The small world: every pod of two containers, over restart policies, roles, exit codes and probe outcomes, against a
//! naive reference written from the documentation (concepts/workloads/pods/{pod-lifecycle,init-containers,
//! sidecar-containers} of kubernetes.io). The reference knows no time: it says what holds when things have settled.

use std::fmt::Write;
use std::time::Duration;

use api::core_v1::{PodPhase, RestartPolicy};
use sim::Scenario;
use trace::PodId;

/// When things have settled.
const SETTLED: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Main,
    Init,
    Sidecar,
}

/// What a container's process does, and its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Life {
    /// Ends after two seconds with this exit code.
    Ends(u8),
    /// Runs for ever, without a probe.
    Serves,
    StartupSucceeds,
    StartupFails,
    LivenessFails,
    ReadinessFails,
}

const PROBED: &[Life] = &[
    Life::Ends(0),
    Life::Ends(1),
    Life::Serves,
    Life::StartupSucceeds,
    Life::StartupFails,
    Life::LivenessFails,
    Life::ReadinessFails,
];
/// Plain init containers have no probes.
const PLAIN: &[Life] = &[Life::Ends(0), Life::Ends(1), Life::Serves];

#[derive(Clone, Copy, Debug)]
struct Container {
    name: &'static str,
    role: Role,
    life: Life,
}

/// What holds in the end; `None` where the documentation leaves it to chance.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    phase: PodPhase,
    ready: Option<bool>,
    /// By container: ever started, restarted.
    containers: Vec<(bool, Option<bool>)>,
}

// ---- the reference ---------------------------------------------------------------------------------------------

/// How a container's life goes on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// It runs, without an end.
    Runs,
    /// It ends and is started again, over and over.
    Loops,
    /// It has ended well.
    Succeeded,
    /// It has failed for good.
    Failed,
}

/// "The restartPolicy for a Pod applies to app containers and to regular init containers; sidecars ignore it."
fn course(container: Container, policy: RestartPolicy) -> Course {
    let succeeds = match container.life {
        Life::Serves | Life::StartupSucceeds | Life::ReadinessFails => return Course::Runs,
        Life::Ends(code) => code == 0,
        // "The kubelet kills the container, and the container is subjected to its restart policy."
        Life::StartupFails | Life::LivenessFails => false,
    };
    let again = match (container.role, policy) {
        (Role::Sidecar, _) => true,
        (Role::Main, RestartPolicy::Always) => true,
        // "If a Pod's restartPolicy is Always, the init containers use restartPolicy OnFailure."
        (Role::Main, RestartPolicy::OnFailure)
        | (Role::Init, RestartPolicy::Always | RestartPolicy::OnFailure) => !succeeds,
        (Role::Main | Role::Init, RestartPolicy::Never) => false,
    };
    match (again, succeeds) {
        (true, _) => Course::Loops,
        (false, true) => Course::Succeeded,
        (false, false) => Course::Failed,
    }
}

/// Whether initialization stops at this container for ever, and with which phase.
fn stops_at(container: Container, policy: RestartPolicy) -> Option<PodPhase> {
    match (container.role, course(container, policy)) {
        (Role::Main, _) | (Role::Init, Course::Succeeded) => None,
        // "If a Pod's init container fails and restartPolicy is Never, the overall Pod is treated as failed."
        (Role::Init, Course::Failed) => Some(PodPhase::Failed),
        (Role::Init, Course::Runs | Course::Loops) => Some(PodPhase::Pending),
        // "The next init container is started when the sidecar's startup probe has succeeded."
        (Role::Sidecar, _) => (container.life == Life::StartupFails).then_some(PodPhase::Pending),
    }
}

fn reference(containers: &[Container], policy: RestartPolicy) -> End {
    let mut inits = containers.iter().filter(|container| container.role != Role::Main);
    let stop = inits.find_map(|container| Some((container.name, stops_at(*container, policy)?)));
    let mut reached = true;
    let mut started = Vec::new();
    for container in containers.iter().filter(|container| container.role != Role::Main) {
        if reached {
            started.push(container.name);
        }
        reached &= stop.is_none_or(|(name, _)| name != container.name);
    }
    if stop.is_none() {
        let mains = containers.iter().filter(|container| container.role == Role::Main);
        started.extend(mains.map(|container| container.name));
    }
    let phase = stop.map_or_else(|| phase_of_mains(containers, policy), |(_, phase)| phase);
    let ends = phase.is_terminal();
    let of = |container: &Container| {
        let ran = started.contains(&container.name);
        let loops = course(*container, policy) == Course::Loops;
        // A sidecar of a pod that ends may have been started again before, or not.
        let restarted = if ran && loops && ends {
            None
        } else {
            Some(ran && loops)
        };
        (ran, restarted)
    };
    End {
        phase,
        ready: readiness(containers, policy, phase),
        containers: containers.iter().map(of).collect(),
    }
}

/// "Succeeded: all containers have terminated in success. Failed: all have terminated, at least one in failure."
/// Sidecars do not keep a pod from ending.
fn phase_of_mains(containers: &[Container], policy: RestartPolicy) -> PodPhase {
    let mains = containers.iter().filter(|container| container.role == Role::Main);
    let courses: Vec<Course> = mains.map(|main| course(*main, policy)).collect();
    if courses
        .iter()
        .any(|course| matches!(course, Course::Runs | Course::Loops))
    {
        PodPhase::Running
    } else if courses.contains(&Course::Failed) {
        PodPhase::Failed
    } else {
        PodPhase::Succeeded
    }
}

/// A running pod is Ready when all its containers, sidecars included, are.
fn readiness(containers: &[Container], policy: RestartPolicy, phase: PodPhase) -> Option<bool> {
    if phase != PodPhase::Running {
        return Some(false);
    }
    let lasting = containers.iter().filter(|container| container.role != Role::Init);
    let mut ready = Some(true);
    for container in lasting {
        match course(*container, policy) {
            Course::Succeeded | Course::Failed => return Some(false),
            _ if matches!(container.life, Life::ReadinessFails | Life::StartupFails) => return Some(false),
            Course::Loops => ready = None,
            Course::Runs => {}
        }
    }
    ready
}

// ---- the simulation --------------------------------------------------------------------------------------------

fn manifest(containers: &[Container], policy: RestartPolicy) -> String {
    let mut text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  restartPolicy: {policy:?}\n  terminationGracePeriodSeconds: 1\n"
    );
    for (list, is_main) in [("initContainers", false), ("containers", true)] {
        let of_list: Vec<&Container> = containers
            .iter()
            .filter(|it| (it.role == Role::Main) == is_main)
            .collect();
        if !of_list.is_empty() {
            writeln!(text, "  {list}:").expect("a string");
        }
        for container in of_list {
            text += &container_text(container);
        }
    }
    text
}

fn container_text(container: &Container) -> String {
    let mut text = format!("  - name: {}\n    image: alpine\n", container.name);
    if container.role == Role::Sidecar {
        text += "    restartPolicy: Always\n";
    }
    text += &match container.life {
        Life::Ends(code) => format!("    command: [sh, -c, \"sleep 2; exit {code}\"]\n"),
        _ => "    command: [sleep, \"100000\"]\n".to_owned(),
    };
    let probe = match container.life {
        Life::StartupSucceeds => Some(("startupProbe", "true")),
        Life::StartupFails => Some(("startupProbe", "false")),
        Life::LivenessFails => Some(("livenessProbe", "false")),
        Life::ReadinessFails => Some(("readinessProbe", "false")),
        Life::Ends(_) | Life::Serves => None,
    };
    if let Some((kind, program)) = probe {
        let exec = format!("exec: {{command: [\"{program}\"]}}");
        writeln!(
            text,
            "    {kind}: {{{exec}, periodSeconds: 1, failureThreshold: 1}}"
        )
        .expect("a string");
    }
    text
}

fn simulated(containers: &[Container], policy: RestartPolicy) -> End {
    let parsed = manifest::parse(&manifest(containers, policy), &manifest::ParseOptions::default());
    let scenario = Scenario {
        horizon: SETTLED,
        ..Scenario::default()
    };
    let trace = sim::simulate(&parsed.manifest_objects(), &scenario);
    let pod = trace.pod_at(PodId(0), SETTLED).expect("the pod is there");
    let instances = trace.instances(PodId(0));
    let status = &pod.status;
    let of = |container: &Container| {
        let started = instances
            .iter()
            .any(|it| *it.container.name == *container.name && it.started.is_some());
        let mut all = status
            .init_container_statuses
            .iter()
            .chain(&status.container_statuses);
        let own = all.find(|own| own.name == container.name);
        (started, own.map(|own| own.restart_count > 0))
    };
    End {
        phase: status.phase,
        ready: Some(status.condition_is_true("Ready")),
        containers: containers.iter().map(of).collect(),
    }
}

fn agrees(simulated: &End, reference: &End) -> bool {
    let fits = |got: Option<bool>, want: Option<bool>| want.is_none() || got == want;
    let pairs = simulated.containers.iter().zip(&reference.containers);
    simulated.phase == reference.phase
        && fits(simulated.ready, reference.ready)
        && pairs
            .into_iter()
            .all(|(got, want)| got.0 == want.0 && fits(got.1, want.1))
}

/// Every pair of roles; where none is an app container, one that serves is added, since a pod needs one.
fn worlds() -> Vec<Vec<Container>> {
    let mut worlds = Vec::new();
    let lives = |role: Role| if role == Role::Init { PLAIN } else { PROBED };
    for first in [Role::Main, Role::Init, Role::Sidecar] {
        for second in [Role::Main, Role::Init, Role::Sidecar] {
            if first == Role::Main && second != Role::Main {
                // The same pod as the other way round.
                continue;
            }
            for a in lives(first) {
                for b in lives(second) {
                    let mut world = vec![
                        Container {
                            name: "a",
                            role: first,
                            life: *a,
                        },
                        Container {
                            name: "b",
                            role: second,
                            life: *b,
                        },
                    ];
                    if second != Role::Main {
                        world.push(Container {
                            name: "app",
                            role: Role::Main,
                            life: Life::Serves,
                        });
                    }
                    worlds.push(world);
                }
            }
        }
    }
    worlds
}

#[test]
fn every_pod_of_two_containers_ends_as_documented() {
    let mut wrong = Vec::new();
    let mut total = 0;
    for policy in [
        RestartPolicy::Always,
        RestartPolicy::OnFailure,
        RestartPolicy::Never,
    ] {
        for world in worlds() {
            total += 1;
            let (got, want) = (simulated(&world, policy), reference(&world, policy));
            if !agrees(&got, &want) {
                let pod: Vec<String> = world
                    .iter()
                    .map(|it| format!("{:?} {:?}", it.role, it.life))
                    .collect();
                wrong.push(format!(
                    "{policy:?}: {}\n  simulated  {got:?}\n  documented {want:?}",
                    pod.join(", ")
                ));
            }
        }
    }
    assert_eq!(total, 3 * 219);
    assert!(
        wrong.is_empty(),
        "{} of {total}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
