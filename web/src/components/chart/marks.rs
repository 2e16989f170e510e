//! The marks of a lane: ends, probe answers, ports, signals, hooks, and the texts beside them.

use app::chart::{Caption, Lane, Mark};
use app::story::MarkKind;
use yew::prelude::*;

use crate::components::px;

/// All marks and captions.
pub fn marks(lane: &Lane) -> Html {
    html! {
        <g class="marks">
            { for lane.marks.iter().map(|mark| drawn(lane, mark)) }
            { for lane.captions.iter().map(caption) }
        </g>
    }
}

fn caption(caption: &Caption) -> Html {
    html! { <text class={classes!("caption", caption.tone.name())} x={px(caption.x)} y={px(caption.y)}>{ &caption.text }</text> }
}

fn drawn(lane: &Lane, mark: &Mark) -> Html {
    let shape = match mark.kind {
        MarkKind::Exit(code) => return exit(mark, code, if code == 0 { "good" } else { "bad" }),
        MarkKind::Stopped(code) => return exit(mark, code, "asked"),
        MarkKind::ProbeOk => path("mark-ok", mark, "M0-4L4.500 4h-9z"),
        MarkKind::ProbeFailed => path("mark-failed", mark, "M-3.500-3.500l7 7M3.500-3.500l-7 7"),
        MarkKind::ProbeError => path("mark-error", mark, "M0-4l4 4-4 4-4-4z"),
        MarkKind::Port(_) => return port(lane, mark),
        MarkKind::Signal => path("mark-signal", &at(mark, lane.y), "M-4-5h8l-4 7z"),
        MarkKind::Hook => path("mark-hook", &at(mark, lane.y + lane.bar), "M0-3l4 4-4 4-4-4z"),
    };
    titled(mark, shape)
}

fn at(mark: &Mark, y: i32) -> Mark {
    Mark { y, ..mark.clone() }
}

fn path(class: &'static str, mark: &Mark, d: &'static str) -> Html {
    html! { <path {class} {d} transform={format!("translate({} {})", px(mark.x), px(mark.y))} /> }
}

fn titled(mark: &Mark, shape: Html) -> Html {
    html! { <g class="mark"><title>{ &mark.title }</title>{ shape }</g> }
}

/// The exit code in a disc: green with 0, red with anything else, grey when the end was asked for.
fn exit(mark: &Mark, code: i32, tone: &'static str) -> Html {
    let class = classes!("exit", tone);
    let (x, y) = (px(mark.x - mark.width / 2), px(mark.y - 80));
    let shape = html! {
        <g {class}>
            <rect {x} {y} width={px(mark.width)} height="16" rx="8" />
            <text x={px(mark.x)} y={px(mark.y)}>{ code }</text>
        </g>
    };
    titled(mark, shape)
}

/// A port opens: a bold edge on the bar.
fn port(lane: &Lane, mark: &Mark) -> Html {
    let shape = html! { <line class="mark-port" x1={px(mark.x)} x2={px(mark.x)} y1={px(lane.y - 30)} y2={px(lane.y + lane.bar + 30)} /> };
    titled(mark, shape)
}
