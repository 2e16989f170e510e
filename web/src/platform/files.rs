//! Files in and out: dropped, chosen, pasted, downloaded. What is in them is decided by `app::files`.

use app::Msg;
use app::files::{SIZE_MAX, without_live};
use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, ClipboardEventInit, DataTransfer, DragEvent, Element, FileList,
    HtmlAnchorElement, Url,
};
use yew::Callback;

use super::clipboard::settle;

/// Fields that take what is pasted themselves.
const FIELDS: &str = "input, textarea, select, [contenteditable]";

/// Takes what is dropped or pasted anywhere on the page; `over` hears whether a file is being dragged over it.
pub fn listen(send: &Callback<Msg>, over: Callback<bool>) -> Vec<EventListener> {
    let left = over.clone();
    let (dropped, pasted) = (send.clone(), send.clone());
    vec![
        on("dragover", move |event: &DragEvent| {
            if take(event) {
                over.emit(true);
            }
        }),
        on("dragleave", {
            let left = left.clone();
            move |event: &DragEvent| {
                // The pointer left the window.
                if event.related_target().is_none() {
                    left.emit(false);
                }
            }
        }),
        on("drop", move |event: &DragEvent| {
            if take(event) {
                left.emit(false);
                let files = event.data_transfer().and_then(|data| data.files());
                files.into_iter().for_each(|files| open(&files, &dropped));
            }
        }),
        on("paste", move |event: &ClipboardEvent| paste(event, &pasted)),
    ]
}

/// Listens before the editor does, which would put a file's text at the caret.
fn on<E: JsCast>(name: &'static str, call: impl Fn(&E) + 'static) -> EventListener {
    let options = EventListenerOptions {
        phase: EventListenerPhase::Capture,
        passive: false,
    };
    EventListener::new_with_options(&gloo::utils::window(), name, options, move |event| {
        if let Some(event) = event.dyn_ref::<E>() {
            call(event);
        }
    })
}

/// Keeps the browser from showing the file instead of the page; false when no file is dragged.
fn take(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    let has_files = types.is_some_and(|types| types.includes(&"Files".into(), 0));
    if has_files {
        event.prevent_default();
        event.stop_propagation();
    }
    has_files
}

fn paste(event: &ClipboardEvent, send: &Callback<Msg>) {
    let Some(data) = event.clipboard_data() else {
        return;
    };
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_in = |selector| {
        let found = target.as_ref().map(|target| target.closest(selector));
        matches!(found, Some(Ok(Some(_))))
    };
    let text = data.get_data("text/plain").unwrap_or_default();
    if is_in(".cm-editor") {
        // The editor shall take another text: it is pasted anew, as one step that can be undone.
        let cleaned = Some(text).filter(|_| event.is_trusted());
        if let Some((cleaned, note)) = cleaned.and_then(|text| without_live(&text))
            && let (Some(target), Some(again)) = (&target, pasted(&cleaned))
        {
            stop(event);
            let target = target.clone();
            // Later: this listener cannot be called while it runs. What comes of it is the editor's affair.
            Timeout::new(0, move || drop(target.dispatch_event(&again))).forget();
            send.emit(Msg::Told(note));
        }
        return;
    }
    if is_in(FIELDS) {
        return;
    }
    match data.files().filter(|files| files.length() > 0) {
        Some(files) => open(&files, send),
        None if text.trim().is_empty() => return,
        None => send.emit(Msg::Pasted(text)),
    }
    stop(event);
}

fn stop(event: &ClipboardEvent) {
    event.prevent_default();
    event.stop_immediate_propagation();
}

/// A paste of a text.
fn pasted(text: &str) -> Option<ClipboardEvent> {
    let data = DataTransfer::new().ok()?;
    data.set_data("text/plain", text).ok()?;
    let init = ClipboardEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    init.set_clipboard_data(Some(&data));
    ClipboardEvent::new_with_event_init_dict("paste", &init).ok()
}

/// Reads files; several become the documents of one text.
pub fn open(files: &FileList, send: &Callback<Msg>) {
    let all: Vec<web_sys::File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    let name = match all.as_slice() {
        [] => return,
        [file] => file.name(),
        all => format!("{} files", all.len()),
    };
    let size: f64 = all.iter().map(|file| file.size()).sum();
    if size > SIZE_MAX as f64 {
        return send.emit(Msg::FileOpened(name, None));
    }
    let texts: Array = all.iter().map(|file| file.text()).collect();
    let (send, refuse, refused) = (send.clone(), send.clone(), format!("{name} cannot be read."));
    let read = Closure::once_into_js(move |texts: Array| {
        let texts: Vec<String> = texts.iter().filter_map(|text| text.as_string()).collect();
        send.emit(Msg::FileOpened(name, Some(texts.join("\n---\n"))));
    });
    let failed = Closure::once_into_js(move |_: JsValue| refuse.emit(Msg::Told(refused)));
    settle(&Promise::all(&texts), &read, &failed);
}

/// Gives out a file.
pub fn download(name: &str, mime: &str, text: &str) -> Option<()> {
    give(name, &blob(mime, text)?)
}

/// A text as the browser's file.
pub fn blob(mime: &str, text: &str) -> Option<Blob> {
    let kind = BlobPropertyBag::new();
    kind.set_type(mime);
    Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind).ok()
}

/// Gives out a file under a name.
pub fn give(name: &str, blob: &Blob) -> Option<()> {
    let address = Url::create_object_url_with_blob(blob).ok()?;
    let link = gloo::utils::document().create_element("a").ok()?;
    let link = link.dyn_into::<HtmlAnchorElement>().ok()?;
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The browser has taken it by now.
    Url::revoke_object_url(&address).ok()
}
