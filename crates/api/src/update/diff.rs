//! The differences of two texts as the API server shows them: a unified diff with three lines of context
//! (staging/src/k8s.io/apimachinery/pkg/util/diff, github.com/pmezard/go-difflib).

/// Lines shown around a change.
const CONTEXT: usize = 3;
/// Most lines between the texts' common beginning and end that are compared one by one; above it they count as changed
/// altogether.
const MAX_COMPARED: usize = 1500;

/// One line of the comparison.
#[derive(Clone, Copy)]
enum Line<'a> {
    Same(&'a str),
    Old(&'a str),
    New(&'a str),
}

/// The differences as text; empty for equal texts.
pub fn unified(old: &str, new: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (old.split('\n').collect(), new.split('\n').collect());
    let lines = compare(&old, &new);
    let mut out = String::new();
    let changed = |line: &Line<'_>| !matches!(line, Line::Same(_));
    let mut next = 0;
    while let Some(first) = lines[next..].iter().position(changed).map(|i| i + next) {
        let mut last = first;
        // Changes with at most twice the context between them share a hunk.
        while let Some(gap) = lines[last + 1..]
            .iter()
            .position(changed)
            .filter(|g| *g <= 2 * CONTEXT)
        {
            last += gap + 1;
        }
        let range = first.saturating_sub(CONTEXT)..(last + CONTEXT + 1).min(lines.len());
        hunk(&mut out, &lines, range);
        next = last + 1;
    }
    out
}

fn hunk(out: &mut String, lines: &[Line<'_>], range: std::ops::Range<usize>) {
    let in_old = |lines: &[Line<'_>]| lines.iter().filter(|l| !matches!(l, Line::New(_))).count();
    let in_new = |lines: &[Line<'_>]| lines.iter().filter(|l| !matches!(l, Line::Old(_))).count();
    let (before, inside) = (&lines[..range.start], &lines[range]);
    let place = |start: usize, length: usize| match length {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    };
    let old = place(in_old(before), in_old(inside));
    let new = place(in_new(before), in_new(inside));
    out.push_str(&format!("@@ -{old} +{new} @@\n"));
    for line in inside {
        let (sign, text) = match line {
            Line::Same(text) => (' ', text),
            Line::Old(text) => ('-', text),
            Line::New(text) => ('+', text),
        };
        out.push(sign);
        out.push_str(text);
        out.push('\n');
    }
}

/// A longest common subsequence between the texts' common beginning and end.
fn compare<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Line<'a>> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = old_rest
        .iter()
        .rev()
        .zip(new_rest.iter().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (
        &old_rest[..old_rest.len() - end],
        &new_rest[..new_rest.len() - end],
    );
    let mut lines: Vec<Line<'a>> = old[..start].iter().map(|l| Line::Same(l)).collect();
    if a.len().max(b.len()) > MAX_COMPARED {
        lines.extend(a.iter().map(|l| Line::Old(l)));
        lines.extend(b.iter().map(|l| Line::New(l)));
    } else {
        middle(&mut lines, a, b);
    }
    lines.extend(old_rest[a.len()..].iter().map(|l| Line::Same(l)));
    lines
}

fn middle<'a>(lines: &mut Vec<Line<'a>>, a: &[&'a str], b: &[&'a str]) {
    let width = b.len() + 1;
    let mut length = vec![0_u16; (a.len() + 1) * width];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            length[i * width + j] = if a[i] == b[j] {
                length[(i + 1) * width + j + 1] + 1
            } else {
                length[(i + 1) * width + j].max(length[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            lines.push(Line::Same(a[i]));
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || length[(i + 1) * width + j] >= length[i * width + j + 1]) {
            lines.push(Line::Old(a[i]));
            i += 1;
        } else {
            lines.push(Line::New(b[j]));
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::unified;

    #[track_caller]
    fn check(old: &str, new: &str, expect: &str) {
        assert_eq!(unified(&old.replace(' ', "\n"), &new.replace(' ', "\n")), expect);
    }

    #[test]
    fn hunks() {
        check("a b c", "a b c", "");
        check("a b c", "a x c", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
        check(
            "a 1 2 3 4 5 6 7 b",
            "x 1 2 3 4 5 6 7 y",
            "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+y\n",
        );
        check("a 1 2 b", "x 1 2 y", "@@ -1,4 +1,4 @@\n-a\n+x\n 1\n 2\n-b\n+y\n");
    }
}
