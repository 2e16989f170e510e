//! The data that is drawn, written by hand: every kind of bar, mark and row, once.

use std::rc::Rc;

use app::RecordId;
use app::chart::{Chart, Drawn, Tone, Window, chart};
use app::story::{LaneStory, LinkStory, Look, MarkKind, MarkStory, Phase, RaceStory, Story, Tag};
use app::view::{
    AspectView, ContainerRow, Flag, Knob, Part, PlayerView, ProbeNumber, ProbeView, RowPlace, Spot, SpotCard,
};

/// A second on the chart.
pub const SECOND: i64 = 1_000_000;

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

pub fn drawn() -> Rc<Chart> {
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

pub fn player() -> PlayerView {
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

pub fn spot() -> SpotCard {
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

pub fn flags() -> Rc<Vec<Flag>> {
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

pub fn rows() -> Rc<Vec<ContainerRow>> {
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
