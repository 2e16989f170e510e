//! The cursor, what the panes say at its time, and what a user does then.

use super::told;
use crate::session::{Effect, Msg, Pane, Session};

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
