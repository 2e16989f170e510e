//! Flow collections over several lines in libyaml's liberal reading.
//!
//! libyaml (kubectl) does not look at indentation inside brackets; our parser follows YAML 1.2 and refuses a closing bracket
//! in its key's column. When that happens, the text is read again with the line breaks inside brackets replaced by blanks:
//! every byte keeps its place.

/// The document with line breaks and comments inside brackets replaced by blanks, byte for byte; `None` when there are none.
pub fn flatten(document: &str) -> Option<String> {
    let mut out = document.as_bytes().to_vec();
    let mut scan = Scan {
        bytes: document.as_bytes(),
        at: 0,
        changed: false,
    };
    while scan.at < scan.bytes.len() {
        scan.line(&mut out);
    }
    scan.changed.then(|| String::from_utf8(out).ok()).flatten()
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
    changed: bool,
}

impl Scan<'_> {
    fn line_end(&self, from: usize) -> usize {
        self.bytes[from..]
            .iter()
            .position(|b| *b == b'\n')
            .map_or(self.bytes.len(), |i| from + i)
    }

    /// One line outside brackets, with all that its brackets span.
    fn line(&mut self, out: &mut [u8]) {
        let start = self.at;
        let end = self.line_end(start);
        let mut value_may_begin = true;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'\n' {
            match self.bytes[self.at] {
                b' ' | b'\r' => {}
                b'#' if self.after_blank() => self.at = self.line_end(self.at) - 1,
                b'[' | b'{' if value_may_begin => {
                    self.collection(out);
                    continue;
                }
                quote @ (b'"' | b'\'') if value_may_begin => {
                    self.quoted(quote);
                    value_may_begin = false;
                    continue;
                }
                b'|' | b'>' if value_may_begin => {
                    self.block_scalar(start, end);
                    return;
                }
                b'-' | b'?' | b':' if self.before_blank() => value_may_begin = true,
                // Anchors and tags stand before a value.
                b'&' | b'!' if value_may_begin => {
                    while self.at + 1 < self.bytes.len() && !self.bytes[self.at + 1].is_ascii_whitespace() {
                        self.at += 1;
                    }
                }
                _ => value_may_begin = false,
            }
            self.at += 1;
        }
        self.at += 1;
    }

    fn after_blank(&self) -> bool {
        self.at == 0 || self.bytes[self.at - 1].is_ascii_whitespace()
    }

    fn before_blank(&self) -> bool {
        self.bytes.get(self.at + 1).is_none_or(u8::is_ascii_whitespace)
    }

    /// Skips a quoted scalar; its line breaks stay.
    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' if quote == b'"' => self.at += 1,
                b if b == quote => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at += 1;
    }

    /// Skips a block scalar: the lines below that are blank or indented deeper than the line from `start`.
    fn block_scalar(&mut self, start: usize, end: usize) {
        let indent = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
        let own = indent(&self.bytes[start..end]);
        let mut next = end + 1;
        while next < self.bytes.len() {
            let line = &self.bytes[next..self.line_end(next)];
            if !line.trim_ascii().is_empty() && indent(line) <= own {
                break;
            }
            next += line.len() + 1;
        }
        self.at = next;
    }

    fn collection(&mut self, out: &mut [u8]) {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'[' | b'{' => depth += 1,
                b']' | b'}' => depth = depth.saturating_sub(1),
                quote @ (b'"' | b'\'') if self.after_indicator() => {
                    self.quoted(quote);
                    continue;
                }
                b'#' if self.after_blank() => {
                    let end = self.line_end(self.at);
                    out[self.at..end].fill(b' ');
                    (self.at, self.changed) = (end, true);
                    continue;
                }
                b'\n' | b'\r' => {
                    out[self.at] = b' ';
                    self.changed = true;
                }
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// Whether a quote here opens a scalar: only an indicator or blanks before it.
    fn after_indicator(&self) -> bool {
        let before = self.bytes[..self.at]
            .iter()
            .rev()
            .find(|b| !b.is_ascii_whitespace());
        before.is_none_or(|b| b"[{,:".contains(b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(flatten(text).as_deref(), expect);
    }

    #[test]
    fn brackets_are_joined() {
        check("a: [\n  \"x\"\n]\nb: 1\n", Some("a: [   \"x\" ]\nb: 1\n"));
        check("a: {x: 1, # é\n y: '\n'}\n", Some("a: {x: 1,       y: '\n'}\n"));
        check("a: |\n  [\n  x\nb[0]: c\nd: x [\n", None);
        check("- &a [\n]\n", Some("- &a [ ]\n"));
        check("a: 'x [\n'\n", None);
        check("a: [", None);
    }
}
