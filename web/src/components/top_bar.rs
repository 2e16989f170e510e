//! The bar on top: name, examples, version, link, exports, theme.

use std::rc::Rc;

use app::export::Format;
use app::gallery::EXAMPLES;
use app::session::Theme;
use app::view::Card;
use app::{KubernetesVersion, Msg};
use yew::prelude::*;

use super::{ExportMenu, Send, View, chosen, icons, reporting};
use crate::platform::address;

/// The bar on top: name, examples, version, link, theme.
#[derive(PartialEq)]
pub struct TopBar {
    /// The example that the text still is.
    pub example: Option<AttrValue>,
    /// The cluster's version.
    pub version: KubernetesVersion,
    /// The chosen theme.
    pub theme: Theme,
    /// The variants, whose manifests can be exported.
    pub cards: Rc<Vec<Card>>,
    /// Takes the format to export.
    pub export: Callback<Format>,
    /// Takes what the user does.
    pub send: Send,
}

impl View for TopBar {
    fn view(&self) -> Html {
        let share = self.send.reform(|_: MouseEvent| Msg::ShareAsked(address::base()));
        let present = self.send.reform(|_: MouseEvent| Msg::PresentToggled);
        let keys = self.send.reform(|_: MouseEvent| Msg::KeysToggled);
        let next = match self.theme {
            Theme::System => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::System,
        };
        let theme = self.send.reform(move |_: MouseEvent| Msg::ThemeChosen(next));
        let label = format!("Theme: {}. Switch to {}", self.theme.name(), next.name());
        html! {
            <header class="top-bar">
                <h1 class="brand">{ icons::logo() }<span>{ "Sidecar Playground" }</span></h1>
                { examples(self) }
                { versions(self) }
                <span class="spring" />
                <button type="button" class="button" onclick={share}>{ "Share…" }</button>
                <ExportMenu cards={self.cards.clone()} export={self.export.clone()} />
                <button type="button" class="button bar-extra" onclick={present} title="Only the picture, in large type (P)">{ "Present" }</button>
                <button type="button" class="button icon-button bar-extra" onclick={keys} aria-label="Keys" title="Keys (?)">{ "?" }</button>
                <button type="button" class="button icon-button" onclick={theme} aria-label={label.clone()} title={label}>
                    { icons::theme() }
                </button>
            </header>
        }
    }
}

fn examples(props: &TopBar) -> Html {
    let onchange = props
        .send
        .reform(|event: Event| Msg::ExampleChosen(chosen(&event)));
    let mut groups: Vec<(&str, Vec<Html>)> = Vec::new();
    for example in EXAMPLES {
        let option = html! {
            <option value={example.id} title={example.teaser} selected={props.example.as_deref() == Some(example.id)}>{ example.title }</option>
        };
        match groups.last_mut() {
            Some((group, options)) if *group == example.group => options.push(option),
            _ => groups.push((example.group, vec![option])),
        }
    }
    html! {
        <label class="choice choice-example"><span>{ "Example" }</span>
            <select aria-label="Example" {onchange}>
                <option value="" selected={props.example.is_none()} disabled=true>{ "your own" }</option>
                { for groups.into_iter().map(|(group, options)| html! { <optgroup label={group}>{ for options }</optgroup> }) }
            </select>
        </label>
    }
}

fn versions(props: &TopBar) -> Html {
    let onchange = reporting(&props.send, |event: Event| {
        chosen(&event).parse().ok().map(Msg::VersionChosen)
    });
    let option = |version: KubernetesVersion| {
        html! { <option value={version.to_string()} selected={version == props.version}>{ version.to_string() }</option> }
    };
    html! {
        <label class="choice"><span>{ "Kubernetes" }</span>
            <select aria-label="Kubernetes" {onchange}>{ for KubernetesVersion::all().map(option) }</select>
        </label>
    }
}
