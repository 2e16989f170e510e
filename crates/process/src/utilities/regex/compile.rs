//! From text to nodes.

use super::{Item, Node};

/// Deepest nesting of groups.
const MAX_DEPTH: u32 = 50;

/// Most repetitions that `{n}` may ask for.
const MAX_REPEAT: usize = 1_000;

pub(super) struct Compiler {
    pub(super) chars: Vec<char>,
    pub(super) at: usize,
    pub(super) extended: bool,
    pub(super) groups: usize,
    pub(super) depth: u32,
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

    pub(super) fn alternatives(&mut self) -> Option<Vec<Vec<Node>>> {
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
