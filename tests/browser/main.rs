//! Browser journeys: what a visitor does, in a real Chromium. README.md says how to write one.

mod first_load;
