//! Where the time axis has its zero.

use trace::{Fact, PodId, Trace};

use crate::text::{Micros, micros};

/// What happens at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The first pod is created.
    #[default]
    Created,
    /// It is bound to a node.
    Scheduled,
    /// Its first container starts.
    Started,
}

impl Origin {
    /// All of them, in order of time.
    pub const ALL: [Origin; 3] = [Origin::Created, Origin::Scheduled, Origin::Started];

    /// The word in the page and in links.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Created => "created",
            Origin::Scheduled => "scheduled",
            Origin::Started => "started",
        }
    }

    /// What happens at 0, in words.
    pub fn words(self) -> &'static str {
        match self {
            Origin::Created => "pod created",
            Origin::Scheduled => "pod scheduled",
            Origin::Started => "first container started",
        }
    }

    /// The origin of a word; anything unknown is `Created`.
    pub fn from_name(name: &str) -> Origin {
        let mut all = Origin::ALL.into_iter();
        all.find(|origin| origin.name() == name).unwrap_or_default()
    }
}

/// The moment on the trace's clock; what never happens leaves 0 at the creation.
pub(crate) fn moment(trace: &Trace, origin: Origin) -> Micros {
    let created = trace.pods().first().map_or(0, |pod| micros(pod.created));
    let found = match origin {
        Origin::Created => None,
        Origin::Scheduled => trace
            .pod_revisions(PodId(0))
            .iter()
            .find(|(_, _, pod)| !pod.spec.node_name.is_empty())
            .map(|(at, _, _)| micros(*at)),
        Origin::Started => trace
            .records()
            .iter()
            .find(|record| matches!(&record.fact, Fact::Started { container } if container.pod == PodId(0)))
            .map(|record| micros(record.at)),
    };
    found.unwrap_or(created)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_where_it_was_put() {
        let trace = crate::fixture::classic();
        for (origin, expect) in [(Origin::Created, 100_000), (Origin::Started, 1_104_000)] {
            assert_eq!(moment(&trace, origin), expect, "{}", origin.name());
            assert_eq!(Origin::from_name(origin.name()), origin);
        }
    }
}
