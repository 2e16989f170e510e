//! Chromium and its driver: found, else installed with apt where that is possible.

use std::path::PathBuf;
use std::process::Command;

use crate::apt;
use crate::run::{Outcome, find, step};

/// Names that distributions give Chromium, the likeliest first.
const CHROMIUM: &[&str] = &[
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Where the browser and its driver are.
pub(crate) struct Browser {
    chromium: PathBuf,
    driver: PathBuf,
}

impl Browser {
    /// Tells a test runner which browser and driver to take.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("CHROMIUM", &self.chromium)
            .env("CHROMEDRIVER", &self.driver)
    }
}

/// The machine's Chromium and ChromeDriver.
pub(crate) fn browser() -> Outcome<Browser> {
    if let Some(found) = look() {
        return Ok(found);
    }
    if apt::is_possible() {
        step(
            "installing Chromium and its driver",
            "half a minute, once",
            || apt::install(&["chromium", "chromium-driver"]),
        )?;
    }
    look().ok_or_else(|| {
        "Chromium and ChromeDriver are missing; install them (Debian: `apt-get install chromium chromium-driver`) and run this again"
            .to_owned()
    })
}

fn look() -> Option<Browser> {
    let chromium = CHROMIUM.iter().find_map(|name| find(name))?;
    Some(Browser {
        chromium,
        driver: find("chromedriver")?,
    })
}
