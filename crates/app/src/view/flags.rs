//! What the user does meanwhile: flags on the axis, a list that they can be taken from, and the menu that makes them.

use std::time::Duration;

use api::core_v1::Pod;

use crate::picture::Lived;
use crate::session::Session;
use crate::story::Tag;
use crate::text::{Micros, Px10, seconds};

/// An action on the axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its place on the axis; `None` outside what is shown.
    pub x: Option<Px10>,
    /// When: `8.1 s`.
    pub time: String,
    /// The command.
    pub command: String,
}

/// The actions, in order.
pub fn flags(session: &Session) -> Vec<Flag> {
    let origin = session.shown().first().map_or(0, |lived| lived.story.origin);
    let axis = &session.view().chart.axis;
    let (from, to) = axis.range();
    let flag = |action: &crate::conditions::UserAction| {
        let at = action.at - origin;
        Flag {
            x: (from..=to).contains(&at).then(|| axis.x(at)),
            time: seconds(at),
            command: action.command.clone(),
        }
    };
    session.conditions.actions.iter().map(flag).collect()
}

/// What can be done to a lane at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Menu {
    /// Where it opens on the chart.
    pub at: (Px10, Px10),
    /// `At 8.1 s`.
    pub title: String,
    /// The choices.
    pub items: Vec<MenuItem>,
    /// When, on the trace's clock.
    pub time: Micros,
}

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuItem {
    /// What it does.
    pub label: String,
    /// The command that does it.
    pub command: String,
    /// The command is not whole: it goes to the prompt to be completed.
    pub open: bool,
}

/// The menu of a lane (`row` and container, or the pod) at a chart time.
pub(crate) fn menu(
    lived: &Lived,
    time: Micros,
    row: usize,
    container: Option<&str>,
    at: (Px10, Px10),
) -> Menu {
    let absolute = time + lived.story.origin;
    let now = Duration::from_micros(u64::try_from(absolute).unwrap_or(0));
    let pods = lived.trace.pods_at(now);
    let alive: Vec<_> = pods
        .iter()
        .filter(|pod| !pod.status.phase.is_terminal())
        .collect();
    let pod = alive.get(row).or(alive.last()).map(|pod| pod.as_ref());
    let mut items = Vec::new();
    if let Some(pod) = pod {
        items.extend(container_items(pod, container));
        let name = &pod.metadata.name;
        items.push(item(
            format!("Delete pod {name}"),
            format!("kubectl delete pod {name}"),
        ));
        items.push(item(
            "Delete it without waiting".to_owned(),
            format!("kubectl delete pod {name} --grace-period=0 --force"),
        ));
    }
    items.push(item("Reboot the node".to_owned(), "reboot node".to_owned()));
    Menu {
        at,
        title: format!("Do at {}", seconds(time)),
        items,
        time: absolute,
    }
}

fn container_items(pod: &Pod, wanted: Option<&str>) -> Vec<MenuItem> {
    let name = &pod.metadata.name;
    let all = pod.spec.all_containers();
    let chosen = all.filter(|(_, container)| wanted.is_none_or(|wanted| wanted == container.name));
    let items = chosen.flat_map(|(_, container)| {
        let (own, image) = (&container.name, &container.image);
        let open = MenuItem {
            label: format!("Change the image of {own}…"),
            command: format!("kubectl set image pod/{name} {own}={image}"),
            open: true,
        };
        [item(format!("Kill {own}"), format!("kill {own} in {name}")), open]
    });
    items.collect()
}

fn item(label: String, command: String) -> MenuItem {
    MenuItem {
        label,
        command,
        open: false,
    }
}

/// A lane's container; none for the pod's own lane.
pub(crate) fn container_of(lane: &crate::chart::Lane) -> Option<&str> {
    (lane.kind != Tag::Pod).then_some(lane.name.as_str())
}
