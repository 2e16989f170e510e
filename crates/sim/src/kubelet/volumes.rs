//! The pod's volumes: waiting until they can be mounted, and the files in them.
//! Mirrors pkg/kubelet/volumemanager/volume_manager.go `WaitForAttachAndMount` and the retries of
//! pkg/volume/util/operationexecutor (v1.36.2).

mod projected;

use std::time::Duration;

use api::Kind;
use api::core_v1::{EventType, KeyToPath, VolumeSource};
use api::meta_v1::StringMap;
use serde_json::Value;

use super::agent::Agent;
use super::sync_pod::{SyncPod, Waiting};
use crate::runtime::VolumeFile;

/// A sync gives up waiting for volumes after this time.
const TIMEOUT: Duration = Duration::from_secs(123);
/// The first pause after a failed mount; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(122);
/// The permission bits of files that nothing is said about.
const DEFAULT_MODE: i32 = 0o644;

impl Agent<'_> {
    /// Mounts the volumes; false when one cannot be mounted yet: the sync waits, or has failed.
    pub fn try_mount(&mut self) -> bool {
        let Some((volume, error)) = self.missing_volume() else {
            self.mount_volumes();
            return true;
        };
        let waited = self.cx.now.saturating_sub(self.sync_began());
        if waited >= TIMEOUT {
            let message = format!(
                "Unable to attach or mount volumes: unmounted volumes=[{volume}], unattached volumes=[], failed to \
                 process volumes=[]: context deadline exceeded"
            );
            self.event(None, EventType::Warning, "FailedMount", message);
            self.fail_sync();
            return false;
        }
        let message = format!("MountVolume.SetUp failed for volume \"{volume}\" : {error}");
        self.event(None, EventType::Warning, "FailedMount", message);
        let pause = FIRST_PAUSE * 2_u32.saturating_pow(self.pod.mount_failures.min(8));
        self.pod.mount_failures += 1;
        self.set_waiting(Waiting::Preparing);
        self.rest();
        self.wait_step(pause.min(LONGEST_PAUSE).min(TIMEOUT.saturating_sub(waited)));
        false
    }

    /// The sync under way ends with an error.
    fn fail_sync(&mut self) {
        if let Some(sync) = self.sync() {
            sync.outcome.errors += 1;
            sync.waiting = Waiting::Nothing;
        }
    }

    /// The pod's end was asked for: a sync that waits for volumes does not go on waiting. Are they mounted by now, which
    /// takes about half of the usual wait, it goes on at once, else it has failed.
    pub fn cancel_mount(&mut self) {
        let pod = &self.pod;
        if pod.mounted || pod.pod.spec.volumes.is_empty() {
            return;
        }
        let waits = |sync: &mut SyncPod| matches!(sync.waiting, Waiting::Preparing);
        if !self.sync().is_some_and(waits) {
            return;
        }
        let waited = self.cx.now.saturating_sub(self.sync_began());
        let mounted = waited >= self.cx.scenario.timing.volume_wait / 2;
        if mounted && self.missing_volume().is_none() {
            self.wait_step(Duration::ZERO);
        } else {
            self.fail_sync();
            self.run_steps();
        }
    }

    /// The first volume whose ConfigMap or Secret is missing: volume, and the kubelet's words.
    fn missing_volume(&self) -> Option<(String, String)> {
        self.pod.pod.spec.volumes.iter().find_map(|volume| {
            let (kind, name, optional) = match &volume.source {
                VolumeSource::ConfigMap { name, optional, .. } => (Kind::ConfigMap, name, *optional),
                VolumeSource::Secret { name, optional, .. } => (Kind::Secret, name, *optional),
                VolumeSource::EmptyDir(_) | VolumeSource::Other(..) => return None,
            };
            let missing = !optional && self.data(kind, name).is_none();
            missing.then(|| (volume.name.clone(), super::env::not_found(kind, name)))
        })
    }

    /// The files of ConfigMap and Secret volumes, once.
    fn mount_volumes(&mut self) {
        self.pod.mounted = true;
        let pod = self.pod.pod.clone();
        for volume in &pod.spec.volumes {
            for file in self.files(&volume.source) {
                let uid = self.pod.uid.clone();
                self.node.runtime.write_volume(self.cx, &uid, &volume.name, &file);
            }
        }
    }

    /// The files that a volume begins with.
    fn files(&self, source: &VolumeSource) -> Vec<VolumeFile> {
        let (kind, name, items, json) = match source {
            VolumeSource::ConfigMap {
                name, items, json, ..
            } => (Kind::ConfigMap, name, items, json),
            VolumeSource::Secret {
                name, items, json, ..
            } => (Kind::Secret, name, items, json),
            VolumeSource::Other(key, json) if key == "projected" => return self.projected_files(json),
            VolumeSource::Other(key, json) if key == "downwardAPI" => return self.downward_files(json),
            VolumeSource::EmptyDir(_) | VolumeSource::Other(..) => return Vec::new(),
        };
        let data = self.data(kind, name).unwrap_or_default();
        keys_as_files(data, items, mode(json, "defaultMode"))
    }
}

/// Permission bits in a volume's JSON.
fn mode(json: &Value, key: &str) -> Option<i32> {
    i32::try_from(json.get(key)?.as_i64()?).ok()
}

/// The keys of a ConfigMap or Secret as files: those that `items` name, else all (pkg/volume/configmap MakePayload).
fn keys_as_files(data: StringMap, items: &[KeyToPath], default: Option<i32>) -> Vec<VolumeFile> {
    let default = default.unwrap_or(DEFAULT_MODE);
    if items.is_empty() {
        let file = |(path, content)| VolumeFile {
            path,
            content,
            mode: default,
        };
        return data.into_iter().map(file).collect();
    }
    let file = |item: &KeyToPath| {
        Some(VolumeFile {
            path: item.path.clone(),
            content: data.get(&item.key)?.clone(),
            mode: item.mode.unwrap_or(default),
        })
    };
    items.iter().filter_map(file).collect()
}
