//! The controllers: each watches objects, keeps a work queue of keys, and brings what is closer to what
//! shall be, one key at a time. They never call each other; they meet in the object store.
//!
//! A controller is a folder: pure `compute_*` functions decide, a short executor writes.

mod cause;
pub(crate) mod cron_job;
mod daemon_set;
mod deployment;
mod garbage_collector;
mod job;
pub(crate) mod pods;
mod queue;
mod replica_set;
mod stateful_set;
mod template_hash;
#[cfg(test)]
mod tests;
mod ttl_after_finished;

use api::ObjectKey;

use crate::api_server::Watch;
use crate::context::Context;

/// Whose key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Controller {
    CronJob,
    DaemonSet,
    Deployment,
    Job,
    ReplicaSet,
    StatefulSet,
    TtlAfterFinished,
}

/// The controllers' own events.
#[derive(Clone, Debug)]
pub(crate) enum Event {
    /// A key's turn in a work queue.
    Sync(Controller, ObjectKey),
    /// A key's delay is over.
    Due(Controller, ObjectKey),
    /// The second write of a Job's sync.
    SettleJob(ObjectKey),
}

/// All controllers.
pub(crate) struct Controllers {
    cron_jobs: cron_job::CronJobController,
    daemon_sets: daemon_set::DaemonSetController,
    deployments: deployment::DeploymentController,
    jobs: job::JobController,
    replica_sets: replica_set::ReplicaSetController,
    stateful_sets: stateful_set::StatefulSetController,
    ttl: ttl_after_finished::TtlController,
}

impl Controllers {
    /// Controllers that have seen nothing yet.
    pub fn new(_context: &mut Context) -> Controllers {
        Controllers {
            cron_jobs: cron_job::CronJobController::new(),
            daemon_sets: daemon_set::DaemonSetController::new(),
            deployments: deployment::DeploymentController::new(),
            jobs: job::JobController::new(),
            replica_sets: replica_set::ReplicaSetController::new(),
            stateful_sets: stateful_set::StatefulSetController::new(),
            ttl: ttl_after_finished::TtlController::new(),
        }
    }

    /// A revision reaches the informers.
    pub fn watch(&mut self, context: &mut Context, watch: &Watch) {
        garbage_collector::watch(context, watch);
        self.cron_jobs.watch(context, watch);
        self.jobs.watch(context, watch);
        self.ttl.watch(context, watch);
        self.deployments.watch(context, watch);
        self.replica_sets.watch(context, watch);
        self.stateful_sets.watch(context, watch);
        self.daemon_sets.watch(context, watch);
    }

    /// Something in a work queue is due.
    pub fn handle(&mut self, context: &mut Context, event: Event) {
        let (controller, key) = match event {
            Event::SettleJob(key) => return self.jobs.settle(context, &key),
            Event::Sync(controller, key) => {
                self.queue(controller).take_ready(&key);
                (controller, key)
            }
            Event::Due(controller, key) => {
                if !self.queue(controller).take_due(&key) {
                    return;
                }
                (controller, key)
            }
        };
        match controller {
            Controller::CronJob => self.cron_jobs.sync(context, &key),
            Controller::DaemonSet => self.daemon_sets.sync(context, &key),
            Controller::Deployment => self.deployments.sync(context, &key),
            Controller::Job => self.jobs.sync(context, &key),
            Controller::ReplicaSet => self.replica_sets.sync(context, &key),
            Controller::StatefulSet => self.stateful_sets.sync(context, &key),
            Controller::TtlAfterFinished => self.ttl.sync(context, &key),
        }
    }

    fn queue(&mut self, controller: Controller) -> &mut queue::WorkQueue {
        match controller {
            Controller::CronJob => &mut self.cron_jobs.queue,
            Controller::DaemonSet => &mut self.daemon_sets.queue,
            Controller::Deployment => &mut self.deployments.queue,
            Controller::Job => &mut self.jobs.queue,
            Controller::ReplicaSet => &mut self.replica_sets.queue,
            Controller::StatefulSet => &mut self.stateful_sets.queue,
            Controller::TtlAfterFinished => &mut self.ttl.queue,
        }
    }
}
