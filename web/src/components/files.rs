//! The dialog of files and drafts.

use std::rc::Rc;

use app::Msg;
use app::drafts::DraftRow;
use app::view::FilesView;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Dialog, Send, View};
use crate::platform::files;

/// The dialog of files and drafts.
#[derive(PartialEq)]
pub struct FilesDialog {
    /// What the dialog shows.
    pub view: Rc<FilesView>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for FilesDialog {
    fn view(&self) -> Html {
        let FilesDialog { view, send } = self;
        let onchange = {
            let send = send.clone();
            Callback::from(move |event: Event| {
                let chosen = event.target_unchecked_into::<HtmlInputElement>().files();
                chosen.into_iter().for_each(|chosen| files::open(&chosen, &send));
            })
        };
        let download = send.reform(|_: MouseEvent| Msg::DownloadAsked);
        let back = send.reform(|_: MouseEvent| Msg::DraftPutBack);
        html! {
            <Dialog class="files" title="Files and drafts" closed={send.reform(|()| Msg::FilesClosed)}>
                <div class="files-buttons">
                    <label class="button">{ "Open a file…" }
                        <input type="file" class="visually-hidden" multiple=true accept=".yaml,.yml,.json,.svg,.md,.txt" {onchange} />
                    </label>
                    <button type="button" class="button" onclick={download}>{ format!("Download {}", view.file) }</button>
                </div>
                <p class="quiet">{ "Or drop a file anywhere on the page, or paste a manifest, the output of kubectl get -o yaml, or a link." }</p>
                <h3>{ "Drafts" }</h3>
                if view.refused {
                    <p>{ "This browser does not let the page keep drafts." }</p>
                } else {
                    <p class="quiet">{ "What you write is kept in this browser, and nowhere else." }</p>
                }
                <ul class="drafts" aria-label="Drafts">{ for view.drafts.iter().map(|draft| row(draft, send)) }</ul>
                if let Some(title) = &view.deleted {
                    <p role="status">{ format!("{title} was deleted. ") }<button type="button" class="link" onclick={back}>{ "Undo" }</button></p>
                }
            </Dialog>
        }
    }
}

fn row(draft: &DraftRow, send: &Send) -> Html {
    let id = draft.id;
    let open = send.reform(move |_: MouseEvent| Msg::DraftOpened(id));
    let delete = send.reform(move |_: MouseEvent| Msg::DraftDeleted(id));
    html! {
        <li key={id.to_string()}>
            <span><bdi>{ &draft.title }</bdi><span class="quiet">{ " " }{ &draft.note }</span></span>
            if draft.is_open {
                <span class="chip">{ "open" }</span>
            } else {
                <button type="button" class="button small" onclick={open} aria-label={format!("Open {}", draft.title)}>{ "Open" }</button>
            }
            <button type="button" class="button small" onclick={delete} aria-label={format!("Delete {}", draft.title)}>{ "Delete" }</button>
        </li>
    }
}
