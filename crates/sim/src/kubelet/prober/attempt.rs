//! One attempt of a probe: asking, the answer or the time-out, what is made of it.
//! Mirrors the second half of pkg/kubelet/prober/worker.go `doProbe` and prober.go `probe` (v1.36.2).

use std::time::Duration;

use api::core_v1::EventType;
use process::ExecId;
use trace::{Fact, ProbeOutcome};

use super::handlers::{Asked, command_line};
use super::{ProbeEvent, ProbeKey, ProbeResult};
use crate::kubelet::agent::Agent;
use crate::kubelet::{Event, PodEvent};
use crate::runtime::ContainerId;

/// Attempts when the probe itself cannot run (`maxProbeRetries`).
const MAX_PROBE_RETRIES: u32 = 3;

/// An attempt under way.
#[derive(Debug)]
pub(super) struct Attempt {
    began: Duration,
    number: u64,
    exec: Option<ExecId>,
    tries: u32,
    /// What people are told about an answer that is good all the same.
    warning: Option<String>,
}

impl Agent<'_> {
    /// Begins an attempt, or tries the one under way again.
    pub(super) fn begin_attempt(&mut self, key: &ProbeKey, id: ContainerId, tries: u32) {
        let now = self.cx.now;
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        worker.numbers += 1;
        let number = worker.numbers;
        let (probe, container, timeout) = (worker.probe.clone(), worker.container.clone(), worker.timeout());
        let began = worker.attempt.as_ref().map_or(now, |attempt| attempt.began);
        worker.attempt = Some(Attempt {
            began,
            number,
            exec: None,
            tries,
            warning: None,
        });
        let asked = self.ask(key, id, &container, &probe.handler, timeout);
        let workers = &mut self.pod.prober.workers;
        let attempt = workers.get_mut(key).and_then(|worker| worker.attempt.as_mut());
        let (after, event) = match asked {
            Asked::Answered(after, outcome) => (after, ProbeEvent::Answer(number, outcome)),
            Asked::Warned(after, warning) => {
                if let Some(attempt) = attempt {
                    attempt.warning = Some(warning);
                }
                (after, ProbeEvent::Answer(number, ProbeOutcome::Success))
            }
            Asked::Runs(exec) => {
                if let Some(attempt) = attempt {
                    attempt.exec = Some(exec);
                }
                (timeout, ProbeEvent::Timeout(number))
            }
        };
        let event = PodEvent::Probe(key.clone(), event);
        self.cx.after(after, Event::Pod(self.pod.uid.clone(), event));
    }

    /// A probe's command has ended.
    pub fn probe_exec_ended(&mut self, key: &ProbeKey, exit_code: i32, output: String) {
        let Some(attempt) = self
            .pod
            .prober
            .workers
            .get_mut(key)
            .and_then(|worker| worker.attempt.as_mut())
        else {
            return;
        };
        if attempt.exec.take().is_none() {
            return;
        }
        let outcome = if exit_code == 0 {
            ProbeOutcome::Success
        } else {
            ProbeOutcome::Failure(output)
        };
        let number = attempt.number;
        let delay = self.cx.scenario.timing.exec;
        let event = PodEvent::Probe(key.clone(), ProbeEvent::Answer(number, outcome));
        let uid = self.pod.uid.clone();
        self.cx.after(delay, Event::Pod(uid, event));
    }

    /// The command of an attempt has run out of time.
    pub(super) fn timed_out(&mut self, key: &ProbeKey, number: u64) {
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        let timeout = worker.timeout().as_secs();
        let command = command_line(&worker.probe.handler);
        let Some(attempt) = worker.attempt.as_mut().filter(|attempt| attempt.number == number) else {
            return;
        };
        let Some(exec) = attempt.exec.take() else { return };
        self.pod.execs.remove(&exec);
        let uid = self.pod.uid.clone();
        self.node.runtime.kill_exec(self.cx, &uid, exec);
        let text = format!("command timed out: \"{command}\" timed out after {timeout}s");
        self.answered(key, number, ProbeOutcome::Failure(text));
    }

    /// The answer of an attempt.
    pub(super) fn answered(&mut self, key: &ProbeKey, number: u64, outcome: ProbeOutcome) {
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        let Some(attempt) = worker.attempt.take_if(|attempt| attempt.number == number) else {
            return;
        };
        let Some(id) = worker.container_id else { return };
        if matches!(outcome, ProbeOutcome::Error(_)) && attempt.tries < MAX_PROBE_RETRIES {
            let tries = attempt.tries + 1;
            worker.attempt = Some(attempt);
            self.begin_attempt(key, id, tries);
            return;
        }
        let Some(container) = self.node.runtime.reference(&self.pod.uid, id) else {
            return;
        };
        let cause = self
            .container_path(&key.container, &format!(".{}", key.kind.field()))
            .map_or_else(
                || self.cx.cause.clone(),
                |(object, path)| trace::Cause::Manifest { object, path },
            );
        let record = self.cx.record_because(
            cause,
            Fact::Probe {
                container,
                kind: key.kind,
                began: attempt.began,
                outcome: outcome.clone(),
            },
        );
        self.pod.probe_records.insert((id, key.kind), record);
        let cause = self.rule(record, &key.container, &format!(".{}", key.kind.field()));
        self.because(cause, |agent| {
            if let Some(warning) = attempt.warning {
                let text = format!("{} probe warning: {warning}", key.kind.name());
                agent.event(Some(&key.container), EventType::Warning, "ProbeWarning", text);
            }
            agent.judge(key, id, &outcome);
        });
        self.next_look(key);
    }

    /// Tells people about a bad answer and counts it.
    fn judge(&mut self, key: &ProbeKey, id: ContainerId, outcome: &ProbeOutcome) {
        let name = key.kind.name();
        let (result, message) = match outcome {
            ProbeOutcome::Success => (ProbeResult::Success, None),
            ProbeOutcome::Failure(output) => (
                ProbeResult::Failure,
                Some(format!("{name} probe failed: {output}")),
            ),
            ProbeOutcome::Error(error) => {
                let text = format!("{name} probe errored and resulted in unknown state: {error}");
                self.event(Some(&key.container), EventType::Warning, "Unhealthy", text);
                return;
            }
        };
        if let Some(message) = message {
            self.event(Some(&key.container), EventType::Warning, "Unhealthy", message);
        }
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        if let Some(result) = worker.count(key.kind, result) {
            self.set_result(key, id, result);
        }
    }

    /// A tick or trigger that came during the attempt.
    fn next_look(&mut self, key: &ProbeKey) {
        let Some(worker) = self.pod.prober.workers.get_mut(key) else {
            return;
        };
        let (manual, tick) = (worker.missed_manual, worker.missed_tick);
        worker.missed_manual = false;
        worker.missed_tick = false;
        if manual || tick {
            self.look_or_remember(key, manual);
        }
    }
}
