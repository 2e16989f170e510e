//! The chart's facts as tables: the same for people who do not see the picture.

use std::rc::Rc;

use app::chart::{Chart, Lane};
use app::story::MarkKind;
use yew::prelude::*;

use super::View;

/// The chart's facts as tables: the same for people who do not see the picture.
#[derive(PartialEq)]
pub struct ChartTable {
    /// The chart.
    pub chart: Rc<Chart>,
}

impl View for ChartTable {
    fn view(&self) -> Html {
        html! {
            <details class="chart-table">
                <summary>{ "The same as a table" }</summary>
                { for self.chart.groups.iter().map(|group| html! {
                    <table key={group.id.clone()}>
                        <caption>{ format!("{}: {}", group.title, group.verdict) }</caption>
                        <thead><tr><th scope="col">{ "Lane" }</th><th scope="col">{ "What happened" }</th></tr></thead>
                        <tbody>{ for group.lanes.iter().map(row) }</tbody>
                    </table>
                }) }
            </details>
        }
    }
}

fn row(lane: &Lane) -> Html {
    // Lines written are in the logs.
    let marks = lane.marks.iter().filter(|mark| mark.kind != MarkKind::Log);
    let facts = lane
        .segments
        .iter()
        .map(|segment| &segment.title)
        .chain(marks.map(|mark| &mark.title));
    html! {
        <tr>
            <th scope="row">{ &lane.name }{ " " }<span class="quiet">{ lane.kind.name() }</span></th>
            <td><ul>{ for facts.map(|fact| html! { <li>{ fact }</li> }) }</ul></td>
        </tr>
    }
}
