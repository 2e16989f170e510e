//! The lifecycle chart: draws `app::chart::Chart` as SVG, reports its width and what the pointer does.

mod axis;
mod cursor;
mod defs;
mod group;
mod lane;
mod marks;

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::text::Px10;
use app::view::PlayerView;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, PointerEvent, ResizeObserver, WheelEvent};
use yew::prelude::*;

use super::{Send, px};

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub chart: Rc<Chart>,
    pub player: PlayerView,
    /// Why the picture is not that of the present text.
    pub stale: Option<AttrValue>,
    /// The container whose lanes are marked.
    #[prop_or_default]
    pub marked: Option<AttrValue>,
    pub send: Send,
}

/// The chart with its cursor.
#[component(ChartView)]
pub fn chart_view(props: &Props) -> Html {
    let frame = use_node_ref();
    use_width(&frame, &props.send);
    use_wheel(&frame, &props.send);
    let dragging = use_mut_ref(|| false);
    let point = {
        let (frame, send) = (frame.clone(), props.send.clone());
        Callback::from(move |event: PointerEvent| {
            if let Some(x) = position(&frame, f64::from(event.client_x())) {
                send.emit(Msg::CursorDragged(x));
            }
        })
    };
    let down = {
        let (dragging, point) = (dragging.clone(), point.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 && is_in_plot(&event) {
                *dragging.borrow_mut() = true;
                capture(&event);
                point.emit(event);
            }
        })
    };
    let moved = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                point.emit(event);
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    let chart = &props.chart;
    let (width, height) = (px(chart.width), px(chart.height));
    html! {
        <figure class={classes!("chart", props.stale.is_some().then_some("stale"))} ref={frame} aria-label="Lifecycle chart" data-testid="chart">
            <svg class="chart-svg" {width} {height} viewBox={format!("0 0 {} {}", px(chart.width), px(chart.height))}
                role="img" aria-label={summary(chart)} onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up}>
                { defs::defs() }
                <Drawing chart={chart.clone()} marked={props.marked.clone()} send={props.send.clone()} />
                { cursor::cursor(chart, &props.player) }
            </svg>
        </figure>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct DrawingProps {
    chart: Rc<Chart>,
    marked: Option<AttrValue>,
    send: Send,
}

/// Everything but the cursor: not drawn anew while only the cursor moves.
#[component(Drawing)]
fn drawing(props: &DrawingProps) -> Html {
    let chart = &props.chart;
    html! {
        <>
            { axis::axis(chart) }
            { for chart.groups.iter().map(|group| group::group(chart, group, props.marked.as_deref(), &props.send)) }
            { axis::cuts(chart) }
            { for chart.groups.iter().map(|group| group::overlay(chart, group)) }
        </>
    }
}

/// One sentence for people who do not see the picture.
fn summary(chart: &Chart) -> String {
    let verdicts = chart
        .groups
        .iter()
        .map(|group| format!("{}: {}", group.title, group.verdict));
    format!(
        "Lifecycles on one time axis. {}",
        verdicts.collect::<Vec<_>>().join(". ")
    )
}

/// A pointer's place on the chart.
fn position(frame: &NodeRef, client_x: f64) -> Option<Px10> {
    let svg = frame.cast::<Element>()?.query_selector("svg").ok()??;
    let x = (client_x - svg.get_bounding_client_rect().left()) * 10.0;
    Some(x as Px10)
}

/// Not on the names at the left: a tap there scrolls.
fn is_in_plot(event: &PointerEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_none_or(|target| !target.matches(".lane-name").unwrap_or(false))
}

fn capture(event: &PointerEvent) {
    if let Some(element) = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok())
    {
        // A pointer that has left already cannot be captured; then the drag is a click.
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

/// Reports the width that the chart has to fill.
#[hook]
fn use_width(frame: &NodeRef, send: &Send) {
    let (frame, send) = (frame.clone(), send.clone());
    use_effect_with((), move |()| {
        let observed = frame.cast::<Element>();
        let target = observed.clone();
        let report = Closure::<dyn FnMut()>::new(move || {
            if let Some(element) = &target {
                send.emit(Msg::Resized(element.client_width() * 10));
            }
        });
        let observer = ResizeObserver::new(report.as_ref().unchecked_ref()).ok();
        if let (Some(observer), Some(element)) = (&observer, &observed) {
            observer.observe(element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(report);
        }
    });
}

/// Ctrl or ⌘ with the wheel (and a pinch, which browsers report as such) zooms; the plain wheel scrolls the page.
#[hook]
fn use_wheel(frame: &NodeRef, send: &Send) {
    let (frame, send) = (frame.clone(), send.clone());
    use_effect_with((), move |()| {
        let listener = frame.cast::<Element>().map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                if wheel.ctrl_key() || wheel.meta_key() {
                    event.prevent_default();
                    send.emit(Msg::Zoomed(
                        wheel.delta_y() < 0.0,
                        position(&frame, f64::from(wheel.client_x())),
                    ));
                }
            })
        });
        move || drop(listener)
    });
}
