//! The columns of `kubectl get`. Mirrors staging/src/k8s.io/cli-runtime/pkg/printers/{tableprinter,tabwriter}.go
//! (v1.36.2): every cell but the last is padded to its column and three spaces more, and a writer that
//! stays open (`-w`) never lets a column shrink.

use crate::tabwriter::escape;

const MIN_WIDTH: usize = 6;
const PADDING: usize = 3;

/// Column titles and rows of one `kubectl get`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Titles in capitals.
    pub headers: Vec<String>,
    /// One entry per object, as many cells as titles.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(headers: &[&str]) -> Table {
        Table {
            headers: headers.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }

    /// The table with one more column in front, e.g. NAMESPACE.
    pub fn with_first_column(mut self, header: &str, cells: impl IntoIterator<Item = String>) -> Table {
        self.headers.insert(0, header.to_owned());
        for (row, cell) in self.rows.iter_mut().zip(cells) {
            row.insert(0, cell);
        }
        self
    }

    /// The text with or without its title line, each line ended by a newline.
    pub fn to_text(&self, headers: bool) -> String {
        let mut writer = TableWriter::default();
        let title = headers.then_some(self.headers.as_slice());
        let lines: Vec<&[String]> = title
            .into_iter()
            .chain(self.rows.iter().map(Vec::as_slice))
            .collect();
        writer.write(&lines).concat()
    }
}

/// Pads cells to columns and remembers how wide each column has become.
#[derive(Clone, Debug, Default)]
pub struct TableWriter {
    widths: Vec<usize>,
}

impl TableWriter {
    /// Lines that are printed at once: they share their columns' widths with each other and with everything
    /// that is written later. Each line ends with a newline.
    pub fn write(&mut self, lines: &[&[String]]) -> Vec<String> {
        let printed: Vec<Vec<String>> = lines
            .iter()
            .map(|line| line.iter().map(|cell| one_line(cell)).collect())
            .collect();
        for line in &printed {
            self.widen(line);
        }
        printed.iter().map(|line| self.pad(line)).collect()
    }

    fn widen(&mut self, line: &[String]) {
        let padded = line.len().saturating_sub(1);
        for (column, cell) in line.iter().take(padded).enumerate() {
            let width = (cell.chars().count() + PADDING).max(MIN_WIDTH);
            match self.widths.get_mut(column) {
                Some(widest) => *widest = width.max(*widest),
                None => self.widths.push(width),
            }
        }
    }

    fn pad(&self, line: &[String]) -> String {
        let mut text = String::new();
        for (column, cell) in line.iter().enumerate() {
            text.push_str(cell);
            if column + 1 < line.len() {
                let width = self.widths.get(column).copied().unwrap_or_default();
                let missing = width.saturating_sub(cell.chars().count());
                text.extend(std::iter::repeat_n(' ', missing));
            }
        }
        text.push('\n');
        text
    }
}

/// A cell ends at its first line break; `...` says that there was more.
fn one_line(cell: &str) -> String {
    match cell.find(['\u{c}', '\n', '\r']) {
        Some(end) => format!("{}...", escape(&cell[..end])),
        None => escape(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> Vec<String> {
        cells.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn columns_never_shrink_during_a_watch() {
        let mut writer = TableWriter::default();
        let header = line(&["NAME", "STATUS", "AGE"]);
        let [first, second, third] = [
            line(&["p", "Pending", "0s"]),
            line(&["p", "PodInitializing", "1s"]),
            line(&["p", "Running", "2s"]),
        ];
        assert_eq!(
            writer.write(&[&header, &first]).concat(),
            "NAME   STATUS    AGE\np      Pending   0s\n"
        );
        assert_eq!(writer.write(&[&second]).concat(), "p      PodInitializing   1s\n");
        assert_eq!(writer.write(&[&third]).concat(), "p      Running           2s\n");
    }

    #[test]
    fn cells_are_cut_at_line_breaks() {
        let mut table = Table::new(&["A", "MESSAGE"]);
        table.rows.push(line(&["", "one\ntwo"]));
        assert_eq!(table.to_text(true), "A     MESSAGE\n      one...\n");
        assert_eq!(table.to_text(false), "      one...\n");
    }
}
