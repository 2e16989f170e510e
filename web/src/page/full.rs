//! The whole page: bar, editor and its tables on the left, cards, chart, player and panes on the right.

use app::Msg;
use app::session::Sheet;
use yew::prelude::*;

use super::{App, Event};
use crate::components::{
    Cards, ChartTable, ChartView, Containers, DiffSheet, EditorView, Legend, Panes, PhoneTabs, Player,
    SheetTabs, StatusLine, TopBar,
};
use crate::platform::theme;

impl App {
    pub(super) fn full(&self, ctx: &Context<App>) -> Html {
        let (session, view) = (&self.session, self.session.view());
        let send = ctx.link().callback(Event::Session);
        let example = session.example().map(|id| AttrValue::from(id.to_owned()));
        html! {
            <div class="app" data-tab={session.tab().name()}>
                <TopBar {example} version={session.version()} theme={session.theme()} copied={self.copied} send={send.clone()} />
                <PhoneTabs tab={session.tab()} send={send.clone()} />
                { self.notice(&send) }
                <main class="page">
                    <section class="column-editor" aria-label="Manifest">
                        <SheetTabs sheet={session.sheet()} send={send.clone()} />
                        <div class={classes!("sheet", (session.sheet() != Sheet::Manifest).then_some("hidden"))}>{ self.editor(ctx, false) }</div>
                        if session.sheet() == Sheet::Diff {
                            <DiffSheet diff={view.diff.clone()} />
                        }
                        <div class="details">
                            <Containers rows={view.containers.clone()} />
                            <StatusLine status={view.status.clone()} reveal={ctx.link().callback(Event::Reveal)} />
                        </div>
                    </section>
                    <section class="column-picture" aria-label="Lifecycle">
                        <div class="picture">
                            <Cards cards={view.cards.clone()} send={send.clone()} />
                            { self.picture(ctx) }
                            <Legend chart={view.chart.clone()} send={send.clone()} />
                            <ChartTable chart={view.chart.clone()} />
                        </div>
                        <div class="dock">
                            <Player player={view.player.clone()} pane={Some(session.pane())} send={send.clone()} />
                            <Panes kind={session.pane()} panes={view.panes.clone()} />
                        </div>
                    </section>
                </main>
            </div>
        }
    }

    /// The chart, and above it why it is not that of the present text.
    pub(super) fn picture(&self, ctx: &Context<App>) -> Html {
        let view = self.session.view();
        let stale = view.stale.clone().map(AttrValue::from);
        let marked = view.marked.clone().map(AttrValue::from);
        let send = ctx.link().callback(Event::Session);
        html! {
            <div class="chart-frame">
                <ChartView chart={view.chart.clone()} player={view.player.clone()} stale={stale.clone()} {marked} {send} />
                if let Some(reason) = stale {
                    <p class="stale-reason" role="note">{ reason }{ ". The picture shows the last valid text." }</p>
                }
            </div>
        }
    }

    pub(super) fn editor(&self, ctx: &Context<App>, read_only: bool) -> Html {
        let session = &self.session;
        html! {
            <EditorView text={session.text().to_owned()} revision={self.revision} reveals={self.reveals.0} line={self.reveals.1}
                diagnostics={session.view().diagnostics.clone()} lines={session.view().lines} dark={theme::is_dark(session.theme())} {read_only}
                send={ctx.link().callback(Event::Session)} />
        }
    }

    pub(super) fn notice(&self, send: &Callback<Msg>) -> Html {
        let close = send.reform(|_: MouseEvent| Msg::NoticeClosed);
        html! {
            if let Some(notice) = self.session.notice() {
                <p class="notice" role="alert">{ notice }<button type="button" class="link" onclick={close}>{ "Close" }</button></p>
            }
        }
    }
}
