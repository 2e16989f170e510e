//! Parts: what holds no state and has no hooks. All of them are one component to Yew, which makes two kilobytes of code for
//! each that it knows of.

use std::any::Any;
use std::rc::Rc;

use yew::prelude::*;

/// What a part of the page shows; it is drawn anew only when it differs.
pub trait View: PartialEq + 'static {
    /// Draws it.
    fn view(&self) -> Html;
}

/// Puts a part on the page.
pub fn part(shown: impl View) -> Html {
    html! { <Part shown={Shown(Rc::new(shown))} /> }
}

/// Any `View`, for the one component.
trait AnyView: Any {
    fn is(&self, other: &dyn AnyView) -> bool;
    fn view(&self) -> Html;
}

impl<T: View> AnyView for T {
    fn is(&self, other: &dyn AnyView) -> bool {
        (other as &dyn Any).downcast_ref::<T>() == Some(self)
    }

    fn view(&self) -> Html {
        View::view(self)
    }
}

#[derive(Clone)]
struct Shown(Rc<dyn AnyView>);

impl PartialEq for Shown {
    fn eq(&self, other: &Shown) -> bool {
        self.0.is(&*other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct Props {
    shown: Shown,
}

#[component(Part)]
fn any_part(props: &Props) -> Html {
    props.shown.0.view()
}
