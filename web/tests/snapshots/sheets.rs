//! What stands beside the chart: cards, and the sheets over the editor.

use std::rc::Rc;

use app::chart::Tone;
use app::conditions::{Clock, Conditions};
use app::view::{Card, DiffRow, DiffView, FindingView, OddsRow};
use web::components::{Cards, ConditionsView, Containers, DiffSheet, FixesSheet, Odds, part};
use yew::prelude::*;

use crate::data::rows;
use crate::{check, send};

#[test]
fn cards() {
    let card = |id: &str, tone, shown| Card {
        id: id.into(),
        title: format!("Variant {id}"),
        sentence: "Race lost by 4.0 s".into(),
        detail: "It asks at 2.0 s.".into(),
        tone,
        as_written: shown,
        note: (!shown).then(|| "A derived probe.".into()),
        odds: (!shown).then(|| ("12/40 succeed".into(), Tone::Stuck)),
        shown,
    };
    let all = vec![
        card("without", Tone::Bad, true),
        card("plain", Tone::Stuck, false),
        card("native", Tone::Good, false),
    ];
    check(
        "cards",
        part(Cards {
            cards: Rc::new(all),
            can_use: true,
            send: send(),
        }),
    );
}

#[test]
fn odds() {
    let row = |title: &str, permille, tone| OddsRow {
        title: title.into(),
        permille,
        percent: format!("{}.5 % succeed", permille / 10),
        outcomes: "40 runs: race lost 39, completed 1".into(),
        tone,
    };
    let rows = vec![row("Without <&>", 25, Tone::Stuck), row("Native", 0, Tone::Bad)];
    check(
        "odds",
        part(Odds {
            odds: Rc::new(rows),
            send: send(),
        }),
    );
}

#[test]
fn containers_and_conditions() {
    check(
        "containers",
        part(Containers {
            rows: rows(),
            sidecar: Some(AttrValue::from("app")),
            marked: Some(AttrValue::from("sidecar")),
            send: send(),
        }),
    );
    check(
        "conditions",
        part(ConditionsView {
            conditions: Conditions::default(),
            clock: Clock {
                text: "2026-11-22T02:59:58".to_owned(),
                usual: false,
            },
            rows: rows(),
            send: send(),
        }),
    );
}

#[test]
fn diff() {
    let line = |old: Option<&str>, new: Option<&str>| DiffRow::Line {
        old: old.map(|text| (4, text.to_owned())),
        new: new.map(|text| (5, text.to_owned())),
        same: old == new,
    };
    let view = |split| DiffView {
        pair: Some(("without".into(), "native".into())),
        choices: vec![
            ("without".into(), "Without sidecar".into()),
            ("native".into(), "Native sidecar".into()),
        ],
        split,
        unfolded: false,
        can_use: true,
        rows: vec![
            DiffRow::Folded(7),
            line(Some("a: 1"), Some("a: 1")),
            line(Some("b: 1"), None),
            line(None, Some("c: <1>")),
        ],
    };
    check(
        "diff",
        part(DiffSheet {
            diff: Rc::new(view(false)),
            send: send(),
        }),
    );
    check(
        "diff-split",
        part(DiffSheet {
            diff: Rc::new(view(true)),
            send: send(),
        }),
    );
    check(
        "diff-none",
        part(DiffSheet {
            diff: Rc::new(DiffView::default()),
            send: send(),
        }),
    );
}

#[test]
fn fixes() {
    let finding = |problem, line| FindingView {
        problem,
        title: "The race is won by luck".into(),
        text: "The port opens 0.1 s before it is asked.".into(),
        line,
        fixes: vec!["Add a startupProbe".into()],
    };
    let findings = Rc::new(vec![finding(true, Some(12)), finding(false, None)]);
    check(
        "fixes",
        part(FixesSheet {
            findings,
            reveal: Callback::noop(),
            send: send(),
        }),
    );
    check(
        "fixes-none",
        part(FixesSheet {
            findings: Rc::default(),
            reveal: Callback::noop(),
            send: send(),
        }),
    );
}
