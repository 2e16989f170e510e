//! The chart, what lies on it, and the row and the panes below it.

use std::rc::Rc;

use app::chart::Tone;
use app::session::Pane;
use app::story::Origin;
use app::view::{Menu, MenuItem, PaneLine, PaneView};
use web::components::{Actions, ChartTable, ChartView, LaneMenu, Legend, Panes, Player, Prompt, Spots, part};
use yew::prelude::*;

use crate::data::{SECOND, drawn, flags, player, spot};
use crate::{check, send};

#[test]
fn chart_with_everything() {
    check(
        "chart",
        html! {
            <ChartView chart={drawn()} player={player()} flags={flags()} spots={Rc::new(vec![spot()])} range={Some((3_000, 2_000))}
                stale={Some(AttrValue::from("Line 3"))} marked={Some(AttrValue::from("sidecar <&>"))} send={send()} />
        },
    );
}

#[test]
fn chart_in_words() {
    check("chart-table", part(ChartTable { chart: drawn() }));
    check(
        "legend",
        part(Legend {
            chart: drawn(),
            true_scale: true,
            origin: Origin::default(),
            send: send(),
        }),
    );
}

#[test]
fn what_lies_on_the_chart() {
    check(
        "spots",
        part(Spots {
            chart: drawn(),
            spots: Rc::new(vec![spot()]),
            reads: true,
            reveal: Callback::noop(),
            send: send(),
        }),
    );
    let item = |label: &str, open| MenuItem {
        label: label.into(),
        command: "kill app in race-1".into(),
        open,
    };
    let menu = Menu {
        at: (5_000, 900),
        title: "At 4.2 s".into(),
        items: vec![item("Kill the container", false), item("Change its image…", true)],
        time: 0,
    };
    check(
        "menu",
        part(LaneMenu {
            chart: drawn(),
            menu,
            send: send(),
        }),
    );
    check(
        "actions",
        part(Actions {
            flags: flags(),
            send: send(),
        }),
    );
}

#[test]
fn player_and_panes() {
    check(
        "player",
        part(Player {
            player: player(),
            pane: Some(Pane::Events),
            send: send(),
            children: Html::default(),
        }),
    );
    let line = |text: &str, tone, at: Option<i64>, container: Option<&str>| PaneLine {
        parts: vec![(Tone::Neutral, "pod/race ".into()), (tone, text.into())],
        header: at == Some(0),
        container: container.map(str::to_owned),
        at: at.filter(|at| *at > 0),
    };
    let pane = |id: &str, lines| PaneView {
        id: id.into(),
        title: format!("Variant {id}"),
        command: "kubectl events".into(),
        lines,
        empty: "No events yet.".into(),
        grows: true,
    };
    let lines = vec![
        line("NAME", Tone::Neutral, Some(0), None),
        line("Error", Tone::Bad, Some(2 * SECOND), Some("app")),
        line("مرحبا", Tone::Good, None, None),
    ];
    let panes = Rc::new(vec![pane("without", lines), pane("native", Vec::new())]);
    check(
        "panes",
        part(Panes {
            kind: Pane::Events,
            panes,
            marked: Some(AttrValue::from("app")),
            send: send(),
        }),
    );
    check(
        "prompt",
        part(Prompt {
            text: "kubectl get".into(),
            suggestion: Some(AttrValue::from("kubectl get pods")),
            answers: true,
            send: send(),
        }),
    );
}

/// The embedded page's row: the player with a child, and cards that cannot be taken over.
#[test]
fn embedded() {
    check(
        "embed",
        part(Player {
            player: player(),
            pane: None,
            send: send(),
            children: html! { <a class="open">{ "Open in playground" }</a> },
        }),
    );
}
