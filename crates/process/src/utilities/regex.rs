//! Regular expressions, POSIX basic and extended, by backtracking with a limit on steps.

mod compile;
mod search;

use compile::Compiler;
use search::{MAX_STEPS, Search};

#[derive(Debug, Clone)]
enum Node {
    Char(char),
    Any,
    Set {
        negated: bool,
        items: Vec<Item>,
    },
    Start,
    End,
    /// `\b`, `\<`, `\>`
    Border(char),
    Group(usize, Vec<Vec<Node>>),
    Back(usize),
    Repeat {
        node: Box<Node>,
        least: usize,
        most: usize,
    },
}

#[derive(Debug, Clone)]
enum Item {
    Range(char, char),
    Class(String),
}

/// A compiled expression.
#[derive(Debug, Clone)]
pub(crate) struct Regex {
    alternatives: Vec<Vec<Node>>,
    groups: usize,
    ignore_case: bool,
}

/// Where groups fit: the whole first.
type Spans = Vec<Option<(usize, usize)>>;

/// A place where it fits: character ranges of the whole and of its groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Match {
    pub spans: Spans,
}

impl Match {
    pub fn start(&self) -> usize {
        self.spans[0].map_or(0, |s| s.0)
    }

    pub fn end(&self) -> usize {
        self.spans[0].map_or(0, |s| s.1)
    }

    /// The texts of the whole and of each group.
    pub fn texts(&self, text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        self.spans
            .iter()
            .map(|s| s.map_or(String::new(), |(a, b)| chars[a..b].iter().collect()))
            .collect()
    }
}

impl Regex {
    /// Compiles an extended expression (`grep -E`, `awk`, `[[ =~ ]]`).
    pub fn extended(pattern: &str) -> Option<Regex> {
        Regex::new(pattern, true, false)
    }

    pub fn new(pattern: &str, extended: bool, ignore_case: bool) -> Option<Regex> {
        let mut chars: Vec<char> = pattern.chars().collect();
        if ignore_case {
            // But `\S` is not `\s`.
            let mut escaped = false;
            for c in &mut chars {
                if !escaped {
                    *c = c.to_ascii_lowercase();
                }
                escaped = *c == '\\' && !escaped;
            }
        }
        let mut compiler = Compiler {
            chars,
            at: 0,
            extended,
            groups: 0,
            depth: 0,
        };
        let alternatives = compiler.alternatives()?;
        if compiler.at < compiler.chars.len() {
            return None;
        }
        Some(Regex {
            alternatives,
            groups: compiler.groups,
            ignore_case,
        })
    }

    /// A text as an expression that fits only itself.
    pub fn literal(text: &str, ignore_case: bool) -> Regex {
        let text = if ignore_case {
            text.to_ascii_lowercase()
        } else {
            text.to_string()
        };
        Regex {
            alternatives: vec![text.chars().map(Node::Char).collect()],
            groups: 0,
            ignore_case,
        }
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// The first match at or after a character; the longest of the alternatives' first matches there.
    pub fn find(&self, text: &str, from: usize) -> Option<Match> {
        let chars: Vec<char> = text.chars().collect();
        self.find_in(&chars, from)
    }

    pub fn find_in(&self, chars: &[char], from: usize) -> Option<Match> {
        let lowered: Vec<char>;
        let chars = if self.ignore_case {
            lowered = chars.iter().map(char::to_ascii_lowercase).collect();
            &lowered
        } else {
            chars
        };
        let mut search = Search {
            text: chars,
            steps: 0,
            spans: vec![None; self.groups + 1],
        };
        for start in from..=chars.len() {
            let mut best: Option<(usize, Spans)> = None;
            for alternative in &self.alternatives {
                search.spans = vec![None; self.groups + 1];
                let mut end = None;
                if search.run(alternative, start, &mut |_, at| {
                    end = Some(at);
                    true
                }) && let Some(end) = end
                    && best.as_ref().is_none_or(|b| end > b.0)
                {
                    best = Some((end, search.spans.clone()));
                }
            }
            if let Some((end, mut spans)) = best {
                spans[0] = Some((start, end));
                return Some(Match { spans });
            }
            if search.steps > MAX_STEPS {
                return None;
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches() {
        let check = |pattern: &str, extended, text: &str, expect: Option<&str>| {
            let regex = Regex::new(pattern, extended, false).unwrap();
            let found = regex.find(text, 0).map(|m| m.texts(text)[0].clone());
            assert_eq!(found.as_deref(), expect, "{pattern} in {text}");
        };
        check("b+", true, "abbbc", Some("bbb"));
        check("b\\+", false, "abbbc", Some("bbb"));
        check("b+", false, "ab+", Some("b+"));
        check("^a.*c$", false, "abc", Some("abc"));
        check("x|abc", true, "zabc", Some("abc"));
        check("(ab)+c", true, "ababc", Some("ababc"));
        check("[0-9]{2,3}", true, "a12345", Some("123"));
        check("[^ ]*", false, "ab cd", Some("ab"));
        check("[[:space:]]+", true, "a  b", Some("  "));
        check("a*", false, "bbb", Some(""));
        check("\\.", false, "a.b", Some("."));
        check("(a*)*b", true, "aaaaaaaaaaaaaaaaaaaaaaaac", None);
        check("\\(a\\)\\1", false, "baa", Some("aa"));
        check("\\bfoo\\b", true, "a foo b", Some("foo"));
        check("a|ab", true, "ab", Some("ab"));
    }

    #[test]
    fn groups() {
        let regex = Regex::extended("^(.*)-([0-9]+)$").unwrap();
        assert_eq!(
            regex.find("web-0", 0).unwrap().texts("web-0"),
            ["web-0", "web", "0"]
        );
        assert!(Regex::extended("(").is_none());
        assert!(Regex::extended("[").is_none());
        assert!(Regex::new("HELLO", true, true).unwrap().is_match("say hello"));
        assert!(Regex::new("\\Sello", true, true).unwrap().is_match("HELLO"));
    }
}
