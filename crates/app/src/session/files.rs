//! What is opened and kept: files, what was pasted, drafts.

use std::rc::Rc;

use super::{Effect, Msg, Session};
use crate::files::{self, Opened};
use crate::link::Shared;
use crate::view;

/// Said once when the browser does not keep anything.
const REFUSED: &str =
    "This browser does not let the page keep drafts: to keep your text, share a link or download the file.";
/// Said of a text pasted beside the editor that is something else.
const NOT_MEANT: &str = "What was pasted is no manifest: apiVersion and kind are missing.";

impl Session {
    /// The events that open a text or keep it; what is left moves the cursor.
    pub(super) fn update_files(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::Started(hash, records, now) => self.start(&hash, &records, now, effects),
            Msg::FileOpened(name, text) => self.open_file(&name, text.as_deref(), effects),
            Msg::Pasted(text) if files::is_meant(&text) => {
                self.open_file("What was pasted", Some(&text), effects);
            }
            Msg::Pasted(_) => self.notice = Some(NOT_MEANT.to_owned()),
            Msg::Told(sentence) => self.notice = Some(sentence),
            Msg::StorageRefused if !self.refused => {
                self.refused = true;
                self.notice = Some(REFUSED.to_owned());
            }
            Msg::StorageRefused => {}
            Msg::DownloadAsked => {
                let name = files::file_name(&self.text);
                effects.push(Effect::Download(name, self.text.clone()));
            }
            other => return self.update_drafts(other, effects),
        }
        self.list_drafts();
    }

    fn update_drafts(&mut self, msg: Msg, effects: &mut Vec<Effect>) {
        match msg {
            Msg::DraftDue(records, now) => {
                self.clock = now;
                self.drafts.refresh(&records);
                effects.push(Effect::Keep(self.drafts.save(self.shared(), now)));
            }
            Msg::FilesAsked(records, now) => {
                self.clock = now;
                self.drafts.refresh(&records);
                self.files = Some(Rc::default());
            }
            Msg::FilesClosed => (self.files, self.deleted) = (None, None),
            Msg::DraftOpened(id) => self.open_draft(id, effects),
            Msg::DraftDeleted(id) => {
                if let Some((draft, keep)) = self.drafts.remove(id) {
                    self.deleted = Some(draft);
                    effects.push(Effect::Keep(vec![keep]));
                }
            }
            Msg::DraftPutBack => {
                if let Some(draft) = self.deleted.take() {
                    effects.push(Effect::Keep(vec![self.drafts.put_back(draft)]));
                }
            }
            cursor => return self.update_cursor(cursor, effects),
        }
        self.list_drafts();
    }

    /// The list follows, when it is shown.
    fn list_drafts(&mut self) {
        if self.files.is_some() {
            self.files = Some(Rc::new(view::files(self)));
        }
    }

    /// The page begins with the link of its address, else with the text that was worked on last.
    fn start(&mut self, hash: &str, records: &[(String, String)], now: i64, effects: &mut Vec<Effect>) {
        self.clock = now;
        if !self.embed {
            self.drafts.refresh(records);
        }
        let newest = self.drafts.all.first().map(|draft| draft.id);
        if hash.trim_start_matches('#').is_empty() {
            return newest.into_iter().for_each(|id| self.open_draft(id, effects));
        }
        self.offer = newest;
        self.open_link(hash, effects);
    }

    fn open_draft(&mut self, id: i64, effects: &mut Vec<Effect>) {
        let Some(draft) = self.drafts.get(id) else { return };
        let shared = draft.shared.clone();
        self.drafts.go_on(id);
        (self.offer, self.notice, self.deleted) = (None, None, None);
        self.show_shared(shared, effects);
    }

    fn open_file(&mut self, name: &str, text: Option<&str>, effects: &mut Vec<Effect>) {
        let opened = text.map_or_else(|| Err(files::too_large(name)), |text| files::read(name, text));
        self.files = None;
        let (text, note) = match opened {
            Ok(Opened::Link(hash)) => return self.open_link(&hash, effects),
            Ok(Opened::Export(shared)) => {
                self.notice = None;
                return self.open_shared(*shared, effects);
            }
            Ok(Opened::Manifest(text, note)) => (text, note),
            Err(problem) => {
                self.notice = Some(problem);
                return;
            }
        };
        self.leave_draft();
        self.start_over();
        (self.text, self.base) = (text, None);
        self.notice = note;
        self.example = crate::gallery::find_text(&self.text).map(str::to_owned);
        effects.push(Effect::SetText(self.text.clone()));
        self.simulate_anew(effects);
        self.draft_changed(effects);
    }

    /// Shows what a link or an export carried; it becomes a draft only when it is changed.
    pub(super) fn open_shared(&mut self, shared: Shared, effects: &mut Vec<Effect>) {
        self.leave_draft();
        // What is one's own already is not offered back.
        if self.drafts.go_on_with(&shared) {
            self.offer = None;
        }
        self.show_shared(shared, effects);
    }

    pub(super) fn draft_changed(&self, effects: &mut Vec<Effect>) {
        if !self.embed {
            effects.push(Effect::DraftChanged);
        }
    }

    /// The next change begins a new draft; the present one is offered back.
    pub(super) fn leave_draft(&mut self) {
        self.offer = self.drafts.leave().or(self.offer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gallery;

    /// A browser's storage, as a page fills it.
    #[derive(Default)]
    struct Storage(Vec<(String, String)>);

    impl Storage {
        /// Lets the page keep its draft when it asked for that.
        fn serve(&mut self, page: &mut Session, mut effects: Vec<Effect>, now: i64) {
            if effects.contains(&Effect::DraftChanged) {
                effects.extend(page.update(Msg::DraftDue(self.0.clone(), now)));
            }
            for effect in effects {
                let Effect::Keep(kept) = effect else { continue };
                for keep in kept {
                    self.0.retain(|(key, _)| *key != keep.key);
                    self.0.extend(keep.value.map(|value| (keep.key, value)));
                }
            }
        }

        /// A page opened with a hash.
        fn visit(&mut self, hash: &str, now: i64) -> Session {
            let mut page = Session::new(false);
            let effects = page.update(Msg::Started(hash.to_owned(), self.0.clone(), now));
            self.serve(&mut page, effects, now);
            page
        }

        fn tell(&mut self, page: &mut Session, msg: Msg, now: i64) {
            let effects = page.update(msg);
            self.serve(page, effects, now);
        }
    }

    fn pod(name: &str) -> String {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n  - name: a\n    image: nginx\n"
        )
    }

    #[test]
    fn a_draft_comes_back_with_its_scenario() {
        let mut storage = Storage::default();
        let mut page = storage.visit("", 1_000);
        assert_eq!(page.example(), Some(gallery::FIRST));
        storage.tell(&mut page, Msg::TextEdited(pod("mine")), 2_000);
        storage.tell(&mut page, Msg::Jumped(false), 2_500);
        storage.tell(&mut page, Msg::LengthChosen(300), 3_000);
        let back = storage.visit("", 9_000);
        assert_eq!((back.text(), back.conditions().length), (&*pod("mine"), 300));
        assert_eq!(storage.0.len(), 1);
        // The page's own link goes on with the draft.
        let back = storage.visit(&page.hash(), 9_500);
        assert_eq!((back.offer(), back.notice()), (None, None));
        assert_eq!(storage.0.len(), 1);
    }

    #[test]
    fn a_link_leaves_the_draft_and_offers_it_back() {
        let mut storage = Storage::default();
        let mut mine = storage.visit("", 1_000);
        storage.tell(&mut mine, Msg::TextEdited(pod("mine")), 2_000);
        let mut theirs = Session::new(false);
        theirs.update(Msg::TextEdited(pod("theirs")));
        let mut page = storage.visit(&theirs.hash(), 5_000);
        assert_eq!(page.text(), pod("theirs"));
        let (id, title) = page.offer().unwrap();
        assert_eq!(title, "Pod/mine");
        storage.tell(&mut page, Msg::TextEdited(pod("theirs-changed")), 6_000);
        storage.tell(&mut page, Msg::DraftOpened(id), 7_000);
        assert_eq!((page.text(), page.offer()), (&*pod("mine"), None));
        assert_eq!(storage.0.len(), 2, "the changed link is a draft, too");
        // A link in the address bar of the same page.
        storage.tell(&mut page, Msg::HashOpened(format!("#{}", theirs.hash())), 8_000);
        assert_eq!(page.offer().map(|(_, title)| title).as_deref(), Some("Pod/mine"));
        storage.tell(&mut page, Msg::NoticeClosed, 8_000);
        assert_eq!(page.offer(), None);
    }

    #[test]
    fn a_damaged_link_is_told_and_the_draft_is_offered() {
        let mut storage = Storage::default();
        let mut mine = storage.visit("", 1_000);
        storage.tell(&mut mine, Msg::TextEdited(pod("mine")), 2_000);
        let page = storage.visit("#v1=AAAA", 3_000);
        assert!(page.notice().is_some() && page.offer().is_some());
        assert_eq!(page.example(), Some(gallery::FIRST));
    }

    #[test]
    fn an_embedded_page_keeps_nothing() {
        let mut page = Session::new(true);
        let records = vec![("draft.1".to_owned(), format!("1\n\n\n{}", pod("mine")))];
        page.update(Msg::Started(String::new(), records, 5));
        assert_eq!((page.example(), page.offer()), (Some(gallery::FIRST), None));
        let effects = page.update(Msg::TextEdited(pod("x")));
        assert!(!effects.contains(&Effect::DraftChanged), "{effects:?}");
    }

    #[test]
    fn files_are_opened_and_what_is_none_is_told() {
        let mut page = Session::new(false);
        page.update(Msg::VariantToggled("native".into()));
        let effects = page.update(Msg::FileOpened("web.yaml".into(), Some(pod("web"))));
        assert!(effects.contains(&Effect::SetText(pod("web"))) && effects.contains(&Effect::DraftChanged));
        assert_eq!(
            (page.text(), page.chosen.as_ref(), page.notice()),
            (&*pod("web"), None, None)
        );
        assert_eq!(
            page.update(Msg::DownloadAsked),
            [Effect::Download("web.yaml".into(), pod("web"))]
        );
        for (msg, said) in [
            (Msg::FileOpened("a.mp4".into(), None), "a.mp4 is larger than 1 MB"),
            (
                Msg::FileOpened("a.gz".into(), Some("\0".into())),
                "a.gz is not a text",
            ),
            (Msg::Pasted("Hello".into()), "no manifest"),
        ] {
            assert_eq!(page.update(msg), []);
            assert!(
                page.notice().is_some_and(|notice| notice.contains(said)),
                "{:?}",
                page.notice()
            );
            assert_eq!(page.text(), pod("web"));
        }
        page.update(Msg::Pasted(pod("pasted")));
        assert_eq!(page.text(), pod("pasted"));
        let mut other = Session::new(false);
        other.update(Msg::TextEdited(pod("linked")));
        page.update(Msg::Pasted(format!("https://example.org/#{}", other.hash())));
        assert_eq!(page.text(), pod("linked"));
    }

    #[test]
    fn an_exported_picture_opens_as_what_it_was_made_from() {
        let mut theirs = Session::new(false);
        theirs.update(Msg::FileOpened("x".into(), Some(pod("theirs"))));
        theirs.update(Msg::VariantToggled("native".into()));
        let format = crate::export::Format::Svg;
        let file = theirs
            .export(&format, crate::export::Surroundings::default())
            .unwrap();
        let mut page = Session::new(false);
        page.update(Msg::FileOpened(file.name, Some(file.text)));
        assert_eq!(page.shared(), theirs.shared());
    }

    #[test]
    fn the_list_of_drafts_follows() {
        let mut storage = Storage::default();
        let mut page = storage.visit("", 1_000);
        for (name, now) in [("one", 2_000), ("two", 3_000)] {
            storage.tell(&mut page, Msg::FileOpened("x".into(), Some(pod(name))), now);
        }
        page.update(Msg::FilesAsked(storage.0.clone(), 3_000 + 120_000));
        let titles = |page: &Session| -> Vec<(String, bool)> {
            let drafts = page.files().into_iter().flat_map(|files| &files.drafts);
            drafts.map(|row| (row.title.clone(), row.is_open)).collect()
        };
        assert_eq!(
            titles(&page),
            [("Pod/two".into(), true), ("Pod/one".into(), false)]
        );
        let first = page.files().unwrap().drafts[1].clone();
        assert_eq!(first.note, "2 min ago · 8 lines");
        storage.tell(&mut page, Msg::DraftDeleted(first.id), 4_000);
        assert_eq!((titles(&page).len(), storage.0.len()), (1, 1));
        assert_eq!(page.files().unwrap().deleted.as_deref(), Some("Pod/one"));
        storage.tell(&mut page, Msg::DraftPutBack, 4_000);
        assert_eq!((titles(&page).len(), storage.0.len()), (2, 2));
        storage.tell(&mut page, Msg::DraftOpened(first.id), 5_000);
        assert_eq!((page.text(), page.files()), (&*pod("one"), None));
    }

    #[test]
    fn a_storage_that_refuses_is_told_once() {
        let mut page = Session::new(false);
        page.update(Msg::StorageRefused);
        assert_eq!(page.notice(), Some(REFUSED));
        page.update(Msg::NoticeClosed);
        page.update(Msg::StorageRefused);
        assert_eq!(page.notice(), None);
    }
}
