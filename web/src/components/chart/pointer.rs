//! The pointer on the chart: hovering tells, a click pins and puts the cursor, a drag marks a range to zoom to, a drag
//! on the axis (or with a finger) moves the cursor, two fingers zoom, the right button opens the menu.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::text::Px10;
use app::view::Spot;
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};
use yew::prelude::*;

use super::position;
use crate::components::{Send, attribute};

/// A drag shorter than this is a click.
const CLICK: Px10 = 50;
/// The distance of two fingers has to change by this factor (in percent) for a step of zooming.
const PINCH: i32 = 120;

/// What the chart reports of the pointer.
pub struct Pointer {
    pub down: Callback<PointerEvent>,
    pub moved: Callback<PointerEvent>,
    pub up: Callback<PointerEvent>,
    pub left: Callback<PointerEvent>,
    pub menu: Callback<MouseEvent>,
}

/// What the pressed pointer is doing.
#[derive(Clone, Copy, Default, PartialEq)]
enum Drag {
    #[default]
    None,
    Cursor,
    /// From here.
    Range(Px10),
}

#[derive(Default)]
struct State {
    drag: Drag,
    moved: bool,
    /// What was pressed.
    pressed: Option<Spot>,
    /// The fingers on the chart: id and place.
    fingers: Vec<(i32, i32)>,
    /// Their distance at the last step of zooming.
    pinch: i32,
    /// What was told last, so that it is told once.
    hovered: (Option<Spot>, Option<String>),
}

#[hook]
pub fn use_pointer(frame: &NodeRef, chart: &Rc<Chart>, send: &Send) -> Pointer {
    let state = use_mut_ref(State::default);
    let place = {
        let frame = frame.clone();
        move |event: &MouseEvent| position(&frame, (event.client_x(), event.client_y()))
    };
    let axis = chart.axis_height;
    let down = {
        let (state, send, place) = (state.clone(), send.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place(&event).filter(|_| event.button() == 0) else {
                return;
            };
            press(&mut state.borrow_mut(), &event, x, y < axis);
            if y < axis {
                send.emit(Msg::CursorDragged(x));
            }
        })
    };
    let moved = {
        let (state, send, place) = (state.clone(), send.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, _)) = place(&event) else { return };
            let msgs = follow(&mut state.borrow_mut(), &event, x);
            msgs.into_iter().for_each(|msg| send.emit(msg));
        })
    };
    let up = {
        let (state, send, place) = (state.clone(), send.clone(), place.clone());
        Callback::from(move |event: PointerEvent| {
            let (drag, was_moved, pressed) = {
                let mut state = state.borrow_mut();
                state.fingers.retain(|(id, _)| *id != event.pointer_id());
                (std::mem::take(&mut state.drag), state.moved, state.pressed.take())
            };
            match drag {
                Drag::Range(_) if was_moved => send.emit(Msg::RangeChosen),
                Drag::None => {}
                _ if was_moved => {}
                _ => {
                    if let Some((x, _)) = place(&event).filter(|(_, y)| *y >= axis) {
                        send.emit(Msg::CursorDragged(x));
                        send.emit(Msg::SpotPinned(pressed));
                    }
                }
            }
        })
    };
    let left = {
        let send = send.clone();
        Callback::from(move |_: PointerEvent| {
            state.borrow_mut().hovered = (None, None);
            send.emit(Msg::SpotHovered(None));
            send.emit(Msg::LaneHovered(None));
        })
    };
    let menu = {
        let send = send.clone();
        Callback::from(move |event: MouseEvent| {
            let lane = attribute(&event, "data-at").and_then(|at| {
                let (group, lane) = at.split_once(' ')?;
                Some((group.parse().ok()?, lane.parse().ok()?))
            });
            if let (Some((group, lane)), Some((x, y))) = (lane, place(&event)) {
                event.prevent_default();
                send.emit(Msg::MenuAsked(group, lane, x, y));
            }
        })
    };
    Pointer {
        down,
        moved,
        up,
        left,
        menu,
    }
}

/// The pointer goes down, perhaps on the axis.
fn press(state: &mut State, event: &PointerEvent, x: Px10, on_axis: bool) {
    let touch = event.pointer_type() == "touch";
    if touch {
        state.fingers.push((event.pointer_id(), event.client_x()));
        state.pinch = distance(&state.fingers);
    }
    state.moved = false;
    state.pressed = attribute(event, "data-spot").and_then(|name| Spot::from_name(&name));
    state.drag = if on_axis || touch {
        Drag::Cursor
    } else {
        Drag::Range(x)
    };
    capture(event);
}

/// What it means that the pointer moves.
fn follow(state: &mut State, event: &PointerEvent, x: Px10) -> Vec<Msg> {
    match state.drag {
        Drag::None => hover(state, event),
        _ if state.fingers.len() == 2 => pinch(state, event, x),
        Drag::Cursor => {
            state.moved = true;
            vec![Msg::CursorDragged(x)]
        }
        Drag::Range(from) => {
            state.moved |= (x - from).abs() > CLICK;
            let marked = Msg::RangeMarked(Some((from, x)));
            state.moved.then_some(marked).into_iter().collect()
        }
    }
}

/// What is under the pointer now, when that is news.
fn hover(state: &mut State, event: &PointerEvent) -> Vec<Msg> {
    let spot = attribute(event, "data-spot").and_then(|name| Spot::from_name(&name));
    let lane = attribute(event, "data-lane").filter(|name| !name.is_empty());
    let mut msgs = Vec::new();
    if state.hovered.0 != spot {
        msgs.push(Msg::SpotHovered(spot));
    }
    if state.hovered.1 != lane {
        msgs.push(Msg::LaneHovered(lane.clone()));
    }
    state.hovered = (spot, lane);
    msgs
}

/// Two fingers: a step of zooming whenever their distance has changed enough.
fn pinch(state: &mut State, event: &PointerEvent, x: Px10) -> Vec<Msg> {
    state.moved = true;
    if let Some(finger) = state.fingers.iter_mut().find(|(id, _)| *id == event.pointer_id()) {
        finger.1 = event.client_x();
    }
    let (now, before) = (distance(&state.fingers), state.pinch.max(1));
    let closer = now * 100 > before * PINCH;
    if !closer && now * PINCH > before * 100 {
        return Vec::new();
    }
    state.pinch = now;
    vec![Msg::Zoomed(closer, Some(x))]
}

fn distance(fingers: &[(i32, i32)]) -> i32 {
    match fingers {
        [(_, a), (_, b), ..] => (a - b).abs(),
        _ => 0,
    }
}

/// The picture gets all that the pointer does until it is released.
fn capture(event: &PointerEvent) {
    // Not the event's current target: that is where Yew listens, above the picture.
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(picture) = target.and_then(|target| target.closest(".chart-svg").ok().flatten()) {
        // A pointer that has left already cannot be captured; then the drag is a click.
        let _ = picture.set_pointer_capture(event.pointer_id());
    }
}
