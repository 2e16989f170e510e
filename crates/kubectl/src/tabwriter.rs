//! Elastic tab stops as `kubectl describe` uses them. Mirrors Go's text/tabwriter with minimal width 0,
//! padding 2 and spaces: a column is a run of consecutive lines that all have a cell there, and each such run
//! has a width of its own. (The tables of `kubectl get` follow [`crate::table`] instead.)

const PADDING: usize = 2;

/// The cells of a line, of which describe writes at most six; tabs in the user's text make more. What comes after that
/// many stays as it is: columns are as deep as a line has cells.
const MAX_CELLS: usize = 100;

/// What would change the terminal becomes visible (`WriteEscaped` of k8s.io/cli-runtime/pkg/printers).
pub fn escape(text: &str) -> String {
    if !text.contains(['\x1b', '\r']) {
        return text.to_owned();
    }
    text.replace('\x1b', "^[").replace('\r', "\\r")
}

/// Pads the cells of a text; cells end at tabs, lines at newlines.
pub fn align(text: &str) -> String {
    let cells = |line| str::splitn(line, MAX_CELLS, '\t').collect();
    let lines: Vec<Vec<&str>> = text.lines().map(cells).collect();
    let mut output = String::with_capacity(text.len() * 2);
    format(&lines, &mut Vec::new(), &mut output);
    output
}

/// Prints `lines`, whose first `widths.len()` columns are decided already. The recursion is as deep as
/// a line has cells.
fn format(lines: &[Vec<&str>], widths: &mut Vec<usize>, output: &mut String) {
    let column = widths.len();
    // The last cell of a line is not part of a column.
    let has_cell = |line: &Vec<&str>| line.len() > column + 1;
    let mut start = 0;
    while start < lines.len() {
        let run = lines[start..].iter().take_while(|line| has_cell(line)).count();
        if run == 0 {
            write_line(&lines[start], widths, output);
            start += 1;
            continue;
        }
        let block = &lines[start..start + run];
        let widest = block.iter().map(|line| line[column].chars().count()).max();
        widths.push(widest.unwrap_or_default() + PADDING);
        format(block, widths, output);
        widths.pop();
        start += run;
    }
}

fn write_line(line: &[&str], widths: &[usize], output: &mut String) {
    for (column, cell) in line.iter().enumerate() {
        output.push_str(cell);
        if let Some(width) = widths.get(column) {
            let missing = width.saturating_sub(cell.chars().count());
            output.extend(std::iter::repeat_n(' ', missing));
        }
    }
    output.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_without_end_are_no_columns() {
        let tabs = "\t".repeat(200_000);
        assert!(align(&format!("a{tabs}b\nc{tabs}d\n")).ends_with("d\n"));
    }

    #[test]
    fn escapes_become_visible() {
        assert_eq!(escape("a\x1b[1mb\rc\n"), "a^[[1mb\\rc\n");
    }

    #[test]
    fn widths_belong_to_runs_of_lines() {
        let check = |text: &str, expect: &str| assert_eq!(align(text), expect);
        check("Name:\tx\nNamespace:\ty\n", "Name:       x\nNamespace:  y\n");
        check(
            "IP:\t1\nIPs:\n  IP:\t1\nBy:\tx\n",
            "IP:  1\nIPs:\n  IP:  1\nBy:    x\n",
        );
        check("a\tb\tc\naaa\tb\n", "a    b  c\naaa  b\n");
        check("a\t\nbb\tx\n", "a   \nbb  x\n");
    }
}
