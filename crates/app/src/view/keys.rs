//! The keys of the page, for the list that `?` shows.

/// What the keys do outside of fields: keys, what they do.
pub const KEYS: &[(&str, &str)] = &[
    ("Space", "play or pause"),
    (", .", "the event before, the next event"),
    (
        "[ ]",
        "the difference before, the next difference between the variants",
    ),
    ("← →", "the cursor a little back or on"),
    ("Home End", "to the beginning, to the end"),
    (
        "W S",
        "zoom in, zoom out; also Ctrl or ⌘ with the wheel, or a drag",
    ),
    ("A D", "what is shown moves back or on"),
    ("F", "show everything"),
    (
        "Tab to the chart, then arrows",
        "from thing to thing, from lane to lane; Enter pins its card",
    ),
    (
        "M",
        "do something at the cursor: delete the pod, kill a container, reboot",
    ),
    ("P", "present: only the picture, in large type"),
    ("Esc", "close what is open; in the editor: Tab then leaves it"),
    ("?", "this list"),
];
