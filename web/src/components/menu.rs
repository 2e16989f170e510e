//! Menus: a frame that the keyboard moves in, and what can be done to a lane at a time.

use std::rc::Rc;

use app::Msg;
use app::chart::Chart;
use app::view::{Menu, MenuItem};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};
use yew::prelude::*;

use super::place::use_place;
use super::spots::percent;
use super::{Send, View};

#[derive(Clone, PartialEq, Properties)]
pub struct FrameProps {
    pub label: AttrValue,
    /// Where it stands; empty: where the style sheet says.
    #[prop_or_default]
    pub place: AttrValue,
    /// Asks for the end of the menu: by a key (true), or because the focus has gone elsewhere.
    pub close: Callback<bool>,
    pub children: Html,
}

/// An open menu: the keyboard is on its first item at once, arrow keys move it.
#[component(MenuFrame)]
pub fn menu_frame(props: &FrameProps) -> Html {
    let root = use_node_ref();
    {
        let root = root.clone();
        use_effect_with((props.label.clone(), props.place.clone()), move |_| {
            let first = root
                .cast::<Element>()
                .and_then(|root| root.query_selector("button").ok().flatten());
            focus(first);
        });
    }
    let close = props.close.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let here = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let ends = match event.key().as_str() {
            "ArrowDown" => {
                focus(here.and_then(|item| item.next_element_sibling()));
                false
            }
            "ArrowUp" => {
                focus(here.and_then(|item| item.previous_element_sibling()));
                false
            }
            "Escape" | "Tab" => true,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if ends {
            close.emit(true);
        }
    });
    let onfocusout = {
        let (root, close) = (root.clone(), props.close.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event
                .related_target()
                .and_then(|target| target.dyn_into::<Node>().ok());
            if !root.cast::<Node>().is_some_and(|root| root.contains(to.as_ref())) {
                close.emit(false);
            }
        })
    };
    use_place(&root, &props.place);
    html! {
        <div class="menu" role="menu" aria-label={props.label.clone()} ref={root} data-place={props.place.clone()} {onkeydown} {onfocusout} data-testid="menu">
            { props.children.clone() }
        </div>
    }
}

/// The open menu of a lane.
#[derive(PartialEq)]
pub struct LaneMenu {
    /// The chart.
    pub chart: Rc<Chart>,
    /// What can be done, and where.
    pub menu: Menu,
    /// Takes what the user does.
    pub send: Send,
}

impl View for LaneMenu {
    fn view(&self) -> Html {
        let close = self.send.reform(|_: bool| Msg::MenuClosed);
        let (x, y) = self.menu.at;
        let (width, height) = (self.chart.width, self.chart.height);
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
        html! {
            <MenuFrame label={self.menu.title.clone()} place={format!("{across};{down}")} {close}>
                <p class="menu-title" role="presentation">{ &self.menu.title }</p>
                { for self.menu.items.iter().enumerate().map(|(at, item)| view(at, item, &self.send)) }
            </MenuFrame>
        }
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
