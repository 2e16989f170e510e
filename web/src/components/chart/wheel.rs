//! The wheel: with Ctrl or ⌘ (and a trackpad's pinch, which browsers report as such) it zooms, sideways it moves what
//! is shown, plain it scrolls the page.

use app::Msg;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{Element, WheelEvent};
use yew::prelude::*;

use super::position;
use crate::components::Send;

#[hook]
pub fn use_wheel(frame: &NodeRef, send: &Send) {
    let (frame, send) = (frame.clone(), send.clone());
    use_effect_with((), move |()| {
        let listener = frame.cast::<Element>().map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(wheel) = event.dyn_ref::<WheelEvent>() else {
                    return;
                };
                if wheel.ctrl_key() || wheel.meta_key() {
                    event.prevent_default();
                    let place = position(&frame, (wheel.client_x(), wheel.client_y()));
                    send.emit(Msg::Zoomed(wheel.delta_y() < 0.0, place.map(|(x, _)| x)));
                } else if wheel.delta_x().abs() > wheel.delta_y().abs() || wheel.shift_key() {
                    event.prevent_default();
                    let by = if wheel.shift_key() {
                        wheel.delta_y()
                    } else {
                        wheel.delta_x()
                    };
                    send.emit(Msg::PannedBy((by * 10.0) as i32));
                }
            })
        });
        move || drop(listener)
    });
}
