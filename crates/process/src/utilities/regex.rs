//! Regular expressions, POSIX basic and extended, by backtracking with a limit on steps.

/// Most steps of one search; beyond it nothing is found.
const MAX_STEPS: u32 = 200_000;
/// Deepest nesting of groups.
const MAX_DEPTH: u32 = 50;
/// Most repetitions that `{n}` may ask for.
const MAX_REPEAT: usize = 1_000;

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

struct Compiler {
    chars: Vec<char>,
    at: usize,
    extended: bool,
    groups: usize,
    depth: u32,
}

impl Regex {
    /// Compiles an extended expression (`grep -E`, `awk`, `[[ =~ ]]`).
    pub fn extended(pattern: &str) -> Option<Regex> {
        Regex::new(pattern, true, false)
    }

    pub fn new(pattern: &str, extended: bool, ignore_case: bool) -> Option<Regex> {
        let chars = if ignore_case {
            pattern.to_lowercase().chars().collect()
        } else {
            pattern.chars().collect()
        };
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
            text.to_lowercase()
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
        let lowered;
        let text = if self.ignore_case {
            lowered = text.to_lowercase();
            &lowered
        } else {
            text
        };
        let chars: Vec<char> = text.chars().collect();
        self.find_in(&chars, from)
    }

    pub fn find_in(&self, chars: &[char], from: usize) -> Option<Match> {
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

impl Compiler {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(i, c)| self.chars.get(self.at + i) == Some(&c))
    }

    fn take(&mut self, extended: &str, basic: &str) -> bool {
        let text = if self.extended { extended } else { basic };
        let hit = !text.is_empty() && self.looking_at(text);
        if hit {
            self.at += text.chars().count();
        }
        hit
    }

    fn alternatives(&mut self) -> Option<Vec<Vec<Node>>> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut all = vec![self.sequence()?];
        while self.take("|", "\\|") {
            all.push(self.sequence()?);
        }
        self.depth -= 1;
        Some(all)
    }

    fn at_end(&self) -> bool {
        let (close, bar) = if self.extended { (")", "|") } else { ("\\)", "\\|") };
        self.peek().is_none() || self.looking_at(bar) || (self.depth > 1 && self.looking_at(close))
    }

    fn sequence(&mut self) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        while !self.at_end() {
            let node = self.atom(nodes.is_empty())?;
            nodes.push(self.repeated(node)?);
        }
        Some(nodes)
    }

    fn repeated(&mut self, mut node: Node) -> Option<Node> {
        loop {
            let (least, most) = if self.peek() == Some('*') {
                self.at += 1;
                (0, usize::MAX)
            } else if self.take("+", "\\+") {
                (1, usize::MAX)
            } else if self.take("?", "\\?") {
                (0, 1)
            } else if self.take("{", "\\{") {
                self.bounds()?
            } else {
                return Some(node);
            };
            node = Node::Repeat {
                node: Box::new(node),
                least,
                most,
            };
        }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        text.parse().ok().map(|n: usize| n.min(MAX_REPEAT))
    }

    fn bounds(&mut self) -> Option<(usize, usize)> {
        let least = self.number();
        let most = if self.peek() == Some(',') {
            self.at += 1;
            self.number().unwrap_or(usize::MAX)
        } else {
            least?
        };
        self.take("}", "\\}").then_some((least.unwrap_or(0), most))
    }

    fn atom(&mut self, first: bool) -> Option<Node> {
        if self.take("(", "\\(") {
            self.groups += 1;
            let number = self.groups;
            let inner = self.alternatives()?;
            return self.take(")", "\\)").then_some(Node::Group(number, inner));
        }
        let c = self.peek()?;
        self.at += 1;
        Some(match c {
            '.' => Node::Any,
            '^' if self.extended || first => Node::Start,
            '$' if self.extended || self.at_end() => Node::End,
            '[' => self.set()?,
            '*' if first => Node::Char('*'),
            '*' | '+' | '?' if self.extended && first => return None,
            '\\' => {
                let next = self.peek()?;
                self.at += 1;
                match next {
                    'n' => Node::Char('\n'),
                    't' => Node::Char('\t'),
                    'b' | '<' | '>' => Node::Border(next),
                    'w' | 'W' | 's' | 'S' | 'd' | 'D' => shorthand(next),
                    '1'..='9' => Node::Back(next.to_digit(10)? as usize),
                    other => Node::Char(other),
                }
            }
            other => Node::Char(other),
        })
    }

    fn set(&mut self) -> Option<Node> {
        let negated = self.peek() == Some('^');
        self.at += usize::from(negated);
        let mut items = Vec::new();
        let first = self.at;
        loop {
            let c = self.peek()?;
            if c == ']' && self.at > first {
                self.at += 1;
                return Some(Node::Set { negated, items });
            }
            if self.looking_at("[:") {
                let end = (self.at + 2..self.chars.len())
                    .find(|e| self.chars[*e] == ':' && self.chars.get(e + 1) == Some(&']'))?;
                items.push(Item::Class(self.chars[self.at + 2..end].iter().collect()));
                self.at = end + 2;
                continue;
            }
            self.at += 1;
            let mut low = c;
            if c == '\\' && matches!(self.peek(), Some('n' | 't' | '\\' | ']' | '/')) {
                low = match self.peek()? {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                };
                self.at += 1;
            }
            if self.peek() == Some('-') && self.chars.get(self.at + 1).is_some_and(|c| *c != ']') {
                let high = self.chars[self.at + 1];
                self.at += 2;
                items.push(Item::Range(low, high));
            } else {
                items.push(Item::Range(low, low));
            }
        }
    }
}

fn shorthand(letter: char) -> Node {
    let mut items = match letter.to_ascii_lowercase() {
        'd' => vec![Item::Class("digit".into())],
        's' => vec![Item::Class("space".into())],
        _ => vec![Item::Class("alnum".into())],
    };
    if letter.eq_ignore_ascii_case(&'w') {
        items.push(Item::Range('_', '_'));
    }
    Node::Set {
        negated: letter.is_ascii_uppercase(),
        items,
    }
}

struct Search<'a> {
    text: &'a [char],
    steps: u32,
    spans: Spans,
}

/// What to do when a part fits up to a place.
type Next<'n, 'a> = &'n mut dyn FnMut(&mut Search<'a>, usize) -> bool;

impl<'a> Search<'a> {
    fn run(&mut self, nodes: &[Node], at: usize, next: Next<'_, 'a>) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return false;
        }
        let Some((node, rest)) = nodes.split_first() else {
            return next(self, at);
        };
        match node {
            Node::Group(number, alternatives) => {
                let before = self.spans[*number];
                for alternative in alternatives {
                    let fits = self.run(alternative, at, &mut |search, end| {
                        let outer = search.spans[*number];
                        search.spans[*number] = Some((at, end));
                        if search.run(rest, end, next) {
                            return true;
                        }
                        search.spans[*number] = outer;
                        false
                    });
                    if fits {
                        return true;
                    }
                }
                self.spans[*number] = before;
                false
            }
            Node::Repeat {
                node, least, most, ..
            } => self.repeat(node, *least, *most, at, rest, next),
            single => match self.one(single, at) {
                Some(end) => self.run(rest, end, next),
                None => false,
            },
        }
    }

    /// Fits a node that takes a fixed piece; where it ends.
    fn one(&self, node: &Node, at: usize) -> Option<usize> {
        let c = self.text.get(at).copied();
        let word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || *c == '_');
        match node {
            Node::Char(wanted) => (c == Some(*wanted)).then_some(at + 1),
            Node::Any => c.map(|_| at + 1),
            Node::Set { negated, items } => {
                let c = c?;
                let hit = items.iter().any(|item| match item {
                    Item::Range(low, high) => *low <= c && c <= *high,
                    Item::Class(name) => crate::shell::pattern::in_class(name, c),
                });
                (hit != *negated).then_some(at + 1)
            }
            Node::Start => (at == 0).then_some(at),
            Node::End => (at == self.text.len()).then_some(at),
            Node::Border(kind) => {
                let before = at.checked_sub(1).is_some_and(|i| word(self.text.get(i)));
                let after = word(self.text.get(at));
                let fits = match kind {
                    '<' => !before && after,
                    '>' => before && !after,
                    _ => before != after,
                };
                fits.then_some(at)
            }
            Node::Back(number) => {
                let (start, end) = self.spans.get(*number).copied().flatten()?;
                let length = end - start;
                let here = self.text.get(at..at + length)?;
                (here == &self.text[start..end]).then_some(at + length)
            }
            Node::Group(..) | Node::Repeat { .. } => None,
        }
    }

    fn repeat(
        &mut self,
        node: &Node,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Node],
        next: Next<'_, 'a>,
    ) -> bool {
        if !matches!(node, Node::Group(..) | Node::Repeat { .. }) {
            // A fixed piece: walk forward, then try from the longest.
            let mut places = vec![at];
            while places.len() <= most.min(self.text.len() + 1) {
                let here = places[places.len() - 1];
                match self.one(node, here) {
                    Some(end) if end > here => places.push(end),
                    _ => break,
                }
            }
            for count in (least..places.len()).rev() {
                if self.run(rest, places[count], next) {
                    return true;
                }
            }
            return false;
        }
        self.repeat_group(node, least, most, at, rest, 0, next)
    }

    #[allow(clippy::too_many_arguments)]
    fn repeat_group(
        &mut self,
        node: &Node,
        least: usize,
        most: usize,
        at: usize,
        rest: &[Node],
        done: usize,
        next: Next<'_, 'a>,
    ) -> bool {
        if done < most && done < MAX_GROUP_REPEATS {
            let fits = self.run(std::slice::from_ref(node), at, &mut |search, end| {
                // A repetition of nothing does not help.
                end > at && search.repeat_group(node, least, most, end, rest, done + 1, next)
            });
            if fits {
                return true;
            }
        }
        done >= least && self.run(rest, at, next)
    }
}

/// Most repetitions of a group: bounds the stack.
const MAX_GROUP_REPEATS: usize = 200;

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
    }
}
