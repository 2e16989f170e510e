//! Race odds: how often a variant succeeds when the delays that nobody can know are drawn anew in every run.
//!
//! One life shows what happens when everything takes its median. Whether a race is won at every second start or never
//! is seen only in many lives. In each the kubelet's delays, the pulls ([`sim::Scenario::jitter`]) and the times that servers
//! take to listen ([`sim::Scenario::start_ups_vary`]) are drawn from their ranges.

use std::rc::Rc;

use sim::Simulation;
use trace::Trace;

use crate::chart::Tone;
use crate::picture::Lived;

/// So many lives say whether a variant is safe, fails or is a gamble.
pub const RUNS: u32 = 40;
/// So many are for those who want to know it better.
pub const RUNS_MANY: u32 = 400;
/// Lives of more records than this are not repeated unasked.
const RECORDS_MAX: usize = 3_000;

/// How the lives of one variant ended so far.
#[derive(Clone, Debug)]
pub struct Tally {
    /// The life at the medians, by which the variant is known.
    pub(crate) of: Rc<Trace>,
    /// Lives.
    pub runs: u32,
    /// Those that ended well.
    pub wins: u32,
    /// How they ended, most frequent first, in a word or two each: `race lost`, `completed`.
    pub ends: Vec<(&'static str, u32)>,
}

impl Tally {
    /// Of no life yet.
    pub(crate) fn new(of: &Rc<Trace>) -> Tally {
        Tally {
            of: Rc::clone(of),
            runs: 0,
            wins: 0,
            ends: Vec::new(),
        }
    }

    /// Begins to live the variant once more.
    pub(crate) fn begin(&self, lived: &Lived) -> Simulation {
        Simulation::new(&lived.objects, &scenario(lived, self.runs))
    }

    /// Counts what that led to.
    pub(crate) fn count(&mut self, trace: &Trace) {
        self.runs += 1;
        let Some(verdict) = explain::verdict(trace) else {
            return;
        };
        self.wins += u32::from(verdict.symbol == explain::Symbol::Success);
        let word = verdict.word();
        match self.ends.iter_mut().find(|(end, _)| *end == word) {
            Some((_, count)) => *count += 1,
            None => self.ends.push((word, 1)),
        }
        self.ends.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    }

    /// Lives that ended well, in thousandths.
    pub fn permille(&self) -> u32 {
        self.wins * 1_000 / self.runs.max(1)
    }

    /// Well always, never, or sometimes.
    pub fn tone(&self) -> Tone {
        match self.wins {
            wins if wins == self.runs => Tone::Good,
            0 => Tone::Bad,
            _ => Tone::Stuck,
        }
    }

    /// `97.5 %`; all and none only when it was all and none.
    pub fn percent(&self) -> String {
        match self.permille() {
            whole if whole % 10 == 0 => format!("{} %", whole / 10),
            part => format!("{}.{} %", part / 10, part % 10),
        }
    }

    /// `race lost 391, completed 9`
    pub fn outcomes(&self) -> String {
        let ends = self.ends.iter().map(|(word, count)| format!("{word} {count}"));
        ends.collect::<Vec<_>>().join(", ")
    }
}

/// The variants' names with so many lives of each; `None` for one that the API server refuses.
pub fn tallies(session: &crate::Session, runs: u32) -> Vec<(String, Option<Tally>)> {
    let Some(picture) = &session.picture else {
        return Vec::new();
    };
    let of = |lived: &Lived| {
        let mut tally = Tally::new(&lived.trace);
        if lived.objects.is_empty() {
            return (lived.title.clone(), None);
        }
        (0..runs).for_each(|_| tally.count(&tally.begin(lived).finish()));
        (lived.title.clone(), Some(tally))
    };
    picture.variants.iter().map(of).collect()
}

/// How many lives a variant is worth: none when the API server refuses it, or when one takes long and nobody asked.
pub(crate) fn wanted(lived: &Lived, asked: bool) -> u32 {
    let long = lived.trace.records().len() > RECORDS_MAX;
    match (asked, long) {
        _ if lived.objects.is_empty() => 0,
        (true, false) => RUNS_MANY,
        (true, true) | (false, false) => RUNS,
        (false, true) => 0,
    }
}

/// The scenario of one life of many, counted from 0.
fn scenario(lived: &Lived, run: u32) -> sim::Scenario {
    sim::Scenario {
        seed: u64::from(run) + 1,
        jitter: true,
        start_ups_vary: true,
        ..lived.made_with.scenario(&lived.objects)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Session;

    fn tally(text: &str, id: &str, runs: u32) -> Tally {
        let mut session = Session::new(false);
        session.update(crate::Msg::TextEdited(text.to_owned()));
        session.update(crate::Msg::PlayToggled);
        let picture = session.picture.clone().expect("a picture");
        let lived = picture.variant(id).expect("a variant");
        let mut tally = Tally::new(&lived.trace);
        for _ in 0..runs {
            tally.count(&tally.begin(lived).finish());
        }
        tally
    }

    #[test]
    fn the_seeds_race_is_safe_only_with_a_probe() {
        let text = crate::gallery::text("slow-sidecar-job").expect("an example");
        let lost = tally(text, "without", 8);
        assert_eq!(
            (lost.percent().as_str(), lost.outcomes().as_str()),
            ("0 %", "race lost 8")
        );
        let won = tally(text, "native-startup-probe", 8);
        assert_eq!((won.runs, won.wins, won.tone()), (8, 8, Tone::Good));
    }

    #[test]
    fn what_the_user_does_happens_in_every_life() {
        let session = Session::new(false);
        for lived in &session.picture.as_ref().expect("a picture").variants {
            let mut lived = lived.clone();
            let pod = lived.trace.pods()[0].name.clone();
            let actions = &mut Rc::make_mut(&mut lived.made_with).conditions;
            assert!(actions.add(100_000, &format!("kubectl delete pod {pod}")));
            for run in 0..4 {
                let trace = sim::simulate(&lived.objects, &scenario(&lived, run));
                let done = trace.records().iter().any(|record| match &record.fact {
                    trace::Fact::Action { output, .. } => output.contains("\" deleted from"),
                    _ => false,
                });
                assert!(done, "{} in life {run}", lived.id);
            }
        }
    }

    #[test]
    fn a_close_race_is_a_gamble() {
        let text = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: close}\nspec:\n  backoffLimit: 0\n  template:\n    metadata:\n      annotations:\n        \
            behaviour.sidecar-playground.dev/proxy: listen 8080 after 1s\n    spec:\n      restartPolicy: Never\n      \
            initContainers:\n      - {name: proxy, image: proxy, restartPolicy: Always}\n      containers:\n      \
            - {name: app, image: busybox, command: [sh, -c, sleep 1; nc -z localhost 8080]}\n";
        let tally = tally(text, "native", 24);
        let ends = tally.outcomes();
        assert!(
            tally.wins > 4 && tally.wins < 20 && tally.tone() == Tone::Stuck,
            "{ends}"
        );
        assert!(ends.contains("race lost") && ends.contains("completed"), "{ends}");
    }
}
