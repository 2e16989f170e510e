//! Drafts: the user's own texts, kept in the browser between visits. What is kept, for how long and under which key is
//! decided here; the browser's storage only puts and drops records.
//!
//! A record is `saved ms`, `example`, `fields of a link`, each on a line of its own, and the text. Several pages may be
//! open: each works on a draft of its own, and one whose draft was changed by another page goes on with a new one.

use std::cmp::Reverse;

use crate::files;
use crate::gallery;
use crate::link::{self, Shared};

/// What the keys of drafts begin with.
pub const KEY: &str = "draft.";
/// So many drafts are kept.
pub const DRAFTS_MAX: usize = 25;
/// So long may all drafts be together, in bytes; browsers keep about 5 MB, two bytes for each character.
pub const BYTES_MAX: usize = 1_500_000;

/// One text of the user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Its number: the moment it was begun, in ms since 1970.
    pub id: i64,
    /// When it was saved, in ms since 1970.
    pub saved: i64,
    /// The text with its scenario.
    pub shared: Shared,
}

/// A record for the browser to keep (with a value) or to drop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The key.
    pub key: String,
    /// The value; `None`: drop it.
    pub value: Option<String>,
}

/// A draft as the list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    /// The draft's number.
    pub id: i64,
    /// `Job/race`.
    pub title: String,
    /// `5 min ago · 24 lines`.
    pub note: String,
    /// Whether the page shows it now.
    pub is_open: bool,
}

/// The drafts, and the one that the page works on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drafts {
    /// Newest first.
    pub all: Vec<Draft>,
    /// Number and time of the last save of the one that is worked on; `None`: the next change begins one.
    open: Option<(i64, i64)>,
}

impl Drafts {
    /// Takes in what the browser keeps now. Records that cannot be read are left alone.
    pub fn refresh(&mut self, records: &[(String, String)]) {
        let read = |(key, value): &(String, String)| parse(key, value);
        self.all = records.iter().filter_map(read).collect();
        self.all
            .sort_unstable_by_key(|draft| Reverse((draft.saved, draft.id)));
    }

    /// The draft with this number.
    pub fn get(&self, id: i64) -> Option<&Draft> {
        self.all.iter().find(|draft| draft.id == id)
    }

    /// Whether the page works on a draft.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// The next change begins a new draft.
    pub fn leave(&mut self) -> Option<i64> {
        self.open.take().map(|(id, _)| id)
    }

    /// The page goes on with a draft.
    pub fn go_on(&mut self, id: i64) {
        self.open = self.get(id).map(|draft| (draft.id, draft.saved));
    }

    /// The page goes on with the draft that has this text, if there is one.
    pub fn go_on_with(&mut self, shared: &Shared) -> bool {
        let same = self.all.iter().find(|draft| draft.shared.text == shared.text);
        let id = same.map(|draft| draft.id);
        id.into_iter().for_each(|id| self.go_on(id));
        id.is_some()
    }

    /// Keeps a state as it is at a time (ms since 1970). An example that was not changed is nobody's own text.
    pub fn save(&mut self, shared: Shared, now: i64) -> Vec<Keep> {
        // Another page has worked on it since: both texts are kept.
        let changed = |&(id, saved): &(i64, i64)| self.get(id).is_some_and(|draft| draft.saved != saved);
        if self.open.as_ref().is_some_and(changed) {
            self.open = None;
        }
        let before: Vec<i64> = self.all.iter().map(|draft| draft.id).collect();
        let id = self.open.map_or_else(|| self.free(now), |(id, _)| id);
        let is_own = gallery::find_text(&shared.text).is_none() && !shared.text.trim().is_empty();
        // The same text twice is kept once.
        self.all
            .retain(|draft| draft.id != id && draft.shared.text != shared.text);
        self.open = is_own.then_some((id, now));
        let mut kept = Vec::new();
        if is_own {
            let draft = Draft {
                id,
                saved: now,
                shared,
            };
            kept.push(Keep {
                key: key(id),
                value: Some(record(&draft)),
            });
            self.all.insert(0, draft);
        }
        self.prune();
        let gone = before.into_iter().filter(|&id| self.get(id).is_none());
        // Room is made first.
        let mut all: Vec<Keep> = gone.map(drop_of).collect();
        all.append(&mut kept);
        all
    }

    /// Forgets a draft.
    pub fn remove(&mut self, id: i64) -> Option<(Draft, Keep)> {
        let at = self.all.iter().position(|draft| draft.id == id)?;
        self.open = self.open.filter(|&(open, _)| open != id);
        Some((self.all.remove(at), drop_of(id)))
    }

    /// Takes back that a draft was forgotten.
    pub fn put_back(&mut self, draft: Draft) -> Keep {
        let keep = Keep {
            key: key(draft.id),
            value: Some(record(&draft)),
        };
        let at = self.all.partition_point(|other| other.saved > draft.saved);
        self.all.insert(at, draft);
        keep
    }

    /// The list at a time.
    pub fn rows(&self, now: i64) -> Vec<DraftRow> {
        let row = |draft: &Draft| {
            let lines = draft.shared.text.lines().count();
            DraftRow {
                id: draft.id,
                title: files::title(&draft.shared.text),
                note: format!(
                    "{} · {}",
                    ago(now.saturating_sub(draft.saved)),
                    crate::text::counted(lines, "line")
                ),
                is_open: self.open.is_some_and(|(id, _)| id == draft.id),
            }
        };
        self.all.iter().map(row).collect()
    }

    /// Drops the oldest that are too many, never the first.
    fn prune(&mut self) {
        self.all.truncate(DRAFTS_MAX);
        let size = |draft: &Draft| draft.shared.text.len();
        while self.all.len() > 1 && self.all.iter().map(size).sum::<usize>() > BYTES_MAX {
            self.all.pop();
        }
    }

    /// A number that no draft has.
    fn free(&self, now: i64) -> i64 {
        (now..).find(|&id| self.get(id).is_none()).unwrap_or(now)
    }
}

fn key(id: i64) -> String {
    format!("{KEY}{id}")
}

fn drop_of(id: i64) -> Keep {
    Keep {
        key: key(id),
        value: None,
    }
}

fn record(draft: &Draft) -> String {
    let shared = &draft.shared;
    let example = shared.example.as_deref().unwrap_or_default();
    let fields = link::write_fields(shared);
    format!("{}\n{example}\n{fields}\n{}", draft.saved, shared.text)
}

fn parse(key: &str, value: &str) -> Option<Draft> {
    let id = key.strip_prefix(KEY)?.parse().ok()?;
    let mut parts = value.splitn(4, '\n');
    let mut part = || parts.next();
    let (saved, example, fields, text) = (part()?.parse().ok()?, part()?, part()?, part()?);
    let mut shared = Shared {
        text: text.to_owned(),
        example: gallery::example(example).map(|example| example.id.to_owned()),
        ..Shared::default()
    };
    link::read_fields(&mut shared, fields);
    Some(Draft { id, saved, shared })
}

/// How long ago something was, in ms, in words.
fn ago(passed: i64) -> String {
    match passed / 60_000 {
        ..1 => "just now".to_owned(),
        minutes @ 1..60 => format!("{minutes} min ago"),
        minutes @ 60..2_880 => format!("{} h ago", minutes / 60),
        minutes => format!("{} days ago", minutes / 1_440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(name: &str) -> Shared {
        Shared {
            text: format!("kind: Pod\nmetadata:\n  name: {name}\n"),
            ..Shared::default()
        }
    }

    /// A browser's storage.
    #[derive(Default)]
    struct Storage(Vec<(String, String)>);

    impl Storage {
        fn take(&mut self, kept: Vec<Keep>) {
            for keep in kept {
                self.0.retain(|(key, _)| *key != keep.key);
                self.0.extend(keep.value.map(|value| (keep.key, value)));
            }
        }

        fn names(&self) -> Vec<String> {
            let mut drafts = Drafts::default();
            drafts.refresh(&self.0);
            drafts.rows(0).into_iter().map(|row| row.title).collect()
        }
    }

    /// A page that saves a text at a time.
    fn save(page: &mut Drafts, storage: &mut Storage, shared: Shared, now: i64) {
        page.refresh(&storage.0);
        storage.take(page.save(shared, now));
    }

    #[test]
    fn a_draft_is_written_again_and_again_and_read_back() {
        let (mut page, mut storage) = (Drafts::default(), Storage::default());
        let mut shared = own("a");
        shared.conditions.add(5_000_000, "kubectl delete pod a");
        save(&mut page, &mut storage, own("b"), 1_000);
        save(&mut page, &mut storage, shared.clone(), 2_000);
        assert_eq!(storage.names(), ["Pod/a"]);
        let mut next = Drafts::default();
        next.refresh(&storage.0);
        assert_eq!(next.all[0].shared, shared);
        assert_eq!(next.rows(2_000 + 5 * 60_000)[0].note, "5 min ago · 3 lines");
    }

    #[test]
    fn another_text_begins_another_draft() {
        let (mut page, mut storage) = (Drafts::default(), Storage::default());
        save(&mut page, &mut storage, own("a"), 1_000);
        page.leave();
        save(&mut page, &mut storage, own("b"), 2_000);
        assert_eq!(storage.names(), ["Pod/b", "Pod/a"]);
        // The same text again: one of them is enough.
        page.leave();
        save(&mut page, &mut storage, own("a"), 3_000);
        assert_eq!(storage.names(), ["Pod/a", "Pod/b"]);
    }

    #[test]
    fn an_example_is_nobodys_own_text() {
        let (mut page, mut storage) = (Drafts::default(), Storage::default());
        let example = Shared {
            text: gallery::EXAMPLES[0].text.into(),
            ..Shared::default()
        };
        save(&mut page, &mut storage, own("a"), 1_000);
        save(&mut page, &mut storage, example, 2_000);
        assert!(storage.0.is_empty() && !page.is_open());
    }

    #[test]
    fn two_pages_do_not_overwrite_each_other() {
        let (mut one, mut storage) = (Drafts::default(), Storage::default());
        save(&mut one, &mut storage, own("a"), 1_000);
        let mut two = Drafts::default();
        two.refresh(&storage.0);
        assert!(two.go_on_with(&own("a")));
        save(&mut two, &mut storage, own("two"), 2_000);
        save(&mut one, &mut storage, own("one"), 3_000);
        assert_eq!(storage.names(), ["Pod/one", "Pod/two"]);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let (mut page, mut storage) = (Drafts::default(), Storage::default());
        for number in 0..DRAFTS_MAX as i64 + 3 {
            page.leave();
            save(&mut page, &mut storage, own(&format!("n{number}")), number);
        }
        assert_eq!(storage.names().len(), DRAFTS_MAX);
        assert_eq!(storage.names()[0], format!("Pod/n{}", DRAFTS_MAX + 2));
        page.leave();
        let huge = Shared {
            text: "# x\n".repeat(BYTES_MAX / 4),
            ..Shared::default()
        };
        save(&mut page, &mut storage, huge, 1_000_000);
        assert_eq!(storage.names().len(), 1);
    }

    #[test]
    fn deleting_can_be_taken_back() {
        let (mut page, mut storage) = (Drafts::default(), Storage::default());
        save(&mut page, &mut storage, own("a"), 1_000);
        let (draft, gone) = page.remove(1_000).unwrap();
        assert!(page.remove(1_000).is_none() && !page.is_open());
        storage.take(vec![gone]);
        assert!(storage.names().is_empty());
        storage.take(vec![page.put_back(draft)]);
        assert_eq!(storage.names(), ["Pod/a"]);
    }

    #[test]
    fn a_record_that_is_no_draft_is_left_alone() {
        let mut page = Drafts::default();
        let records = ["", "x", "1", "1\n\n", "a\n\n\ntext", "\n\n\n"]
            .map(|value| ("draft.5".to_owned(), value.to_owned()));
        page.refresh(&records);
        page.refresh(&[("other".into(), "1\n\n\ntext".into())]);
        assert_eq!(page, Drafts::default());
    }

    #[test]
    fn times_are_said_in_words() {
        for (minutes, expect) in [
            (-3, "just now"),
            (0, "just now"),
            (59, "59 min ago"),
            (60, "1 h ago"),
            (47 * 60, "47 h ago"),
            (48 * 60, "2 days ago"),
        ] {
            assert_eq!(ago(minutes * 60_000), expect);
        }
    }
}
