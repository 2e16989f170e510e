//! What differs between the manifests of two variants.

use api::diff::{DiffKind, DiffLine};

use crate::picture::Lived;
use crate::session::Session;

/// So many equal lines stay around a change.
const CONTEXT: usize = 3;
/// Fewer equal lines than this are not folded away.
const FOLD_MIN: usize = 3;

/// A comparison.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffView {
    /// Ids of the variants compared: from, to.
    pub pair: Option<(String, String)>,
    /// All variants: ids and names.
    pub choices: Vec<(String, String)>,
    /// Both texts side by side.
    pub split: bool,
    /// All lines are shown.
    pub unfolded: bool,
    /// The second text is not the user's own: it can be taken.
    pub can_use: bool,
    /// The lines of both, in order.
    pub rows: Vec<DiffRow>,
}

/// One row: a line of the old text, of the new text, or of both; or lines that were folded away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffRow {
    /// A row with its lines: number (from 1) and text.
    Line {
        /// In the old text.
        old: Option<(usize, String)>,
        /// In the new text.
        new: Option<(usize, String)>,
        /// Both are there and equal.
        same: bool,
    },
    /// So many equal lines are not shown.
    Folded(usize),
}

/// Compares two variants: the chosen ones, else the first two on the chart.
pub fn diff(session: &Session) -> DiffView {
    let Some(picture) = &session.picture else {
        return DiffView::default();
    };
    let wanted = session.comparison.pair.as_ref();
    let chosen = wanted.and_then(|(old, new)| Some((picture.variant(old)?, picture.variant(new)?)));
    let Some((old, new)) = chosen.or_else(|| first_two(session)) else {
        return DiffView::default();
    };
    let lines = api::diff::diff(&old.text, &new.text);
    let lines = if session.comparison.unfolded {
        lines.into_iter().map(Ok).collect()
    } else {
        folded(lines)
    };
    let all = picture.variants.iter();
    DiffView {
        pair: Some((old.id.clone(), new.id.clone())),
        choices: all.map(|lived| (lived.id.clone(), lived.title.clone())).collect(),
        split: session.comparison.split,
        unfolded: session.comparison.unfolded,
        can_use: !new.as_written,
        rows: if session.comparison.split {
            side_by_side(lines)
        } else {
            lines.into_iter().map(row).collect()
        },
    }
}

fn first_two(session: &Session) -> Option<(&Lived, &Lived)> {
    let shown = session.shown();
    Some((*shown.first()?, *shown.get(1)?))
}

/// The lines; `Err`: so many were left out.
fn folded(lines: Vec<DiffLine>) -> Vec<Result<DiffLine, usize>> {
    let near = |at: usize| {
        let around = at.saturating_sub(CONTEXT)..(at + CONTEXT + 1).min(lines.len());
        lines[around].iter().any(|line| line.kind != DiffKind::Same)
    };
    let shown: Vec<bool> = (0..lines.len()).map(near).collect();
    let mut kept: Vec<Result<DiffLine, usize>> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let hidden = shown[at..].iter().take_while(|shown| !**shown).count();
        match kept.last_mut() {
            Some(Err(count)) if !shown[at] => *count += 1,
            _ if hidden >= FOLD_MIN => kept.push(Err(1)),
            _ => kept.push(Ok(line.clone())),
        }
    }
    kept
}

fn row(line: Result<DiffLine, usize>) -> DiffRow {
    match line {
        Ok(line) => DiffRow::Line {
            old: line.old.map(|number| (number, line.text.clone())),
            new: line.new.map(|number| (number, line.text)),
            same: line.kind == DiffKind::Same,
        },
        Err(count) => DiffRow::Folded(count),
    }
}

/// What was removed stands beside what was added in its place.
fn side_by_side(lines: Vec<Result<DiffLine, usize>>) -> Vec<DiffRow> {
    let mut rows: Vec<DiffRow> = Vec::new();
    // The first row of the present change that has no new line yet.
    let mut open = 0;
    for line in lines {
        let new_row = row(line);
        match (&new_row, rows.get_mut(open)) {
            (DiffRow::Line { old: None, new, .. }, Some(DiffRow::Line { new: free @ None, .. })) => {
                free.clone_from(new);
                open += 1;
                continue;
            }
            (
                DiffRow::Line {
                    same: false,
                    new: None,
                    ..
                },
                _,
            ) => {}
            _ => open = rows.len() + 1,
        }
        rows.push(new_row);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(row: &DiffRow) -> String {
        match row {
            DiffRow::Folded(count) => format!("…{count}"),
            DiffRow::Line { old, new, .. } => {
                let text = |side: &Option<(usize, String)>| {
                    side.as_ref()
                        .map_or("-".to_owned(), |(number, text)| format!("{number}{text}"))
                };
                format!("{} {}", text(old), text(new))
            }
        }
    }

    #[track_caller]
    fn check(old: &str, new: &str, split: bool, expect: &[&str]) {
        let lines = folded(api::diff::diff(&old.replace(' ', "\n"), &new.replace(' ', "\n")));
        let rows: Vec<DiffRow> = if split {
            side_by_side(lines)
        } else {
            lines.into_iter().map(row).collect()
        };
        let told: Vec<String> = rows.iter().map(line).collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn far_lines_are_folded() {
        check(
            "a b c d e f g h i X",
            "a b c d e f g h i Y",
            false,
            &["…6", "7g 7g", "8h 8h", "9i 9i", "10X -", "- 10Y"],
        );
        check("a b", "a b", false, &["1a 1a", "2b 2b"]);
    }

    #[test]
    fn changes_stand_side_by_side() {
        check(
            "a X Y b",
            "a U V W b",
            true,
            &["1a 1a", "2X 2U", "3Y 3V", "- 4W", "4b 5b"],
        );
        check("a b", "Z a b Q", true, &["- 1Z", "1a 2a", "2b 3b", "- 4Q"]);
        check("a X b Y", "a b", true, &["1a 1a", "2X -", "3b 2b", "4Y -"]);
    }
}
