//! `odds`: how often each variant succeeds when delays vary.

use std::fmt::Write;

use crate::arguments::Odds;
use crate::{Outcome, picture};

/// Runs `odds`.
pub fn run(arguments: &Odds) -> Result<Outcome, Outcome> {
    let shared = picture::shared(&arguments.input, &arguments.settings)?;
    let session = picture::show(shared, &arguments.input, picture::WIDTH)?;
    let mut out = String::from("VARIANT               RUNS     SUCCEED   OUTCOMES\n");
    // Writing to a String cannot fail.
    for (title, tally) in app::odds::tallies(&session, arguments.runs) {
        let _ = match tally {
            Some(tally) => writeln!(
                out,
                "{title:<22}{:<9}{:<10}{}",
                tally.runs,
                tally.percent(),
                tally.outcomes()
            ),
            None => writeln!(out, "{title:<22}{:<9}{:<10}refused by the API server", "-", "-"),
        };
    }
    Ok(Outcome::text(out))
}
