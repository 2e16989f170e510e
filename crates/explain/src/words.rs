//! Numbers and lists in words.

use std::time::Duration;

/// A time or a length of time with one decimal: `6.4 s`; from two minutes on `2 min 5 s`, from one hour on
/// `1 h 2 min`. A length that is not zero is never shown as `0.0 s`.
pub fn seconds(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    if tenths == 0 && !time.is_zero() {
        return "under 0.1 s".to_owned();
    }
    let whole = (time.as_millis() + 500) / 1000;
    match tenths {
        0..1200 => format!("{}.{} s", tenths / 10, tenths % 10),
        1200..36_000 if whole.is_multiple_of(60) => format!("{} min", whole / 60),
        1200..36_000 => format!("{} min {} s", whole / 60, whole % 60),
        _ if whole % 3600 < 60 => format!("{} h", whole / 3600),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list<S: AsRef<str>>(names: &[S]) -> String {
    match names {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// One or more names as the subject of a sentence.
pub struct Names {
    text: String,
    plural: bool,
}

impl Names {
    /// Names in their order.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Names {
        let names: Vec<S> = names.into_iter().collect();
        Names {
            text: list(&names),
            plural: names.len() > 1,
        }
    }

    /// The verb in the form that fits.
    pub fn verb<'a>(&self, one: &'a str, many: &'a str) -> &'a str {
        if self.plural { many } else { one }
    }
}

impl std::fmt::Display for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// `once`, `twice`, `3 times`.
pub fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// `1 restart`, `2 restarts`.
pub fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        for (millis, expect) in [
            (0, "0.0 s"),
            (20, "under 0.1 s"),
            (6_449, "6.4 s"),
            (6_450, "6.5 s"),
            (119_900, "119.9 s"),
            (120_000, "2 min"),
            (125_000, "2 min 5 s"),
            (3_600_000, "1 h"),
            (3_725_000, "1 h 2 min"),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis)), expect);
        }
    }

    #[test]
    fn lists() {
        for (names, expect) in [
            (&[][..], ""),
            (&["a"], "a"),
            (&["a", "b"], "a and b"),
            (&["a", "b", "c"], "a, b and c"),
        ] {
            assert_eq!(list(names), expect);
        }
        assert_eq!((times(1), times(3)), ("once".into(), "3 times".into()));
        assert_eq!(count(1, "restart"), "1 restart");
    }
}
