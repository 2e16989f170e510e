//! Aliases and merge keys, with bounded expansion.

use super::{MAX_ALIAS_NODES, ReadError, Reader};
use crate::position::Span;
use crate::tree::{Entry, Node, Origin, Value};

impl Reader<'_> {
    /// A copy of what an anchor names.
    pub(super) fn alias(&mut self, id: usize, span: Span) -> Result<Node, ReadError> {
        self.cursor = span.end.max(self.cursor);
        let name = self.source.document[span.clone()]
            .trim_start_matches('*')
            .trim()
            .to_owned();
        if self.open_anchors.contains(&id) {
            return Err(self.error(span, format!("anchor '{name}' value contains itself"), None));
        }
        let Some(mut node) = self.anchors.get(&id).cloned() else {
            return Err(self.error(span, format!("unknown anchor '{name}' referenced"), None));
        };
        if !take(&mut self.budget, &node) {
            return Err(self.limit(span, format!("aliases add more than {MAX_ALIAS_NODES} values")));
        }
        mark_alias(&mut node);
        node.span = self.source.absolute(span);
        Ok(node)
    }

    /// `<<: *a` or `<<: [*a, *b]`; of several, the earlier wins.
    pub(super) fn merge(&mut self, entries: &mut Vec<Entry>, value: Node) -> Result<(), ReadError> {
        let maps = match value.value {
            Value::Map(_) => vec![value],
            Value::Seq(items) if items.iter().all(|i| matches!(i.value, Value::Map(_))) => items,
            _ => {
                return Err(ReadError {
                    span: value.span,
                    kubectl: "yaml: map merge requires map or sequence of maps as the value".to_owned(),
                    help: None,
                    limit: false,
                });
            }
        };
        for map in maps.into_iter().rev() {
            let Value::Map(merged) = map.value else { continue };
            for mut entry in merged {
                mark_alias(&mut entry.value);
                entries.retain(|e| e.key != entry.key);
                entries.push(entry);
            }
        }
        Ok(())
    }
}

/// Takes the nodes of a copied tree from the budget; false when it is used up.
fn take(budget: &mut usize, node: &Node) -> bool {
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    node.items().iter().all(|n| take(budget, n)) && node.entries().iter().all(|e| take(budget, &e.value))
}

fn mark_alias(node: &mut Node) {
    node.origin = Origin::Alias;
    match &mut node.value {
        Value::Seq(items) => items.iter_mut().for_each(mark_alias),
        Value::Map(entries) => entries.iter_mut().for_each(|e| mark_alias(&mut e.value)),
        _ => {}
    }
}
