//! Sets of completion indexes and their text, `0-2,4`. Mirrors pkg/controller/job/indexed_job_utils.go (v1.36.2).

use std::fmt;

use api::core_v1::Pod;

/// Label and annotation of an indexed Job's pods.
pub(crate) const INDEX: &str = "batch.kubernetes.io/job-completion-index";

/// A pod's completion index below `completions`, if it has one.
pub(crate) fn completion_index(pod: &Pod, completions: i32) -> Option<i32> {
    let index: i32 = pod.metadata.annotations.get(INDEX)?.parse().ok()?;
    (0..completions).contains(&index).then_some(index)
}

/// Indexes as ordered intervals that neither touch nor overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Indexes(Vec<(i32, i32)>);

impl Indexes {
    /// Reads `0-2,4`; items that are no intervals, and what is not below `completions`, are left out.
    pub fn parse(text: &str, completions: i32) -> Indexes {
        let mut indexes = Indexes::default();
        for item in text.split(',').filter(|item| !item.is_empty()) {
            let (first, last) = item.split_once('-').unwrap_or((item, item));
            if let (Ok(first), Ok(last)) = (first.parse::<i32>(), last.parse::<i32>()) {
                indexes.insert(first.max(0), last.min(completions - 1));
            }
        }
        indexes
    }

    /// Adds `first..=last`.
    pub fn insert(&mut self, first: i32, last: i32) {
        if first > last {
            return;
        }
        let start = self.0.partition_point(|(_, end)| end.saturating_add(1) < first);
        let end = self
            .0
            .partition_point(|(begin, _)| *begin <= last.saturating_add(1));
        let mut merged = (first, last);
        for (begin, end) in self.0.drain(start..end) {
            merged = (merged.0.min(begin), merged.1.max(end));
        }
        self.0.insert(start, merged);
    }

    /// True when the index is among them.
    pub fn contains(&self, index: i32) -> bool {
        let at = self.0.partition_point(|(_, end)| *end < index);
        self.0.get(at).is_some_and(|(begin, _)| *begin <= index)
    }

    /// How many.
    pub fn total(&self) -> i32 {
        self.0.iter().map(|(begin, end)| end - begin + 1).sum()
    }

    /// How many of these are among `others`, too.
    pub fn count_in(&self, others: &Indexes) -> i32 {
        let pairs = self
            .0
            .iter()
            .flat_map(|mine| others.0.iter().map(move |other| (mine, other)));
        pairs
            .map(|(mine, other)| (mine.1.min(other.1) - mine.0.max(other.0) + 1).max(0))
            .sum()
    }

    /// All, in order.
    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = i32> {
        self.0.iter().flat_map(|(begin, end)| *begin..=*end)
    }
}

impl FromIterator<i32> for Indexes {
    fn from_iter<T: IntoIterator<Item = i32>>(iter: T) -> Self {
        let mut indexes = Indexes::default();
        for index in iter {
            indexes.insert(index, index);
        }
        indexes
    }
}

impl fmt::Display for Indexes {
    /// Two neighbours are joined by a comma, three or more by a hyphen.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, (first, last)) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            match last - first {
                0 => write!(f, "{first}")?,
                1 => write!(f, "{first},{last}")?,
                _ => write!(f, "{first}-{last}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_sets() {
        for (text, expect, total) in [
            ("", "", 0),
            ("0-2,4", "0-2,4", 4),
            ("0,1", "0,1", 2),
            ("4,1,0,2", "0-2,4", 4),
            ("8-99", "8,9", 2),
            ("a,3-x,5", "5", 1),
        ] {
            let indexes = Indexes::parse(text, 10);
            assert_eq!(
                (indexes.to_string().as_str(), indexes.total()),
                (expect, total),
                "{text}"
            );
        }
        let indexes: Indexes = [5, 3, 4, 9].into_iter().collect();
        assert_eq!(indexes.to_string(), "3-5,9");
        assert_eq!(
            [2, 3, 5, 6, 9].map(|index| indexes.contains(index)),
            [false, true, true, false, true]
        );
        assert_eq!(indexes.iter().collect::<Vec<_>>(), [3, 4, 5, 9]);
        assert_eq!(indexes.count_in(&Indexes::parse("0-3,5-9", 10)), 3);
    }
}
