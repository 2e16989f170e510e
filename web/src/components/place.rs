//! Where an element lies in its frame. A style attribute would be an inline style, which the page's Content-Security-Policy
//! refuses; the object model may set the same.

use web_sys::HtmlElement;
use yew::prelude::*;

/// Gives an element a place, written as CSS declarations.
#[hook]
pub fn use_place(element: &NodeRef, place: &str) {
    let element = element.clone();
    use_effect_with(place.to_owned(), move |place| {
        if let Some(element) = element.cast::<HtmlElement>() {
            element.style().set_css_text(place);
        }
    });
}
