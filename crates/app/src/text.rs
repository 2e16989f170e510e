//! Numbers and times as people read them, and how wide a text is on the page (without a browser).

use std::time::Duration;

/// Microseconds on the chart's time axis: 0 is the chart's origin, earlier moments are negative.
pub type Micros = i64;

/// A tenth of a CSS pixel: the unit of every position and size in the view-models.
pub type Px10 = i32;

/// A duration as chart time.
pub fn micros(time: Duration) -> Micros {
    i64::try_from(time.as_micros()).unwrap_or(i64::MAX)
}

/// A moment or a length for a sentence: `0.4 s`, `12.5 s`, `2 min 5 s`.
pub fn seconds(time: Micros) -> String {
    if time < 0 {
        return format!("−{}", seconds(time.saturating_neg()));
    }
    let tenths = (time + 50_000) / 100_000;
    if tenths < 600 {
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let whole = (time + 500_000) / 1_000_000;
    match (whole / 3600, whole / 60 % 60, whole % 60) {
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (hours, 0, 0) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// A moment for a tooltip, to the millisecond below a minute: `6.331 s`.
pub fn exact(time: Micros) -> String {
    if (-60_000_000..0).contains(&time) {
        return format!("−{}", exact(-time));
    }
    if !(0..60_000_000).contains(&time) {
        return seconds(time);
    }
    let millis = (time + 500) / 1_000;
    format!("{}.{:03} s", millis / 1000, millis % 1000)
}

/// The player's display: `00:08.1`, `1:02:05.0`.
pub fn clock(time: Micros) -> String {
    let tenths = time.max(0) / 100_000;
    let (hours, minutes, seconds) = (tenths / 36_000, tenths / 600 % 60, tenths / 10 % 60);
    let tail = format!("{minutes:02}:{seconds:02}.{}", tenths % 10);
    if hours > 0 {
        format!("{hours}:{tail}")
    } else {
        tail
    }
}

/// An axis label: `0 s`, `2.5 s`, `45 s`, `1:30`.
pub fn tick(time: Micros) -> String {
    if time < 0 {
        return format!("−{}", tick(time.saturating_neg()));
    }
    if time >= 60_000_000 {
        let whole = time / 1_000_000;
        return if whole >= 3600 {
            format!("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
        } else {
            format!("{}:{:02}", whole / 60, whole % 60)
        };
    }
    match (time / 1_000_000, time / 10_000 % 100) {
        (seconds, 0) => format!("{seconds} s"),
        (seconds, hundredths) if hundredths % 10 == 0 => format!("{seconds}.{} s", hundredths / 10),
        (seconds, hundredths) => format!("{seconds}.{hundredths:02} s"),
    }
}

/// How wide a text is in the page's text font at 12 px: an upper estimate, so that what is said to fit does.
pub fn width(text: &str) -> Px10 {
    text.chars().map(char_width).sum()
}

fn char_width(c: char) -> Px10 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 36,
        'f' | 'r' | 't' | '(' | ')' | '[' | ']' | '/' | '-' | 'I' | '"' => 48,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '→' | '∞' | '—' => 112,
        'A'..='Z' | '0'..='9' | '=' | '+' | '<' | '>' | '&' => 78,
        c if (c as u32) < 0x0250 => 72,
        // Wide scripts: two columns.
        c if (c as u32) >= 0x1100 => 130,
        _ => 80,
    }
}

/// The first of `candidates` (longest first) that fits into `space`.
pub fn fitting(candidates: &[String], space: Px10) -> Option<&String> {
    candidates.iter().find(|text| width(text) <= space)
}

/// Shortens a text to fit, with an ellipsis; the whole text when it fits.
pub fn ellipsis(text: &str, space: Px10) -> String {
    if width(text) <= space {
        return text.to_owned();
    }
    let mut left = space - char_width('…');
    let kept = text.chars().take_while(|&c| {
        left -= char_width(c);
        left >= 0
    });
    let mut short: String = kept.collect();
    short.push('…');
    short
}

/// Shortens a name to fit, with an ellipsis before its last letters: names that belong together differ there.
pub fn middle_ellipsis(text: &str, space: Px10) -> String {
    if width(text) <= space {
        return text.to_owned();
    }
    let mut left = space * 2 / 5;
    let tail = text.char_indices().rev().take_while(|&(_, c)| {
        left -= char_width(c);
        left >= 0
    });
    let cut = tail.last().map_or(text.len(), |(at, _)| at);
    let tail = &text[cut..];
    ellipsis(&text[..cut], space - width(tail)) + tail
}

/// `1 restart`, `3 restarts`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: PartialEq + std::fmt::Debug>(cases: &[(Micros, T)], function: fn(Micros) -> T) {
        for (time, expect) in cases {
            assert_eq!(&function(*time), expect, "{time}");
        }
    }

    #[test]
    fn times_read_like_a_stopwatch() {
        check(
            &[
                (0, "0.0 s"),
                (6_449_000, "6.4 s"),
                (59_960_000, "1 min"),
                (125_000_000, "2 min 5 s"),
                (86_400_000_000, "24 h"),
                (86_412_000_000, "24 h 0 min"),
                (-400_000, "−0.4 s"),
            ]
            .map(|(time, text)| (time, text.to_owned())),
            seconds,
        );
        check(
            &[(8_190_000, "00:08.1"), (3_725_000_000, "1:02:05.0")]
                .map(|(time, text)| (time, text.to_owned())),
            clock,
        );
        check(
            &[(5_000_000, "5 s"), (2_500_000, "2.5 s"), (90_000_000, "1:30")]
                .map(|(time, text)| (time, text.to_owned())),
            tick,
        );
        assert_eq!(exact(6_331_400), "6.331 s");
    }

    #[test]
    fn the_longest_fitting_text_is_chosen() {
        let texts = ["running, not listening".to_owned(), "not listening".to_owned()];
        assert_eq!(fitting(&texts, 10_000), Some(&texts[0]));
        assert_eq!(fitting(&texts, width(&texts[1])), Some(&texts[1]));
        assert_eq!(fitting(&texts, 10), None);
        assert_eq!(ellipsis("sidecar-user", 400), "side…");
        assert_eq!(middle_ellipsis("sidecar-user", 900), "sidecar-user");
        assert_eq!(middle_ellipsis("container-with-a-name-17", 800), "contai…e-17");
        assert_eq!(middle_ellipsis("sidecar-user", 0), "…");
    }
}
