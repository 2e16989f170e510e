//! What the containers do: the assumed behaviour of each, and where the assumption comes from.

use std::rc::Rc;

use app::view::ContainerRow;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub rows: Rc<Vec<ContainerRow>>,
}

/// What the containers do: the assumed behaviour of each, and where the assumption comes from.
#[component(Containers)]
pub fn containers(props: &Props) -> Html {
    html! {
        <section class="containers" aria-labelledby="containers-title">
            <h2 id="containers-title" class="section-title">{ "What the containers do" }</h2>
            <table>
                <thead class="visually-hidden">
                    <tr><th scope="col">{ "Container" }</th><th scope="col">{ "Role" }</th><th scope="col">{ "Behaviour and its source" }</th></tr>
                </thead>
                <tbody>{ for props.rows.iter().map(row) }</tbody>
            </table>
        </section>
    }
}

fn row(row: &ContainerRow) -> Html {
    let tag = row.tag.name();
    html! {
        <tr key={row.name.clone()}>
            <th scope="row">{ &row.name }</th>
            <td><span class={classes!("chip", format!("chip-{tag}"))}>{ tag }</span></td>
            <td>
                { for row.aspects.iter().map(|aspect| html! {
                    <span class="aspect">{ &aspect.text }{ " " }<span class="chip chip-source" title="Where this comes from">{ aspect.source }</span></span>
                }) }
            </td>
        </tr>
    }
}
