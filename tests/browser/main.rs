//! Browser journeys: what a visitor does, in a real Chromium. README.md says how to write one.

mod chart;
mod editor_keys;
mod embed;
mod first_load;
mod layouts;
mod picture;
mod strict;
mod workshop;
