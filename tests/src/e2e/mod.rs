//! SIG-Node's container lifecycle end-to-end cases, as real pods in the simulator: their steps one after the
//! other, their assertions evaluated. The data and what its words mean: `conformance/upstream/README.md`.
//!
//! A step that waits is a question about the run so far: the run up to there is simulated again with every action
//! taken until then (it is the same each time), and the step ends when its condition holds.

mod condition;
mod log;
mod pod;

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use api::core_v1::{Pod, PodPhase};
use serde_json::Value;
use sim::{Action, Scenario, TimedAction};
use trace::{PodId, Trace};

use log::Lines;

/// Waits without a time-out of their own end after this time (the framework's `PodStart`).
const TIMEOUT: Duration = Duration::from_secs(300);
/// From a condition to the next action: the client polls.
const POLL: Duration = Duration::from_millis(500);
/// From the start of the kubelet to its being healthy.
const HEALTHY: Duration = Duration::from_secs(4);

/// One case.
#[derive(Debug)]
pub struct Case {
    /// Upstream's order.
    pub id: i64,
    /// The words of its `It`.
    pub name: String,
    case: Value,
    /// The case itself, or the one whose log it reads.
    source: Value,
}

/// All cases.
///
/// # Panics
/// When the data is damaged.
pub fn cases() -> Vec<Case> {
    let path = crate::conformance::root().join("upstream/e2e_node_lifecycle.json");
    let text = fs::read_to_string(path).expect("the cases");
    let data: Value = serde_json::from_str(&text).expect("JSON");
    let all: Vec<Value> = data["cases"].as_array().cloned().unwrap_or_default();
    let by_id: BTreeMap<i64, &Value> = all.iter().map(|case| (id(case), case)).collect();
    let read = |case: &Value| Case {
        id: id(case),
        name: case["name"].as_str().unwrap_or_default().to_owned(),
        source: case["podOfCase"].as_i64().map_or(case, |id| by_id[&id]).clone(),
        case: case.clone(),
    };
    all.iter().map(read).collect()
}

fn id(case: &Value) -> i64 {
    case["id"].as_i64().unwrap_or_default()
}

impl Case {
    /// Runs the case.
    ///
    /// # Errors
    /// Says what does not hold.
    pub fn run(&self) -> Result<(), String> {
        let mut run = Run::new(&self.source["pod"]);
        for step in self.source["steps"].as_array().into_iter().flatten() {
            run.step(step)?;
        }
        if self.case["id"] != self.source["id"] {
            for step in self.case["steps"].as_array().into_iter().flatten() {
                run.step(step)?;
            }
        }
        Ok(())
    }
}

/// A case under way.
struct Run {
    manifest: String,
    name: String,
    now: Duration,
    actions: Vec<TimedAction>,
    /// The image that the case sets.
    updated: String,
    /// When the kubelet was stopped.
    stopped: Duration,
}

impl Run {
    fn new(pod: &Value) -> Run {
        Run {
            manifest: pod::manifest(pod).to_string(),
            name: pod["podName"].as_str().unwrap_or_default().to_owned(),
            now: Duration::ZERO,
            actions: Vec::new(),
            updated: String::new(),
            stopped: Duration::ZERO,
        }
    }

    fn simulate(&self, horizon: Duration) -> Trace {
        let parsed = manifest::parse(&self.manifest, &manifest::ParseOptions::default());
        let scenario = Scenario {
            horizon,
            actions: self.actions.clone(),
            ..Scenario::default()
        };
        sim::simulate(&parsed.manifest_objects(), &scenario)
    }

    fn step(&mut self, step: &Value) -> Result<(), String> {
        let word = |field: &str| step[field].as_str().unwrap_or_default();
        match (word("action"), word("assert")) {
            ("createPod", _) | ("", "") => Ok(()),
            ("wait", _) => self.wait(step),
            ("sleep", _) => {
                self.now += seconds(word("duration")).unwrap_or_default();
                Ok(())
            }
            ("deletePod", _) => {
                let grace = step["gracePeriodSeconds"].as_i64();
                let grace = grace.map_or_else(String::new, |grace| format!(" --grace-period={grace}"));
                self.command(format!("kubectl delete pod {} --wait=false{grace}", self.name));
                Ok(())
            }
            ("updateImage", _) => {
                for change in step["changes"].as_array().into_iter().flatten() {
                    let image = pod::image(change["newImage"].as_str().unwrap_or_default()).to_owned();
                    let container = change["container"].as_str().unwrap_or_default();
                    self.command(format!("kubectl set image pod/{} {container}={image}", self.name));
                    self.updated = image;
                }
                Ok(())
            }
            ("stopKubelet", _) => {
                self.command("stop kubelet".to_owned());
                self.stopped = self.now;
                Ok(())
            }
            ("startKubelet", _) => {
                self.command("start kubelet".to_owned());
                Ok(())
            }
            ("stopPodSandbox", _) => {
                self.command(format!("stop sandbox of {}", self.name));
                Ok(())
            }
            ("removeContainersFromRuntime", _) => self.remove_init_containers(),
            ("", "now") => {
                let trace = self.simulate(self.now);
                let pod = trace.pod_at(PodId(0), self.now).ok_or("the pod is gone")?;
                self.all_hold(pod, step)
            }
            ("", "consistently") => self.consistently(step),
            ("", "terminated") => self.terminated(step),
            ("", _) => Lines::of(&self.simulate(self.now), self.now).check(step),
            (action, _) => Err(format!("unknown step {action}")),
        }
    }

    /// Removes the init containers that have done their work from the runtime.
    fn remove_init_containers(&mut self) -> Result<(), String> {
        let trace = self.simulate(self.now);
        let pod = trace.pod_at(PodId(0), self.now).ok_or("the pod is gone")?;
        let done = pod.status.init_container_statuses.iter().filter(|status| {
            let ended = status.terminated();
            ended.is_some_and(|ended| ended.exit_code == 0)
        });
        for status in done {
            self.command(format!("remove {} in {}", status.name, self.name));
        }
        Ok(())
    }

    fn command(&mut self, line: String) {
        self.actions.push(TimedAction {
            at: self.now,
            action: Action::Command(line),
        });
    }

    fn all_hold(&self, pod: &Pod, step: &Value) -> Result<(), String> {
        for text in condition::all(step) {
            match condition::holds(pod, &text, &self.updated) {
                Some(true) => {}
                Some(false) => return Err(format!("at {:?}: {text}", self.now)),
                None => return Err(format!("unknown condition {text}")),
            }
        }
        Ok(())
    }

    /// Whether what a step waits for is there. `None`: the pod is gone.
    fn is_there(&self, pod: Option<&Pod>, step: &Value) -> Result<bool, String> {
        let what = step["for"].as_str().unwrap_or_default();
        let Some(pod) = pod else {
            return if what == "podDeleted" {
                Ok(true)
            } else {
                Err(format!("{what}: the pod is gone"))
            };
        };
        let number =
            |field: &str| usize::try_from(step[field].as_i64().unwrap_or_default()).unwrap_or_default();
        let phase = pod.status.phase;
        let statuses = if what.starts_with("init") {
            &pod.status.init_container_statuses
        } else {
            &pod.status.container_statuses
        };
        let status = statuses.get(number("index"));
        Ok(match what {
            "podDeleted" => false,
            "podRunning" => phase == PodPhase::Running,
            "podTerminalPhase" => phase.is_terminal(),
            "podFailed" => phase == PodPhase::Failed,
            "podSucceeded" => phase == PodPhase::Succeeded,
            "containerRestartCountAtLeast" | "initContainerRestartCountAtLeast" => {
                status.is_some_and(|status| {
                    usize::try_from(status.restart_count).unwrap_or_default() >= number("count")
                })
            }
            "initContainerWaitingReason" => status
                .and_then(|status| status.waiting())
                .is_some_and(|waiting| step["reason"] == *waiting.reason),
            "podCondition" => {
                let always = step["conditions"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                for text in always.filter(|text| text.contains("(always")) {
                    if condition::holds(pod, text, &self.updated) == Some(false) {
                        return Err(format!("never again {text}"));
                    }
                }
                match self.all_hold(pod, step) {
                    Err(error) if error.starts_with("unknown") => return Err(error),
                    result => result.is_ok(),
                }
            }
            _ => return Err(format!("unknown wait {what}")),
        })
    }

    fn wait(&mut self, step: &Value) -> Result<(), String> {
        if step["for"] == "kubeletHealthy" {
            self.now += HEALTHY;
            return Ok(());
        }
        let timeout = step["timeout"].as_str().and_then(seconds).unwrap_or(TIMEOUT);
        let limit = self.now + timeout;
        let trace = self.simulate(limit);
        let revisions = trace.pod_revisions(PodId(0));
        let later = revisions.iter().map(|(at, ..)| *at).filter(|at| *at > self.now);
        for at in std::iter::once(self.now).chain(later) {
            if self.is_there(trace.pod_at(PodId(0), at).map(|pod| &**pod), step)? {
                self.now = at + POLL;
                return Ok(());
            }
        }
        Err(format!("not within {timeout:?} from {:?}: {step}", self.now))
    }

    fn consistently(&mut self, step: &Value) -> Result<(), String> {
        // Without a duration: since the kubelet was stopped.
        let duration = step["for"].as_str().and_then(seconds);
        let begin = duration.map_or(self.stopped, |_| self.now);
        let end = self.now + duration.unwrap_or_default();
        let trace = self.simulate(end);
        let revisions = trace.pod_revisions(PodId(0));
        let later = revisions.iter().map(|(at, ..)| *at).filter(|at| *at > begin);
        for at in std::iter::once(begin).chain(later) {
            // A pod that is gone cannot break a promise.
            if let Some(pod) = trace.pod_at(PodId(0), at) {
                self.all_hold(pod, step)?;
            }
        }
        self.now = end;
        Ok(())
    }

    fn terminated(&self, step: &Value) -> Result<(), String> {
        let trace = self.simulate(self.now);
        let revisions = trace.pod_revisions(PodId(0));
        let Some((_, _, pod)) = revisions.last() else {
            return Err("no pod".to_owned());
        };
        let list = match step["in"].as_str() {
            Some("initContainerStatuses") => &pod.status.init_container_statuses,
            _ => &pod.status.container_statuses,
        };
        for (name, expect) in step["containers"].as_object().into_iter().flatten() {
            let status = list.iter().find(|status| status.name == *name);
            let Some(ended) = status.and_then(|status| status.terminated()) else {
                return Err(format!("{name} has not terminated"));
            };
            let same_code = expect["exitCode"] == ended.exit_code;
            if !same_code
                || expect["reason"]
                    .as_str()
                    .is_some_and(|reason| reason != ended.reason)
            {
                return Err(format!(
                    "{name}: {} {}, expected {expect}",
                    ended.exit_code, ended.reason
                ));
            }
        }
        Ok(())
    }
}

/// `50s`, `2m`.
fn seconds(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.len().checked_sub(1)?);
    let factor = match unit {
        "s" => 1,
        "m" => 60,
        _ => return None,
    };
    number
        .parse::<u64>()
        .ok()
        .map(|number| Duration::from_secs(number * factor))
}
