//! Words to commands: the POSIX grammar with bash's `[[ ]]`, `(( ))`, arrays, `<<<`, `&>` and `function`.

use super::Dialect;
use super::ast::{
    AndOr, Arm, ArmEnd, Assignment, Command, Item, Kind, List, Part, Pipeline, Redirection, RedirectionKind,
    Value, Word,
};
use super::braces::expand_braces;
use super::lex::{Until, is_meta, is_name, is_name_start};
use std::cell::OnceCell;
use std::rc::Rc;

/// Deepest nesting of a script.
const MAX_DEPTH: u32 = 60;

/// Why a script is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub line: u32,
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// This token is not expected here.
    Unexpected(String),
    /// The script ends too early; what is missing, if known.
    EndOfFile(Option<&'static str>),
    /// A quote does not end.
    Unterminated(&'static str),
    BadSubstitution,
    /// Valid in bash, but not emulated.
    NotEmulated(&'static str),
}

type Result<T> = std::result::Result<T, SyntaxError>;

/// The parser over a script's text.
pub(crate) struct Parser<'a> {
    text: &'a str,
    pub at: usize,
    pub line: u32,
    depth: u32,
    bash: bool,
    /// `[[ ]]` is known: in bash and ash.
    double_brackets: bool,
    pending: Vec<PendingHere>,
}

struct PendingHere {
    delimiter: String,
    quoted: bool,
    strip_tabs: bool,
    cell: Rc<OnceCell<Word>>,
}

/// The commands of a script up to its first mistake, and that mistake.
pub(crate) fn parse_script(text: &str, dialect: Dialect) -> (List, Option<SyntaxError>) {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        depth: 0,
        bash: dialect == Dialect::Bash,
        double_brackets: dialect != Dialect::Dash,
        pending: Vec::new(),
    };
    let mut items = Vec::new();
    loop {
        parser.skip_newlines();
        if parser.peek().is_none() {
            return (Rc::new(items), None);
        }
        // A shell runs each complete line before it reads the next one.
        let mut line = Vec::new();
        let result = parser.line_of_items(&mut line);
        match result {
            Ok(()) => items.append(&mut line),
            Err(error) => return (Rc::new(items), Some(error)),
        }
    }
}

/// A single word of a text without splitting: the value of `PS4`, a here-document, `eval`-free expansions.
pub(crate) fn parse_text(text: &str, bash: bool) -> Word {
    let mut parser = Parser {
        text,
        at: 0,
        line: 1,
        depth: 0,
        bash,
        double_brackets: bash,
        pending: Vec::new(),
    };
    parser
        .word_until(Until::End, true)
        .unwrap_or_else(|_| vec![Part::Quoted(text.to_string())])
}

const RESERVED: [&str; 16] = [
    "if", "then", "else", "elif", "fi", "do", "done", "case", "esac", "while", "until", "for", "{", "}", "!",
    "in",
];

impl<'a> Parser<'a> {
    // ---- characters

    pub fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    pub fn starts_with(&self, text: &str) -> bool {
        self.bytes()[self.at..].starts_with(text.as_bytes())
    }

    pub fn newline_char(&mut self) {
        self.at += 1;
        self.line += 1;
    }

    /// Takes one character.
    pub fn take_char(&mut self, into: &mut String) {
        if let Some(c) = self.text.get(self.at..).and_then(|t| t.chars().next()) {
            into.push(c);
            self.at += c.len_utf8();
            self.line += u32::from(c == '\n');
        } else {
            self.at += 1;
        }
    }

    /// Takes bytes while they fit; stops only at ASCII.
    pub fn take_while(&mut self, fits: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        while let Some(c) = self.peek() {
            if c.is_ascii() && !fits(c) {
                break;
            }
            if !c.is_ascii() && !fits(b'a') {
                break;
            }
            self.line += u32::from(c == b'\n');
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    pub fn expect_char(&mut self, c: u8) -> Result<()> {
        self.skip_newlines();
        if self.peek() == Some(c) {
            self.at += 1;
            return Ok(());
        }
        Err(self.unexpected())
    }

    fn error(&self, problem: Problem) -> SyntaxError {
        SyntaxError {
            line: self.line,
            problem,
        }
    }

    pub fn error_unterminated(&self, quote: &'static str) -> SyntaxError {
        self.error(Problem::Unterminated(quote))
    }

    pub fn error_bad_substitution(&self) -> SyntaxError {
        self.error(Problem::BadSubstitution)
    }

    fn unexpected(&mut self) -> SyntaxError {
        self.unexpected_for(None)
    }

    fn unexpected_for(&mut self, missing: Option<&'static str>) -> SyntaxError {
        self.skip_blanks();
        let token = match self.peek() {
            None => return self.error(Problem::EndOfFile(missing)),
            Some(b'\n') => "newline".to_string(),
            Some(_) => match self.operator() {
                Some(operator) => operator.to_string(),
                None => self
                    .peek_plain()
                    .map_or_else(|| "word".to_string(), str::to_string),
            },
        };
        self.error(Problem::Unexpected(token))
    }

    /// Runs a part of the parser one level deeper.
    pub fn nested<T>(&mut self, part: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error(Problem::NotEmulated("nesting this deep")));
        }
        self.depth += 1;
        let result = part(self);
        self.depth -= 1;
        result
    }

    /// Parses the text of a backquoted substitution.
    pub fn parse_nested(&mut self, text: &str, line: u32) -> Result<List> {
        self.nested(|p| {
            let mut inner = Parser {
                text,
                at: 0,
                line,
                depth: p.depth,
                bash: p.bash,
                double_brackets: p.double_brackets,
                pending: Vec::new(),
            };
            let list = inner.list_until(&[])?;
            if inner.peek().is_some() {
                Err(inner.unexpected())
            } else {
                Ok(list)
            }
        })
    }

    // ---- blanks and tokens

    pub fn skip_blanks(&mut self) {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'\\') if self.starts_with("\\\n") => {
                    self.at += 1;
                    self.newline_char();
                }
                Some(b'#') => {
                    while self.peek().is_some_and(|c| c != b'\n') {
                        self.at += 1;
                    }
                }
                _ => return,
            }
        }
    }

    fn newline(&mut self) -> Result<()> {
        self.newline_char();
        for here in std::mem::take(&mut self.pending) {
            self.read_here(&here);
        }
        Ok(())
    }

    pub fn skip_newlines(&mut self) {
        loop {
            self.skip_blanks();
            if self.peek() != Some(b'\n') || self.newline().is_err() {
                return;
            }
        }
    }

    fn read_here(&mut self, here: &PendingHere) {
        let mut body = String::new();
        while self.at < self.text.len() {
            let rest = &self.text[self.at..];
            let line = rest.split('\n').next().unwrap_or(rest);
            self.at = (self.at + line.len() + 1).min(self.text.len());
            self.line += 1;
            let shown = if here.strip_tabs {
                line.trim_start_matches('\t')
            } else {
                line
            };
            if shown == here.delimiter {
                break;
            }
            body.push_str(shown);
            body.push('\n');
        }
        let word = if here.quoted {
            vec![Part::Quoted(body)]
        } else {
            parse_text(&body, self.bash)
        };
        let _ = here.cell.set(word);
    }

    /// The operator at the present place, not taken.
    fn operator(&self) -> Option<&'static str> {
        const OPERATORS: [&str; 12] = [";;&", ";;", ";&", ";", "&&", "&>", "&", "||", "|&", "|", "(", ")"];
        OPERATORS.into_iter().find(|o| self.starts_with(o))
    }

    /// The unquoted plain word at the present place, not taken.
    fn peek_plain(&self) -> Option<&'a str> {
        let rest = &self.bytes()[self.at..];
        let end = rest.iter().position(|c| is_meta(*c)).unwrap_or(rest.len());
        let word = self.text.get(self.at..self.at + end)?;
        (!word.is_empty() && !word.contains(['\'', '"', '\\', '$', '`'])).then_some(word)
    }

    fn at_word(&mut self, word: &str) -> bool {
        self.skip_blanks();
        self.peek_plain() == Some(word)
    }

    fn take_word(&mut self, word: &str) -> bool {
        let hit = self.at_word(word);
        if hit {
            self.at += word.len();
        }
        hit
    }

    fn expect_word(&mut self, word: &'static str) -> Result<()> {
        self.skip_newlines();
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected_for(Some(word)))
        }
    }

    // ---- lists

    /// Parses items up to one of the words (or `)`, `;;`) or the end of the text; none of them is taken.
    pub fn list_until(&mut self, ends: &[&str]) -> Result<List> {
        let mut items = Vec::new();
        loop {
            self.skip_newlines();
            if self.at_list_end(ends) {
                return Ok(Rc::new(items));
            }
            let item = self.item()?;
            items.push(item);
        }
    }

    fn at_list_end(&mut self, ends: &[&str]) -> bool {
        let Some(c) = self.peek() else { return true };
        if c == b')' || self.starts_with(";;") || self.starts_with(";&") {
            return true;
        }
        self.peek_plain().is_some_and(|word| ends.contains(&word))
    }

    /// Items up to the end of the line.
    fn line_of_items(&mut self, items: &mut Vec<Item>) -> Result<()> {
        loop {
            self.skip_blanks();
            match self.peek() {
                None => return Ok(()),
                Some(b'\n') => return self.newline(),
                _ => items.push(self.item()?),
            }
        }
    }

    fn item(&mut self) -> Result<Item> {
        let command = self.and_or()?;
        self.skip_blanks();
        let mut background = false;
        match self.operator() {
            Some(";") => self.at += 1,
            Some("&" | "&>") => {
                self.at += 1;
                background = true;
            }
            Some(")" | ";;" | ";&" | ";;&") | None => {}
            Some(_) => return Err(self.unexpected()),
        }
        Ok(Item { command, background })
    }

    fn and_or(&mut self) -> Result<AndOr> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            self.skip_blanks();
            let and = match self.operator() {
                Some("&&") => true,
                Some("||") => false,
                _ => return Ok(AndOr { first, rest }),
            };
            self.at += 2;
            self.skip_newlines();
            rest.push((and, self.pipeline()?));
        }
    }

    fn pipeline(&mut self) -> Result<Pipeline> {
        let mut negated = false;
        while self.take_word("!") {
            negated = !negated;
        }
        let mut commands = Vec::new();
        loop {
            let mut command = self.nested(Self::command)?;
            self.skip_blanks();
            let both = match self.operator() {
                Some("|&") => true,
                Some("|") => false,
                _ => {
                    commands.push(Rc::new(command));
                    return Ok(Pipeline { negated, commands });
                }
            };
            self.at += 1 + usize::from(both);
            if both {
                let target = vec![Part::Literal("1".into())];
                let kind = RedirectionKind::Duplicate { target, input: false };
                command.redirections.push(Redirection { fd: Some(2), kind });
            }
            commands.push(Rc::new(command));
            self.skip_newlines();
        }
    }

    // ---- commands

    fn command(&mut self) -> Result<Command> {
        self.skip_blanks();
        let line = self.line;
        let kind = match self.compound()? {
            Some(kind) => kind,
            None => return self.simple(line),
        };
        let mut redirections = Vec::new();
        while let Some(redirection) = self.redirection()? {
            redirections.push(redirection);
        }
        Ok(Command {
            kind,
            redirections,
            line,
        })
    }

    fn compound(&mut self) -> Result<Option<Kind>> {
        if self.bash && self.starts_with("((") {
            let start = (self.at, self.line);
            self.at += 2;
            if let Ok(word) = self.word_until(Until::Parenthesis, true)
                && self.starts_with("))")
            {
                self.at += 2;
                return Ok(Some(Kind::Arithmetic(word)));
            }
            (self.at, self.line) = start;
        }
        if self.peek() == Some(b'(') {
            self.at += 1;
            let list = self.list_until(&[])?;
            if list.is_empty() {
                return Err(self.unexpected());
            }
            self.expect_char(b')')?;
            return Ok(Some(Kind::Subshell(list)));
        }
        let Some(word) = self.peek_plain() else {
            return Ok(None);
        };
        let kind = match word {
            "{" => {
                self.at += 1;
                let list = self.body("}")?;
                Kind::Group(list)
            }
            "if" => self.if_command()?,
            "while" | "until" => {
                self.at += 5;
                let condition = self.body("do")?;
                Kind::Loop {
                    until: word == "until",
                    condition,
                    body: self.body("done")?,
                }
            }
            "for" => self.for_command()?,
            "case" => self.case_command()?,
            "[[" if self.double_brackets => {
                self.at += 2;
                let test = self.nested(Self::test_or)?;
                self.expect_word("]]")?;
                Kind::Test(test)
            }
            "function" if self.bash => {
                self.at += 8;
                self.skip_blanks();
                let name = self.take_while(|c| !is_meta(c)).to_string();
                self.skip_blanks();
                if self.starts_with("()") {
                    self.at += 2;
                }
                self.function(name)?
            }
            "select" if self.bash => return Err(self.error(Problem::NotEmulated("select"))),
            "coproc" if self.bash => return Err(self.error(Problem::NotEmulated("coproc"))),
            "then" | "else" | "elif" | "fi" | "do" | "done" | "esac" | "}" => return Err(self.unexpected()),
            _ => return self.function_definition(word),
        };
        Ok(Some(kind))
    }

    /// A list up to a reserved word, which is taken; it must not be empty.
    fn body(&mut self, end: &'static str) -> Result<List> {
        let ends: &[&str] = match end {
            "then" | "do" | "done" | "}" => &[end],
            _ => &RESERVED,
        };
        let list = self.list_until(ends)?;
        if list.is_empty() {
            return Err(self.unexpected_for(Some(end)));
        }
        self.expect_word(end)?;
        Ok(list)
    }

    fn if_command(&mut self) -> Result<Kind> {
        self.at += 2;
        let mut branches = Vec::new();
        loop {
            let condition = self.body("then")?;
            let body = self.list_until(&["elif", "else", "fi"])?;
            if body.is_empty() {
                return Err(self.unexpected_for(Some("fi")));
            }
            branches.push((condition, body));
            if self.take_word("elif") {
                continue;
            }
            let otherwise = if self.take_word("else") {
                Some(self.list_until(&["fi"])?)
            } else {
                None
            };
            if otherwise.as_ref().is_some_and(|l| l.is_empty()) {
                return Err(self.unexpected_for(Some("fi")));
            }
            self.expect_word("fi")?;
            return Ok(Kind::If { branches, otherwise });
        }
    }

    fn for_command(&mut self) -> Result<Kind> {
        self.at += 3;
        self.skip_blanks();
        if self.bash && self.starts_with("((") {
            self.at += 2;
            let mut parts = [Vec::new(), Vec::new(), Vec::new()];
            for (i, part) in parts.iter_mut().enumerate() {
                *part = self.word_until(Until::Semicolon, true)?;
                let end = if i < 2 { ";" } else { "))" };
                if !self.starts_with(end) {
                    return Err(self.unexpected());
                }
                self.at += end.len();
            }
            self.skip_blanks();
            self.at += usize::from(self.peek() == Some(b';'));
            return Ok(Kind::ArithmeticFor {
                parts,
                body: self.do_group()?,
            });
        }
        let name = self.take_while(is_name).to_string();
        if name.is_empty() {
            return Err(self.unexpected());
        }
        self.skip_newlines();
        let words = if self.take_word("in") {
            let mut words = Vec::new();
            while let Some(word) = self.word()? {
                words.extend(word);
            }
            Some(words)
        } else {
            None
        };
        self.skip_blanks();
        self.at += usize::from(self.peek() == Some(b';'));
        Ok(Kind::For {
            name,
            words,
            body: self.do_group()?,
        })
    }

    fn do_group(&mut self) -> Result<List> {
        self.skip_newlines();
        if self.bash && self.take_word("{") {
            return self.body("}");
        }
        self.expect_word("do")?;
        self.body("done")
    }

    fn case_command(&mut self) -> Result<Kind> {
        self.at += 4;
        let word = self.single_word()?;
        self.expect_word("in")?;
        let mut arms = Vec::new();
        loop {
            self.skip_newlines();
            if self.take_word("esac") {
                return Ok(Kind::Case { word, arms });
            }
            if self.peek().is_none() {
                return Err(self.unexpected_for(Some("esac")));
            }
            if self.peek() == Some(b'(') {
                self.at += 1;
            }
            let mut patterns = vec![self.single_word()?];
            self.skip_blanks();
            while self.peek() == Some(b'|') {
                self.at += 1;
                patterns.push(self.single_word()?);
                self.skip_blanks();
            }
            self.expect_char(b')')?;
            let body = self.list_until(&["esac"])?;
            self.skip_newlines();
            let end = match self.operator() {
                Some(";;&") => ArmEnd::Continue,
                Some(";&") => ArmEnd::FallThrough,
                _ => ArmEnd::Break,
            };
            if let Some(operator @ (";;" | ";&" | ";;&")) = self.operator() {
                self.at += operator.len();
            } else if !self.at_word("esac") {
                return Err(self.unexpected_for(Some("esac")));
            }
            arms.push(Arm { patterns, body, end });
        }
    }

    fn function_definition(&mut self, word: &str) -> Result<Option<Kind>> {
        let after = &self.bytes()[self.at + word.len()..];
        let blanks = after.iter().take_while(|c| matches!(c, b' ' | b'\t')).count();
        let after = &after[blanks..];
        if !after.starts_with(b"(") || RESERVED.contains(&word) {
            return Ok(None);
        }
        let inner = after[1..]
            .iter()
            .take_while(|c| matches!(c, b' ' | b'\t'))
            .count();
        if after.get(1 + inner) != Some(&b')') {
            return Ok(None);
        }
        self.at += word.len() + blanks + inner + 2;
        self.function(word.to_string()).map(Some)
    }

    fn function(&mut self, name: String) -> Result<Kind> {
        self.skip_newlines();
        let body = self.nested(Self::command)?;
        if matches!(body.kind, Kind::Simple { .. })
            && !self.bash
            && matches!(&body.kind, Kind::Simple { words, .. } if words.is_empty())
        {
            return Err(self.unexpected());
        }
        Ok(Kind::Function {
            name,
            body: Rc::new(body),
        })
    }

    fn simple(&mut self, line: u32) -> Result<Command> {
        let (mut assignments, mut words, mut redirections) = (Vec::new(), Vec::new(), Vec::new());
        loop {
            if let Some(redirection) = self.redirection()? {
                redirections.push(redirection);
                continue;
            }
            if let Some(assignment) = self.assignment(words.is_empty() || is_declaration(&words))? {
                if words.is_empty() {
                    assignments.push(assignment);
                } else {
                    words.extend(
                        declared(assignment)
                            .ok_or_else(|| self.error(Problem::NotEmulated("declare -a x=(…)")))?,
                    );
                }
                continue;
            }
            match self.word()? {
                Some(more) => words.extend(more),
                None => break,
            }
        }
        if assignments.is_empty() && words.is_empty() && redirections.is_empty() {
            return Err(self.unexpected());
        }
        if self.bash
            && words.len() > 1
            && is_declaration(&words)
            && plain(&words[1]).is_some_and(|f| f.starts_with('-') && f.contains('A'))
        {
            return Err(SyntaxError {
                line,
                problem: Problem::NotEmulated("associative arrays"),
            });
        }
        Ok(Command {
            kind: Kind::Simple { assignments, words },
            redirections,
            line,
        })
    }

    fn assignment(&mut self, allowed: bool) -> Result<Option<Assignment>> {
        self.skip_blanks();
        let rest = &self.bytes()[self.at..];
        if !allowed || !rest.first().is_some_and(|c| is_name_start(*c)) {
            return Ok(None);
        }
        let length = rest.iter().take_while(|c| is_name(**c)).count();
        let name = self.text[self.at..self.at + length].to_string();
        let start = (self.at, self.line);
        self.at += length;
        let mut index = None;
        if self.bash && self.peek() == Some(b'[') {
            self.at += 1;
            match self.word_until(Until::Bracket, true) {
                Ok(word) if self.peek() == Some(b']') => {
                    self.at += 1;
                    index = Some(word);
                }
                _ => {
                    (self.at, self.line) = start;
                    return Ok(None);
                }
            }
        }
        let append = self.bash && self.starts_with("+=");
        self.at += usize::from(append);
        if self.peek() != Some(b'=') {
            (self.at, self.line) = start;
            return Ok(None);
        }
        self.at += 1;
        let value = if self.bash && self.peek() == Some(b'(') {
            self.at += 1;
            let mut words = Vec::new();
            loop {
                self.skip_newlines();
                match self.word()? {
                    Some(more) => words.extend(more),
                    None => break,
                }
            }
            self.expect_char(b')')?;
            Value::Array(words)
        } else {
            Value::Scalar(self.word_until(Until::Word, false)?)
        };
        Ok(Some(Assignment {
            name,
            index,
            append,
            value,
        }))
    }

    /// The next word with its brace alternatives; `None` at an operator or the end of the line.
    fn word(&mut self) -> Result<Option<Vec<Word>>> {
        self.skip_blanks();
        match self.peek() {
            None => return Ok(None),
            Some(b'<' | b'>') if self.bash && self.starts_with("<(") || self.starts_with(">(") => {
                return Err(self.error(Problem::NotEmulated("process substitution")));
            }
            Some(c) if is_meta(c) => return Ok(None),
            _ => {}
        }
        let start = self.at;
        let mut word = self.word_until(Until::Word, false)?;
        if word.is_empty() && self.at == start {
            return Ok(None);
        }
        if word.is_empty() {
            word.push(Part::Quoted(String::new()));
        }
        Ok(Some(if self.bash {
            expand_braces(word)
        } else {
            vec![word]
        }))
    }

    /// A word that must be there.
    pub fn single_word(&mut self) -> Result<Word> {
        self.skip_newlines();
        let start = self.at;
        let word = self.word_until(Until::Word, false)?;
        if self.at == start {
            Err(self.unexpected())
        } else {
            Ok(word)
        }
    }

    // ---- redirections

    fn redirection(&mut self) -> Result<Option<Redirection>> {
        self.skip_blanks();
        let digits = self.bytes()[self.at..]
            .iter()
            .take_while(|c| c.is_ascii_digit())
            .count();
        let sign = self.bytes().get(self.at + digits).copied();
        if self.bash && digits == 0 && self.starts_with("&>") {
            self.at += 2;
            let append = self.peek() == Some(b'>');
            self.at += usize::from(append);
            let target = self.single_word()?;
            return Ok(Some(Redirection {
                fd: None,
                kind: RedirectionKind::Both { target, append },
            }));
        }
        if !matches!(sign, Some(b'<' | b'>')) || digits > 3 {
            return Ok(None);
        }
        if digits == 0 && (self.starts_with("<(") || self.starts_with(">(")) {
            return Ok(None);
        }
        let fd = self.text[self.at..self.at + digits].parse().ok();
        self.at += digits;
        let operator = ["<<<", "<<-", "<<", "<&", "<>", ">>", ">&", ">|", "<", ">"]
            .into_iter()
            .find(|o| self.starts_with(o))
            .unwrap_or("<");
        self.at += operator.len();
        if matches!(operator, "<<" | "<<-") {
            return self.here_document(fd, operator == "<<-").map(Some);
        }
        let target = self.single_word()?;
        let kind = match operator {
            "<<<" => RedirectionKind::HereString(target),
            "<&" => RedirectionKind::Duplicate { target, input: true },
            ">&" => RedirectionKind::Duplicate { target, input: false },
            "<>" => RedirectionKind::ReadWrite(target),
            ">>" => RedirectionKind::Append(target),
            "<" => RedirectionKind::Read(target),
            _ => RedirectionKind::Write(target),
        };
        Ok(Some(Redirection { fd, kind }))
    }

    fn here_document(&mut self, fd: Option<u32>, strip_tabs: bool) -> Result<Redirection> {
        let word = self.single_word()?;
        let quoted = word.iter().any(|p| !matches!(p, Part::Literal(_)));
        let delimiter = word.iter().map(part_text).collect();
        let cell = Rc::new(OnceCell::new());
        self.pending.push(PendingHere {
            delimiter,
            quoted,
            strip_tabs,
            cell: cell.clone(),
        });
        Ok(Redirection {
            fd,
            kind: RedirectionKind::Here(cell),
        })
    }
}

/// A part's text without expansion (here-document delimiters).
fn part_text(part: &Part) -> String {
    match part {
        Part::Literal(text) | Part::Quoted(text) => text.clone(),
        Part::Double(parts) => parts.iter().map(part_text).collect(),
        _ => String::new(),
    }
}

/// The text of a word that is one literal.
pub(crate) fn plain(word: &Word) -> Option<&str> {
    match word.as_slice() {
        [Part::Literal(text)] => Some(text),
        _ => None,
    }
}

/// `export`, `local`, `readonly`, `declare`: their arguments are assignments, not split.
fn is_declaration(words: &[Word]) -> bool {
    let first = words.first().and_then(plain);
    matches!(
        first,
        Some("export" | "local" | "readonly" | "declare" | "typeset")
    )
}

/// `name=value` as a word that is not split.
fn declared(assignment: Assignment) -> Option<Vec<Word>> {
    let Value::Scalar(value) = assignment.value else {
        return None;
    };
    if assignment.index.is_some() {
        return None;
    }
    let sign = if assignment.append { "+=" } else { "=" };
    let name = Part::Quoted(format!("{}{sign}", assignment.name));
    Some(vec![vec![name, Part::Double(value)]])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(text: &str) -> Option<Problem> {
        parse_script(text, Dialect::Bash).1.map(|e| e.problem)
    }

    #[test]
    fn valid_scripts() {
        for text in [
            "",
            "echo a; echo b & wait",
            "if true; then echo; elif x; then y; else z; fi",
            "while :; do sleep 1; done >log 2>&1",
            "for i in 1 2 3; do echo $i; done; for x do echo; done",
            "case $x in a|b) echo;; (*) ;; esac",
            "f() { echo; }; function g { echo; }",
            "cat <<EOF; echo after\nline $x\nEOF\necho x",
            "a=$(echo $(date) `hostname`); b=$((1 + (2 * 3)))",
            "[[ $a =~ ^(x|y)$ && -f b || ! c ]] && (( a > 1 ))",
            "x=(a b c); echo ${x[@]} ${#x[@]} ${x[1]} ${y:-$(z)} ${p%%/*} ${q//a/b} ${r:1:2}",
            "trap 'exit 0' TERM; sleep 60 & wait $!",
            "echo {a,b}{1..3} \\\n  more # comment\n",
            "{ echo; } | tee f | grep x |& cat",
            "for ((i=0; i<3; i++)); do echo $i; done",
            "! true && echo \"a $(echo \"b\") c\"",
            "echo $((`echo 1`))",
            "( (echo) )",
            "exec 3>&1 1>&2-",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn mistakes() {
        let check = |text: &str, expect: Problem| assert_eq!(problem(text), Some(expect), "{text}");
        check("echo; fi", Problem::Unexpected("fi".into()));
        check("if true; then", Problem::EndOfFile(Some("fi")));
        check("echo 'a", Problem::Unterminated("'"));
        check("echo \"a", Problem::Unterminated("\""));
        check("while true; do echo", Problem::EndOfFile(Some("done")));
        check("echo )", Problem::Unexpected(")".into()));
        check("cat <(ls)", Problem::NotEmulated("process substitution"));
        check("a && ;", Problem::Unexpected(";".into()));
        check("echo ${x", Problem::BadSubstitution);
    }

    #[test]
    fn complete_lines_before_a_mistake_count() {
        let (list, error) = parse_script("echo a\necho b; fi\n", Dialect::Dash);
        assert_eq!((list.len(), error.map(|e| e.line)), (1, Some(2)));
    }
}
