//! How a class looks, as attributes: from the page's own style sheets, so that a picture cannot differ from it.
//!
//! `drawing.css` keeps to rules for single classes and `tokens.css` to one value, or one for light and one for dark,
//! for each name; no more CSS is understood here.

/// Every colour and font by name.
const TOKENS: &str = include_str!("../../../../web/styles/tokens.css");
/// The looks of the picture's classes.
const RULES: &str = include_str!("../../../../web/styles/drawing.css");
/// A token stands for a token at most so many times in a row.
const DEPTH_MAX: usize = 4;

/// The style sheets under a theme.
#[derive(Clone, Debug)]
pub(super) struct Style {
    dark: bool,
    /// Selectors and declarations, in order.
    rules: Vec<(&'static str, &'static str)>,
}

impl Style {
    pub fn new(dark: bool) -> Style {
        let rule = |text: &'static str| {
            let (_, text) = text.rsplit_once("*/").unwrap_or(("", text));
            let (selector, body) = text.split_once('{')?;
            Some((selector.trim(), body))
        };
        Style {
            dark,
            rules: RULES.split('}').filter_map(rule).collect(),
        }
    }

    /// The attributes of an element with these classes; of equal ones the last counts.
    pub fn attributes(&self, classes: &str) -> Vec<(&'static str, String)> {
        let mut found: Vec<(&str, &str)> = Vec::new();
        let is_meant = |selector: &str| {
            let mut parts = selector
                .split(',')
                .map(|part| part.trim().trim_start_matches('.'));
            parts.any(|part| classes.split(' ').any(|class| class == part))
        };
        for (_, body) in self.rules.iter().filter(|(selector, _)| is_meant(selector)) {
            for (name, value) in body.split(';').filter_map(|text| text.split_once(':')) {
                let name = name.trim();
                found.retain(|(known, _)| *known != name);
                found.push((name, self.value(value)));
            }
        }
        let mut attributes = Vec::new();
        for (name, value) in found {
            let (value, alpha) = translucent(value);
            attributes.push((name, value.to_owned()));
            let opacity = match name {
                "fill" => "fill-opacity",
                _ => "stroke-opacity",
            };
            attributes.extend(alpha.map(|percent| (opacity, format!(".{percent:02}"))));
        }
        attributes
    }

    /// The value of a token: `--text`.
    pub fn token(&self, name: &str) -> &'static str {
        let declared = TOKENS.split([';', '{', '}']).find_map(|text| {
            let (known, value) = text.split_once(':')?;
            let known = known.rsplit("*/").next().unwrap_or_default().trim();
            (known == name).then_some(value.trim())
        });
        let value = declared.unwrap_or_default();
        let both = value
            .strip_prefix("light-dark(")
            .and_then(|rest| rest.strip_suffix(')'));
        match both.and_then(|both| both.split_once(',')) {
            Some((light, dark)) => [light, dark][usize::from(self.dark)].trim(),
            None => value,
        }
    }

    /// A value, or what its token stands for.
    fn value(&self, value: &'static str) -> &'static str {
        let mut value = value.trim();
        for _ in 0..DEPTH_MAX {
            let Some(name) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) else {
                break;
            };
            value = self.token(name);
        }
        value
    }
}

/// `#rrggbbaa` as a colour that every reader of SVG knows, and its opacity in percent.
fn translucent(value: &str) -> (&str, Option<u32>) {
    match value.split_at_checked(7) {
        Some((colour, alpha)) if value.len() == 9 && value.starts_with('#') => {
            let alpha = u32::from_str_radix(alpha, 16).unwrap_or(255);
            (colour, Some((alpha * 100 / 255).min(99)))
        }
        _ => (value, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(dark: bool, classes: &str, expect: &[(&str, &str)]) {
        let found = Style::new(dark).attributes(classes);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(found, expect, "{classes}");
    }

    #[test]
    fn classes_become_attributes() {
        check(false, "bar-ready", &[("fill", "#63bf80")]);
        check(true, "bar-ready", &[("fill", "#35a457")]);
        check(false, "tick major", &[("stroke", "#d8dee6")]);
        check(
            false,
            "disc bad",
            &[
                ("stroke", "#ffffff"),
                ("stroke-width", "1.5"),
                ("fill", "#c0202c"),
            ],
        );
        check(
            false,
            "pattern-line",
            &[
                ("fill", "none"),
                ("stroke", "#000000"),
                ("stroke-opacity", ".14"),
                ("stroke-width", "1.2"),
            ],
        );
        check(false, "nothing", &[]);
    }

    #[test]
    fn every_rule_is_understood() {
        for dark in [false, true] {
            let style = Style::new(dark);
            assert!(style.rules.len() > 50);
            for (selector, body) in &style.rules {
                for class in selector.split(',') {
                    let name = class.trim().strip_prefix('.').expect(class);
                    assert!(
                        name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                        "{selector}"
                    );
                }
                for (name, value) in body.split(';').filter_map(|text| text.split_once(':')) {
                    let value = style.value(value);
                    assert!(!value.is_empty() && !value.contains("var("), "{selector} {name}");
                    let is_colour = value.starts_with('#') && [7, 9].contains(&value.len());
                    let is_other = matches!(value, "none" | "transparent") || value.starts_with("url(#");
                    assert!(
                        is_colour || is_other || !["fill", "stroke"].contains(&name.trim()),
                        "{value}"
                    );
                }
            }
        }
    }
}
