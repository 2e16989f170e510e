//! What is simulated besides the manifest: how long, which luck, how slow the pulls.

use std::rc::Rc;

use app::Msg;
use app::conditions::{Clock, Conditions, LENGTHS, PULL_MAX, SEED_MAX};
use app::view::ContainerRow;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{Send, View, changed, chosen, entered, number, reporting, seconds};

/// What is simulated besides the manifest.
#[derive(PartialEq)]
pub struct ConditionsView {
    /// What is simulated besides the manifest.
    pub conditions: Conditions,
    /// When the run begins by the wall clock.
    pub clock: Clock,
    /// The containers.
    pub rows: Rc<Vec<ContainerRow>>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for ConditionsView {
    fn view(&self) -> Html {
        let ConditionsView {
            conditions,
            send,
            clock,
            ..
        } = self;
        let length = reporting(send, |event: Event| {
            chosen(&event).parse().ok().map(Msg::LengthChosen)
        });
        let seed = reporting(send, |event: InputEvent| {
            entered(&event).parse().ok().map(Msg::SeedChosen)
        });
        let begin = send.reform(|event: Event| Msg::EpochChosen(changed(&event)));
        let next = conditions.seed % SEED_MAX + 1;
        let another = send.reform(move |_: MouseEvent| Msg::SeedChosen(next));
        let mut images: Vec<&str> = self.rows.iter().map(|row| row.image.as_str()).collect();
        images.sort_unstable();
        images.dedup();
        html! {
            <details class="conditions">
                <summary>{ "Conditions" }<span class="quiet">{ summary(conditions, clock) }</span></summary>
                <div class="conditions-grid">
                    <label>{ "Simulate" }
                        <select onchange={length}>
                            { for LENGTHS.into_iter().map(|seconds| html! {
                                <option value={seconds.to_string()} selected={seconds == conditions.length}>{ span(seconds) }</option>
                            }) }
                        </select>
                    </label>
                    <label>{ "from (UTC)" }<input type="datetime-local" step="1" value={clock.text.clone()} onchange={begin} /></label>
                    <label>{ "Seed" }<input type="number" min="0" max={SEED_MAX.to_string()} value={conditions.seed.to_string()} oninput={seed} /></label>
                    <button type="button" class="button small" onclick={another}>{ "Another" }</button>
                    { checkbox("Delays vary", conditions.jitter, send, Msg::JitterToggled) }
                    { checkbox("Images must be pulled", conditions.cold, send, Msg::ColdToggled) }
                    { for images.into_iter().map(|image| pull(image, conditions, send)) }
                </div>
            </details>
        }
    }
}

fn summary(conditions: &Conditions, clock: &Clock) -> String {
    let mut parts = vec![span(conditions.length)];
    parts.extend((!clock.usual).then(|| format!("from {} UTC", clock.text.replace('T', " "))));
    parts.push(format!("seed {}", conditions.seed));
    parts.extend(conditions.jitter.then(|| "delays vary".to_owned()));
    parts.extend(conditions.cold.then(|| "images are pulled".to_owned()));
    parts.join(" · ")
}

fn span(seconds: u32) -> String {
    match seconds {
        0..3_600 => format!("{} min", seconds / 60),
        _ => format!("{} h", seconds / 3_600),
    }
}

pub(super) fn checkbox(label: &'static str, on: bool, send: &Send, msg: fn(bool) -> Msg) -> Html {
    let onchange =
        send.reform(move |event: Event| msg(event.target_unchecked_into::<HtmlInputElement>().checked()));
    html! { <label class="check"><input type="checkbox" checked={on} {onchange} />{ label }</label> }
}

/// How long the pull of one image takes, in seconds.
fn pull(image: &str, conditions: &Conditions, send: &Send) -> Html {
    let name = image.to_owned();
    let oninput = reporting(send, move |event: InputEvent| {
        let millis = number(&entered(&event))? * 1_000.0;
        Some(Msg::PullSet(name.clone(), millis.round() as u32))
    });
    let set = conditions.pulls.get(image).map(|millis| seconds(*millis));
    html! {
        <label class="pull">{ "Pull " }<code>{ image }</code>
            <input type="number" min="0" step="0.1" max={(PULL_MAX / 1_000).to_string()} placeholder="as usual" value={set.unwrap_or_default()} {oninput} />{ "s" }
        </label>
    }
}
