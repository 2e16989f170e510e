//! Upstream's own tables, function by function: `tests/conformance/upstream/validation_functions.json`. A case names a
//! function of upstream's validation packages, its arguments as v1 JSON, the path and options it was called with, and the
//! complete list of errors. `tests/known_missing.txt` of this crate lists those that still differ.

use sorted::Map;
use std::fs;
use std::path::PathBuf;

use api::update::JobUpdate;
use serde_json::{Value, json};

use super::error::Errors;
use super::options::{Opt, Options};
use super::*;

const OPTIONS: &[(&str, Opt)] = &[
    ("ResourceIsPod", Opt::ResourceIsPod),
    (
        "AllowRelaxedEnvironmentVariableValidation",
        Opt::RelaxedEnvironmentVariableValidation,
    ),
    ("AllowRelaxedDNSSearchValidation", Opt::RelaxedDNSSearchValidation),
    (
        "AllowPodLifecycleSleepActionZeroValue",
        Opt::PodLifecycleSleepActionZeroValue,
    ),
    (
        "AllowOnlyRecursiveSELinuxChangePolicy",
        Opt::OnlyRecursiveSELinuxChangePolicy,
    ),
    ("PodLevelResourcesEnabled", Opt::PodLevelResources),
    ("AllowSidecarResizePolicy", Opt::SidecarResizePolicy),
    (
        "AllowInvalidLabelValueInRequiredNodeAffinity",
        Opt::InvalidLabelValueInRequiredNodeAffinity,
    ),
    (
        "AllowMatchLabelKeysInPodTopologySpreadSelectorMerge",
        Opt::MatchLabelKeysInPodTopologySpreadSelectorMerge,
    ),
    ("AllowEnvFilesValidation", Opt::EnvFilesValidation),
    (
        "AllowContainerRestartPolicyRules",
        Opt::ContainerRestartPolicyRules,
    ),
    ("AllowRestartAllContainers", Opt::RestartAllContainers),
    (
        "AllowExistingRestartContainerForNonSidecarInitContainer",
        Opt::ExistingRestartContainerForNonSidecarInitContainer,
    ),
    ("AllowIndivisibleHugePagesValues", Opt::IndivisibleHugePagesValues),
    ("RequirePrefixedLabels", Opt::RequirePrefixedLabels),
    (
        "AllowMutableSchedulingDirectives",
        Opt::MutableSchedulingDirectives,
    ),
    ("AllowMutablePodResources", Opt::MutablePodResources),
];
/// Options that are looked at only together with others.
const WITHOUT_EFFECT: &[&str] = &[
    "AllowMatchLabelKeysInPodTopologySpread",
    "InPlacePodLevelResourcesVerticalScalingEnabled",
];

/// # Errors
/// An option that has no counterpart here: the case is one that differs.
fn options(case: &Value) -> Result<Options, Vec<String>> {
    let mut options = Options::default();
    if case["gates"]["StrictIPCIDRValidation"] != false {
        options = options.with(Opt::StrictIP);
    }
    for name in case["options"].as_object().into_iter().flatten().map(|(k, _)| k) {
        if WITHOUT_EFFECT.contains(&name.as_str()) {
            continue;
        }
        let known = OPTIONS.iter().find(|(n, _)| n == name);
        options = options.with(
            known
                .ok_or_else(|| vec![format!("no such option here: {name}")])?
                .1,
        );
    }
    Ok(options)
}

/// A context for functions that upstream gives its parts one by one.
fn context<'a>(arguments: &Field<'a>, options: Options) -> PodContext<'a> {
    let volumes = arguments.child("volumes").sorted_members();
    let os = arguments.child("os");
    PodContext {
        options,
        volumes: volumes.into_iter().map(|(name, at)| (name, Some(at))).collect(),
        claims: Set::new(),
        restart_policy: arguments.child("podRestartPolicy").text(),
        grace: arguments.child("gracePeriod").int(),
        os: os.is_set().then(|| os.child("name").text()),
        host_users: arguments.child("hostUsers").bool(),
    }
}

fn strings(errors: &Errors) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

/// The table writes some integers as `1.0`.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            if let Some(whole) = text
                .strip_suffix(".0")
                .and_then(|whole| whole.parse::<i64>().ok())
            {
                *value = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// What upstream's function of the case finds here.
fn run(case: &Value) -> Result<Vec<String>, Vec<String>> {
    let mut case = case.clone();
    whole_numbers(&mut case);
    let arguments = Node::from_json(&case["args"]);
    let path = case["path"].as_str().unwrap_or("").to_owned();
    let (root, options) = (Field::root(&arguments), options(&case)?);
    let at = |name: &str| root.child(name).renamed(path.clone());
    let argument = |name: &str| Node::from_json(&case["args"][name]);
    let context = context(&root, options);
    let mut errors = Errors::new();
    let e = &mut errors;
    match case["fn"].as_str().expect("fn") {
        "validateContainerPorts" => ports::container_ports(e, &at("ports")),
        "ValidateEnv" => env::env(e, &at("vars"), options),
        "ValidateEnvFrom" => env::env_from(e, &at("vars"), options),
        "validateEnvVarValueFrom" => {
            let variable = root.child("ev");
            let source = variable.child("valueFrom").renamed(path);
            env::value_from(e, &variable, &source, options);
        }
        "validatePullPolicy" => {
            numbers::required_one_of(e, &at("policy"), &["Always", "IfNotPresent", "Never"]);
        }
        "ValidateVolumeMounts" => {
            // The devices come as a map.
            let devices = root.child("voldevices").sorted_members();
            let devices = devices
                .iter()
                .map(|(name, at)| json!({"name": name, "devicePath": at.text()}));
            let mut container = case["args"]["container"].clone();
            if container.is_null() {
                // Upstream's function stops before it looks at a container that it was not given.
                container = json!({"securityContext": {"privileged": true}});
            }
            container["volumeDevices"] = devices.collect();
            let container = Node::from_json(&container);
            mounts::volume_mounts(e, &at("mounts"), &Field::root(&container), &context);
        }
        "validateProbe" if !root.child("probe").is_set() => {}
        "validateProbe" => probes::probe(e, &at("probe"), &context),
        "validateHandler" => {
            // The names of the fields are those of upstream's private type.
            let text = case["args"]["handler"]
                .to_string()
                .replace("hTTPGet", "httpGet")
                .replace("tCPSocket", "tcpSocket")
                .replace("gRPC", "grpc");
            let handler = Node::from_json(&serde_json::from_str(&text).expect("JSON"));
            let all = ["exec", "httpGet", "tcpSocket", "grpc", "sleep"];
            probes::handler(e, &Field::root(&handler).renamed(path), &all, &context);
        }
        "validateResizePolicy" => {
            resources::resize_policy(e, &at("policyList"), root.child("podRestartPolicy").text());
        }
        "validateContainers" => containers::containers(e, &at("containers"), &context),
        "validateInitContainers" => {
            let regular = root.child("regularContainers");
            containers::init_containers(e, &at("containers"), &regular, &context);
        }
        "validateRestartPolicy" => restart::pod(e, &at("restartPolicy")),
        "validateReadinessGates" => pod_spec::readiness_gates(e, &at("readinessGates")),
        "ValidatePodSpec" => pod_spec::pod_spec(
            e,
            &at("spec"),
            &pod_spec::About {
                pod: "",
                claims: &[],
                options,
            },
        ),
        "ValidatePodCreate" => pod_spec::pod(e, &Field::root(&argument("pod")), options),
        "validatePodResources" => {
            let names = root.child("podClaimNames").items();
            let spec = at("spec");
            let context = PodContext {
                claims: names.iter().map(Field::text).collect(),
                os: spec.child("os").is_set().then(|| spec.descend("os.name").text()),
                ..context
            };
            resources::pod_resources(e, &spec, &context);
        }
        "validatePodResourceConsistency" => {
            let spec = root.child("spec");
            resources::consistency(e, &spec, &spec.child("resources").renamed(path));
        }
        "validatePodResourceName" => {
            resources::pod_resource_name(e, &at("resourceName"), root.child("resourceName").text());
        }
        "validateResourceName" => {
            resources::resource_name(e, &at("value"), root.child("value").text());
        }
        "validateSchedulingGates" => pod_spec::scheduling_gates(e, &at("schedulingGates")),
        "validateOverhead" => resources::overhead(e, &at("overhead"), options),
        "ValidateContainerResourceRequirements" => {
            resources::container_resources(e, &at("requirements"), &context);
        }
        "validateSleepAction" => probes::sleep(e, &at("sleep"), &context),
        "validateStopSignal" => probes::stop_signal(e, &at("stopSignal"), context.os),
        "ValidatePodUpdate" => update::pod(e, &argument("newPod"), &argument("oldPod"), options),
        "ValidateJob" => job::job(e, &Field::root(&argument("job")), options),
        "ValidateJobUpdate" => {
            let allowed = JobUpdate {
                scheduling: options.has(Opt::MutableSchedulingDirectives),
                resources: options.has(Opt::MutablePodResources),
            };
            update::job(e, &argument("job"), &argument("oldJob"), options, allowed);
        }
        "ValidateCronJobCreate" => cron_job::cron_job(e, &Field::root(&argument("cronJob")), options),
        "ValidateCronJobUpdate" => update::cron_job(e, &argument("job"), &argument("oldJob"), options),
        "validateScheduleFormat" => {
            let (before, zone) = (
                root.child("allowTZInSchedule").bool(),
                root.child("timeZone").is_set(),
            );
            cron_job::schedule(e, &at("schedule"), before, zone);
        }
        "validateIndexesFormat" => {
            let completions = root.child("completions").int().expect("completions");
            return match job_policies::count_indexes(root.child("indexesStr").text(), completions) {
                Ok(_) => Ok(Vec::new()),
                Err(reason) => Ok(vec![reason]),
            };
        }
        "ValidateStatefulSet" => sets::stateful_set(e, &Field::root(&argument("statefulSet")), options),
        "ValidateDaemonSet" => sets::daemon_set(e, &Field::root(&argument("ds")), options),
        "ValidateDeployment" => apps::deployment(e, &Field::root(&argument("obj")), options),
        "ValidateReplicaSet" => apps::replica_set(e, &Field::root(&argument("rs")), options),
        "ValidateDeploymentUpdate" => {
            update::deployment(e, &argument("update"), &argument("old"), options);
        }
        "ValidateReplicaSetUpdate" => update::replica_set(e, &argument("rs"), &argument("oldRs"), options),
        other => return Err(vec![format!("no such function here: {other}")]),
    }
    Ok(strings(&errors))
}

/// What the case expects, in the same form.
fn expected(case: &Value) -> Vec<String> {
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or("").to_owned();
    let errors = case["expect"].as_array().expect("expect");
    errors
        .iter()
        .map(|error| match error["text"].as_str() {
            Some(plain) => plain.to_owned(),
            None => format!("{}: {}", text(error, "field"), text(error, "body")),
        })
        .collect()
}

/// Equal, but for dumps that the table leaves out.
fn agrees(got: &[String], expect: &[String]) -> bool {
    let same = |(got, expect): (&String, &String)| {
        let hole = ["<json of the value>", "<diff of old and new spec>"]
            .into_iter()
            .find_map(|mark| expect.split_once(mark));
        match hole {
            None => got == expect,
            Some((before, after)) => {
                got.len() > before.len() + after.len() && got.starts_with(before) && got.ends_with(after)
            }
        }
    };
    got.len() == expect.len() && got.iter().zip(expect).all(same)
}

fn key(case: &Value) -> String {
    format!(
        "{} {} {}",
        case["test"].as_str().unwrap_or(""),
        case["index"],
        case["name"].as_str().unwrap_or("")
    )
}

#[test]
fn upstream_functions() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/conformance/upstream/validation_functions.json");
    let table: Value = serde_json::from_str(&fs::read_to_string(file).expect("a file")).expect("JSON");
    let cases = table["cases"].as_array().expect("cases");
    let mut missing: Map<&str, &str> = include_str!("../../tests/known_missing.txt")
        .lines()
        .filter_map(|l| l.strip_prefix("functions\t")?.split_once('\t'))
        .collect();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for case in cases {
        let (got, expect, key) = (
            run(case).unwrap_or_else(|reason| reason),
            expected(case),
            key(case),
        );
        count += 1;
        match (agrees(&got, &expect), missing.remove(key.as_str())) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(reason)) => wrong.push(format!("{key} passes but is listed as missing ({reason})")),
            (false, None) => wrong.push(format!(
                "{key}\n  expected: {}\n  got:      {}",
                expect.join("\n            "),
                got.join("\n            ")
            )),
        }
    }
    wrong.extend(
        missing
            .keys()
            .map(|key| format!("{key} is listed as missing but is no case")),
    );
    assert!(count >= 677);
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
