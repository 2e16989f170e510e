//! The session as a visitor uses it, on the gallery's examples and the real simulator.

use super::{Msg, Pane, Session};
use crate::chart::Tone;
use crate::session::Effect;

fn edited(session: &mut Session, from: &str, to: &str) -> Vec<Effect> {
    let text = session.text().replacen(from, to, 1);
    assert_ne!(text, session.text(), "{from} is in the text");
    told(session, Msg::TextEdited(text))
}

/// Tells a message and lets the picture follow.
fn told(session: &mut Session, msg: Msg) -> Vec<Effect> {
    let mut effects = session.update(msg);
    while session.is_working() {
        effects.extend(session.update(Msg::WorkDue));
    }
    effects
}

fn tone(session: &Session, id: &str) -> Tone {
    let card = session.view().cards.iter().find(|card| card.id == id);
    card.unwrap_or_else(|| panic!("a card {id}")).tone
}

#[test]
fn the_first_example_shows_the_race_lost_and_won() {
    let session = Session::new(false);
    let view = session.view();
    let groups: Vec<&str> = view.chart.groups.iter().map(|group| group.id.as_str()).collect();
    assert_eq!(groups, ["without", "native-startup-probe"]);
    assert_eq!(
        (tone(&session, "without"), tone(&session, "native-startup-probe")),
        (Tone::Bad, Tone::Good)
    );
    assert_eq!(view.chart.groups[0].races.len(), 1, "the lost race is drawn");
    assert_eq!(view.chart.groups[1].races.len(), 0);
    assert!(view.chart.cuts.len() == 1, "the grace period is cut");
    assert!(
        view.containers.iter().all(|row| !row.aspects.is_empty()),
        "{:?}",
        view.containers
    );
}

#[test]
fn captions_and_labels_stay_inside_and_apart() {
    for example in crate::gallery::EXAMPLES {
        let mut session = Session::new(false);
        session.update(Msg::ExampleChosen(example.id.into()));
        for width in [3_900, 7_200, 9_000] {
            session.update(Msg::Resized(width));
            let chart = &session.view().chart;
            assert!(!chart.groups.is_empty(), "{}", example.id);
            for lane in chart.groups.iter().flat_map(|group| &group.lanes) {
                let mut boxes: Vec<_> = lane
                    .captions
                    .iter()
                    .map(|caption| {
                        (
                            caption.y,
                            caption.x,
                            caption.x + crate::text::width(&caption.text),
                        )
                    })
                    .collect();
                boxes.sort_unstable();
                for pair in boxes.windows(2) {
                    assert!(
                        pair[0].0 != pair[1].0 || pair[0].2 <= pair[1].1,
                        "{}: {:?}",
                        example.id,
                        lane.captions
                    );
                }
                assert!(
                    boxes
                        .iter()
                        .all(|(_, from, to)| chart.plot.0 <= *from && *to <= chart.width),
                    "{}",
                    example.id
                );
            }
        }
    }
}

#[test]
fn a_text_that_is_no_yaml_keeps_the_picture() {
    let mut session = Session::new(false);
    let chart = session.view().chart.clone();
    edited(&mut session, "  template:", "  template: [");
    assert!(session.view().stale.is_some());
    assert_eq!(*session.view().chart, *chart);
    assert!(!session.view().diagnostics.is_empty());
    edited(&mut session, "  template: [", "  template:");
    assert_eq!(session.view().stale, None);
}

#[test]
fn a_fix_knows_the_port_of_an_image() {
    let mut session = Session::new(false);
    // No port is written anywhere: the image is known.
    let (start, rest) = session.text().split_once("        ports:").expect("ports");
    let (_, end) = rest.split_once("failureThreshold: 5\n").expect("the probe's end");
    let text = format!("{start}{end}");
    told(&mut session, Msg::TextEdited(text));
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| finding.title.contains("too early"));
    told(&mut session, Msg::FixApplied(at.expect("a lost race"), 0));
    assert_eq!(session.notice(), None);
    assert!(session.text().contains("startupProbe"), "{}", session.text());
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Good);
}

#[test]
fn a_new_text_that_is_no_yaml_has_no_picture() {
    let mut session = Session::new(false);
    session.update(Msg::FileOpened("x.yaml".into(), Some("kind: [Pod".into())));
    let view = session.view();
    assert!(view.stale.is_some() && !view.diagnostics.is_empty());
    assert!(view.cards.is_empty() && view.chart.groups.is_empty(), "{view:?}");
    assert!(view.panes.is_empty() && view.containers.is_empty() && view.findings.is_empty());
    let valid = crate::gallery::text("proxy").expect("an example").to_owned();
    told(&mut session, Msg::TextEdited(valid));
    assert_eq!(session.view().stale, None);
    assert!(!session.view().cards.is_empty());
}

#[test]
fn a_sidecar_without_restart_policy_is_judged_at_once() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar".into()));
    edited(&mut session, "restartPolicy: Always", "");
    assert_eq!(tone(&session, "plain-init"), Tone::Stuck);
    let mut session = Session::new(false);
    edited(&mut session, "restartPolicy: Always", "");
    // A plain init container must not have probes: the API server refuses this text, the others live on.
    assert_eq!(tone(&session, "as-written"), Tone::Bad);
    assert_eq!(session.view().stale, None);
    assert!(
        session
            .view()
            .diagnostics
            .iter()
            .any(|message| message.message.contains("restartPolicy=Always")),
        "{:?}",
        session.view().diagnostics
    );
}

#[test]
fn the_panes_follow_the_cursor() {
    let mut session = Session::new(false);
    let lines = |session: &Session| {
        session
            .view()
            .panes
            .iter()
            .map(|pane| pane.lines.len())
            .collect::<Vec<_>>()
    };
    let all = lines(&session);
    session.update(Msg::Jumped(false));
    let first = lines(&session);
    assert!(
        first.iter().zip(&all).all(|(first, all)| first < all),
        "{first:?} {all:?}"
    );
    for pane in Pane::ALL {
        session.update(Msg::PaneChosen(pane));
        assert_eq!(session.view().panes.len(), 2);
    }
}

#[test]
fn steps_go_from_event_to_event_and_difference_to_difference() {
    let mut session = Session::new(false);
    session.update(Msg::Jumped(false));
    session.update(Msg::DifferenceStepped(true));
    let first = session.cursor();
    assert!(first > 0 && first < 3_000_000, "{first}");
    session.update(Msg::Stepped(true));
    assert!(session.cursor() > first);
    session.update(Msg::DifferenceStepped(false));
    assert_eq!(session.cursor(), first);
}

#[test]
fn playing_skips_what_is_cut_and_stops_at_the_end() {
    let mut session = Session::new(false);
    session.update(Msg::SpeedChosen(200));
    let effects = session.update(Msg::PlayToggled);
    assert_eq!(effects, [Effect::RequestFrame]);
    let mut frames = 0;
    while session.is_playing() {
        session.update(Msg::Frame(100_000));
        frames += 1;
        assert!(frames < 500, "the end is reached");
    }
    let (_, end) = session.view().chart.axis.range();
    assert!(frames < end / 200_000, "{frames} frames: silence is skipped");
    assert_eq!(session.cursor(), end);
}

#[test]
fn a_link_reopens_the_same_state() {
    let mut session = Session::new(false);
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    session.update(Msg::VariantToggled("native".into()));
    session.update(Msg::PaneChosen(Pane::Events));
    session.update(Msg::Scrubbed(3_000));
    let hash = session.hash();
    let mut opened = Session::new(false);
    let effects = opened.update(Msg::HashOpened(format!("#{hash}")));
    assert_eq!(effects.first(), Some(&Effect::SetText(session.text().to_owned())));
    assert_eq!(opened.shared(), session.shared());
    assert_eq!(opened.view().chart, session.view().chart);
    let mut damaged = Session::new(false);
    damaged.update(Msg::HashOpened("#v1=AA".into()));
    assert!(damaged.notice().is_some());
    assert!(!damaged.view().cards.is_empty());
}

#[test]
fn nonsense_does_no_harm() {
    let mut session = Session::new(true);
    for text in [
        "",
        "\n",
        "- ",
        "kind: Pod",
        "apiVersion: v1\nkind: Pod\n",
        "{}",
        "\u{0}",
        "a: &a [*a]",
    ] {
        told(&mut session, Msg::TextEdited(text.into()));
        session.update(Msg::Resized(10));
        session.update(Msg::Scrubbed(i32::MAX));
        session.update(Msg::CursorDragged(i32::MIN));
        session.update(Msg::CaretMoved(u32::MAX));
        session.update(Msg::Frame(i64::MAX));
        for closer in [true, false] {
            session.update(Msg::Zoomed(closer, Some(i32::MAX)));
        }
    }
}

fn text_has(session: &Session, part: &str) {
    assert!(session.text().contains(part), "{part} in\n{}", session.text());
}

#[test]
fn a_knob_writes_the_annotation_and_moves_the_picture() {
    let mut session = Session::new(false);
    let row = &session.view().containers[0];
    let (aspect, found) = row
        .aspects
        .iter()
        .enumerate()
        .find(|(_, aspect)| aspect.text.starts_with("listens"))
        .expect("it listens");
    assert_eq!(found.knobs[0].millis, 5_000);
    let effects = told(
        &mut session,
        Msg::KnobTurned("slow-sidecar".into(), aspect, 0, 500),
    );
    assert!(matches!(effects[0], Effect::SetText(_)));
    text_has(
        &session,
        "behaviour.sidecar-playground.dev/slow-sidecar: listen 8081 after 500ms",
    );
    let row = &session.view().containers[0];
    assert_eq!(row.aspects[aspect].source, "annotation");
    // Turned again, the same statement changes.
    told(
        &mut session,
        Msg::KnobTurned("slow-sidecar".into(), aspect, 0, 8_000),
    );
    text_has(&session, "slow-sidecar: listen 8081 after 8s\n");
    assert!(!session.text().contains("500ms"));
    told(
        &mut session,
        Msg::BehaviourWritten("slow-sidecar".into(), String::new()),
    );
    assert_eq!(session.text(), Session::new(false).text());
    told(
        &mut session,
        Msg::ProbeSet("slow-sidecar".into(), "startupProbe", "periodSeconds", 0),
    );
    told(
        &mut session,
        Msg::ProbeSet("slow-sidecar".into(), "startupProbe", "timeoutSeconds", 3),
    );
    text_has(&session, "periodSeconds: 1\n");
    text_has(&session, "timeoutSeconds: 3\n");
}

#[test]
fn a_fix_changes_the_text_and_takes_the_finding_away() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-classic".into()));
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| !finding.fixes.is_empty())
        .expect("a fix");
    assert!(findings[at].line.is_some(), "{findings:?}");
    let effects = told(&mut session, Msg::FixApplied(at, 0));
    assert!(matches!(effects[0], Effect::Announce(_)) && matches!(effects[1], Effect::SetText(_)));
    assert!(
        session
            .view()
            .findings
            .iter()
            .all(|left| left.title != findings[at].title)
    );
    told(&mut session, Msg::FixApplied(99, 0));
}

/// A Job whose proxy is asked for a health check that was never switched on.
const UNHEALTHY: &str = "apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      restartPolicy: Never
      initContainers:
      - name: proxy
        image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1
        restartPolicy: Always
        args: [--port=5432, 'my-project:us-central1:db']  # no --health-check
        startupProbe:
          tcpSocket: {port: 9091}
          periodSeconds: 1
          failureThreshold: 20
      containers:
      - {name: app, image: 'python:3.12', command: [sh, -c, nc -z localhost 5432]}
";

#[test]
fn a_health_check_is_switched_on() {
    let mut session = Session::new(false);
    told(&mut session, Msg::TextEdited(UNHEALTHY.to_owned()));
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Bad);
    let findings = session.view().findings.clone();
    let at = findings
        .iter()
        .position(|finding| finding.fixes.iter().any(|fix| fix.starts_with("Switch ")));
    told(&mut session, Msg::FixApplied(at.expect("a fix"), 0));
    let text = session.text();
    for part in [
        "--health-check, --http-address=0.0.0.0]  # no",
        "path: /startup",
        "port: 9090",
        "periodSeconds: 1",
    ] {
        assert!(text.contains(part), "{part}:\n{text}");
    }
    assert!(!text.contains("tcpSocket"), "{text}");
    assert_eq!(tone(&session, "native-startup-probe"), Tone::Good);
    // Without the probe the race is lost by what the proxy would have needed, though it was stopped before.
    let lost = session.view().cards.iter().find(|card| card.id == "native");
    assert_eq!(
        lost.map(|card| card.sentence.as_str()),
        Some("Race lost by 0.9 s")
    );
}

#[test]
fn an_unknown_program_needs_the_database_that_it_is_told_of() {
    let mut session = Session::new(false);
    let own = "{name: app, image: 'acme/report:3', env: [{name: DB_HOST, value: 127.0.0.1}]}";
    let known = "{name: app, image: 'python:3.12', command: [sh, -c, nc -z localhost 5432]}";
    told(&mut session, Msg::TextEdited(UNHEALTHY.replace(known, own)));
    for (id, expect) in [("without", Tone::Bad), ("native", Tone::Bad)] {
        assert_eq!(tone(&session, id), expect, "{id}");
    }
    let lost = session.view().cards.iter().find(|card| card.id == "native");
    assert_eq!(
        lost.map(|card| card.sentence.as_str()),
        Some("Race lost by 0.9 s")
    );
    let told_of = session.view().containers.iter().find(|row| row.name == "app");
    let words: Vec<&str> = told_of
        .expect("a row")
        .aspects
        .iter()
        .map(|aspect| aspect.text.as_str())
        .collect();
    assert_eq!(
        words[0],
        "needs localhost:5432, else exits 1; then exits 0 after 5s"
    );
}

#[test]
fn placeholders_are_corrected() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    let text = session
        .text()
        .replace("slow-sidecar", "<YOUR-SIDECAR>")
        .replace("* * * * *", "often");
    told(&mut session, Msg::TextEdited(text));
    assert_eq!(session.view().status.correct, "Correct 1 of 2");
    let effects = told(&mut session, Msg::Corrected);
    assert!(matches!(&effects[0], Effect::SetText(text) if text.contains("- name: your-sidecar\n")));
    assert_eq!(session.view().status.text, "1 error");
    assert_eq!(session.view().status.correct, "");
}

#[test]
fn a_variant_becomes_the_manifest() {
    let mut session = Session::new(false);
    told(&mut session, Msg::VariantUsed("without".into()));
    let card = |id: &str| session.view().cards.iter().find(|card| card.id == id).cloned();
    assert!(card("without").expect("a card").as_written);
    assert!(!session.text().contains("initContainers"));
}

#[test]
fn the_menu_acts_on_the_pod_at_that_time() {
    let mut session = Session::new(false);
    let before = session.view().chart.clone();
    let x = before.axis.x(3_000_000);
    session.update(Msg::MenuAsked(1, 1, x, 10));
    let menu = session.menu().expect("a menu").clone();
    assert_eq!(menu.title, "Do at 3.0 s");
    let kill = menu
        .items
        .iter()
        .position(|item| item.command.starts_with("kill slow-sidecar in "));
    session.update(Msg::MenuChosen(kill.expect("it can be killed")));
    assert_eq!(session.view().flags.len(), 1);
    assert!(session.view().flags[0].x.is_some());
    assert_ne!(session.view().chart, before, "the kill is seen");
    let pane = session.view().panes.last().expect("a pane");
    assert!(
        pane.lines.is_empty() == (session.cursor() < 3_000_000),
        "{pane:?}"
    );
    let mut opened = Session::new(false);
    opened.update(Msg::HashOpened(format!("#{}", session.hash())));
    assert_eq!(opened.view().flags, session.view().flags);
    session.update(Msg::ActionRemoved(0));
    assert_eq!(session.view().chart.groups, before.groups);
    // An image is completed at the prompt.
    session.update(Msg::MenuAsked(1, 1, x, 10));
    let items = &session.menu().expect("a menu").items;
    let image = items.iter().position(|item| item.open).expect("an image");
    assert!(
        session
            .update(Msg::MenuChosen(image))
            .contains(&Effect::FocusPrompt)
    );
    assert!(session.prompt().0.starts_with("kubectl set image pod/race-"));
}

#[test]
fn the_prompt_answers_at_the_cursor() {
    let mut session = Session::new(false);
    let enter = |session: &mut Session, line: &str| {
        session.update(Msg::PromptEdited(line.into()));
        session.update(Msg::PromptEntered);
        let pane = session.view().panes[1].clone();
        let lines = pane.lines.iter().map(|line| line.parts[0].1.clone());
        lines.collect::<Vec<_>>().join("\n")
    };
    assert!(enter(&mut session, "kubectl get pods").contains("Completed"));
    session.update(Msg::Jumped(false));
    session.update(Msg::Stepped(true));
    assert!(
        !session.view().panes[1]
            .lines
            .iter()
            .any(|line| line.parts[0].1.contains("Completed"))
    );
    let unknown = enter(&mut session, "kubectl fly");
    assert!(
        unknown.contains("Known here") && unknown.contains("reboot node"),
        "{unknown}"
    );
    session.update(Msg::PromptRecalled(true));
    session.update(Msg::PromptRecalled(true));
    assert_eq!(session.prompt().0, "kubectl get pods");
    session.update(Msg::PromptEdited("kubectl desc".into()));
    let (_, suggestion) = session.prompt();
    assert!(
        suggestion
            .expect("a suggestion")
            .starts_with("kubectl describe pod race-")
    );
    session.update(Msg::PromptCompleted);
    session.update(Msg::PromptEntered);
    assert!(session.view().panes[0].lines[0].parts[0].1.starts_with("Name:"));
    session.update(Msg::PromptCleared);
    assert_eq!(session.view().panes[0].command, "kubectl get pods -w");
}

#[test]
fn a_thing_on_the_chart_tells_when_why_and_by_which_line() {
    use crate::view::{Part, Rove, Spot};
    let mut session = Session::new(false);
    let at = |session: &Session| session.view().spots.first().cloned().expect("a card");
    // The bar that begins with the startup probe's success.
    let lane = &session.view().chart.groups[1].lanes[1];
    let ready = lane
        .segments
        .iter()
        .position(|bar| bar.look == crate::story::Look::Ready);
    let spot = Spot {
        group: 1,
        lane: 1,
        part: Part::Bar(ready.expect("ready")),
    };
    session.update(Msg::SpotHovered(Some(spot)));
    let card = at(&session);
    assert!(
        !card.steps.is_empty() && card.time.starts_with("from "),
        "{card:?}"
    );
    let (line, text) = card.line.expect("a line of the manifest");
    assert_eq!(
        session.text().lines().nth(line as usize - 1).map(str::trim),
        Some(text.as_str())
    );
    assert!(
        session
            .view()
            .lines
            .is_some_and(|(first, last)| (first..=last).contains(&line))
    );
    session.update(Msg::SpotPinned(Some(spot)));
    session.update(Msg::SpotHovered(None));
    assert!(at(&session).pinned);
    session.update(Msg::SpotPinned(None));
    assert!(session.view().spots.is_empty());
    for step in [
        Rove::Right,
        Rove::Right,
        Rove::Down,
        Rove::Last,
        Rove::Left,
        Rove::Up,
        Rove::First,
    ] {
        session.update(Msg::Roved(step));
        assert!(
            session.focus().is_some() && session.view().spots.len() == 1,
            "{step:?}"
        );
    }
    session.update(Msg::RoveLeft);
    assert!(session.view().spots.is_empty());
}

/// A Deployment, whose pods have other names in each variant.
const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - {name: proxy, image: envoyproxy/envoy, restartPolicy: Always}
      containers:
      - {name: app, image: nginx}
";

#[test]
fn one_command_is_asked_of_all_variants() {
    let mut session = Session::new(false);
    told(&mut session, Msg::TextEdited(WEB.to_owned()));
    let names = |session: &Session| {
        let first = |lived: &crate::picture::Lived| lived.trace.pods()[0].name.to_string();
        session
            .shown()
            .iter()
            .map(|lived| first(lived))
            .collect::<Vec<_>>()
    };
    let pods = names(&session);
    assert!(pods.len() == 2 && pods[0] != pods[1], "{pods:?}");
    let mut ask = |line: String| {
        told(&mut session, Msg::PromptEdited(line));
        told(&mut session, Msg::PromptEntered);
        let panes = session.view().panes.iter().map(|pane| {
            let line = pane.lines.first().map_or("", |line| line.parts[0].1.as_str());
            (pane.command.clone(), line.to_owned())
        });
        panes.collect::<Vec<_>>()
    };
    for (pane, pod) in ask(format!(
        "kubectl get pod {} -o jsonpath={{.metadata.name}}",
        pods[0]
    ))
    .iter()
    .zip(&pods)
    {
        assert!(pane.0.contains(pod) && pane.1 == *pod, "{pane:?}");
    }
    for (pane, pod) in ask(format!("kubectl exec {} -c app -- hostname", pods[1]))
        .iter()
        .zip(&pods)
    {
        assert_eq!(pane.1, *pod);
    }
    for (pane, pod) in ask(format!("kubectl delete pod {}", pods[0])).iter().zip(&pods) {
        assert_eq!(pane.1, format!("pod \"{pod}\" deleted from default namespace"));
    }
}

#[test]
fn panes_of_one_pod_tell_about_the_pinned_one() {
    use crate::view::{Part, Spot};
    let mut session = Session::new(false);
    told(&mut session, Msg::TextEdited(WEB.to_owned()));
    told(&mut session, Msg::PaneChosen(Pane::Describe));
    let told_of = |session: &Session, pod: usize| {
        for (pane, lived) in session.view().panes.iter().zip(session.shown()) {
            assert_eq!(
                pane.command,
                format!("kubectl describe pod {}", lived.trace.pods()[pod].name)
            );
        }
    };
    told_of(&session, 1);
    let lanes = &session.view().chart.groups[1].lanes;
    let spot = |lane| Spot {
        group: 1,
        lane,
        part: Part::Bar(0),
    };
    for lane in 0..lanes.len() / 2 {
        session.update(Msg::SpotPinned(Some(spot(lane))));
        told_of(&session, 0);
    }
    session.update(Msg::SpotPinned(None));
    told_of(&session, 1);
}

#[test]
fn the_axis_begins_where_it_was_put() {
    use crate::story::Origin;
    let mut session = Session::new(false);
    for origin in Origin::ALL {
        session.update(Msg::OriginChosen(origin));
        let shown = session.shown();
        let first = shown[0]
            .story
            .lanes
            .iter()
            .flat_map(|lane| &lane.phases)
            .map(|phase| phase.from)
            .min();
        assert_eq!(first, Some(shown[0].story.start), "{}", origin.name());
        assert_eq!(
            session.view().chart.axis.range().0,
            shown.iter().map(|lived| lived.story.start).min().unwrap()
        );
    }
}

#[test]
fn a_range_is_shown_moved_and_left() {
    let mut session = Session::new(false);
    let whole = session.view().chart.axis.range();
    let (a, b) = (
        session.view().chart.axis.x(2_000_000),
        session.view().chart.axis.x(4_000_000),
    );
    session.update(Msg::RangeMarked(Some((b, a))));
    session.update(Msg::RangeChosen);
    let (from, to) = session.view().chart.axis.range();
    assert!((1_900_000..2_100_000).contains(&from) && (3_900_000..4_100_000).contains(&to));
    session.update(Msg::Panned(false));
    assert!(session.view().chart.axis.range().0 < from);
    for _ in 0..20 {
        session.update(Msg::Panned(false));
    }
    assert_eq!(session.view().chart.axis.range().0, 0);
    session.update(Msg::Fitted);
    assert_eq!(session.view().chart.axis.range(), whole);
}

#[test]
fn a_day_of_a_cron_job_stays_small_on_the_chart() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    session.update(Msg::LengthChosen(3_600));
    for group in &session.view().chart.groups {
        for lane in &group.lanes {
            let right = lane.segments.iter().map(|bar| bar.x + bar.width).max();
            assert!(
                right.is_none_or(|right| right <= session.view().chart.width),
                "{}",
                lane.name
            );
            assert!(
                lane.segments.len() < 400 && lane.marks.len() < 1_000,
                "{}",
                lane.name
            );
            for pair in lane.segments.windows(2) {
                assert!(pair[0].x + pair[0].width <= pair[1].x, "{}", lane.name);
            }
        }
    }
}

#[test]
fn sentences_have_the_times_of_the_axis() {
    let mut session = Session::new(false);
    session.update(Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()));
    let shown = session.shown();
    let lived = shown.last().expect("a variant");
    assert!(lived.story.origin > 1_000_000, "the CronJob waits for its minute");
    let app = lived
        .story
        .lanes
        .iter()
        .find(|lane| &*lane.name == "sidecar-user")
        .expect("a lane");
    let runs = app
        .phases
        .iter()
        .find(|phase| phase.look == crate::story::Look::Ready)
        .expect("it runs");
    let time = crate::text::seconds(runs.from);
    assert!(
        lived.verdict.sentence.contains(&time),
        "{} in {}",
        time,
        lived.verdict.sentence
    );
}

#[test]
fn what_does_not_change_is_not_lived_again() {
    let mut session = Session::new(false);
    let before = std::rc::Rc::clone(&session.shown()[0].trace);
    edited(&mut session, "# this", "# that");
    assert!(std::rc::Rc::ptr_eq(&before, &session.shown()[0].trace));
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    assert!(!std::rc::Rc::ptr_eq(&before, &session.shown()[0].trace));
}

#[test]
fn a_nightly_job_is_seen_and_the_clock_can_be_set() {
    let mut session = Session::new(false);
    told(
        &mut session,
        Msg::ExampleChosen("cronjob-with-sidecar-and-probe".into()),
    );
    let clock = |session: &Session| {
        let clock = session.clock();
        (clock.text, clock.usual)
    };
    assert_eq!(clock(&session), ("2026-11-21T10:02:58".to_owned(), true));
    let schedule = session.text().lines().find(|line| line.contains("schedule:"));
    let schedule = schedule.expect("a schedule").trim().to_owned();
    edited(&mut session, &schedule, "schedule: \"0 3 * * *\"");
    assert_eq!(clock(&session), ("2026-11-22T02:59:58".to_owned(), false));
    assert_eq!(
        tone(&session, "native-startup-probe"),
        Tone::Good,
        "its Job runs within the two minutes"
    );
    told(&mut session, Msg::EpochChosen("2026-11-22T12:00".into()));
    assert_eq!(clock(&session), ("2026-11-22T12:00:00".to_owned(), false));
    assert_eq!(
        tone(&session, "native-startup-probe"),
        Tone::Neutral,
        "nothing is due at noon"
    );
    told(&mut session, Msg::EpochChosen(String::new()));
    assert_eq!(clock(&session).0, "2026-11-22T02:59:58");
}

#[test]
fn an_unknown_helper_does_the_same_in_every_variant() {
    let mut session = Session::new(false);
    let job = |helper: &str| {
        format!(
            "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: j\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      \
             containers:\n      - name: work\n        image: acme/work\n      - name: {helper}\n        image: acme/other\n"
        )
    };
    told(&mut session, Msg::TextEdited(job("log-agent")));
    let life = |session: &Session| session.view().containers[1].aspects[0].text.clone();
    assert_eq!(life(&session), "runs until it is stopped");
    assert_eq!(tone(&session, "without"), Tone::Stuck, "the Job never completes");
    assert_eq!(tone(&session, "plain-init"), Tone::Stuck, "nor does it begin");
    assert_eq!(tone(&session, "native"), Tone::Good);
    // Nothing calls it a helper, until the user does.
    told(&mut session, Msg::TextEdited(job("second")));
    assert_eq!(life(&session), "exits 0 after 5s");
    assert_eq!(tone(&session, "without"), Tone::Good);
    told(&mut session, Msg::SidecarChosen("second".into()));
    assert_eq!(life(&session), "runs until it is stopped");
    assert_eq!(tone(&session, "without"), Tone::Stuck);
}

#[test]
fn a_comment_costs_no_life_and_no_picture() {
    use std::rc::Rc;
    let mut session = Session::new(false);
    let told = |session: &Session| session.picture.as_ref()?.told.first().cloned();
    let (before, known) = (session.view().clone(), told(&session).expect("containers"));
    session.update(Msg::TextEdited(format!("{}# a comment", session.text())));
    while session.is_working() {
        session.update(Msg::WorkDue);
        let view = session.view();
        assert!(Rc::ptr_eq(&before.chart, &view.chart) && Rc::ptr_eq(&before.cards, &view.cards));
        assert!(Rc::ptr_eq(&before.panes, &view.panes) && Rc::ptr_eq(&before.containers, &view.containers));
    }
    assert!(
        session
            .picture
            .as_ref()
            .is_some_and(|picture| picture.own().is_some_and(|own| own.text.ends_with("# a comment")))
    );
    assert!(told(&session).expect("containers").is(&known));
    // Another object is looked at anew.
    edited(&mut session, "periodSeconds: 1", "periodSeconds: 2");
    assert!(!told(&session).expect("containers").is(&known));
}

#[test]
fn pods_side_by_side_have_names_and_all_their_containers_are_told() {
    let pod = |name: &str, containers: &[&str]| {
        let list: String = containers
            .iter()
            .map(|container| format!("  - name: {container}\n    image: nginx\n"))
            .collect();
        format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\nspec:\n  containers:\n{list}---\n")
    };
    let mut session = Session::new(false);
    let text = pod("a", &["web"]) + &pod("b", &["web", "log-agent"]);
    told(&mut session, Msg::TextEdited(text));
    let rows: Vec<(&str, &str)> = session
        .view()
        .containers
        .iter()
        .map(|row| (&*row.name, &*row.place.workload))
        .collect();
    assert_eq!(rows, [("web", "Pod a"), ("log-agent", "Pod b")]);
    let lanes = session.view().chart.groups[0].lanes.iter();
    let names: Vec<&str> = lanes.map(|lane| lane.name.as_str()).collect();
    assert_eq!(names, ["pod a", "web", "pod b", "web", "log-agent"]);
    told(&mut session, Msg::TextEdited(pod("a", &["web", "log-agent"])));
    assert_eq!(session.view().chart.groups[0].lanes[0].name, "pod");
}

/// A job a minute, for so many seconds.
fn minutely(session: &mut Session, length: u32) -> Vec<Effect> {
    let text = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: report}\nspec:\n  schedule: \"* * * * *\"\n  jobTemplate:\n    \
        spec:\n      template:\n        spec:\n          restartPolicy: Never\n          containers:\n          \
        - {name: report, image: busybox, command: [sleep, \"5\"]}\n";
    session.update(Msg::TextEdited(text.to_owned()));
    session.update(Msg::LengthChosen(length))
}

#[test]
fn a_long_run_gives_way() {
    use std::rc::Rc;
    let mut session = Session::new(false);
    minutely(&mut session, 120);
    assert!(!session.is_working());
    let before = session.view().clone();
    let effects = session.update(Msg::LengthChosen(86_400));
    assert!(session.is_working() && effects.contains(&Effect::Work));
    let view = session.view();
    assert!(Rc::ptr_eq(&before.chart, &view.chart) && Rc::ptr_eq(&before.cards, &view.cards));
    // It goes on, and says how far it has come.
    let progress = |session: &mut Session| {
        let old = session.view().stale.clone();
        while session.view().stale == old && session.is_working() {
            session.update(Msg::WorkDue);
        }
        session.view().stale.clone().expect("a sentence")
    };
    let first = progress(&mut session);
    assert!(
        first.starts_with("Simulating ") && first.ends_with(" of 24 h"),
        "{first}"
    );
    progress(&mut session);
    // Whatever else happens does not wait for it,
    for msg in [
        Msg::PaneChosen(Pane::Why),
        Msg::Scrubbed(100),
        Msg::Zoomed(true, None),
        Msg::Fitted,
    ] {
        assert!(session.update(msg).contains(&Effect::Work) && session.is_working());
    }
    assert_eq!(session.view().panes[0].command, "");
    // and another text ends it.
    session.update(Msg::TextEdited(session.text().replace("report", "other")));
    assert_eq!(progress(&mut session), first);
    session.update(Msg::LengthChosen(120));
    assert!(!session.is_working() && session.view().stale.is_none());
}

#[test]
fn a_long_run_is_the_same_in_portions() {
    let mut session = Session::new(false);
    minutely(&mut session, 21_600);
    assert!(session.is_working());
    // What a link asks to see is seen when it is there.
    let shared = crate::link::Shared {
        range: Some((6_000_000_000, 7_000_000_000)),
        ..session.shared()
    };
    let hash = crate::link::encode(&shared);
    let mut session = Session::new(false);
    session.update(Msg::HashOpened(hash.clone()));
    assert!(session.is_working());
    assert_eq!(session.hash(), hash);
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    assert_eq!(session.hash(), hash);
    assert_eq!(session.view().chart.axis.range(), (6_000_000_000, 7_000_000_000));
    let own = session
        .picture
        .as_ref()
        .and_then(|picture| picture.own())
        .expect("a picture");
    let whole = sim::simulate(&own.objects, &own.made_with.scenario(&own.objects));
    assert!(*own.trace == whole);
}

#[test]
fn containers_that_are_not_listed_are_counted() {
    let pod = |count: usize| {
        let list: String = (0..count)
            .map(|at| format!("  - name: c{at}\n    image: nginx\n"))
            .collect();
        format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: many\nspec:\n  containers:\n{list}")
    };
    let mut session = Session::new(false);
    for (count, rows, more) in [(60, 60, 0), (63, 60, 3)] {
        told(&mut session, Msg::TextEdited(pod(count)));
        let listed = &session.view().containers;
        assert_eq!(
            (listed.len(), listed.last().map(|row| row.more)),
            (rows, Some(more))
        );
    }
}

#[test]
fn the_odds_of_a_long_run_are_found_in_portions() {
    let mut session = Session::new(false);
    minutely(&mut session, 10_800);
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    // Nobody asked: it takes long.
    assert!(!session.has_odds_to_find());
    session.update(Msg::OddsAsked);
    let runs = |session: &Session| {
        let own = session.picture.as_ref().and_then(|picture| picture.own());
        own.and_then(|own| session.odds.of(own))
            .map_or(0, |tally| tally.runs)
    };
    let mut portions = 0;
    while runs(&session) == 0 {
        assert!(session.has_odds_to_find());
        session.update(Msg::OddsDue);
        portions += 1;
    }
    assert!(portions > 5, "{portions}");
    // What was begun for another text is not counted for this one.
    session.update(Msg::OddsDue);
    session.update(Msg::LengthChosen(120));
    while session.is_working() {
        session.update(Msg::WorkDue);
    }
    session.update(Msg::OddsDue);
    assert_eq!(runs(&session), 1);
}
