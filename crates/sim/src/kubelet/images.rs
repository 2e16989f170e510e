//! Whether an image must be pulled, and what is said about it.
//! Mirrors pkg/kubelet/images/image_manager.go (v1.36.2).

use std::time::Duration;

use api::Kind;
use api::core_v1::EventType;
use trace::Fact;

use super::agent::Agent;
use super::backoff::go_millis;
use super::start::Start;
use crate::runtime::{check_name, image_size};

/// What happens about an image.
pub(crate) enum ImageDecision {
    /// It is there.
    Present,
    /// It is not there and will not be pulled now: reason and message of the waiting state.
    Refused { reason: &'static str, message: String },
    /// It is pulled: when the pull begins and ends.
    Pull { begins: Duration, ends: Duration },
}

impl Agent<'_> {
    /// `getPullSecretsForPod`: those that do not exist are only told about, at every sync.
    pub fn look_for_pull_secrets(&mut self) {
        let Some(list) = self.pod.pod.spec.image_pull_secrets.clone() else {
            return;
        };
        let names = list.as_array().into_iter().flatten();
        let names = names.filter_map(|secret| secret["name"].as_str());
        let missing: Vec<&str> = names
            .filter(|name| !name.is_empty() && self.data(Kind::Secret, name).is_none())
            .collect();
        if missing.is_empty() {
            return;
        }
        let message = format!(
            "Unable to retrieve some image pull secrets ({}); attempting to pull the image may not succeed.",
            missing.join(", ")
        );
        self.event(
            None,
            EventType::Warning,
            "FailedToRetrieveImagePullSecret",
            message,
        );
    }

    /// `EnsureImageExists` up to the pull.
    pub fn decide_image(&mut self, start: &Start) -> ImageDecision {
        let (name, image) = (start.container().name.as_str(), start.container().image.as_str());
        if let Err(error) = check_name(image) {
            let message = format!("Failed to apply default image tag \"{image}\": {error}");
            self.event(Some(name), EventType::Warning, "InspectFailed", message.clone());
            return ImageDecision::Refused {
                reason: "InvalidImageName",
                message,
            };
        }
        let policy = pull_policy(&start.container().image_pull_policy, image);
        let present = self.node.images.is_present(self.cx, image);
        if present && policy != "Always" {
            let message = self.node.profile.present(image);
            self.event(Some(name), EventType::Normal, "Pulled", message);
            return ImageDecision::Present;
        }
        if policy == "Never" {
            let message = format!("Container image \"{image}\" is not present with pull policy of Never");
            self.event(
                Some(name),
                EventType::Warning,
                "ErrImageNeverPull",
                message.clone(),
            );
            return ImageDecision::Refused {
                reason: "ErrImageNeverPull",
                message,
            };
        }
        if self
            .pod
            .image_backoff
            .in_backoff_since_update(image, self.cx.now)
            .is_some()
        {
            let text = format!("Back-off pulling image \"{image}\"");
            self.event(Some(name), EventType::Normal, "BackOff", text.clone());
            let previous = self.pod.pull_errors.get(image).map_or("", String::as_str);
            return ImageDecision::Refused {
                reason: "ImagePullBackOff",
                message: format!("{text}: ErrImagePull: {previous}"),
            };
        }
        self.event(
            Some(name),
            EventType::Normal,
            "Pulling",
            ["Pulling image \"", image, "\""].concat(),
        );
        let (container, image) = (start.reference.clone(), image.to_owned());
        let (begins, ends) = self.node.images.pull(self.cx, &image);
        self.cx.record(Fact::PullStarted { container, image });
        ImageDecision::Pull { begins, ends }
    }

    /// A pull has ended.
    ///
    /// # Errors
    /// The runtime's words.
    pub fn pull_ended(&mut self, start: &Start, asked: Duration, begins: Duration) -> Result<(), String> {
        let (name, image) = (start.container().name.as_str(), start.container().image.as_str());
        let result = self.node.images.pulled(self.cx, image).map_err(|error| error.0);
        let (container, error) = (start.reference.clone(), result.clone().err());
        self.cx.record(Fact::PullEnded {
            container,
            image: image.to_owned(),
            error,
        });
        let now = self.cx.now;
        match &result {
            Ok(()) => {
                self.pod.pull_errors.remove(image);
                let [took, in_all] = [begins, asked].map(|since| go_millis(now.saturating_sub(since)));
                let size = image_size(image).to_string();
                let message = [
                    "Successfully pulled image \"",
                    image,
                    "\" in ",
                    &took,
                    " (",
                    &in_all,
                    " including waiting). Image size: ",
                    &size,
                    " bytes.",
                ];
                let message = message.concat();
                self.event(Some(name), EventType::Normal, "Pulled", message);
            }
            Err(error) => {
                let message = format!("Failed to pull image \"{image}\": {error}");
                self.event(Some(name), EventType::Warning, "Failed", message);
                self.pod.image_backoff.next(image, now, now);
                self.pod.pull_errors.insert(image.to_owned(), error.clone());
            }
        }
        result
    }
}

/// The policy in force: objects that were not defaulted get the API server's default.
fn pull_policy<'a>(policy: &'a str, image: &str) -> &'a str {
    if !policy.is_empty() {
        return policy;
    }
    let last = image.rsplit('/').next().unwrap_or_default();
    if last.contains('@') || (last.contains(':') && !last.ends_with(":latest")) {
        "IfNotPresent"
    } else {
        "Always"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_policy_by_tag() {
        for (image, expect) in [
            ("nginx", "Always"),
            ("nginx:latest", "Always"),
            ("nginx:1.27", "IfNotPresent"),
            ("localhost:5000/a", "Always"),
            ("a@sha256:00", "IfNotPresent"),
        ] {
            assert_eq!(pull_policy("", image), expect, "{image}");
        }
    }
}
