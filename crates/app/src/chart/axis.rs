//! The time axis: moments to positions and back, with long silences cut out.

use crate::text::{Micros, Px10, tick, width};

/// Silences shorter than this stay as they are.
const SILENCE_MIN: Micros = 8_000_000;
/// A silence is cut when it takes more than one part in so many of what is shown.
const SILENCE_SHARE: Micros = 5;
/// How much of a cut silence stays visible before and after it.
const SILENCE_EDGE: Micros = 1_800_000;
/// How wide a cut is drawn.
const CUT_WIDTH: Px10 = 340;
/// All cuts together take at most one part in so many of the width.
const CUTS_SHARE: Px10 = 3;
/// Labels of the axis stand at least this far apart.
const LABEL_GAP: Px10 = 760;
/// Air between a tick's label and that of a cut.
const LABEL_AIR: Px10 = 40;
/// At most so many tick lines are drawn, whatever the window.
const TICKS_MAX: usize = 400;
/// Steps between labels, in milliseconds, each with the number of minor steps in it.
const STEPS: &[(Micros, Micros)] = &[
    (10, 5),
    (20, 4),
    (50, 5),
    (100, 5),
    (200, 4),
    (500, 5),
    (1_000, 5),
    (2_000, 4),
    (5_000, 5),
    (10_000, 5),
    (15_000, 3),
    (30_000, 3),
    (60_000, 4),
    (120_000, 4),
    (300_000, 5),
    (600_000, 5),
    (1_800_000, 3),
    (3_600_000, 4),
    (21_600_000, 6),
];

/// A stretch of the axis: linear inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: Micros,
    to: Micros,
    x0: Px10,
    x1: Px10,
    cut: bool,
}

/// A line across the chart, labelled when it is a major one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tick {
    /// Where.
    pub x: Px10,
    /// `5 s`; `None` for a minor line.
    pub label: Option<String>,
}

/// A silence that was cut out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Left edge.
    pub x0: Px10,
    /// Right edge.
    pub x1: Px10,
    /// How much time is missing: `28 s`.
    pub label: String,
}

/// Moments to positions and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    spans: Vec<Span>,
}

impl Axis {
    /// An axis from `from` to `to` between the positions `x0` and `x1`. `beats` are the moments (in order)
    /// at which something happens; silences between them are cut out when `cut` is set.
    pub fn new(beats: &[Micros], (from, to): (Micros, Micros), (x0, x1): (Px10, Px10), cut: bool) -> Axis {
        let to = to.max(from + 1_000);
        let cuts = if cut {
            compute_cuts(
                beats,
                from,
                to,
                usize::try_from((x1 - x0) / CUTS_SHARE / CUT_WIDTH).unwrap_or(0),
            )
        } else {
            Vec::new()
        };
        let wide = Micros::from((x1 - x0).max(100));
        let cut_total = Micros::try_from(cuts.len()).unwrap_or(0) * Micros::from(CUT_WIDTH);
        let silent: Micros = cuts.iter().map(|(start, end)| end - start).sum();
        let (room, shown) = ((wide - cut_total).max(wide / 4), (to - from - silent).max(1));
        let mut spans = Vec::new();
        let (mut time, mut x) = (from, x0);
        for &(start, end) in cuts.iter().chain(std::iter::once(&(to, to))) {
            let next = x + to_px((start - time) * room / shown);
            spans.push(Span {
                from: time,
                to: start,
                x0: x,
                x1: next,
                cut: false,
            });
            (time, x) = (start, next);
            if end > start {
                spans.push(Span {
                    from: start,
                    to: end,
                    x0: x,
                    x1: x + CUT_WIDTH,
                    cut: true,
                });
                (time, x) = (end, x + CUT_WIDTH);
            }
        }
        if let Some(last) = spans.last_mut() {
            last.x1 = x1.max(last.x0);
        }
        Axis { spans }
    }

    /// The position of a moment; moments outside the axis go to its ends.
    pub fn x(&self, time: Micros) -> Px10 {
        let found = self
            .spans
            .iter()
            .find(|span| time < span.to)
            .or(self.spans.last());
        found.map_or(0, |span| {
            let time = time.clamp(span.from, span.to);
            let length = (span.to - span.from).max(1);
            span.x0 + to_px((time - span.from) * Micros::from(span.x1 - span.x0) / length)
        })
    }

    /// The moment at a position; positions outside the axis go to its ends.
    pub fn time(&self, x: Px10) -> Micros {
        let found = self.spans.iter().find(|span| x < span.x1).or(self.spans.last());
        found.map_or(0, |span| {
            let x = x.clamp(span.x0, span.x1);
            let length = Micros::from((span.x1 - span.x0).max(1));
            span.from + Micros::from(x - span.x0) * (span.to - span.from) / length
        })
    }

    /// The first and the last moment.
    pub fn range(&self) -> (Micros, Micros) {
        (
            self.spans.first().map_or(0, |span| span.from),
            self.spans.last().map_or(0, |span| span.to),
        )
    }

    /// `time`, moved to the end of the cut it lies in.
    pub fn after_cut(&self, time: Micros) -> Micros {
        let inside = |span: &&Span| span.cut && span.from < time && time < span.to;
        self.spans.iter().find(inside).map_or(time, |span| span.to)
    }

    /// The cuts.
    pub fn cuts(&self) -> Vec<Cut> {
        let cut = self.spans.iter().filter(|span| span.cut);
        cut.map(|span| Cut {
            x0: span.x0,
            x1: span.x1,
            label: length(span.to - span.from),
        })
        .collect()
    }

    /// The lines across the chart.
    pub fn ticks(&self) -> Vec<Tick> {
        let Some((major, minor)) = self.step() else {
            return Vec::new();
        };
        let mut ticks = Vec::new();
        let mut labelled_to = Px10::MIN;
        let cuts = self.cuts();
        // The words beside a tick and those in a cut do not touch.
        let is_free = |x: Px10, label: &str| {
            let apart = |cut: &Cut| ((cut.x0 + cut.x1) / 2 - x).abs() * 2;
            let room = |cut: &Cut| width(label) + width(&cut.label) + 2 * LABEL_AIR;
            cuts.iter().all(|cut| apart(cut) >= room(cut))
        };
        for span in self.spans.iter().filter(|span| !span.cut) {
            let mut time = span.from.div_euclid(minor) * minor;
            while time <= span.to && ticks.len() < TICKS_MAX {
                if time >= span.from {
                    let x = self.x(time);
                    let is_major = time % major == 0 && x >= labelled_to;
                    let label = is_major.then(|| tick(time)).filter(|label| is_free(x, label));
                    if label.is_some() {
                        labelled_to = x + LABEL_GAP / 2;
                    }
                    ticks.push(Tick { x, label });
                }
                time += minor;
            }
        }
        ticks
    }

    /// Major and minor step of the labels, microseconds.
    fn step(&self) -> Option<(Micros, Micros)> {
        let span = self
            .spans
            .iter()
            .filter(|span| !span.cut)
            .max_by_key(|span| span.x1 - span.x0)?;
        let (time, room) = (
            (span.to - span.from).max(1),
            Micros::from((span.x1 - span.x0).max(1)),
        );
        let fits = |&&(step, _): &&(Micros, Micros)| step * 1_000 * room / time >= Micros::from(LABEL_GAP);
        let (major, parts) = STEPS.iter().find(fits).or(STEPS.last())?;
        Some((major * 1_000, major * 1_000 / parts))
    }
}

/// The silences to cut, at most `most`: while one takes more than its share of what is left, it goes.
fn compute_cuts(beats: &[Micros], from: Micros, to: Micros, most: usize) -> Vec<(Micros, Micros)> {
    let inside = beats.iter().copied().filter(|beat| (from..=to).contains(beat));
    let moments: Vec<Micros> = std::iter::once(from)
        .chain(inside)
        .chain(std::iter::once(to))
        .collect();
    let mut gaps: Vec<(Micros, Micros)> = moments
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
        .filter(|(start, end)| end - start > SILENCE_MIN)
        .collect();
    gaps.sort_by_key(|(start, end)| (start - end, *start));
    let mut shown = to - from;
    let mut cuts = Vec::new();
    for (start, end) in gaps.into_iter().take(most) {
        if (end - start) * SILENCE_SHARE < shown {
            break;
        }
        // The edge after the last event belongs to the axis' end: nothing follows there.
        let (start, end) = (start + SILENCE_EDGE, end - SILENCE_EDGE);
        shown -= end - start;
        cuts.push((start, end));
    }
    cuts.sort_unstable();
    cuts
}

/// A silence's length, rounded to whole seconds.
fn length(time: Micros) -> String {
    let whole = (time + 500_000) / 1_000_000;
    if whole < 60 {
        format!("{whole} s")
    } else {
        tick(whole * 1_000_000) + " min"
    }
}

fn to_px(value: Micros) -> Px10 {
    Px10::try_from(value).unwrap_or(Px10::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Micros = 1_000_000;

    fn at(seconds: &[Micros]) -> Vec<Micros> {
        seconds.iter().map(|time| time * SECOND).collect()
    }

    #[test]
    fn a_plain_axis_is_linear_and_invertible() {
        let axis = Axis::new(&at(&[0, 5, 10]), (0, 10 * SECOND), (1_000, 6_000), true);
        assert_eq!(axis.cuts(), []);
        assert_eq!(
            (axis.x(0), axis.x(5 * SECOND), axis.x(10 * SECOND)),
            (1_000, 3_500, 6_000)
        );
        assert_eq!(axis.time(3_500), 5 * SECOND);
        assert_eq!((axis.time(-5), axis.time(99_999)), (0, 10 * SECOND));
        let labels: Vec<String> = axis.ticks().into_iter().filter_map(|tick| tick.label).collect();
        assert_eq!(labels, ["0 s", "2 s", "4 s", "6 s", "8 s", "10 s"]);
    }

    #[test]
    fn a_grace_period_is_cut_out() {
        let axis = Axis::new(&at(&[0, 1, 6, 7, 37, 40]), (0, 42 * SECOND), (0, 6_000), true);
        let cuts = axis.cuts();
        assert_eq!(cuts.len(), 1);
        assert_eq!(cuts[0].label, "26 s");
        assert_eq!(cuts[0].x1 - cuts[0].x0, CUT_WIDTH);
        assert!(axis.x(7 * SECOND) < cuts[0].x0 && cuts[0].x1 < axis.x(37 * SECOND));
        assert_eq!(axis.x(42 * SECOND), 6_000);
        assert_eq!(axis.after_cut(20 * SECOND), 37 * SECOND - SILENCE_EDGE);
        assert_eq!(axis.after_cut(7 * SECOND), 7 * SECOND);
    }

    #[test]
    fn true_scale_has_no_cuts() {
        assert!(
            Axis::new(&at(&[0, 300]), (0, 300 * SECOND), (0, 6_000), false)
                .cuts()
                .is_empty()
        );
    }

    #[test]
    fn back_offs_are_cut_longest_first() {
        let axis = Axis::new(
            &at(&[0, 1, 11, 31, 71, 151, 311]),
            (0, 315 * SECOND),
            (0, 8_000),
            true,
        );
        let labels: Vec<String> = axis.cuts().into_iter().map(|cut| cut.label).collect();
        assert_eq!(labels, ["6 s", "16 s", "36 s", "1:16 min", "2:36 min"]);
    }

    #[test]
    fn labels_of_cuts_and_ticks_stand_apart() {
        let beats = at(&[0, 1, 14, 41, 60, 96, 97]);
        let axis = Axis::new(&beats, (0, 100 * SECOND), (0, 7_900), true);
        let ticks = axis.ticks();
        let mut labels: Vec<(Px10, String)> = ticks
            .into_iter()
            .filter_map(|tick| Some((tick.x, tick.label?)))
            .chain(
                axis.cuts()
                    .into_iter()
                    .map(|cut| ((cut.x0 + cut.x1) / 2, cut.label)),
            )
            .collect();
        labels.sort_unstable();
        assert!(axis.cuts().len() > 1 && labels.len() > 5, "{labels:?}");
        for pair in labels.windows(2) {
            let room = (width(&pair[0].1) + width(&pair[1].1)) / 2;
            assert!(pair[1].0 - pair[0].0 > room, "{pair:?}");
        }
    }

    #[test]
    fn an_empty_window_does_no_harm() {
        let axis = Axis::new(&[], (5, 5), (0, 0), true);
        assert_eq!(axis.x(5), 0);
        assert!(axis.ticks().len() <= TICKS_MAX);
    }
}
