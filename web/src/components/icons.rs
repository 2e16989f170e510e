//! Small drawings.

use yew::prelude::*;

fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}

/// Two containers side by side.
pub fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
            <rect class="logo-app" x="1" y="2" width="10" height="16" rx="3.5" />
            <rect class="logo-sidecar" x="12.5" y="2" width="6.5" height="16" rx="2.5" />
        </svg>
    }
}

pub fn play() -> Html {
    icon("M4 2.5v11a.6.6 0 0 0 .9.5l9-5.5a.6.6 0 0 0 0-1L4.900 2a.6.6 0 0 0-.9.5z")
}

pub fn pause() -> Html {
    icon("M4 2h3v12H4zM9 2h3v12H9z")
}

pub fn previous() -> Html {
    icon("M3 2.500h2v11H3zM13 3v10a.5.5 0 0 1-.8.4l-6-5a.5.5 0 0 1 0-.8l6-5a.5.5 0 0 1 .8.4z")
}

pub fn next() -> Html {
    icon("M11 2.500h2v11h-2zM3 3v10a.5.5 0 0 0 .8.4l6-5a.5.5 0 0 0 0-.8l-6-5a.5.5 0 0 0-.8.4z")
}

/// Two unlike bars, and a way back.
pub fn previous_difference() -> Html {
    icon("M7 3v10L1.500 8zM9 3h6v2.500H9zM9 8.500h3.500V11H9z")
}

/// Two unlike bars, and a way on.
pub fn next_difference() -> Html {
    icon("M9 3v10l5.500-5zM1 3h6v2.500H1zM1 8.500h3.500V11H1z")
}

/// Half a disc: light and dark.
pub fn theme() -> Html {
    icon("M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.500v11a5.500 5.500 0 0 1 0-11z")
}
