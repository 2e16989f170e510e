//! What the bars mean, and how the chart can be zoomed.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::story::Look;
use yew::prelude::*;

use super::Send;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub chart: Rc<Chart>,
    pub send: Send,
}

/// What the bars mean, and how the chart can be zoomed.
#[component(Legend)]
pub fn legend(props: &Props) -> Html {
    let button = |label: &'static str, title: &'static str, msg: Msg| {
        let onclick = props.send.reform(move |_: MouseEvent| msg.clone());
        html! { <button type="button" class="button small" {title} aria-label={title} {onclick}>{ label }</button> }
    };
    html! {
        <div class="legend">
            <ul aria-label="Legend">{ for props.chart.legend.iter().map(entry) }</ul>
            <div class="zoom" role="group" aria-label="Zoom">
                { button("−", "Zoom out (S)", Msg::Zoomed(false, None)) }
                { button("+", "Zoom in (W)", Msg::Zoomed(true, None)) }
                { button("Fit", "Show everything (F)", Msg::Fitted) }
            </div>
        </div>
    }
}

fn entry(look: &Look) -> Html {
    let name = look.name();
    html! {
        <li>
            <svg width="16" height="12" aria-hidden="true" class={format!("bar bar-{name}")}>
                <rect class="bar-fill" width="16" height="12" rx="3" /><rect class="bar-pattern" width="16" height="12" rx="3" />
            </svg>
            { look.words() }
        </li>
    }
}
