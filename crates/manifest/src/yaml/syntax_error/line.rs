//! Which line kubectl's parser names.

use super::rows::Stage;
use crate::position::LineIndex;

/// The line number that kubectl prints; 0: none.
pub fn printed_line(document: &str, lines: &LineIndex, stage: Stage, at: usize) -> usize {
    let line = lines.line_of(at);
    let one_based = |line: usize| if line == 0 { 0 } else { line + 1 };
    let own = columns(document, lines, line);
    let column = own.first().copied().unwrap_or(0);
    let first_on_line = document[lines.line_start(line)..at].trim().is_empty();
    let open = match stage {
        Stage::Scanner => return one_based(line),
        Stage::Key => return one_based(lines.line_of(document[..at].trim_end().len())),
        Stage::Quote if line == 0 => return one_based(lines.line_of(document.len())),
        Stage::Quote => return one_based(line),
        Stage::Mapping if first_on_line => match enclosing_column(document, lines, line, column) {
            Some(around) => first_line_at(document, lines, line, around),
            None => 0,
        },
        Stage::Mapping | Stage::OwnMapping => {
            first_line_at(document, lines, line + 1, own.last().copied().unwrap_or(0))
        }
        Stage::List => first_line_at(document, lines, line, column),
        Stage::Bracket => document[..at]
            .rfind(['[', '{'])
            .map_or(0, |open| lines.line_of(open)),
    };
    if open == 0 { line } else { open }
}

/// The columns at which a line opens something: its dashes and its first word. None for blank lines and comments.
fn columns(document: &str, lines: &LineIndex, line: usize) -> Vec<usize> {
    let text = document[lines.line_start(line)..].lines().next().unwrap_or("");
    let mut columns = Vec::new();
    let mut rest = text.trim_start_matches(' ');
    if rest.is_empty() || rest.starts_with('#') {
        return columns;
    }
    columns.push(text.len() - rest.len());
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start_matches(' ');
        columns.push(text.len() - rest.len());
    }
    columns
}

/// The column of the innermost collection around a line whose text begins in `column`.
fn enclosing_column(document: &str, lines: &LineIndex, line: usize, column: usize) -> Option<usize> {
    let above = (0..line).rev();
    above
        .flat_map(|l| columns(document, lines, l).into_iter().rev())
        .find(|c| *c < column)
}

/// The first line above `line` of the collection in `column`.
fn first_line_at(document: &str, lines: &LineIndex, line: usize, column: usize) -> usize {
    let mut first = line;
    for above in (0..line).rev() {
        let columns = columns(document, lines, above);
        if columns.contains(&column) {
            first = above;
        }
        if columns.first().is_some_and(|c| *c < column) {
            break;
        }
    }
    first
}
