//! What the containers do: the assumed behaviour of each, where the assumption comes from, and the knobs that change it.

use std::rc::Rc;

use app::Msg;
use app::view::{AspectView, ContainerRow, Knob, ProbeView};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::{Send, View, chosen, entered, number, reporting, seconds};

/// What the containers do.
#[derive(PartialEq)]
pub struct Containers {
    /// The containers.
    pub rows: Rc<Vec<ContainerRow>>,
    /// The container that was said to be the sidecar.
    pub sidecar: Option<AttrValue>,
    /// The container under the pointer or the caret.
    pub marked: Option<AttrValue>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for Containers {
    fn view(&self) -> Html {
        html! {
            <section class="containers" aria-labelledby="containers-title">
                <div class="section-head">
                    <h2 id="containers-title" class="section-title">{ "What the containers do" }</h2>
                    if self.rows.len() > 1 { { sidecar(self) } }
                </div>
                if self.rows.is_empty() { <p class="quiet">{ "No container runs." }</p> }
                { for self.rows.chunk_by(|a, b| a.place.object == b.place.object).map(|rows| html! {
                    <>
                        if rows.len() < self.rows.len() { <h3 class="workload">{ &rows[0].place.workload }</h3> }
                        { for rows.iter().map(|row| view(row, self)) }
                    </>
                }) }
                if let Some(row) = self.rows.last().filter(|row| row.more > 0) {
                    <p class="quiet more">{ format!("and {} more", row.more) }</p>
                }
            </section>
        }
    }
}

/// Which container is the sidecar, when the guess is wrong.
fn sidecar(props: &Containers) -> Html {
    let onchange = props
        .send
        .reform(|event: Event| Msg::SidecarChosen(chosen(&event)));
    html! {
        <label class="sidecar-choice">{ "Sidecar" }
            <select {onchange}>
                <option value="" selected={props.sidecar.is_none()}>{ "as guessed" }</option>
                { for props.rows.iter().map(|row| html! {
                    <option value={row.name.clone()} selected={props.sidecar.as_deref() == Some(&row.name)}>{ &row.name }</option>
                }) }
            </select>
        </label>
    }
}

fn view(row: &ContainerRow, props: &Containers) -> Html {
    let (tag, send) = (row.tag.name(), &props.send);
    let name = row.name.clone();
    let over = send.reform(move |_: PointerEvent| Msg::LaneHovered(Some(name.clone())));
    let out = send.reform(|_: PointerEvent| Msg::LaneHovered(None));
    let marked = props.marked.as_deref() == Some(&row.name);
    html! {
        <div class={classes!("container", marked.then_some("marked"))} key={row.name.clone()} onpointerenter={over} onpointerleave={out}
            role="group" aria-label={row.name.clone()}>
            <div class="container-name">
                <bdi>{ &row.name }</bdi><span class={classes!("chip", format!("chip-{tag}"))}>{ tag }</span>
                { behaviour(row, send) }
            </div>
            <div class="container-does">
                { for row.aspects.iter().enumerate().map(|(at, item)| aspect(row, at, item, send)) }
            </div>
            { for row.probes.iter().map(|item| probe(row, item, send)) }
        </div>
    }
}

/// An aspect; where it comes from is said once for those in a row that come from the same.
fn aspect(row: &ContainerRow, at: usize, aspect: &AspectView, send: &Send) -> Html {
    let next = row.aspects.get(at + 1);
    let said_later = next.is_some_and(|next| next.source == aspect.source);
    let knobs = aspect.knobs.iter().enumerate();
    html! {
        <p class="aspect" title={aspect.origin.clone()}>
            if aspect.knobs.is_empty() {
                <span>{ &aspect.text }</span>
            } else {
                { for knobs.map(|(statement, item)| knob(row, (at, statement), item, send)) }
            }
            if !said_later {
                <span class="chip chip-source">{ aspect.source }</span>
            }
        </p>
    }
}

/// A duration: slider and number.
fn knob(row: &ContainerRow, (aspect, statement): (usize, usize), knob: &Knob, send: &Send) -> Html {
    let turn = |scale: f64| {
        let name = row.name.clone();
        reporting(send, move |event: InputEvent| {
            let value = number(&entered(&event))? * scale;
            Some(Msg::KnobTurned(
                name.clone(),
                aspect,
                statement,
                value.round() as u32,
            ))
        })
    };
    let label = format!("{}: {}", row.name, knob.before);
    let seconds = seconds(knob.millis);
    html! {
        <span class="knob">
            <span>{ &knob.before }</span>
            <input type="range" min="0" max={knob.max.to_string()} step="100" value={knob.millis.to_string()} aria-label={label.clone()}
                aria-valuetext={format!("{seconds} s")} oninput={turn(1.0)} />
            <input type="number" min="0" step="0.1" value={seconds} aria-label={format!("{label}, seconds")} oninput={turn(1_000.0)} />{ "s" }
        </span>
    }
}

fn probe(row: &ContainerRow, probe: &ProbeView, send: &Send) -> Html {
    let field = probe.field;
    let numbers = probe.numbers.iter().map(|number| {
        let (name, own) = (row.name.clone(), number.field);
        let oninput = reporting(send, move |event: InputEvent| {
            let value = entered(&event).parse().ok()?;
            Some(Msg::ProbeSet(name.clone(), field, own, value))
        });
        html! {
            <label>{ number.word }{ " " }
                <input type="number" min={number.least.to_string()} value={number.value.to_string()} title={own} aria-label={format!("{} {field} {own}", row.name)} {oninput} />
                { " " }{ number.unit }
            </label>
        }
    });
    html! { <div class="probe"><span>{ field }{ " " }<code>{ &probe.asks }</code></span>{ for numbers }</div> }
}

/// The whole behaviour as text, written into the manifest's annotation.
fn behaviour(row: &ContainerRow, send: &Send) -> Html {
    let name = row.name.clone();
    let onchange = send.reform(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        Msg::BehaviourWritten(name.clone(), value)
    });
    let text = row.annotation.clone().unwrap_or_default();
    html! {
        <details class="behaviour">
            <summary>{ "set as text" }</summary>
            <textarea rows="2" value={text} placeholder={row.pinned.clone()} aria-label={format!("Behaviour of {}", row.name)} spellcheck="false" {onchange} />
            { for row.mistakes.iter().map(|mistake| html! { <p class="bad">{ mistake }</p> }) }
        </details>
    }
}
