//! The marks of a lane: ends, probe answers, ports, signals, hooks, and the texts beside them.

use app::chart::{Caption, Lane, Mark};
use app::story::MarkKind;
use app::view::{Part, Spot};
use yew::prelude::*;

use crate::components::px;

/// All marks and captions.
pub fn marks((group, index): (usize, usize), lane: &Lane) -> Html {
    let all = lane.marks.iter().enumerate();
    html! {
        <g class="marks" data-at={format!("{group} {index}")} data-lane={lane.name.clone()}>
            { for all.map(|(at, mark)| html! {
                <g class="mark" data-spot={Spot { group, lane: index, part: Part::Mark(at) }.name()}>{ drawn(lane, mark) }</g>
            }) }
            { for lane.captions.iter().map(caption) }
        </g>
    }
}

fn caption(caption: &Caption) -> Html {
    html! { <text class={classes!("caption", caption.tone.name())} x={px(caption.x)} y={px(caption.y)}>{ &caption.text }</text> }
}

fn drawn(lane: &Lane, mark: &Mark) -> Html {
    match mark.kind {
        MarkKind::Exit(code) => exit(mark, if code == 0 { "good" } else { "bad" }),
        MarkKind::Stopped(_) => exit(mark, "asked"),
        MarkKind::ProbeOk => path("mark-ok", mark, "M0-4L4.500 4h-9z"),
        MarkKind::ProbeFailed => path("mark-failed", mark, "M-3.500-3.500l7 7M3.500-3.500l-7 7"),
        MarkKind::ProbeError => path("mark-error", mark, "M0-4l4 4-4 4-4-4z"),
        MarkKind::Port(_) => port(lane, mark),
        MarkKind::Signal => path("mark-signal", &at(mark, lane.y), "M-4-5h8l-4 7z"),
        MarkKind::Log => path("mark-log", &at(mark, lane.y + lane.bar), "M-1.500-3h3v3h-3z"),
        MarkKind::Hook => path("mark-hook", &at(mark, lane.y + lane.bar), "M0-3l4 4-4 4-4-4z"),
    }
}

fn at(mark: &Mark, y: i32) -> Mark {
    Mark { y, ..mark.clone() }
}

fn path(class: &'static str, mark: &Mark, d: &'static str) -> Html {
    html! { <path {class} {d} transform={format!("translate({} {})", px(mark.x), px(mark.y))} /> }
}

/// The exit code in a disc: green with 0, red with anything else, grey when the end was asked for.
fn exit(mark: &Mark, tone: &'static str) -> Html {
    let class = classes!("exit", tone);
    let (x, y) = (px(mark.x - mark.width / 2), px(mark.y - 80));
    html! {
        <g {class}>
            <rect {x} {y} width={px(mark.width)} height="16" rx="8" />
            <text x={px(mark.x)} y={px(mark.y)}>{ &mark.label }</text>
        </g>
    }
}

/// A port opens: a bold edge on the bar.
fn port(lane: &Lane, mark: &Mark) -> Html {
    html! { <line class="mark-port" x1={px(mark.x)} x2={px(mark.x)} y1={px(lane.y - 30)} y2={px(lane.y + lane.bar + 30)} /> }
}
