//! Patterns, so that a state never depends on its colour alone.

use yew::prelude::*;

/// The patterns of the bars.
pub fn defs() -> Html {
    html! {
        <defs>
            { stripes("pattern-pulling", 6, "M-1 1l2-2M0 6l6-6M5 7l2-2") }
            { stripes("pattern-not-started", 8, "M-2 2l4-4M0 8l8-8M6 10l4-4") }
            { stripes("pattern-not-listening", 8, "M-2 6l4 4M0 0l8 8M6-2l4 4") }
            { stripes("pattern-terminating", 6, "M0 3h6") }
            { stripes("pattern-back-off", 5, "M2.5 0v5") }
        </defs>
    }
}

fn stripes(id: &'static str, size: u32, path: &'static str) -> Html {
    let size = size.to_string();
    html! {
        <pattern {id} width={size.clone()} height={size} patternUnits="userSpaceOnUse"><path class="pattern-line" d={path} /></pattern>
    }
}
