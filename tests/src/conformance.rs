//! The recorded cases: what was applied and done to a real cluster, run again through the simulator, and
//! held against what the cluster did ([`crate::compare`]).

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use api::ManifestObject;
use api::meta_v1::Time;
use serde_json::Value;
use sim::{Action, Scenario, TimedAction};

use crate::compare::disagreements;

/// One recorded case.
#[derive(Debug)]
pub struct Case {
    /// The folder's name.
    pub name: String,
    /// What was applied.
    pub manifest: String,
    /// The recorded runs.
    pub reps: Vec<Value>,
}

/// What `index.toml` expects of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Simulation and recording agree.
    Pass,
    /// They do not yet: which mechanism is missing.
    KnownDifference(String),
}

/// The folder of the conformance data.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// All recorded cases, by name.
///
/// # Panics
/// When a case's files cannot be read: the repository is damaged.
pub fn cases() -> Vec<Case> {
    let folder = root().join("recorded");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("tests/conformance/recorded exists")
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| read_case(&folder.join(&name), name))
        .collect()
}

fn read_case(folder: &Path, name: String) -> Case {
    let read = |file: &str| {
        fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{name}/{file}: {error}"))
    };
    let recording: Value = serde_json::from_str(&read("recording.json")).expect("recording.json is JSON");
    let reps = recording["reps"].as_array().cloned().unwrap_or_default();
    Case {
        manifest: read("manifest.yaml"),
        reps,
        name,
    }
}

/// The expectations of `index.toml`: case to `"pass"` or to the missing mechanism.
///
/// # Panics
/// When the file cannot be read.
pub fn index() -> Vec<(String, Expectation)> {
    let table = read_index();
    let recorded = table["recorded"].as_table().expect("[recorded]");
    let expectation = |value: &toml::Value| match value.as_str() {
        Some("pass") => Expectation::Pass,
        other => Expectation::KnownDifference(other.unwrap_or_default().to_owned()),
    };
    recorded
        .iter()
        .map(|(name, value)| (name.clone(), expectation(value)))
        .collect()
}

/// Texts that must differ from the recorded ones, and why: case, file, evidence. All others must agree.
///
/// # Panics
/// When the file cannot be read.
pub fn text_index() -> Vec<(String, String, String)> {
    let table = read_index();
    let texts = table["texts"].as_table().expect("[texts]");
    let files = texts.iter().flat_map(|(case, files)| {
        let files = files.as_table().into_iter().flatten();
        files.map(move |(file, why)| {
            let why = why.as_str().unwrap_or_default().to_owned();
            (case.clone(), file.clone(), why)
        })
    });
    files.collect()
}

fn read_index() -> toml::Table {
    let text = fs::read_to_string(root().join("index.toml")).expect("tests/conformance/index.toml exists");
    text.parse().expect("index.toml is TOML")
}

/// Names of workloads that only share the node with a case.
const BESIDE: &str = "beside-";

fn objects_of(text: &str) -> Vec<ManifestObject> {
    manifest::parse(text, &manifest::ParseOptions::default()).manifest_objects()
}

/// The cases that were recorded on the same node in the same second (`[beside]` of `index.toml`): pods that begin
/// together wait for each other's processes.
fn beside(case: &str) -> Vec<String> {
    let table = read_index();
    let names = table
        .get("beside")
        .and_then(|beside| beside.get(case))
        .and_then(toml::Value::as_array);
    names
        .into_iter()
        .flatten()
        .filter_map(|name| Some(name.as_str()?.to_owned()))
        .collect()
}

impl Case {
    /// Simulates the case: same manifest, same actions, same length, beside the same other workloads.
    pub fn simulate(&self) -> trace::Trace {
        self.simulate_in(&self.scenario())
    }

    fn simulate_in(&self, scenario: &Scenario) -> trace::Trace {
        let mut objects = objects_of(&self.manifest);
        for other in beside(&self.name) {
            let text = fs::read_to_string(root().join("recorded").join(&other).join("manifest.yaml"));
            for mut object in objects_of(&text.unwrap_or_default()) {
                object.index += objects.len();
                let meta = object.object.meta_mut();
                meta.name = format!("{BESIDE}{other}-{}", meta.name).into();
                objects.push(object);
            }
        }
        sim::simulate(&objects, scenario)
    }

    /// Simulates the case with nothing else on the node.
    pub fn simulate_alone(&self) -> trace::Trace {
        sim::simulate(&objects_of(&self.manifest), &self.scenario())
    }

    /// One simulated run in the form of a recorded one, without what lived beside it.
    pub fn run(&self) -> Value {
        self.run_in(&self.scenario())
    }

    /// [`Case::run`] in other circumstances.
    pub fn run_in(&self, scenario: &Scenario) -> Value {
        let mut run = kubectl::recording::recording(&self.simulate_in(scenario));
        let own = |entry: &Value| !entry.to_string().contains(BESIDE);
        for list in ["pods", "workloadConditions", "workloadEvents"] {
            if let Some(entries) = run[list].as_array_mut() {
                entries.retain(own);
            }
        }
        run
    }

    /// In what the simulated run agrees with none of the recorded ones.
    pub fn disagreements(&self) -> Vec<String> {
        disagreements(&self.run(), &self.reps)
    }

    /// The recorded circumstances of the first run.
    pub fn scenario(&self) -> Scenario {
        let first = self.reps.first().unwrap_or(&Value::Null);
        let mut scenario = Scenario {
            horizon: seconds(&first["recordedFor"]),
            ..Scenario::default()
        };
        scenario.actions = self.actions(first);
        if let Some(epoch) = recorded_epoch(first) {
            scenario.epoch = epoch;
        }
        scenario
    }

    fn actions(&self, rep: &Value) -> Vec<TimedAction> {
        let actions = rep["actions"].as_array().into_iter().flatten();
        let timed = actions.filter_map(|action| {
            let command = Action::Command(action["cmd"].as_str()?.to_owned());
            Some(TimedAction {
                at: seconds(&action["t"]),
                action: command,
            })
        });
        timed.collect()
    }
}

/// The wall-clock time of t = 0 of a recorded run whose CronJobs tell it: they start Jobs at full minutes. (Other
/// timestamps are in whole seconds too, but written at any fraction of one: they tell too little.)
fn recorded_epoch(rep: &Value) -> Option<Time> {
    let conditions = rep["workloadConditions"].as_array()?;
    let (at, time) = conditions.iter().find_map(|entry| {
        let time = entry[3]["lastScheduleTime"].as_str()?;
        Some((seconds(&entry[0]), Time::parse(time)?))
    })?;
    // Written within 0.15 s after the full second it names.
    let write = Duration::from_millis(130);
    Some(Time(
        time.0 - i64::try_from(at.saturating_sub(write).as_micros()).ok()?,
    ))
}

fn seconds(value: &Value) -> Duration {
    Duration::try_from_secs_f64(value.as_f64().unwrap_or(0.0)).unwrap_or_default()
}
