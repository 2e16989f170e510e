//! Light and dark: the page's attribute, and what the system prefers.

use app::session::Theme;
use gloo::events::EventListener;
use yew::Callback;

const QUERY: &str = "(prefers-color-scheme: dark)";

/// Puts the chosen theme on the page.
pub fn show(theme: Theme) {
    let Some(root) = gloo::utils::document().document_element() else {
        return;
    };
    // Setting a plain attribute of an element that exists cannot fail.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        _ => root.set_attribute("data-theme", theme.name()),
    };
}

/// The theme that `web/boot.js` found in the address or in what the browser keeps.
pub fn begun() -> Theme {
    let root = gloo::utils::document().document_element();
    let name = root.and_then(|root| root.get_attribute("data-theme"));
    Theme::from_name(&name.unwrap_or_default())
}

/// Whether the page is dark under a theme.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => query().is_some_and(|query| query.matches()),
    }
}

fn query() -> Option<web_sys::MediaQueryList> {
    gloo::utils::window().match_media(QUERY).ok().flatten()
}

/// Calls back when the system changes its mind.
pub fn listen(changed: Callback<()>) -> Option<EventListener> {
    Some(EventListener::new(&query()?.into(), "change", move |_| {
        changed.emit(())
    }))
}
