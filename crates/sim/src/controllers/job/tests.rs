//! Whole Jobs on a stand-in for the kubelet, against what the real cluster did.

use api::batch_v1::JobStatus;
use api::{Kind, KubernetesVersion, Object};
use trace::Fact;

use crate::testing::{Life, World};

fn job(spec: &str, restart_policy: &str) -> String {
    format!(
        r#"{{"apiVersion":"batch/v1","kind":"Job","metadata":{{"name":"j"}},"spec":{{{spec}"template":{{"spec":{{
        "restartPolicy":"{restart_policy}","containers":[{{"name":"main","image":"alpine"}}]}}}}}}}}"#
    )
}

fn status(world: &World<impl FnMut(&api::core_v1::Pod) -> Life>) -> JobStatus {
    match world.list(Kind::Job).first() {
        Some(Object::Job(job)) => job.status.clone(),
        _ => JobStatus::default(),
    }
}

fn conditions(status: &JobStatus) -> Vec<String> {
    let all = status.conditions.iter();
    all.map(|it| format!("{}={} {}", it.kind, it.status, it.reason))
        .collect()
}

#[test]
fn backoff_limit_2_makes_three_pods() {
    let mut world = World::new(&[&job(r#""backoffLimit":2,"#, "Never")], |_| Life::ends(2_000, 1));
    world.run(120);
    // 10 s and 20 s after the whole seconds of the failures; the recorded cluster: 0.1, 10, 30 for 1 s pods.
    assert_eq!(world.pod_times(), [0, 120, 340]);
    let status = status(&world);
    assert_eq!(status.failed, 3);
    assert_eq!(
        conditions(&status),
        [
            "FailureTarget=True BackoffLimitExceeded",
            "Failed=True BackoffLimitExceeded"
        ]
    );
    let reasons: Vec<_> = world.events().into_iter().map(|(_, reason, _)| reason).collect();
    assert_eq!(
        reasons
            .iter()
            .filter(|reason| *reason == "SuccessfulCreate")
            .count(),
        3
    );
    assert_eq!(reasons.last().unwrap(), "BackoffLimitExceeded");
}

#[test]
fn success_is_stored_in_two_writes() {
    let mut world = World::new(&[&job("", "Never")], |_| Life::ends(5_000, 0));
    world.run(60);
    let trace = world.finish();
    let seen: Vec<String> = trace
        .records()
        .iter()
        .filter_map(|record| match &record.fact {
            Fact::Object {
                object: Object::Job(job),
                ..
            } => Some(format!(
                "{} {} {}",
                job.status.active,
                job.status.succeeded,
                conditions(&job.status).join(",")
            )),
            _ => None,
        })
        .collect();
    assert_eq!(seen.first().unwrap(), "0 0 ");
    assert_eq!(
        &seen[seen.len() - 2..],
        [
            "0 0 SuccessCriteriaMet=True CompletionsReached",
            "0 1 SuccessCriteriaMet=True CompletionsReached,Complete=True CompletionsReached",
        ]
    );
}

#[test]
fn a_deadline_waits_for_the_pods_end() {
    let spec = r#""activeDeadlineSeconds":10,"#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life {
        dying: 30_000,
        ..Life::SERVER
    });
    world.run(20);
    assert_eq!(
        conditions(&status(&world)),
        ["FailureTarget=True DeadlineExceeded"]
    );
    assert_eq!(status(&world).terminating, Some(1));
    world.run(60);
    let status = status(&world);
    assert_eq!(
        conditions(&status),
        [
            "FailureTarget=True DeadlineExceeded",
            "Failed=True DeadlineExceeded"
        ]
    );
    assert_eq!((status.failed, status.terminating), (1, Some(0)));
    assert!(world.list(Kind::Pod).is_empty());
}

#[test]
fn completions_3_parallelism_2() {
    let spec = r#""completions":3,"parallelism":2,"#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::ends(6_000, 0));
    world.run(60);
    assert_eq!(world.pod_times(), [0, 0, 70]);
    assert_eq!(status(&world).succeeded, 3);
}

#[test]
fn indexed_jobs_name_their_pods() {
    let spec = r#""completions":3,"parallelism":2,"completionMode":"Indexed","#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::ends(2_000, 0));
    world.run(60);
    let status = status(&world);
    assert_eq!((status.succeeded, status.completed_indexes.as_str()), (3, "0-2"));
    let pods = world.list(Kind::Pod);
    let first = pods[0].as_pod().unwrap();
    assert!(first.metadata.name.starts_with("j-0-"), "{}", first.metadata.name);
    assert_eq!(first.spec.hostname, "j-0");
    assert_eq!(first.spec.containers[0].env[0].name, "JOB_COMPLETION_INDEX");
}

#[test]
fn backoff_limit_per_index() {
    let spec = r#""completions":2,"parallelism":2,"completionMode":"Indexed","backoffLimitPerIndex":1,"#;
    let mut world = World::new(&[&job(spec, "Never")], |pod| {
        let index = &pod.metadata.annotations["batch.kubernetes.io/job-completion-index"];
        Life::ends(2_000, i32::from(index == "1"))
    });
    world.run(60);
    let status = status(&world);
    assert_eq!(status.failed_indexes.as_deref(), Some("1"));
    assert_eq!((status.succeeded, status.failed), (1, 2));
    assert_eq!(
        conditions(&status),
        ["FailureTarget=True FailedIndexes", "Failed=True FailedIndexes"]
    );
    assert_eq!(world.pod_times().len(), 3);
}

#[test]
fn suspend_and_resume() {
    let mut world = World::new(&[&job(r#""suspend":true,"#, "Never")], |_| Life::ends(2_000, 0));
    world.run(5);
    assert_eq!(conditions(&status(&world)), ["Suspended=True JobSuspended"]);
    assert!(world.list(Kind::Pod).is_empty() && status(&world).start_time.is_none());
}

#[test]
fn ttl_and_garbage_collection() {
    let spec = r#""ttlSecondsAfterFinished":5,"#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::ends(2_000, 0));
    world.run(8);
    assert_eq!(world.list(Kind::Job).len(), 1);
    world.run(12);
    assert!(world.list(Kind::Job).is_empty() && world.list(Kind::Pod).is_empty());
}

#[test]
fn a_deleted_job_takes_its_pods_along() {
    let mut world = World::new(&[&job("", "Never")], |_| Life::SERVER);
    world.run(5);
    assert_eq!(
        world.command("kubectl delete job j"),
        "job.batch \"j\" deleted from default namespace\n"
    );
    world.run(9);
    assert!(world.list(Kind::Job).is_empty() && world.list(Kind::Pod).is_empty());
}

#[test]
fn a_resumed_job_starts_anew() {
    let mut world = World::new(&[&job(r#""suspend":true,"#, "Never")], |_| Life::ends(2_000, 0));
    world.run(5);
    let output = world.command(r#"kubectl patch job j --type=merge -p '{"spec":{"suspend":false}}'"#);
    assert_eq!(output, "job.batch/j patched\n");
    world.run(15);
    assert_eq!(
        conditions(&status(&world)),
        [
            "Suspended=False JobResumed",
            "SuccessCriteriaMet=True CompletionsReached",
            "Complete=True CompletionsReached"
        ]
    );
    let reasons: Vec<_> = world.events().into_iter().map(|(_, reason, _)| reason).collect();
    assert!(reasons.contains(&"Suspended".to_owned()) && reasons.contains(&"Resumed".to_owned()));
}

#[test]
fn suspending_deletes_the_pods_and_they_do_not_count() {
    let mut world = World::new(&[&job("", "Never")], |_| Life::SERVER);
    world.run(5);
    world.command(r#"kubectl patch job j -p '{"spec":{"suspend":true}}'"#);
    world.run(10);
    assert!(world.list(Kind::Pod).is_empty());
    let status = status(&world);
    assert_eq!((status.active, status.failed, status.start_time), (0, 0, None));
}

#[test]
fn an_ignored_failure_does_not_count() {
    let spec = r#""backoffLimit":0,"podReplacementPolicy":"Failed","podFailurePolicy":{"rules":[{"action":"Ignore","onExitCodes":{"operator":"In","values":[42]}}]},"#;
    let mut codes = [42, 42, 1].into_iter();
    let mut world = World::new(&[&job(spec, "Never")], move |_| {
        Life::ends(2_000, codes.next().unwrap_or(0))
    });
    world.run(200);
    assert_eq!(world.pod_times().len(), 3);
    assert_eq!(status(&world).failed, 1);
    assert_eq!(conditions(&status(&world))[1], "Failed=True BackoffLimitExceeded");
}

#[test]
fn a_success_policy_ends_the_others() {
    let spec = r#""completions":3,"parallelism":3,"completionMode":"Indexed","successPolicy":{"rules":[{"succeededIndexes":"0"}]},"#;
    let mut world = World::new(&[&job(spec, "Never")], |pod| {
        let first = pod.metadata.annotations["batch.kubernetes.io/job-completion-index"] == "0";
        if first { Life::ends(2_000, 0) } else { Life::SERVER }
    });
    world.run(30);
    let status = status(&world);
    assert_eq!(status.succeeded, 1);
    assert_eq!(
        conditions(&status),
        [
            "SuccessCriteriaMet=True SuccessPolicy",
            "Complete=True SuccessPolicy"
        ]
    );
    assert_eq!(status.conditions[1].message, "Matched rules at index 0");
}

#[test]
fn a_work_queue_job_ends_with_its_first_success() {
    let spec = r#""parallelism":2,"#;
    let mut codes = [0, 1].into_iter();
    let mut world = World::new(&[&job(spec, "Never")], move |_| {
        Life::ends(2_000, codes.next().unwrap_or(0))
    });
    world.run(60);
    assert_eq!(world.pod_times().len(), 2);
    assert_eq!(
        conditions(&status(&world)).last().unwrap(),
        "Complete=True CompletionsReached"
    );
}

#[test]
fn pods_know_the_rule_that_made_them() {
    let mut world = World::new(&[&job(r#""backoffLimit":1,"#, "Never")], |_| Life::ends(2_000, 1));
    world.run(60);
    let trace = world.finish();
    let paths: Vec<String> = trace
        .records()
        .iter()
        .filter_map(|record| match (&record.fact, &record.cause) {
            (
                Fact::Object {
                    verb: trace::Verb::Added,
                    object: Object::Pod(_),
                },
                cause,
            ) => Some(match cause {
                trace::Cause::Rule { object, path, .. } => format!("{object} {path}"),
                trace::Cause::Record(_) => "record".to_owned(),
                other => format!("{other:?}"),
            }),
            _ => None,
        })
        .collect();
    assert_eq!(paths, ["record", "0 spec.backoffLimit"]);
    let last = trace.records().last().unwrap();
    let first_cause = &trace.causes(last.id).last().unwrap().cause;
    assert!(
        matches!(
            first_cause,
            trace::Cause::Manifest { object: 0, .. } | trace::Cause::Clock(_)
        ),
        "{first_cause:?}"
    );
}

#[test]
fn a_rule_can_fail_an_index() {
    let rule = r#"{"action":"FailIndex","onExitCodes":{"operator":"In","values":[42]}}"#;
    let spec = format!(
        r#""completions":2,"parallelism":2,"completionMode":"Indexed","backoffLimitPerIndex":5,"podReplacementPolicy":"Failed","podFailurePolicy":{{"rules":[{rule}]}},"#
    );
    let mut world = World::new(&[&job(&spec, "Never")], |pod| {
        let index = &pod.metadata.annotations["batch.kubernetes.io/job-completion-index"];
        Life::ends(2_000, if index == "1" { 42 } else { 0 })
    });
    world.run(60);
    let status = status(&world);
    assert_eq!(status.failed_indexes.as_deref(), Some("1"));
    assert_eq!(world.pod_times().len(), 2, "no second try for the index");
    assert_eq!(conditions(&status)[1], "Failed=True FailedIndexes");
}

#[test]
fn too_many_failed_indexes_end_the_job() {
    let spec = r#""completions":4,"parallelism":1,"completionMode":"Indexed","backoffLimitPerIndex":0,"maxFailedIndexes":1,"#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::ends(2_000, 1));
    world.run(60);
    let status = status(&world);
    assert_eq!(
        conditions(&status),
        [
            "FailureTarget=True MaxFailedIndexesExceeded",
            "Failed=True MaxFailedIndexesExceeded"
        ]
    );
    assert_eq!(
        status.conditions[1].message,
        "Job has exceeded the specified maximal number of failed indexes"
    );
    assert_eq!(status.failed_indexes.as_deref(), Some("0,1"));
}

/// A pod is deleted at 5 s and takes 20 s to end: when the next one is created, in tenths of a second.
fn replaced_at(policy: &str) -> Vec<u128> {
    let spec = format!(r#""podReplacementPolicy":"{policy}","#);
    let mut world = World::new(&[&job(&spec, "Never")], |_| Life {
        dying: 20_000,
        ..Life::SERVER
    });
    world.run(5);
    world.command("kubectl delete pods -l job-name=j --wait=false");
    world.run(60);
    world.pod_times()
}

#[test]
fn a_deleted_pod_is_replaced_by_policy() {
    // Ten seconds of back-off after the deletion, or after the end.
    assert_eq!(replaced_at("TerminatingOrFailed"), [0, 150]);
    assert_eq!(replaced_at("Failed"), [0, 350]);
}

#[test]
fn another_controllers_job_is_left_alone() {
    let mut world = World::new(&[&job(r#""managedBy":"example.com/mine","#, "Never")], |_| {
        Life::SERVER
    });
    world.run(20);
    assert!(world.list(Kind::Pod).is_empty() && status(&world).start_time.is_none());
}

#[test]
fn a_deadline_begins_anew_after_a_suspension() {
    let spec = r#""activeDeadlineSeconds":10,"#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::SERVER);
    world.run(5);
    world.command(r#"kubectl patch job j -p '{"spec":{"suspend":true}}'"#);
    world.run(30);
    assert_eq!(conditions(&status(&world)), ["Suspended=True JobSuspended"]);
    world.command(r#"kubectl patch job j -p '{"spec":{"suspend":false}}'"#);
    world.run(39);
    assert_eq!(conditions(&status(&world)), ["Suspended=False JobResumed"]);
    world.run(50);
    assert_eq!(conditions(&status(&world))[2], "Failed=True DeadlineExceeded");
}

#[test]
fn an_elastic_indexed_job_grows() {
    let spec = r#""completions":1,"parallelism":1,"completionMode":"Indexed","#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life::ends(8_000, 0));
    world.run(2);
    assert_eq!(
        world.command(r#"kubectl patch job j -p '{"spec":{"completions":2}}'"#),
        "The Job \"j\" is invalid: spec.completions: Invalid value: 2: can only be modified in tandem with spec.parallelism\n"
    );
    world.command(r#"kubectl patch job j -p '{"spec":{"completions":2,"parallelism":2}}'"#);
    world.run(30);
    assert_eq!(status(&world).completed_indexes, "0,1");
}

#[test]
fn older_versions_show_no_interim_condition() {
    let life = |_: &api::core_v1::Pod| Life::ends(2_000, 0);
    for (minor, expect) in [
        (28, &["Complete=True "][..]),
        (30, &["Complete=True "]),
        (
            31,
            &[
                "SuccessCriteriaMet=True CompletionsReached",
                "Complete=True CompletionsReached",
            ],
        ),
    ] {
        let version = KubernetesVersion::from_minor(minor).unwrap();
        let mut world = World::of(version, &[&job("", "Never")], life);
        world.run(20);
        let status = status(&world);
        assert_eq!(conditions(&status), expect, "1.{minor}");
        assert_eq!(status.terminating.is_some(), minor >= 29, "1.{minor}");
    }
}

#[test]
fn older_versions_do_not_wait_for_terminating_pods() {
    let version = KubernetesVersion::from_minor(30).unwrap();
    let spec = job(r#""activeDeadlineSeconds":10,"#, "Never");
    let mut world = World::of(version, &[&spec], |_| Life {
        dying: 30_000,
        ..Life::SERVER
    });
    world.run(15);
    assert_eq!(conditions(&status(&world)), ["Failed=True DeadlineExceeded"]);
}

#[test]
fn before_1_36_a_suspended_job_keeps_its_start_time() {
    let version = KubernetesVersion::from_minor(35).unwrap();
    let mut world = World::of(version, &[&job("", "Never")], |_| Life::SERVER);
    world.run(5);
    world.command(r#"kubectl patch job j -p '{"spec":{"suspend":true}}'"#);
    world.run(10);
    assert!(status(&world).start_time.is_some());
}

#[test]
fn an_index_is_free_only_when_its_pod_has_failed() {
    let spec =
        r#""completions":3,"parallelism":2,"completionMode":"Indexed","podReplacementPolicy":"Failed","#;
    let mut world = World::new(&[&job(spec, "Never")], |_| Life {
        dying: 20_000,
        ..Life::ends(60_000, 0)
    });
    world.run(5);
    let indexes = |world: &World<_>| -> Vec<String> {
        let pods = world.list(Kind::Pod);
        let index = |pod: &Object| pod.meta().annotations[super::indexes::INDEX].clone();
        pods.iter().map(index).collect()
    };
    assert_eq!(indexes(&world), ["0", "1"]);
    let first = world.list(Kind::Pod)[0].meta().name.clone();
    world.command(&format!("kubectl delete pod {first} --wait=false"));
    let patched = world.command(r#"kubectl patch job j -p '{"spec":{"parallelism":3}}'"#);
    assert_eq!(patched, "job.batch/j patched\n");
    world.run(10);
    assert_eq!(indexes(&world), ["0", "1", "2"], "not index 0 a second time");
    world.run(50);
    assert_eq!(indexes(&world).iter().filter(|index| *index == "0").count(), 1);
}
