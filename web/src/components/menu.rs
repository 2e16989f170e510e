//! What can be done to a lane at a time, as a menu.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::view::{Menu, MenuItem};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use super::Send;
use super::place::use_place;
use super::spots::percent;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub chart: Rc<Chart>,
    pub menu: Menu,
    pub send: Send,
}

/// The open menu.
#[component(LaneMenu)]
pub fn lane_menu(props: &Props) -> Html {
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with(props.menu.clone(), move |_| {
            let first = root
                .cast::<Element>()
                .and_then(|root| root.query_selector("button").ok().flatten());
            focus(first);
        });
    }
    let onkeydown = {
        let send = props.send.clone();
        Callback::from(move |event: KeyboardEvent| {
            let here = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok());
            match event.key().as_str() {
                "ArrowDown" => focus(here.and_then(|item| item.next_element_sibling())),
                "ArrowUp" => focus(here.and_then(|item| item.previous_element_sibling())),
                "Escape" | "Tab" => send.emit(Msg::MenuClosed),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let onfocusout = {
        let (root, send) = (root.clone(), props.send.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            if !root.cast::<Node>().is_some_and(|root| root.contains(to.as_ref())) {
                send.emit(Msg::MenuClosed);
            }
        })
    };
    let (x, y) = props.menu.at;
    let (width, height) = (props.chart.width, props.chart.height);
    let across = if x * 3 > width * 2 {
        format!("right:{}", percent(width - x, width))
    } else {
        format!("left:{}", percent(x, width))
    };
    let down = if y * 2 > height {
        format!("bottom:{}", percent(height - y, height))
    } else {
        format!("top:{}", percent(y, height))
    };
    let place = format!("{across};{down}");
    use_place(&root, &place);
    html! {
        <div class="menu" role="menu" aria-label={props.menu.title.clone()} ref={root} data-place={place}
            {onkeydown} {onfocusout} data-testid="menu">
            <p class="menu-title" role="presentation">{ &props.menu.title }</p>
            { for props.menu.items.iter().enumerate().map(|(at, item)| view(at, item, &props.send)) }
        </div>
    }
}

fn view(at: usize, item: &MenuItem, send: &Send) -> Html {
    let onclick = send.reform(move |_: MouseEvent| Msg::MenuChosen(at));
    html! { <button type="button" role="menuitem" tabindex="-1" title={item.command.clone()} {onclick}>{ &item.label }</button> }
}

fn focus(element: Option<Element>) {
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
