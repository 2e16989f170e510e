//! `svg` and `report`: what the page would show and export, without a browser.

use app::export::{File, Format, Surroundings};
use app::link::Shared;
use app::session::SHOWN_MAX;
use app::{Session, conditions, gallery};

use crate::Outcome;
use crate::arguments::{Drawn, Form, Input, Report, Settings, Svg, Switch, Theme};
use crate::{check, input};

/// The width for which a report's picture is laid out; nothing of it is drawn.
pub const WIDTH: i32 = 880;
/// A CSS pixel in the picture's units.
const PIXEL: i32 = 10;

/// Runs `svg`.
pub fn svg(arguments: &Svg) -> Result<Outcome, Outcome> {
    let session = open(&arguments.drawn, arguments.width)?;
    let around = Surroundings {
        dark: arguments.theme == Theme::Dark,
        ..Surroundings::default()
    };
    put(session.export(&Format::Svg, around), &arguments.drawn)
}

/// Runs `report`.
pub fn report(arguments: &Report) -> Result<Outcome, Outcome> {
    let session = open(&arguments.drawn, WIDTH)?;
    let around = Surroundings {
        address: &arguments.address,
        ..Surroundings::default()
    };
    let format = match arguments.form {
        Form::Markdown => Format::Markdown,
        Form::Mermaid => Format::Mermaid,
    };
    put(session.export(&format, around), &arguments.drawn)
}

/// The page as it would be with the file and the options.
fn open(drawn: &Drawn, width: i32) -> Result<Session, Outcome> {
    if drawn.variants.len() > SHOWN_MAX {
        let sentence = format!("error: at most {SHOWN_MAX} variants are drawn\n");
        return Err(Outcome::usage(sentence));
    }
    let names: Vec<String> = drawn.variants.iter().map(|id| id.name().to_owned()).collect();
    let shared = Shared {
        variants: Some(names.clone()).filter(|names| !names.is_empty()),
        ..shared(&drawn.input, &drawn.settings)?
    };
    let session = show(shared, &drawn.input, width)?;
    let known = |name: &&String| session.view().cards.iter().any(|card| card.id == **name);
    match names.iter().find(|name| !known(name)) {
        Some(name) => Err(input::no_variant(name)),
        None => Ok(session),
    }
}

/// What a link with the file and the options would carry.
pub fn shared(input: &Input, settings: &Settings) -> Result<Shared, Outcome> {
    let text = input::read(input)?;
    Ok(Shared {
        example: gallery::find_text(&text).map(str::to_owned),
        version: input.kubernetes,
        sidecar: input.sidecar.clone(),
        conditions: chosen(settings)?,
        text,
        ..Shared::default()
    })
}

/// The page that such a link opens; what it would say above the last valid picture is an error here.
pub fn show(shared: Shared, input: &Input, width: i32) -> Result<Session, Outcome> {
    let session = Session::opened(shared, width * PIXEL);
    let Some(stale) = &session.view().stale else {
        return Ok(session);
    };
    let parsed = input::parse(session.text(), input);
    let words = check::report(session.text(), &parsed, input);
    Err(Outcome::refused(if words.is_empty() {
        format!("error: {stale}\n")
    } else {
        words
    }))
}

/// The conditions that the options describe: those that a link can carry.
fn chosen(settings: &Settings) -> Result<conditions::Conditions, Outcome> {
    let mut chosen = conditions::Conditions {
        seed: settings.seed,
        jitter: settings.jitter == Switch::On,
        ..conditions::Conditions::default()
    };
    let seconds = u32::try_from(settings.horizon.as_secs()).unwrap_or(u32::MAX);
    chosen.set_length(seconds);
    if u128::from(chosen.length) * 1_000 != settings.horizon.as_millis() {
        let longest = conditions::LENGTHS[conditions::LENGTHS.len() - 1];
        let sentence = format!("error: --for is drawn in whole seconds, up to {longest}s\n");
        return Err(Outcome::usage(sentence));
    }
    if settings.seed > conditions::SEED_MAX {
        let sentence = format!("error: --seed is drawn up to {}\n", conditions::SEED_MAX);
        return Err(Outcome::usage(sentence));
    }
    if let Some(epoch) = settings.epoch {
        chosen.set_epoch(epoch.0 / 1_000);
    }
    for timed in &settings.actions {
        let sim::Action::Command(command) = &timed.action;
        if !chosen.add(app::text::micros(timed.at), command) {
            let sentence = format!("error: too many actions, or too long a one: {command}\n");
            return Err(Outcome::usage(sentence));
        }
    }
    Ok(chosen)
}

/// To the file asked for, or to standard output.
fn put(file: Option<File>, drawn: &Drawn) -> Result<Outcome, Outcome> {
    let text = file.map(|file| file.text).unwrap_or_default();
    let Some(path) = &drawn.to else {
        return Ok(Outcome::text(text));
    };
    match std::fs::write(path, text) {
        Ok(()) => Ok(Outcome::default()),
        Err(error) => Err(Outcome::refused(format!("error: {}: {error}\n", path.display()))),
    }
}
