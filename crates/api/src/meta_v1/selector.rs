//! Label selectors, and how they are written on a command line.

use crate::json::Json;

use super::StringMap;

/// Which labels an object must have. Both parts must hold; an empty selector matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct LabelSelector {
    /// Conditions of other forms.
    #[json(omitempty)]
    pub match_expressions: Vec<LabelSelectorRequirement>,
    /// Labels with exactly these values.
    #[json(omitempty)]
    pub match_labels: StringMap,
}

/// One condition on one label.
#[derive(Clone, Debug, Default, PartialEq, Eq, Json)]
pub struct LabelSelectorRequirement {
    /// The label.
    pub key: String,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: String,
    /// For `In` and `NotIn`.
    #[json(omitempty)]
    pub values: Vec<String>,
}

impl LabelSelector {
    /// Reads what `-l` takes: `a=b,c!=d,e in (f,g),h notin (i),j,!k` (apimachinery/pkg/labels/selector.go).
    ///
    /// # Errors
    /// kubectl's words when a part cannot be read.
    pub fn parse(text: &str) -> Result<LabelSelector, String> {
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

    /// True when `labels` satisfy every requirement. An unknown operator matches nothing.
    pub fn matches(&self, labels: &StringMap) -> bool {
        self.match_labels
            .iter()
            .all(|(key, value)| labels.get(key) == Some(value))
            && self
                .match_expressions
                .iter()
                .all(|requirement| requirement.matches(labels))
    }
}

impl LabelSelectorRequirement {
    fn matches(&self, labels: &StringMap) -> bool {
        let value = labels.get(&self.key);
        match self.operator.as_str() {
            "In" => value.is_some_and(|value| self.values.contains(value)),
            "NotIn" => !value.is_some_and(|value| self.values.contains(value)),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    }
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

    #[test]
    fn selectors() {
        let labels = StringMap::from([("a".to_owned(), "1".to_owned())]);
        let requirement = |operator: &str, values: &[&str]| LabelSelector {
            match_expressions: vec![LabelSelectorRequirement {
                key: "a".into(),
                operator: operator.into(),
                values: values.iter().map(ToString::to_string).collect(),
            }],
            ..LabelSelector::default()
        };
        for (operator, values, expect) in [
            ("In", &["1", "2"][..], true),
            ("In", &["2"], false),
            ("NotIn", &["2"], true),
            ("Exists", &[], true),
            ("DoesNotExist", &[], false),
            ("Like", &["1"], false),
        ] {
            assert_eq!(
                requirement(operator, values).matches(&labels),
                expect,
                "{operator} {values:?}"
            );
        }
        assert!(LabelSelector::default().matches(&labels));
    }

    #[test]
    fn selectors_as_on_the_command_line() {
        let labels = StringMap::from([("app".to_owned(), "web".to_owned())]);
        let check = |text: &str, expect: bool| {
            assert_eq!(
                LabelSelector::parse(text).unwrap().matches(&labels),
                expect,
                "{text}"
            );
        };
        check("app=web", true);
        check("app==web", true);
        check("app!=web", false);
        check("tier!=db", true);
        check("app in (db, web),!tier", true);
        check("app notin (web)", false);
        check("app", true);
        check("", true);
        assert!(LabelSelector::parse("a b").is_err());
    }
}
