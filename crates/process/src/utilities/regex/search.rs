//! The search by backtracking.

use super::{Item, Node, Spans};

/// Most steps of one search; beyond it nothing is found.
pub(super) const MAX_STEPS: u32 = 200_000;

pub(super) struct Search<'a> {
    pub(super) text: &'a [char],
    pub(super) steps: u32,
    pub(super) spans: Spans,
}

/// What to do when a part fits up to a place.
type Next<'n, 'a> = &'n mut dyn FnMut(&mut Search<'a>, usize) -> bool;

impl<'a> Search<'a> {
    pub(super) fn run(&mut self, nodes: &[Node], at: usize, next: Next<'_, 'a>) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        let Some((node, rest)) = nodes.split_first() else {
            return next(self, at);
        };
        match node {
            Node::Group(number, alternatives) => {
                let before = self.spans[*number];
                for alternative in alternatives {
                    let fits = self.run(alternative, at, &mut |search, end| {
                        let outer = search.spans[*number];
                        search.spans[*number] = Some((at, end));
                        if search.run(rest, end, next) {
                            return true;
                        }
                        search.spans[*number] = outer;
                        false
                    });
                    if fits {
                        return true;
                    }
                }
                self.spans[*number] = before;
                false
            }
            Node::Repeat {
                node, least, most, ..
            } => self.repeat(node, *least, *most, at, rest, next),
            single => match self.one(single, at) {
                Some(end) => self.run(rest, end, next),
                None => false,
            },
        }
    }

    /// Fits a node that takes a fixed piece; where it ends.
    fn one(&self, node: &Node, at: usize) -> Option<usize> {
        let c = self.text.get(at).copied();
        let word = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_');
        match node {
            Node::Char(wanted) => (c == Some(*wanted)).then_some(at + 1),
            Node::Any => c.map(|_| at + 1),
            Node::Set { negated, items } => {
                let c = c?;
                let hit = items.iter().any(|item| match item {
                    Item::Range(low, high) => *low <= c && c <= *high,
                    Item::Class(name) => crate::shell::pattern::in_class(name, c),
                });
                (hit != *negated).then_some(at + 1)
            }
            Node::Start => (at == 0).then_some(at),
            Node::End => (at == self.text.len()).then_some(at),
            Node::Border(kind) => {
                let before = at.checked_sub(1).is_some_and(|i| word(self.text.get(i)));
                let after = word(self.text.get(at));
                let fits = match kind {
                    '<' => !before && after,
                    '>' => before && !after,
                    _ => before != after,
                };
                fits.then_some(at)
            }
            Node::Back(number) => {
                let (start, end) = self.spans.get(*number).copied().flatten()?;
                let length = end - start;
                let here = self.text.get(at..at + length)?;
                (here == &self.text[start..end]).then_some(at + length)
            }
            Node::Group(..) | Node::Repeat { .. } => None,
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Node],
        next: Next<'_, 'a>,
    ) -> bool {
        if !matches!(node, Node::Group(..) | Node::Repeat { .. }) {
            // A fixed piece: walk forward, then try from the longest.
            let mut places = vec![at];
            while places.len() <= most.min(self.text.len() + 1) {
                let here = places[places.len() - 1];
                match self.one(node, here) {
                    Some(end) if end > here => places.push(end),
                    _ => break,
                }
            }
            for count in (least..places.len()).rev() {
                if self.run(rest, places[count], next) {
                    return true;
                }
            }
            return false;
        }
        self.repeat_group(node, least, most, at, rest, 0, next)
    }

    #[allow(clippy::too_many_arguments)]
    fn repeat_group(
        &mut self,
        node: &Node,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Node],
        done: usize,
        next: Next<'_, 'a>,
    ) -> bool {
        if done < most && done < MAX_GROUP_REPEATS {
            let fits = self.run(std::slice::from_ref(node), at, &mut |search, end| {
                // A repetition of nothing does not help.
                end > at && search.repeat_group(node, least, most, end, rest, done + 1, next)
            });
            if fits {
                return true;
            }
        }
        done >= least && self.run(rest, at, next)
    }
}

/// Most repetitions of a group: bounds the stack.
const MAX_GROUP_REPEATS: usize = 200;
