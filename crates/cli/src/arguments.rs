//! The words of the command line.

use std::path::PathBuf;
use std::time::Duration;

use api::KubernetesVersion;
use api::meta_v1::Time;
use clap::{Args, Parser, Subcommand, ValueEnum};
use sim::{Action, TimedAction};
use variants::VariantId;

/// See what a pod would live, without and with a native sidecar.
#[derive(Debug, Parser)]
#[command(name = "sidecar-playground", version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Live through a manifest and print what happened
    Simulate(Simulate),
    /// Say what kubectl apply would say; exit 0 when everything is accepted, else 1
    Check(Check),
    /// Print the manifest's variants, or the difference between two of them
    Variants(Variants),
    /// Say why each variant ends as it does, and what was assumed about its containers
    Explain(Explain),
    /// Live through each variant many times with delays that vary, and count how often it succeeds
    Odds(Odds),
    /// Draw variants on one time axis, as a picture for a page without scripts
    Svg(Svg),
    /// Tell variants as a Markdown document, or as a Mermaid diagram
    Report(Report),
}

impl Command {
    /// What is read, and what is simulated of it.
    pub fn scene(&mut self) -> Option<(&Input, &mut Settings)> {
        match self {
            Command::Simulate(simulate) => Some((&simulate.input, &mut simulate.settings)),
            Command::Explain(explain) => Some((&explain.input, &mut explain.settings)),
            Command::Odds(odds) => Some((&odds.input, &mut odds.settings)),
            Command::Svg(Svg { drawn, .. }) | Command::Report(Report { drawn, .. }) => {
                Some((&drawn.input, &mut drawn.settings))
            }
            Command::Check(_) | Command::Variants(_) => None,
        }
    }
}

/// Options that decide what is read and how.
#[derive(Debug, Args)]
pub struct Input {
    /// The manifest; `-` for standard input; `example:ID` for an example of the page, with what is done to it meanwhile
    pub file: PathBuf,
    /// The cluster's version, 1.28 to 1.36
    #[arg(long, value_name = "VERSION", default_value = "1.36")]
    pub kubernetes: KubernetesVersion,
    /// The container that is the sidecar (else: found by its restartPolicy, an annotation or its name)
    #[arg(long, value_name = "CONTAINER")]
    pub sidecar: Option<String>,
}

/// Options that decide what is simulated.
#[derive(Debug, Args)]
pub struct Settings {
    /// How long to simulate
    #[arg(long = "for", value_name = "DURATION", default_value = "2m", value_parser = duration)]
    pub horizon: Duration,
    /// Seed of names and random delays
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Draw every random delay from its range by the seed, instead of taking its median
    #[arg(long, value_name = "on|off", default_value = "off")]
    pub jitter: Switch,
    /// What a user does meanwhile, e.g. '10s kubectl delete pod NAME'; may be repeated; takes the place of an example's
    #[arg(long = "at", value_name = "'TIME COMMAND'", value_parser = timed_action)]
    pub actions: Vec<TimedAction>,
    /// The wall-clock time of the start, e.g. 2026-11-21T10:02:58Z, which is the usual one; without it, CronJobs are applied shortly before they are due
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub epoch: Option<Time>,
}

/// `simulate`
#[derive(Debug, Args)]
pub struct Simulate {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub settings: Settings,
    /// Which variant to simulate
    #[arg(long, value_name = "VARIANT", default_value = "as-written")]
    pub variant: VariantId,
    /// What to print
    #[arg(short, long, value_name = "FORM", default_value = "watch")]
    pub output: Output,
}

/// `check`
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    pub input: Input,
}

/// `variants`
#[derive(Debug, Args)]
pub struct Variants {
    #[command(flatten)]
    pub input: Input,
    /// Print this variant's manifest
    #[arg(long, value_name = "VARIANT")]
    pub variant: Option<VariantId>,
    /// Print the difference between two variants
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "variant")]
    pub diff: Vec<VariantId>,
}

/// `explain`
#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub settings: Settings,
}

/// `odds`
#[derive(Debug, Args)]
pub struct Odds {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub settings: Settings,
    /// How many lives each variant gets
    #[arg(long, value_name = "N", default_value_t = app::odds::RUNS_MANY, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub runs: u32,
}

/// Options of what is made from the page's picture.
#[derive(Debug, Args)]
pub struct Drawn {
    #[command(flatten)]
    pub input: Input,
    #[command(flatten)]
    pub settings: Settings,
    /// A variant to show, up to four times; without it the two that tell most
    #[arg(long = "variant", value_name = "VARIANT")]
    pub variants: Vec<VariantId>,
    /// Write to this file instead of standard output
    #[arg(short = 'o', long = "to", value_name = "FILE")]
    pub to: Option<PathBuf>,
}

/// `svg`
#[derive(Debug, Args)]
pub struct Svg {
    #[command(flatten)]
    pub drawn: Drawn,
    /// The colours
    #[arg(long, value_name = "light|dark", default_value = "light")]
    pub theme: Theme,
    /// How wide, in pixels; below 560 names are short
    #[arg(long, value_name = "PIXELS", default_value_t = 880, value_parser = clap::value_parser!(i32).range(280..=4000))]
    pub width: i32,
}

/// `report`
#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    pub drawn: Drawn,
    /// What to write
    #[arg(long = "as", value_name = "FORM", default_value = "markdown")]
    pub form: Form,
    /// Where the playground is, for a link to it
    #[arg(long, value_name = "URL", default_value = "")]
    pub address: String,
}

/// What `report` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Verdicts, a timeline, the manifest
    Markdown,
    /// A `gantt` diagram
    Mermaid,
}

/// The colours of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// For a light page
    Light,
    /// For a dark page
    Dark,
}

/// What `simulate` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// `kubectl get pods -w`
    Watch,
    /// `kubectl get events`
    Events,
    /// One run in the form of an entry of a recording's `reps`
    Recording,
    /// The watch events as JSON lines of API objects
    Json,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}

/// Reads a duration such as `90s`, `2m`, `1h30m`, `1.5s`, `300ms`; a bare number means seconds.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text:?} is no duration: write 90s, 2m, 1h30m or 300ms");
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let letters = rest[digits..]
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(rest.len() - digits);
        let (number, unit) = (&rest[..digits], &rest[digits..digits + letters]);
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let seconds = match unit {
            "" | "s" => 1.0,
            "ms" => 0.001,
            "m" => 60.0,
            "h" => 3600.0,
            "d" => 86_400.0,
            _ => return Err(wrong()),
        };
        total += Duration::try_from_secs_f64(number * seconds).map_err(|_| wrong())?;
        rest = &rest[digits + letters..];
    }
    if text.is_empty() || total > MAX_HORIZON {
        Err(wrong())
    } else {
        Ok(total)
    }
}

/// Reads an RFC 3339 time.
fn time(text: &str) -> Result<Time, String> {
    Time::parse(text).ok_or_else(|| format!("{text:?} is no time: write 2026-11-21T10:02:58Z"))
}

/// The longest time that can be asked for: 30 days.
const MAX_HORIZON: Duration = Duration::from_secs(30 * 86_400);

/// Reads `10s kubectl delete pod NAME`.
fn timed_action(text: &str) -> Result<TimedAction, String> {
    let (at, command) = text
        .trim()
        .split_once(char::is_whitespace)
        .ok_or_else(|| format!("{text:?} needs a time and a command: '10s kubectl delete pod NAME'"))?;
    Ok(TimedAction {
        at: duration(at)?,
        action: Action::Command(command.trim().to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, expect) in [
            ("90s", Some(90_000)),
            ("2m", Some(120_000)),
            ("1h30m", Some(5_400_000)),
            ("300ms", Some(300)),
            ("10.5s", Some(10_500)),
            ("7", Some(7_000)),
            ("", None),
            ("5x", None),
            ("-5s", None),
            ("1e99s", None),
            ("1000000h", None),
        ] {
            let read = duration(text).ok().map(|duration| duration.as_millis());
            assert_eq!(read, expect, "{text}");
        }
    }

    #[test]
    fn actions() {
        let action = timed_action("10s  kubectl delete pod term --wait=false").unwrap();
        assert_eq!(action.at, Duration::from_secs(10));
        assert_eq!(
            action.action,
            Action::Command("kubectl delete pod term --wait=false".into())
        );
        assert!(timed_action("10s").is_err());
        assert!(timed_action("soon kubectl").is_err());
    }
}
