//! The lifecycle chart: puts the shapes of `app::drawing` on the page, reports its width and what pointer and keyboard do.

mod cursor;
mod pointer;
mod shapes;
mod wheel;

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::drawing::{self, px};
use app::text::Px10;
use app::view::{Flag, PlayerView, SpotCard};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use super::{Send, View, number, part};
use pointer::{Pointer, use_pointer};
pub use shapes::shapes;
use wheel::use_wheel;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub chart: Rc<Chart>,
    pub player: PlayerView,
    /// What the user does meanwhile.
    pub flags: Rc<Vec<Flag>>,
    /// The cards of things on the chart: those things are framed.
    pub spots: Rc<Vec<SpotCard>>,
    /// The range being marked.
    pub range: Option<(Px10, Px10)>,
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
    let Pointer {
        down,
        moved,
        up,
        left,
        menu,
    } = use_pointer(&frame, &props.chart, &props.send);
    let onfocusout = props.send.reform(|_: FocusEvent| Msg::RoveLeft);
    let chart = &props.chart;
    let flags = || {
        props
            .flags
            .iter()
            .enumerate()
            .filter_map(|(at, flag)| drawing::flag(chart, at, flag))
    };
    let area = format!("0 0 {} {}", px(chart.width), px(chart.height));
    // What moves lies in a picture of its own: the one below is not painted again for it.
    html! {
        <figure class={classes!("chart", props.stale.is_some().then_some("stale"))} ref={frame} tabindex="0" role="application"
            aria-label="Lifecycle chart: arrow keys go from thing to thing" data-testid="chart" {onfocusout}>
            <svg class="chart-svg" width="100%" viewBox={area.clone()} role="img" aria-label={summary(chart)}
                onpointerdown={down} onpointermove={moved} onpointerup={up.clone()} onpointercancel={up} onpointerleave={left} oncontextmenu={menu}>
                { shapes(vec![drawing::patterns()]) }
                { part(Drawing { chart: chart.clone(), marked: props.marked.clone() }) }
                { shapes(flags().collect()) }
            </svg>
            <svg class="chart-svg over" width="100%" viewBox={area} aria-hidden="true">
                { cursor::range(chart, props.range) }
                { for props.spots.iter().map(cursor::frame) }
                { cursor::cursor(chart, &props.player) }
            </svg>
        </figure>
    }
}

/// Everything but the cursor: not drawn anew while only the cursor moves.
#[derive(PartialEq)]
struct Drawing {
    chart: Rc<Chart>,
    marked: Option<AttrValue>,
}

impl View for Drawing {
    fn view(&self) -> Html {
        shapes(drawing::picture(&self.chart, self.marked.as_deref()))
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

/// A pointer's place on the chart; the picture may be drawn larger than it was laid out.
fn position(frame: &NodeRef, (x, y): (i32, i32)) -> Option<(Px10, Px10)> {
    let svg = frame.cast::<Element>()?.query_selector("svg").ok()??;
    let area = svg.get_bounding_client_rect();
    let laid_out = number(svg.get_attribute("viewBox")?.split(' ').nth(2)?)?;
    let scale = laid_out / area.width().max(1.0);
    let place = |client: i32, edge: f64| ((f64::from(client) - edge) * scale * 10.0) as Px10;
    Some((place(x, area.left()), place(y, area.top())))
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
