//! What the bars mean, and how the time axis is shown.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::drawing;
use app::story::{Look, Origin};
use yew::prelude::*;

use super::chart::shapes;
use super::conditions::checkbox;
use super::{Send, View, chosen};

/// What the bars mean, and how the time axis is shown.
#[derive(PartialEq)]
pub struct Legend {
    /// The chart.
    pub chart: Rc<Chart>,
    /// Long silences are not cut.
    pub true_scale: bool,
    /// Where the axis begins to count.
    pub origin: Origin,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Legend {
    fn view(&self) -> Html {
        let button = |label: &'static str, title: &'static str, msg: Msg| {
            let onclick = self.send.reform(move |_: MouseEvent| msg.clone());
            html! { <button type="button" class="button small" {title} aria-label={title} {onclick}>{ label }</button> }
        };
        let origin = self
            .send
            .reform(|event: Event| Msg::OriginChosen(Origin::from_name(&chosen(&event))));
        html! {
            <div class="legend">
                <ul aria-label="Legend">{ for self.chart.legend.iter().map(entry) }</ul>
                <div class="zoom" role="group" aria-label="Time axis">
                    { button("Act…", "Do something at the cursor (M)", Msg::MenuAskedHere) }
                    <label class="origin">{ "0 is" }
                        <select onchange={origin}>
                            { for Origin::ALL.into_iter().map(|origin| html! {
                                <option value={origin.name()} selected={origin == self.origin}>{ origin.words() }</option>
                            }) }
                        </select>
                    </label>
                    { checkbox("true scale", self.true_scale, &self.send, Msg::TrueScale) }
                    { button("−", "Zoom out (S)", Msg::Zoomed(false, None)) }
                    { button("+", "Zoom in (W)", Msg::Zoomed(true, None)) }
                    { button("Fit", "Show everything (F)", Msg::Fitted) }
                </div>
            </div>
        }
    }
}

fn entry(look: &Look) -> Html {
    html! {
        <li>
            <svg width="16" height="12" aria-hidden="true">{ shapes(drawing::swatch(*look, (0, 0))) }</svg>
            { look.words() }
        </li>
    }
}
