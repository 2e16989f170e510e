//! Whole rollouts on a stand-in for the kubelet, against what the real cluster did.

use api::Kind;
use api::Object;
use api::apps_v1::DeploymentStatus;
use api::core_v1::Pod;

use crate::testing::{Life, World};

fn deployment(spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"d"}},"spec":{{{spec}
        "progressDeadlineSeconds":600,"revisionHistoryLimit":10,"selector":{{"matchLabels":{{"app":"d"}}}},
        "template":{{"metadata":{{"labels":{{"app":"d"}}}},"spec":{{"containers":[{{"name":"main","image":"nginx"}}]}}}}}}}}"#
    )
}

fn status(world: &World<impl FnMut(&Pod) -> Life>) -> DeploymentStatus {
    match world.list(Kind::Deployment).first() {
        Some(Object::Deployment(deployment)) => deployment.status.clone(),
        _ => DeploymentStatus::default(),
    }
}

fn progressing(status: &DeploymentStatus) -> String {
    let mut conditions = status.conditions.iter();
    let found = conditions.find(|condition| condition.kind == "Progressing");
    found.map_or_else(String::new, |it| format!("{} {}", it.status, it.reason))
}

/// Scaling events, with the ReplicaSets' names as a, b, … in order of appearance.
fn scalings(world: &World<impl FnMut(&Pod) -> Life>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let events = world.events().into_iter();
    events
        .filter(|(_, reason, _)| reason == "ScalingReplicaSet")
        .map(|(_, _, message)| {
            let words: Vec<&str> = message.split(' ').collect();
            let name = words[4].to_owned();
            let position = names.iter().position(|known| *known == name).unwrap_or_else(|| {
                names.push(name);
                names.len() - 1
            });
            let letter = char::from(b'a' + u8::try_from(position).unwrap());
            format!("{} {letter} {} {}", words[1], words[6], words[8])
        })
        .collect()
}

#[test]
fn a_new_deployment_becomes_available() {
    let mut world = World::new(&[&deployment(r#""replicas":2,"#)], |_| Life::SERVER);
    world.run(1);
    let status = status(&world);
    assert_eq!(progressing(&status), "True NewReplicaSetAvailable");
    assert_eq!(
        (
            status.replicas,
            status.available_replicas,
            status.unavailable_replicas
        ),
        (2, 2, 0)
    );
    let names: Vec<String> = world
        .list(Kind::Pod)
        .iter()
        .map(|pod| pod.meta().name.to_string())
        .collect();
    let set = world.list(Kind::ReplicaSet)[0].meta().name.clone();
    assert!(
        names.iter().all(|name| name.starts_with(&format!("{set}-"))),
        "{names:?} {set}"
    );
}

#[test]
fn a_rollout_goes_step_by_step() {
    let mut world = World::new(&[&deployment(r#""replicas":2,"#)], |_| Life::SERVER);
    world.run(12);
    assert_eq!(
        world.command("kubectl set image deploy/d main=busybox"),
        "deployment.apps/d image updated\n"
    );
    world.run(30);
    // As recorded in c12-deploy-rollout.
    assert_eq!(
        scalings(&world),
        ["up a 0 2", "up b 0 1", "down a 2 1", "up b 1 2", "down a 1 0"]
    );
    let status = status(&world);
    assert_eq!(progressing(&status), "True NewReplicaSetAvailable");
    assert_eq!((status.replicas, status.terminating_replicas), (2, Some(0)));
    let sets = world.list(Kind::ReplicaSet);
    let mut revisions: Vec<_> = sets
        .iter()
        .map(|set| set.meta().annotations["deployment.kubernetes.io/revision"].clone())
        .collect();
    revisions.sort();
    assert_eq!(revisions, ["1", "2"]);
}

#[test]
fn recreate_waits_for_the_old_pods_end() {
    let spec = r#""replicas":2,"strategy":{"type":"Recreate"},"#;
    let mut world = World::new(&[&deployment(spec)], |_| Life {
        dying: 5_000,
        ..Life::SERVER
    });
    world.run(5);
    world.command("kubectl rollout restart deployment d");
    world.run(9);
    assert_eq!(scalings(&world), ["up a 0 2", "down a 2 0"]);
    world.run(20);
    assert_eq!(scalings(&world), ["up a 0 2", "down a 2 0", "up b 0 2"]);
}

#[test]
fn scaling_and_pausing() {
    let mut world = World::new(&[&deployment(r#""replicas":1,"#)], |_| Life::SERVER);
    world.run(5);
    assert_eq!(
        world.command("kubectl scale deploy d --replicas=3"),
        "deployment.apps/d scaled\n"
    );
    world.run(8);
    assert_eq!(world.list(Kind::Pod).len(), 3);
    world.command("kubectl rollout pause deploy/d");
    world.command("kubectl set image deploy/d main=busybox");
    world.run(12);
    assert_eq!(scalings(&world), ["up a 0 1", "up a 1 3"]);
    assert_eq!(progressing(&status(&world)), "Unknown DeploymentPaused");
    world.command("kubectl rollout resume deploy/d");
    world.run(30);
    assert_eq!(progressing(&status(&world)), "True NewReplicaSetAvailable");
    world.command("kubectl scale deploy d --replicas=0");
    world.run(40);
    assert!(world.list(Kind::Pod).is_empty());
}

#[test]
fn a_rollout_that_makes_no_progress_is_reported() {
    let text = deployment(r#""replicas":1,"#).replace("600", "30");
    let mut world = World::new(&[&text], |_| Life {
        ready: None,
        ..Life::SERVER
    });
    world.run(29);
    assert_eq!(progressing(&status(&world)), "True ReplicaSetUpdated");
    world.run(33);
    assert_eq!(progressing(&status(&world)), "False ProgressDeadlineExceeded");
}

#[test]
fn a_finished_pod_is_replaced_and_a_deleted_deployment_takes_all_along() {
    let mut first = true;
    let mut world = World::new(&[&deployment(r#""replicas":1,"#)], move |pod| {
        let ends = first && pod.metadata.deletion_timestamp.is_none();
        first = false;
        if ends { Life::ends(3_000, 1) } else { Life::SERVER }
    });
    world.run(10);
    assert_eq!(world.pod_times(), [0, 30]);
    world.command("kubectl delete deployment d");
    world.run(15);
    assert!(
        [Kind::Deployment, Kind::ReplicaSet, Kind::Pod]
            .iter()
            .all(|kind| world.list(*kind).is_empty())
    );
}

#[test]
fn min_ready_seconds_delay_availability() {
    let mut world = World::new(&[&deployment(r#""replicas":1,"minReadySeconds":10,"#)], |_| {
        Life::SERVER
    });
    world.run(9);
    assert_eq!(
        (status(&world).ready_replicas, status(&world).available_replicas),
        (1, 0)
    );
    world.run(11);
    assert_eq!(status(&world).available_replicas, 1);
}

/// The steps of a rollout of `replicas` pods with these limits.
fn steps(replicas: i32, surge: &str, unavailable: &str) -> Vec<String> {
    let spec = format!(
        r#""replicas":{replicas},"strategy":{{"type":"RollingUpdate","rollingUpdate":{{"maxSurge":{surge},"maxUnavailable":{unavailable}}}}},"#
    );
    let mut world = World::new(&[&deployment(&spec)], |_| Life::SERVER);
    world.run(5);
    world.command("kubectl set image deploy/d main=busybox");
    world.run(60);
    scalings(&world)[1..].to_vec()
}

#[test]
fn rollouts_stay_between_their_limits() {
    assert_eq!(
        steps(2, "0", "1"),
        ["down a 2 1", "up b 0 1", "down a 1 0", "up b 1 2"]
    );
    assert_eq!(steps(1, "\"25%\"", "\"25%\""), ["up b 0 1", "down a 1 0"]);
    assert_eq!(steps(2, "\"100%\"", "0")[0], "up b 0 2");
    // 4 with a quarter of each: one more and one less.
    assert_eq!(steps(4, "\"25%\"", "\"25%\"")[..2], ["up b 0 1", "down a 4 3"]);
}

#[test]
fn only_so_many_old_replica_sets_are_kept() {
    let text =
        deployment(r#""replicas":1,"#).replace("\"revisionHistoryLimit\":10", "\"revisionHistoryLimit\":1");
    let mut world = World::new(&[&text], |_| Life::SERVER);
    for (round, image) in ["a", "b", "c", "d"].iter().enumerate() {
        world.run(10 + 10 * round as u64);
        world.command(&format!("kubectl set image deploy/d main={image}"));
    }
    world.run(60);
    let mut revisions: Vec<_> = world
        .list(Kind::ReplicaSet)
        .iter()
        .map(|set| set.meta().annotations["deployment.kubernetes.io/revision"].clone())
        .collect();
    revisions.sort();
    assert_eq!(revisions, ["4", "5"]);
}

#[test]
fn undoing_brings_the_template_back_under_a_new_number() {
    let mut world = World::new(&[&deployment(r#""replicas":1,"#)], |_| Life::SERVER);
    world.run(5);
    assert_eq!(
        world.command("kubectl rollout undo deploy/d"),
        "error: no rollout history found for deployment \"d\"\n"
    );
    world.command("kubectl set image deploy/d main=busybox");
    world.run(15);
    assert_eq!(
        world.command("kubectl rollout undo deploy/d"),
        "deployment.apps/d rolled back\n"
    );
    world.run(30);
    assert_eq!(
        scalings(&world),
        ["up a 0 1", "up b 0 1", "down a 1 0", "up a 0 1", "down b 1 0"]
    );
    assert_eq!(
        world.list(Kind::Deployment)[0].meta().annotations["deployment.kubernetes.io/revision"],
        "3"
    );
    assert_eq!(
        world.command("kubectl rollout undo deploy/d --to-revision=9"),
        "error: unable to find specified revision 9 in history\n"
    );
}

#[test]
fn names_have_upstreams_alphabets() {
    let mut world = World::new(&[&deployment(r#""replicas":3,"#)], |_| Life::SERVER);
    world.run(5);
    for pod in world.list(Kind::Pod) {
        let parts: Vec<&str> = pod.meta().name.split('-').collect();
        let [_, hash, suffix] = parts[..] else {
            panic!("{parts:?}")
        };
        assert!(
            (8..=10).contains(&hash.len()) && hash.chars().all(|c| "456789bcdf".contains(c)),
            "{hash}"
        );
        assert!(
            suffix.len() == 5 && suffix.chars().all(|c| "bcdfghjklmnpqrstvwxz2456789".contains(c)),
            "{suffix}"
        );
    }
}

#[test]
fn only_what_can_time_out_is_looked_at_again() {
    use super::status::{NEW_SET_AVAILABLE, TIMED_OUT, compute_stuck_check, new_condition};
    use api::apps_v1::Deployment;
    use api::meta_v1::Time;
    use std::time::Duration;

    let check = |reason: &'static str, after: i64| {
        let mut deployment = Deployment::default();
        deployment.spec.progress_deadline_seconds = Some(600);
        let mut status = DeploymentStatus::default();
        let progress = new_condition(
            "Progressing",
            "True",
            reason,
            String::new(),
            Time::from_unix(1_000),
        );
        status.conditions.push(progress);
        deployment.spec.replicas = Some(1);
        compute_stuck_check(&deployment, &status, Time::from_unix(1_000 + after))
    };
    let (at_once, late) = (Some(Duration::from_millis(5)), Some(Duration::from_secs(501)));
    for (reason, after, expect) in [
        ("ReplicaSetUpdated", 100, late),
        ("ReplicaSetUpdated", 600, at_once),
        (NEW_SET_AVAILABLE, 100, late),
        // It was complete before: pods that went away since do not make it time out.
        (NEW_SET_AVAILABLE, 600, None),
        (TIMED_OUT, 600, None),
    ] {
        assert_eq!(check(reason, after), expect, "{reason} {after}");
    }
}
