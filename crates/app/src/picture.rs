//! What a valid text leads to: its variants, each with its life and verdict.

use std::rc::Rc;

use api::{KubernetesVersion, ManifestObject};
use manifest::Parsed;
use trace::{RecordId, Trace};

use crate::behaviours::Told;
use crate::chart::Tone;
use crate::conditions::Conditions;
use crate::story::{Origin, Story, Tag};
use crate::text::Micros;
use crate::view::{ContainerRow, WatchLine};

/// All variants of one text.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The variants, in the order of their cards.
    pub variants: Vec<Lived>,
    /// What the containers do.
    pub containers: Vec<ContainerRow>,
    /// What is to be said about the user's own text.
    pub findings: Vec<explain::Finding>,
    /// The history that the findings are about.
    pub judged: Option<Rc<Trace>>,
    /// What was found out about the containers of the user's own text.
    pub(crate) told: Vec<Told>,
}

/// What lives depend on besides their manifests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeWith {
    /// The cluster's version.
    pub version: KubernetesVersion,
    /// Where the time axis has its zero.
    pub origin: Origin,
    /// What else was chosen.
    pub conditions: Conditions,
    /// Who is taken for a helper: [`sim::Scenario::helpers`].
    pub helpers: Vec<String>,
}

impl MadeWith {
    /// As the simulator wants it, for these objects.
    pub(crate) fn scenario(&self, objects: &[ManifestObject]) -> sim::Scenario {
        sim::Scenario {
            helpers: self.helpers.clone(),
            ..self.conditions.scenario(self.version, objects)
        }
    }
}

/// A variant that was simulated.
#[derive(Clone, Debug)]
pub struct Lived {
    /// Its id, as in a link: `without`, `native-startup-probe`.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What a reader should know about it, such as a probe that was made up.
    pub note: Option<String>,
    /// True for the user's own text.
    pub as_written: bool,
    /// Its manifest.
    pub text: String,
    /// Its manifest as read: where things are written.
    pub parsed: Rc<Parsed>,
    /// What it was simulated with.
    pub made_with: Rc<MadeWith>,
    /// What was simulated; empty when the API server would refuse the manifest.
    pub objects: Rc<Vec<ManifestObject>>,
    /// What happened.
    pub trace: Rc<Trace>,
    /// The same as lanes.
    pub story: Rc<Story>,
    /// What `kubectl get pods -w` prints, for all of its time.
    pub watch: Rc<Vec<WatchLine>>,
    /// How it ended.
    pub verdict: Verdict,
    /// Whether it has all its containers side by side.
    pub is_without: bool,
}

/// How a variant ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// How it sounds.
    pub tone: Tone,
    /// For the card.
    pub sentence: String,
    /// The times behind it.
    pub detail: String,
    /// The record that decided it.
    pub record: Option<RecordId>,
}

impl Picture {
    /// The two variants that tell most: the one without, and the user's own, or the best with a sidecar when
    /// the user's own is the one without.
    pub fn first_pair(&self) -> Vec<&str> {
        let without = self.variants.iter().find(|lived| lived.is_without);
        let rank = |lived: &&Lived| match lived.verdict.tone {
            Tone::Good => 0,
            Tone::Neutral => 1,
            Tone::Stuck => 2,
            Tone::Bad => 3,
        };
        let others = || self.variants.iter().filter(|lived| !lived.is_without);
        // Of equally good ones the last: it is the most careful.
        let with = others()
            .find(|lived| lived.as_written)
            .or_else(|| others().rev().min_by_key(rank));
        without
            .into_iter()
            .chain(with)
            .map(|lived| lived.id.as_str())
            .collect()
    }

    /// The user's own text.
    pub fn own(&self) -> Option<&Lived> {
        self.variants.iter().find(|lived| lived.as_written)
    }

    /// The variant with an id.
    pub fn variant(&self, id: &str) -> Option<&Lived> {
        self.variants.iter().find(|lived| lived.id == id)
    }
}

/// The moments from which the stories' pod lanes differ, after moments at which they did not.
pub(crate) fn differences(stories: &[Rc<Story>]) -> Vec<Micros> {
    let mut moments: Vec<Micros> = stories
        .iter()
        .flat_map(|story| story.beats.iter().copied())
        .collect();
    moments.sort_unstable();
    moments.dedup();
    let state = |story: &Story, at: Micros| {
        let pod = story.lanes.iter().find(|lane| lane.tag == Tag::Pod)?;
        let phase = pod.phases.iter().rev().find(|phase| phase.from <= at)?;
        Some(phase.title.clone())
    };
    let mut last: Option<Vec<Option<String>>> = None;
    moments.retain(|&at| {
        let states: Vec<_> = stories.iter().map(|story| state(story, at)).collect();
        let differ = states.windows(2).any(|pair| pair[0] != pair[1]);
        let news = differ && last.as_ref() != Some(&states);
        last = Some(states);
        news
    });
    moments
}
