//! What differs between two texts, line by line: Myers' algorithm (the shortest edit script) in its linear form
//! over a trace of frontiers, after equal heads and tails are set aside.
//!
//! Variants of a manifest and revisions of a pod differ in a few lines, so the number of differences is small and the
//! work with it. Beyond [`MAX_DIFFERENCES`] the middle is given as one block of removed and added lines, which is still
//! right, only not the shortest.

use std::ops::Range;

/// More differing lines than this are not matched with each other.
const MAX_DIFFERENCES: usize = 500;

/// How many unchanged lines [`unified`] shows around a change.
const CONTEXT: usize = 3;

/// One line of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffLine {
    /// In both, or in one only.
    pub kind: DiffKind,
    /// Its number in the old text, from 1.
    pub old: Option<usize>,
    /// Its number in the new text, from 1.
    pub new: Option<usize>,
    /// The line without its end.
    pub text: String,
}

/// Where a line is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffKind {
    /// In both texts.
    Same,
    /// In the old text only.
    Removed,
    /// In the new text only.
    Added,
}

impl DiffKind {
    /// The sign at the line's start in a unified diff.
    pub fn sign(self) -> char {
        match self {
            DiffKind::Same => ' ',
            DiffKind::Removed => '-',
            DiffKind::Added => '+',
        }
    }
}

/// Compares two texts line by line: every line of both, in order.
pub fn diff(old: &str, new: &str) -> Vec<DiffLine> {
    let old_lines: Vec<&str> = old.lines().collect();
    let new_lines: Vec<&str> = new.lines().collect();
    let mut lines = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    let mut push = |kind, old: Option<usize>, new: Option<usize>, text: &str| {
        lines.push(DiffLine {
            kind,
            old: old.map(|n| n + 1),
            new: new.map(|n| n + 1),
            text: text.to_owned(),
        });
    };
    let mut matches = matches(&old_lines, &new_lines);
    matches.push((old_lines.len(), new_lines.len()));
    for (old, new) in matches {
        (at_old..old).for_each(|line| push(DiffKind::Removed, Some(line), None, old_lines[line]));
        (at_new..new).for_each(|line| push(DiffKind::Added, None, Some(line), new_lines[line]));
        if let (Some(text), Some(_)) = (old_lines.get(old), new_lines.get(new)) {
            push(DiffKind::Same, Some(old), Some(new), text);
        }
        (at_old, at_new) = (old + 1, new + 1);
    }
    lines
}

/// The pairs of equal lines of a shortest edit script, ascending.
fn matches(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tails = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = tails.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let middle = shortest(&old[head..old_end], &new[head..new_end]);
    let mut pairs: Vec<(usize, usize)> = (0..head).map(|line| (line, line)).collect();
    pairs.extend(middle.into_iter().map(|(a, b)| (a + head, b + head)));
    pairs.extend((0..tail).map(|line| (old_end + line, new_end + line)));
    pairs
}

/// Myers' greedy search. `reach[k]` is the furthest line of `old` on diagonal k (old − new, shifted to be positive)
/// with d differences; the frontiers of all d are kept to walk back.
fn shortest(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let limit = (old.len() + new.len()).min(MAX_DIFFERENCES);
    let shift = limit + 1;
    let mut reach = vec![0_usize; 2 * limit + 3];
    let mut frontiers: Vec<Vec<usize>> = Vec::new();
    for d in 0..=limit {
        frontiers.push(reach.clone());
        for k in (shift - d..=shift + d).step_by(2) {
            let mut a = step(&reach, k, shift, d);
            let Some(mut b) = (a + shift).checked_sub(k) else {
                continue;
            };
            while a < old.len() && b < new.len() && old[a] == new[b] {
                (a, b) = (a + 1, b + 1);
            }
            reach[k] = a;
            if a >= old.len() && b >= new.len() {
                return walk_back(&frontiers, old.len(), new.len(), shift);
            }
        }
    }
    Vec::new()
}

/// Where diagonal `k` is entered: from the diagonal above by an added line, or from the one below by a removed one.
fn step(reach: &[usize], k: usize, shift: usize, d: usize) -> usize {
    let from_below = k == shift - d || (k != shift + d && reach[k - 1] < reach[k + 1]);
    if d == 0 {
        0
    } else if from_below {
        reach[k + 1]
    } else {
        reach[k - 1] + 1
    }
}

fn walk_back(frontiers: &[Vec<usize>], old: usize, new: usize, shift: usize) -> Vec<(usize, usize)> {
    let (mut a, mut b) = (old, new);
    let mut pairs = Vec::new();
    for (d, reach) in frontiers.iter().enumerate().rev() {
        let k = a + shift - b;
        let start = step(reach, k, shift, d);
        while a > start {
            (a, b) = (a - 1, b - 1);
            pairs.push((a, b));
        }
        if d == 0 {
            break;
        }
        let from_below = k == shift - d || (k != shift + d && reach[k - 1] < reach[k + 1]);
        if from_below {
            b = b.saturating_sub(1);
        } else {
            a = a.saturating_sub(1);
        }
    }
    pairs.reverse();
    pairs
}

/// The comparison as a unified diff with three lines of context, as `diff -u` prints it. Empty when nothing differs.
pub fn unified(old_name: &str, old: &str, new_name: &str, new: &str) -> String {
    let text = changes(old, new);
    if text.is_empty() {
        return text;
    }
    format!("--- {old_name}\n+++ {new_name}\n{text}")
}

/// The same without the texts' names, as the API server shows what an update would change
/// (staging/src/k8s.io/apimachinery/pkg/util/diff).
pub fn changes(old: &str, new: &str) -> String {
    let lines = diff(old, new);
    let mut text = String::new();
    for hunk in hunks(&lines) {
        let part = &lines[hunk.clone()];
        let old = range(&lines[..hunk.start], part, |line| line.old.is_some());
        let new = range(&lines[..hunk.start], part, |line| line.new.is_some());
        text.push_str(&format!("@@ -{old} +{new} @@\n"));
        for line in part {
            text.push(line.kind.sign());
            text.push_str(&line.text);
            text.push('\n');
        }
    }
    text
}

/// The stretches of lines to show: changes with their context, joined where they touch.
pub fn hunks(lines: &[DiffLine]) -> Vec<Range<usize>> {
    let mut hunks: Vec<Range<usize>> = Vec::new();
    for (at, _) in lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.kind != DiffKind::Same)
    {
        let (start, end) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        match hunks.last_mut() {
            Some(last) if last.end >= start => last.end = end,
            _ => hunks.push(start..end),
        }
    }
    hunks
}

/// `12,7`: the first line's number and the number of lines; an empty range names the line before it.
fn range(before: &[DiffLine], part: &[DiffLine], counts: impl Fn(&DiffLine) -> bool) -> String {
    let start = before.iter().filter(|line| counts(line)).count();
    match part.iter().filter(|line| counts(line)).count() {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        count => format!("{},{count}", start + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines are letters; the result is a word per line of the comparison.
    #[track_caller]
    fn check(old: &str, new: &str, expect: &str) {
        let lines = |text: &str| {
            text.chars()
                .map(|letter| format!("{letter}\n"))
                .collect::<String>()
        };
        let lines = diff(&lines(old), &lines(new));
        let got: Vec<String> = lines
            .iter()
            .map(|line| format!("{}{}", line.kind.sign(), line.text).trim().to_owned())
            .collect();
        assert_eq!(got.join(" "), expect);
        let back: String = lines
            .iter()
            .filter(|line| line.old.is_some())
            .map(|line| line.text.clone())
            .collect();
        let forth: String = lines
            .iter()
            .filter(|line| line.new.is_some())
            .map(|line| line.text.clone())
            .collect();
        assert_eq!((&*back, &*forth), (old, new));
    }

    #[test]
    fn shortest_scripts() {
        check("", "", "");
        check("abc", "abc", "a b c");
        check("", "ab", "+a +b");
        check("ab", "", "-a -b");
        check("abc", "axc", "a -b +x c");
        check("abcabba", "cbabac", "-a -b c +b a b -b a +c");
        check("abcdef", "bcxdf", "-a b c +x d -e f");
        check("xaby", "xbay", "x -a b +a y");
    }

    #[test]
    fn too_many_differences_are_one_block() {
        let old: String = (0..700).map(|n| format!("a{n}\n")).collect();
        let new: String = (0..700).map(|n| format!("b{n}\n")).collect();
        let lines = diff(&format!("x\n{old}y\n"), &format!("x\n{new}y\n"));
        assert_eq!(lines.len(), 1402);
        assert!(lines[1..701].iter().all(|line| line.kind == DiffKind::Removed));
    }

    #[test]
    fn changes_with_their_context() {
        let check = |old: &str, new: &str, expect: &str| {
            assert_eq!(changes(&old.replace(' ', "\n"), &new.replace(' ', "\n")), expect);
        };
        check("a b c", "a b c", "");
        check("a b c", "a x c", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
        check(
            "a 1 2 3 4 5 6 7 b",
            "x 1 2 3 4 5 6 7 y",
            "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+y\n",
        );
        check("a 1 2 b", "x 1 2 y", "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n-b\n+y\n");
    }

    #[test]
    fn unified_form() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n";
        let new = "a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\nl\n";
        assert_eq!(
            unified("old", old, "new", new),
            "--- old\n+++ new\n@@ -2,10 +2,11 @@\n b\n c\n d\n-e\n+E\n f\n g\n h\n i\n j\n k\n+l\n"
        );
        assert_eq!(
            unified("old", "", "new", "a\n"),
            "--- old\n+++ new\n@@ -0,0 +1 @@\n+a\n"
        );
        assert_eq!(unified("old", old, "new", old), "");
    }
}
