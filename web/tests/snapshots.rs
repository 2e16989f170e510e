//! The components as text: each is rendered without a browser from data written by hand and compared with a file in
//! `snapshots/`. `UPDATE_SNAPSHOTS=1` writes the files anew; their difference is then what a change does to the page.

// In the browser there is `editor.rs`.
#![cfg(not(target_arch = "wasm32"))]

use std::path::PathBuf;
use std::rc::Rc;

use app::RecordId;
use app::chart::{Chart, Drawn, Tone, Window, chart};
use app::conditions::{Clock, Conditions};
use app::drafts::DraftRow;
use app::session::{Pane, Sheet, Tab, Theme};
use app::story::{LaneStory, LinkStory, Look, MarkKind, MarkStory, Origin, Phase, RaceStory, Story, Tag};
use app::view::{
    AspectView, Card, ContainerRow, DiffRow, DiffView, FilesView, FindingView, Flag, Knob, Menu, MenuItem,
    OddsRow, PaneLine, PaneView, Part, PlayerView, ProbeNumber, ProbeView, RowPlace, ShareForm, ShareView,
    Spot, SpotCard, Status,
};
use web::components::{
    Actions, Cards, ChartTable, ChartView, ConditionsView, Containers, DiffSheet, EditorView, FilesDialog,
    FixesSheet, KeyList, LaneMenu, Legend, Odds, Panes, PhoneTabs, Player, Prompt, ShareDialog, SheetTabs,
    Splitter, Spots, StatusLine, part,
};
use yew::prelude::*;

const SECOND: i64 = 1_000_000;

#[derive(Clone, PartialEq, Properties)]
struct ShownProps {
    content: Html,
}

/// Whatever it is given.
#[component(Shown)]
fn shown(props: &ShownProps) -> Html {
    props.content.clone()
}

/// Renders `content` and compares it with its file.
#[track_caller]
fn check(name: &str, content: Html) {
    let renderer = yew::LocalServerRenderer::<Shown>::with_props(ShownProps { content }).hydratable(false);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let local = tokio::task::LocalSet::new();
    let rendered = local.block_on(&runtime, renderer.render());
    // A line for each element, so that a difference can be read.
    let rendered = rendered.replace("><", ">\n<") + "\n";
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/snapshots")
        .join(format!("{name}.html"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &rendered).expect("the snapshot can be written");
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    for (line, (is, was)) in rendered.lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, was, "line {} of snapshots/{name}.html", line + 1);
    }
    assert_eq!(
        rendered.lines().count(),
        expected.lines().count(),
        "lines of snapshots/{name}.html (UPDATE_SNAPSHOTS=1 writes it anew)"
    );
}

fn phase(from: i64, to: i64, look: Look, label: &str) -> Phase {
    Phase {
        from: from * SECOND / 10,
        to: to * SECOND / 10,
        open: to == 120,
        look,
        labels: vec![label.to_owned()],
        title: label.to_owned(),
        record: Some(RecordId(1)),
    }
}

fn mark(at: i64, kind: MarkKind, caption: &str) -> MarkStory {
    MarkStory {
        at: at * SECOND / 10,
        kind,
        captions: vec![caption.to_owned()],
        title: caption.to_owned(),
        record: RecordId(2),
    }
}

fn lane(tag: Tag, name: &str, phases: Vec<Phase>, marks: Vec<MarkStory>) -> LaneStory {
    LaneStory {
        tag,
        name: name.into(),
        row: 0,
        phases,
        marks,
    }
}

/// A race lost by four seconds: every kind of bar and mark, once.
fn story() -> Story {
    let pod = vec![
        phase(0, 20, Look::Waiting, "Pending"),
        phase(20, 120, Look::Failed, "Running · 1/2 Error"),
    ];
    let app = vec![
        phase(0, 5, Look::Waiting, "waiting"),
        phase(5, 15, Look::Pulling, "pulling"),
        phase(15, 20, Look::Ready, "running"),
    ];
    let sidecar = vec![
        phase(15, 60, Look::NotListening, "running, not listening"),
        phase(60, 80, Look::Ready, "listening :8081"),
        phase(80, 120, Look::Terminating, "SIGTERM"),
    ];
    let record = RecordId(3);
    Story {
        origin: 0,
        start: 0,
        end: 12 * SECOND,
        beats: [0, 5, 15, 20, 60, 80, 110].map(|at| at * SECOND / 10).into(),
        lanes: vec![
            lane(Tag::Pod, "pod", pod, Vec::new()),
            lane(
                Tag::App,
                "التطبيق",
                app,
                vec![mark(20, MarkKind::Exit(1), "exit 1: connection refused")],
            ),
            lane(
                Tag::Sidecar,
                "sidecar <&>",
                sidecar,
                vec![
                    mark(55, MarkKind::ProbeFailed, "startup probe failed"),
                    mark(60, MarkKind::Port(8081), ""),
                    mark(65, MarkKind::ProbeOk, "startup probe ok"),
                    mark(70, MarkKind::Log, ""),
                    mark(80, MarkKind::Signal, ""),
                    mark(90, MarkKind::Hook, ""),
                    mark(100, MarkKind::ProbeError, ""),
                ],
            ),
        ],
        links: vec![LinkStory {
            at: 2 * SECOND,
            from: 1,
            to: Some(2),
            ok: false,
            title: "asks localhost:8081: refused".into(),
            record,
        }],
        races: vec![RaceStory {
            attempt: 2 * SECOND,
            opened: 6 * SECOND,
            from: 1,
            to: 2,
            label: "lost by 4.0 s".into(),
            record,
        }],
        hidden_pods: 1,
    }
}

fn drawn() -> Rc<Chart> {
    let story = story();
    let drawn = Drawn {
        id: "without",
        title: "Without sidecar",
        verdict: "Race lost by 4.0 s",
        tone: Tone::Bad,
        empty: "",
        story: &story,
    };
    Rc::new(chart(&[drawn], 7_600, Window::default()))
}

fn player() -> PlayerView {
    PlayerView {
        playing: false,
        x: 4_000,
        value: 3_200,
        clock: "00:04.2".into(),
        flag: "4.2 s".into(),
        flag_box: (3_700, 600),
        covered: vec![(3_600, 200)],
        end: "12 s".into(),
        speed: 100,
    }
}

fn spot() -> SpotCard {
    SpotCard {
        spot: Spot {
            group: 0,
            lane: 1,
            part: Part::Bar(2),
        },
        area: (2_000, 2_400, 900, 1_100),
        place: "Without sidecar · التطبيق".into(),
        title: "running".into(),
        time: "from 1.500 s to 2.000 s (0.500 s)".into(),
        steps: vec!["at 1.5 s: the kubelet started it".into()],
        line: Some((9, "  - name: app".into())),
        pinned: true,
    }
}

fn flags() -> Rc<Vec<Flag>> {
    let flag = |x, command: &str| Flag {
        x,
        time: "8.1 s".into(),
        command: command.into(),
    };
    Rc::new(vec![
        flag(Some(5_000), "kubectl delete pod race-1"),
        flag(None, "reboot node"),
    ])
}

fn rows() -> Rc<Vec<ContainerRow>> {
    let aspect = |text: &str, source, knobs| AspectView {
        text: text.into(),
        source,
        origin: "known of the image".into(),
        statements: vec!["listen 8081 after 5s".into()],
        knobs,
    };
    let knob = Knob {
        before: "listens on 8081 after".into(),
        millis: 5_000,
        max: 10_000,
    };
    let number = ProbeNumber {
        field: "periodSeconds",
        word: "every",
        unit: "s",
        value: 1,
        least: 1,
    };
    let row = |name: &str, tag| ContainerRow {
        name: name.into(),
        tag,
        image: "busybox".into(),
        aspects: vec![
            aspect("runs until it is stopped", "image", Vec::new()),
            aspect("listens on 8081 after 5s", "annotation", vec![knob.clone()]),
        ],
        probes: vec![ProbeView {
            field: "startupProbe",
            asks: "GET / on 8081".into(),
            numbers: vec![number],
        }],
        lines: (9, 12),
        annotation: Some("listen 8081 after 5s; fly".into()),
        pinned: "run; listen 8081 after 5s".into(),
        mistakes: vec!["\"fly\" is not known".into()],
        place: RowPlace {
            object: 0,
            workload: "Job race".to_owned(),
            container: "spec.containers[0]".into(),
            metadata: "metadata".into(),
        },
        more: 0,
    };
    let app = ContainerRow {
        more: 3,
        ..row("app", Tag::App)
    };
    Rc::new(vec![row("sidecar", Tag::Sidecar), app])
}

fn send() -> Callback<app::Msg> {
    Callback::noop()
}

#[test]
fn top_bar() {
    use app::KubernetesVersion as Version;
    use web::components::TopBar;
    check(
        "top-bar",
        part(TopBar {
            example: Some(AttrValue::from("job-slow-sidecar")),
            version: Version::NEWEST,
            theme: Theme::Dark,
            cards: Rc::default(),
            export: Callback::noop(),
            send: send(),
        }),
    );
}

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
fn dialogs() {
    let form = |label, pictured: bool| ShareForm {
        label,
        text: "<pre>&</pre>".into(),
        lazy: pictured.then(|| "<pre data-load>&</pre>".into()),
        note: "For a page.",
        pictured,
    };
    let view = ShareView {
        note: "The link has 58 characters.".into(),
        forms: vec![form("Link", false), form("Image", true)],
    };
    check(
        "share",
        html! { <ShareDialog view={Rc::new(view)} export={Callback::noop()} send={send()} /> },
    );
    let files = FilesView {
        file: "race.yaml".into(),
        drafts: vec![DraftRow {
            id: 7,
            title: "Job/race".into(),
            note: "5 min ago · 24 lines".into(),
            is_open: true,
        }],
        deleted: Some("Pod/<web>".into()),
        refused: true,
    };
    check(
        "files",
        part(FilesDialog {
            view: Rc::new(files),
            send: send(),
        }),
    );
}

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

#[test]
fn around_the_editor() {
    check(
        "sheet-tabs",
        part(SheetTabs {
            sheet: Sheet::Fixes,
            findings: 2,
            send: send(),
        }),
    );
    check(
        "phone-tabs",
        part(PhoneTabs {
            tab: Tab::Lifecycle,
            send: send(),
        }),
    );
    let status = |tone, line| Status {
        text: "1 error".into(),
        tone,
        speed: "simulated in 0.3 ms".into(),
        line,
        correct: if line.is_some() {
            "Correct it".into()
        } else {
            String::new()
        },
    };
    check(
        "status",
        html! {
            <>
                { part(StatusLine { status: status(Tone::Bad, Some(3)), reveal: Callback::noop(), send: send() }) }
                { part(StatusLine { status: status(Tone::Good, None), reveal: Callback::noop(), send: send() }) }
            </>
        },
    );
    check("keys", part(KeyList { send: send() }));
    check("splitter", html! { <Splitter /> });
    // The text itself is the editor's, which is JavaScript.
    check(
        "editor",
        html! {
            <EditorView text="kind: Pod\n" revision=0 reveals=0 line=1 diagnostics={Rc::new(Vec::new())} dark=true send={send()} />
        },
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
