//! Which objects a command is about: namespace, names, `-l SELECTOR`.

use api::meta_v1::{LabelSelector, LabelSelectorRequirement, ObjectMeta};

/// A filter on objects. The default lets everything pass.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only this namespace; `None`: all.
    pub namespace: Option<String>,
    /// Only these names; empty: all.
    pub names: Vec<String>,
    /// Only objects with these labels.
    pub labels: LabelSelector,
}

impl Selection {
    /// Everything.
    pub fn all() -> Selection {
        Selection::default()
    }

    /// One object by name, in any namespace.
    pub fn named(name: impl Into<String>) -> Selection {
        Selection {
            names: vec![name.into()],
            ..Selection::default()
        }
    }

    /// True when an object with this metadata is meant.
    pub fn matches(&self, meta: &ObjectMeta) -> bool {
        self.namespace.as_ref().is_none_or(|namespace| {
            // An object that no API server has defaulted yet has no namespace.
            *namespace == meta.namespace || (meta.namespace.is_empty() && namespace == "default")
        }) && (self.names.is_empty() || self.names.contains(&meta.name))
            && self.labels.matches(&meta.labels)
    }
}

/// Reads what `-l` takes: `a=b,c!=d,e in (f,g),h notin (i),j,!k`.
///
/// # Errors
/// kubectl's words when a part cannot be read.
pub fn parse_selector(text: &str) -> Result<LabelSelector, String> {
    let mut selector = LabelSelector::default();
    for part in split_requirements(text) {
        let part = part.trim();
        if part.is_empty() {
            continue;
        }
        selector.match_expressions.push(
            parse_requirement(part)
                .ok_or_else(|| format!("error: unable to parse requirement: found '{part}'"))?,
        );
    }
    Ok(selector)
}

/// Parts between commas that are not inside parentheses.
fn split_requirements(text: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    text.split(|character| {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    })
    .collect()
}

fn parse_requirement(part: &str) -> Option<LabelSelectorRequirement> {
    let requirement = |key: &str, operator: &str, values: Vec<String>| {
        let key = key.trim();
        let fits = !key.is_empty() && !key.contains([' ', '(', ')', '=', '!']);
        fits.then(|| LabelSelectorRequirement {
            key: key.to_owned(),
            operator: operator.to_owned(),
            values,
        })
    };
    let one = |value: &str| vec![value.trim().to_owned()];
    if let Some((key, value)) = part.split_once("!=") {
        return requirement(key, "NotIn", one(value));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return requirement(key, "In", one(value));
    }
    if let Some((head, list)) = part.strip_suffix(')').and_then(|part| part.split_once('(')) {
        let values = list.split(',').map(|value| value.trim().to_owned()).collect();
        let (key, operator) = head.trim().rsplit_once(' ')?;
        return match operator {
            "in" => requirement(key, "In", values),
            "notin" => requirement(key, "NotIn", values),
            _ => None,
        };
    }
    match part.strip_prefix('!') {
        Some(key) => requirement(key, "DoesNotExist", Vec::new()),
        None => requirement(part, "Exists", Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::meta_v1::StringMap;

    #[test]
    fn selectors_as_on_the_command_line() {
        let labels = StringMap::from([("app".to_owned(), "web".to_owned())]);
        let check = |text: &str, expect: bool| {
            assert_eq!(parse_selector(text).unwrap().matches(&labels), expect, "{text}");
        };
        check("app=web", true);
        check("app==web", true);
        check("app!=web", false);
        check("tier!=db", true);
        check("app in (db, web),!tier", true);
        check("app notin (web)", false);
        check("app", true);
        check("", true);
        assert!(parse_selector("a b").is_err());
    }
}
