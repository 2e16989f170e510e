//! The set: a map without values.

use std::borrow::Borrow;

use crate::Map;

/// A set in order. Looking up takes logarithmic time, inserting and removing linear time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set<T> {
    items: Map<T, ()>,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Set::new()
    }
}

impl<T> Set<T> {
    /// An empty set.
    pub const fn new() -> Self {
        Set { items: Map::new() }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// True without items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.items.clear();
    }

    /// The items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        self.items.keys()
    }

    /// The least item.
    pub fn first(&self) -> Option<&T> {
        self.items.first_key_value().map(|item| item.0)
    }

    /// The greatest item.
    pub fn last(&self) -> Option<&T> {
        self.items.last_key_value().map(|item| item.0)
    }

    /// Takes out the least item.
    pub fn pop_first(&mut self) -> Option<T> {
        self.items.pop_first().map(|item| item.0)
    }

    /// Takes out the first items as long as `take` likes them, all in one go.
    pub fn take_first_while(&mut self, take: impl Fn(&T) -> bool) -> impl Iterator<Item = T> {
        let taken = self.items.take_first_while(move |item, ()| take(item));
        taken.map(|(item, ())| item)
    }

    /// Keeps only the items that `keep` likes.
    pub fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.items.retain(|item, ()| keep(item));
    }
}

impl<T: Ord> Set<T> {
    /// True when the item is in the set.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.contains_key(item)
    }

    /// Puts in an item; false when it was there already.
    pub fn insert(&mut self, item: T) -> bool {
        self.items.insert(item, ()).is_none()
    }

    /// Takes out an item; false when it was not there.
    pub fn remove<Q: Ord + ?Sized>(&mut self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.remove(item).is_some()
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        for item in items {
            self.insert(item);
        }
    }
}

impl<T: Ord> FromIterator<T> for Set<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Set {
            items: items.into_iter().map(|item| (item, ())).collect(),
        }
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for Set<T> {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = std::iter::Map<std::vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter().map(|(item, ())| item)
    }
}

impl<'a, T> IntoIterator for &'a Set<T> {
    type Item = &'a T;
    type IntoIter = std::iter::Map<<&'a Map<T, ()> as IntoIterator>::IntoIter, fn((&'a T, &'a ())) -> &'a T>;

    fn into_iter(self) -> Self::IntoIter {
        (&self.items).into_iter().map(|(item, ())| item)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_stay_in_order_and_alone() {
        let mut set = Set::from(["c", "a", "b", "a"]);
        assert_eq!(set.iter().copied().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert!(!set.insert("a"));
        assert!(set.remove("b"));
        assert!(!set.contains("b"));
        assert_eq!(
            (set.pop_first(), set.last(), set.len()),
            (Some("a"), Some(&"c"), 1)
        );
        let mut set = Set::from([1, 3, 5, 2]);
        let taken: Vec<i32> = set.take_first_while(|item| *item < 3).collect();
        assert_eq!((taken, set), (vec![1, 2], Set::from([3, 5])));
    }
}
