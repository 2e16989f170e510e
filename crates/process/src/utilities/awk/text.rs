//! Lines to fields, and `printf`.

use super::value::{ONE, looks_like_number, number_of};
use crate::utilities::regex::Regex;

/// Most fields of a line.
pub(super) const MAX_FIELDS: usize = 10_000;

/// A line's fields; a single blank separates by runs of blanks.
pub(super) fn split(line: &str, separator: &str) -> Vec<String> {
    if line.is_empty() {
        return Vec::new();
    }
    if separator == " " {
        return line
            .split_whitespace()
            .take(MAX_FIELDS)
            .map(str::to_string)
            .collect();
    }
    if separator.chars().count() == 1 && separator != "\\" {
        return line
            .split(separator)
            .take(MAX_FIELDS)
            .map(str::to_string)
            .collect();
    }
    let Some(regex) = Regex::extended(separator) else {
        return vec![line.to_string()];
    };
    let chars: Vec<char> = line.chars().collect();
    let (mut fields, mut at) = (Vec::new(), 0);
    while let Some(found) = regex
        .find_in(&chars, at)
        .filter(|f| f.end() > f.start() && fields.len() < MAX_FIELDS)
    {
        fields.push(chars[at..found.start()].iter().collect());
        at = found.end();
    }
    fields.push(chars[at..].iter().collect());
    fields
}

/// `printf` of awk: `%d` takes the whole part of a number.
pub(super) fn format(format: &str, args: &[String]) -> String {
    let mut next = 0;
    let mut kinds = Vec::new();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '%' && chars.next_if_eq(&'%').is_none() {
            while chars.next_if(|c| "-+ 0#.123456789*".contains(*c)).is_some() {}
            kinds.extend(chars.next());
        }
    }
    let args: Vec<String> = kinds
        .iter()
        .map(|kind| {
            let arg = args.get(next).cloned().unwrap_or_default();
            next += 1;
            if matches!(kind, 'd' | 'i' | 'x' | 'o' | 'c') && looks_like_number(&arg)
                || matches!(kind, 'd' | 'i')
            {
                return (number_of(&arg) / ONE).to_string();
            }
            arg
        })
        .collect();
    crate::shell::format_text(&format.replace('\\', "\\\\"), &args, 0).0
}
