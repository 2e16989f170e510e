//! Browser journeys: what a visitor does, in a real Chromium. README.md says how to write one.

mod chart;
mod drafts;
mod editor_keys;
mod embed;
mod export;
mod files;
mod first_load;
mod layouts;
mod links;
mod picture;
mod strict;
mod workshop;
