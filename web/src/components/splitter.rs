//! The line between editor and picture: dragged or moved by arrow keys it changes their widths, which are kept.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent};
use yew::prelude::*;

use crate::platform::storage;

/// The editor's share of the width in percent: least, at first, most.
const SHARE: (i32, i32, i32) = (20, 35, 70);
/// An arrow key moves by so much.
const STEP: i32 = 2;

/// The line between editor and picture.
#[component(Splitter)]
pub fn splitter() -> Html {
    let line = use_node_ref();
    let share = use_state_eq(|| SHARE.1);
    let dragging = use_mut_ref(|| false);
    {
        let share = share.clone();
        use_effect_with((), move |()| {
            if let Some(kept) = storage::load("editor-width").and_then(|text| text.parse().ok()) {
                share.set(i32::clamp(kept, SHARE.0, SHARE.2));
            }
        });
    }
    {
        let line = line.clone();
        use_effect_with(*share, move |share| {
            let page = line.cast::<Element>().and_then(|line| line.parent_element());
            if let Some(page) = page.and_then(|page| page.dyn_into::<HtmlElement>().ok()) {
                // A custom property with a plain number is always taken.
                let _ = page.style().set_property("--editor", &format!("{share}fr"));
                let _ = page
                    .style()
                    .set_property("--picture", &format!("{}fr", 100 - share));
            }
            if *share != SHARE.1 {
                storage::save("editor-width", Some(&share.to_string()));
            }
        });
    }
    let onpointerdown = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            *dragging.borrow_mut() = true;
            event.prevent_default();
            // Without the capture the drag ends at the line's edge.
            let _ = event
                .target_unchecked_into::<Element>()
                .set_pointer_capture(event.pointer_id());
        })
    };
    let onpointermove = {
        let (dragging, share) = (dragging.clone(), share.clone());
        Callback::from(move |event: PointerEvent| {
            let page = event.target_unchecked_into::<Element>().parent_element();
            if let Some(page) = page.filter(|_| *dragging.borrow()) {
                let area = page.get_bounding_client_rect();
                let part = (f64::from(event.client_x()) - area.left()) * 100.0 / area.width().max(1.0);
                share.set((part as i32).clamp(SHARE.0, SHARE.2));
            }
        })
    };
    let onpointerup = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    let onkeydown = {
        let share = share.clone();
        Callback::from(move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowLeft" => -STEP,
                "ArrowRight" => STEP,
                _ => return,
            };
            event.prevent_default();
            event.stop_propagation();
            share.set((*share + step).clamp(SHARE.0, SHARE.2));
        })
    };
    html! {
        <div class="splitter" role="separator" aria-orientation="vertical" aria-label="Width of the editor" tabindex="0" ref={line}
            aria-valuenow={share.to_string()} aria-valuemin={SHARE.0.to_string()} aria-valuemax={SHARE.2.to_string()}
            {onpointerdown} {onpointermove} onpointerup={onpointerup.clone()} onpointercancel={onpointerup} {onkeydown} />
    }
}
