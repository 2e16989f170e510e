//! Splits a file into documents as kubectl does: cli-runtime `resource/visitor.go` StreamVisitor and apimachinery
//! `util/yaml/decoder.go` (v1.36.2): by lines that begin with `---`, or as a stream of JSON values.

use crate::position::Span;

/// One piece of the file that is read on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its bytes, without the separator line that ended the one before.
    pub span: Span,
}

/// A separator line with text after it; reading stops there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSeparator {
    /// The text after `---`, trimmed, in the source.
    pub span: Span,
}

/// Splits `text`. After a bad separator nothing more is read, as in kubectl.
pub fn split(text: &str) -> (Vec<Document>, Option<BadSeparator>) {
    if text.trim_start().starts_with('{')
        && let Some(values) = split_json(text)
    {
        return (values, None);
    }
    split_lines(text)
}

/// A stream of JSON values, or `None` when it is no JSON (then it is read as YAML).
fn split_json(text: &str) -> Option<Vec<Document>> {
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let mut documents = Vec::new();
    let mut start = 0;
    while let Some(value) = stream.next() {
        value.ok()?;
        let end = stream.byte_offset();
        documents.push(Document { span: start..end });
        start = end;
    }
    Some(documents)
}

fn split_lines(text: &str) -> (Vec<Document>, Option<BadSeparator>) {
    let mut documents = Vec::new();
    let mut start = 0;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let end = offset + line.len();
        if let Some(rest) = line.strip_prefix("---") {
            let trimmed = rest.trim();
            if !trimmed.is_empty() && !trimmed.starts_with('#') {
                let at = end - rest.len() + (rest.len() - rest.trim_start().len());
                return (
                    documents,
                    Some(BadSeparator {
                        span: at..at + trimmed.len(),
                    }),
                );
            }
            if offset > start {
                documents.push(Document { span: start..offset });
                start = end;
            }
        }
        offset = end;
    }
    if offset > start {
        documents.push(Document { span: start..offset });
    }
    (documents, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str], bad: Option<&str>) {
        let (documents, separator) = split(text);
        let got: Vec<&str> = documents.iter().map(|d| &text[d.span.clone()]).collect();
        assert_eq!(got, expect);
        assert_eq!(separator.map(|s| &text[s.span]), bad);
    }

    #[test]
    fn lines() {
        check("", &[], None);
        check("a: 1\n", &["a: 1\n"], None);
        check("---\na: 1\n---\nb: 2\n", &["---\na: 1\n", "b: 2\n"], None);
        check("a\n--- # x\nb", &["a\n", "b"], None);
        check("a: |\n  x\n---x\nb", &[], Some("x"));
        check("a\n---\n---\nb", &["a\n", "---\nb"], None);
    }

    #[test]
    fn json() {
        check("{\"a\":1}\n{\"b\":2}", &["{\"a\":1}", "\n{\"b\":2}"], None);
        check("{a: 1}", &["{a: 1}"], None);
    }
}
