//! The shapes of `app::drawing` as elements of the page, one to one.

use std::borrow::Cow;

use app::drawing::Node;
use yew::prelude::*;
use yew::virtual_dom::{AttributeOrProperty, Attributes, VNode, VTag, VText};

/// Elements, one for each node.
pub fn shapes(nodes: Vec<Node>) -> Html {
    nodes.into_iter().map(shape).collect()
}

fn shape(node: Node) -> VNode {
    let value = |value| match value {
        Cow::Borrowed(word) => AttributeOrProperty::Static(word),
        Cow::Owned(text) => AttributeOrProperty::Attribute(text.into()),
    };
    let mut tag = VTag::new(node.tag);
    // Keys at one address: Yew then compares the values only.
    tag.set_attributes(Attributes::Dynamic {
        keys: node.keys,
        values: node.values.into_iter().map(|text| Some(value(text))).collect(),
    });
    tag.add_children(node.children.into_iter().map(shape));
    if !node.text.is_empty() {
        tag.add_child(VText::new(node.text).into());
    }
    tag.into()
}
