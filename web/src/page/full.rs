//! The whole page: bar, editor and its tables on the left, cards, chart, player and panes on the right.

use app::session::{Pane, Sheet};
use app::{Msg, gallery};
use yew::prelude::*;

use super::App;
use crate::components::{
    Actions, Cards, ChartTable, ChartView, ConditionsView, Containers, DiffSheet, EditorView, FilesDialog,
    FixesSheet, KeyList, LaneMenu, Legend, Odds, Panes, PhoneTabs, Player, Prompt, ShareDialog, SheetTabs,
    Splitter, Spots, StatusLine, TopBar, part,
};
use crate::platform::theme;

impl App {
    pub(super) fn full(&self) -> Html {
        let session = &self.session;
        let send = self.send.clone();
        let example = session.example().map(|id| AttrValue::from(id.to_owned()));
        let export = self.export.clone();
        let presenting = session.is_presenting().then_some("presenting");
        html! {
            <div class={classes!("app", presenting)} data-tab={session.tab().name()}>
                { part(TopBar { example, version: session.version(), theme: session.theme(), cards: session.view().cards.clone(), export, send: send.clone() }) }
                { part(PhoneTabs { tab: session.tab(), send: send.clone() }) }
                { self.notice(&send) }
                <main class="page">
                    <section class="column-editor" aria-label="Manifest">{ self.left(&send) }</section>
                    <Splitter />
                    <section class="column-picture" aria-label="Lifecycle">{ self.right(&send) }</section>
                </main>
                if session.shows_keys() { { part(KeyList { send: send.clone() }) } }
                if let Some(view) = session.share() { <ShareDialog view={view.clone()} export={self.export.clone()} send={send.clone()} /> }
                if let Some(view) = session.files() { { part(FilesDialog { view: view.clone(), send }) } }
                if self.dropping { <p class="drop-target">{ "Drop to open" }</p> }
            </div>
        }
    }

    fn left(&self, send: &Callback<Msg>) -> Html {
        let (session, view) = (&self.session, self.session.view());
        let reveal = self.reveal.clone();
        let sidecar = session.sidecar().map(|name| AttrValue::from(name.to_owned()));
        html! {
            <>
                { part(SheetTabs { sheet: session.sheet(), findings: view.findings.len(), send: send.clone() }) }
                <div class={classes!("sheet", (session.sheet() != Sheet::Manifest).then_some("hidden"))}>{ self.editor() }</div>
                if session.sheet() == Sheet::Diff {
                    { part(DiffSheet { diff: view.diff.clone(), send: send.clone() }) }
                }
                if session.sheet() == Sheet::Fixes {
                    { part(FixesSheet { findings: view.findings.clone(), reveal: reveal.clone(), send: send.clone() }) }
                }
                <div class="details">
                    <div class="details-body" tabindex="0" role="region" aria-label="Behaviour and conditions">
                        { part(Containers { rows: view.containers.clone(), sidecar, marked: self.marked(), send: send.clone() }) }
                        { part(ConditionsView { conditions: session.conditions().clone(), clock: session.clock(), rows: view.containers.clone(), send: send.clone() }) }
                    </div>
                    { part(StatusLine { status: view.status.clone(), reveal, send: send.clone() }) }
                </div>
            </>
        }
    }

    fn right(&self, send: &Callback<Msg>) -> Html {
        let (session, view) = (&self.session, self.session.view());
        let (text, suggestion) = session.prompt();
        let leave = send.reform(|_: MouseEvent| Msg::PresentToggled);
        html! {
            <>
                <div class="picture">
                    { part(Cards { cards: view.cards.clone(), can_use: true, send: send.clone() }) }
                    { self.picture() }
                    { part(Legend { chart: view.chart.clone(), true_scale: session.is_true_scale(), origin: session.origin(), send: send.clone() }) }
                    { lesson(session.example()) }
                    { part(Actions { flags: view.flags.clone(), send: send.clone() }) }
                    { part(Odds { odds: view.odds.clone(), send: send.clone() }) }
                    { part(ChartTable { chart: view.chart.clone() }) }
                    if session.is_presenting() {
                        <h1 class="visually-hidden">{ "Sidecar Playground" }</h1>
                        <button type="button" class="button leave" onclick={leave}>{ "Leave (P)" }</button>
                    }
                </div>
                <div class="dock">
                    { part(Player { player: view.player.clone(), pane: Some(session.pane()), send: send.clone(), children: Html::default() }) }
                    { part(Panes { kind: session.pane(), panes: view.panes.clone(), marked: self.marked(), send: send.clone() }) }
                    if session.pane() == Pane::Kubectl {
                        { part(Prompt { text: text.to_owned().into(), suggestion: suggestion.map(AttrValue::from), answers: session.command().is_some(), send: send.clone() }) }
                    }
                </div>
            </>
        }
    }

    /// The container whose lane, lines and rows are marked.
    fn marked(&self) -> Option<AttrValue> {
        self.session.view().marked.clone().map(AttrValue::from)
    }

    /// The chart with what lies on it, and why it is not that of the present text.
    pub(super) fn picture(&self) -> Html {
        let (session, view) = (&self.session, self.session.view());
        let stale = view.stale.clone().map(AttrValue::from);
        let send = self.send.clone();
        let reveal = self.reveal.clone();
        html! {
            <div class="chart-frame">
                <ChartView chart={view.chart.clone()} player={view.player.clone()} flags={view.flags.clone()} spots={view.spots.clone()}
                    range={session.range()} stale={stale.clone()} marked={self.marked()} send={send.clone()} />
                { part(Spots { chart: view.chart.clone(), spots: view.spots.clone(), reads: session.focus().is_some(), reveal, send: send.clone() }) }
                if let Some(menu) = session.menu() {
                    { part(LaneMenu { chart: view.chart.clone(), menu: menu.clone(), send }) }
                }
                if let Some(reason) = stale {
                    <div class="stale-frame">
                        <p class={classes!("stale-reason", session.is_working().then_some("waits"))} role="note">
                            { reason }{ match (session.is_working(), view.cards.is_empty()) {
                                (true, _) => ". The picture shows the run before.",
                                (_, true) => ".",
                                _ => ". The picture shows the last valid text.",
                            } }
                        </p>
                    </div>
                }
            </div>
        }
    }

    pub(super) fn editor(&self) -> Html {
        let session = &self.session;
        html! {
            <EditorView text={session.text().to_owned()} revision={self.revision} reveals={self.reveals.0} line={self.reveals.1}
                diagnostics={session.view().diagnostics.clone()} lines={session.view().lines} dark={theme::is_dark(session.theme())}
                send={self.send.clone()} />
        }
    }

    pub(super) fn notice(&self, send: &Callback<Msg>) -> Html {
        let close = send.reform(|_: MouseEvent| Msg::NoticeClosed);
        let (session, offer) = (&self.session, self.session.offer());
        html! {
            if session.notice().is_some() || offer.is_some() {
                <p class="notice" role="alert">
                    <span>
                        { session.notice() }
                        if let Some((id, title)) = offer {
                            { format!(" Your own {title} is kept. ") }
                            <button type="button" class="link" onclick={send.reform(move |_: MouseEvent| Msg::DraftOpened(id))}>{ "Open it" }</button>
                        }
                    </span>
                    <button type="button" class="link" onclick={close}>{ "Close" }</button>
                </p>
            }
        }
    }
}

/// What the example teaches, as the picture's caption, until its text is changed.
fn lesson(example: Option<&str>) -> Html {
    match example.and_then(gallery::example) {
        Some(example) => html! { <p class="lesson">{ example.teaser }</p> },
        None => Html::default(),
    }
}
