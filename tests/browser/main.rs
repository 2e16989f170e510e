//! Browser journeys: what a visitor does, in a real Chromium. README.md says how to write one.

mod editor_keys;
mod first_load;
mod picture;
