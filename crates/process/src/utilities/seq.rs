//! `seq`: numbers from, by, to.

use crate::commands::Call;
use crate::shell::format_text;

/// Most numbers of one `seq`.
const MAX_NUMBERS: i64 = 1_000_000;

pub(super) async fn run(call: Call) -> i32 {
    let args: Vec<String> = call.argv[1..].to_vec();
    let mut separator = "\n".to_string();
    let mut width = false;
    let mut format = None;
    let mut numbers: Vec<(i64, u32)> = Vec::new();
    // Digits behind the point.
    let mut places = 0;
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => separator = words.next().cloned().unwrap_or_default(),
            "-w" => width = true,
            word if word.starts_with("-s") => separator = word[2..].to_string(),
            "-f" => format = words.next().cloned(),
            word => match decimal(word) {
                Some(number) => {
                    places = places.max(number.1);
                    numbers.push(number);
                }
                None => {
                    call.complain(&format!("invalid floating point argument: '{word}'"))
                        .await;
                    return 1;
                }
            },
        }
    }
    let one = 10_i64.pow(places);
    let numbers: Vec<i64> = numbers
        .iter()
        .map(|n| n.0.saturating_mul(10_i64.pow(places - n.1)))
        .collect();
    let (from, step, to) = match numbers.as_slice() {
        [to] => (one, one, *to),
        [from, to] => (*from, one, *to),
        [from, step, to] => (*from, *step, *to),
        _ => {
            call.complain("missing operand").await;
            return 1;
        }
    };
    if step == 0 {
        return 1;
    }
    let shown = |number: i64| written(number, places);
    let wide = if width {
        shown(from).len().max(shown(to).len())
    } else {
        0
    };
    let mut text = String::new();
    let (mut number, mut count) = (from, 0);
    while (if step > 0 { number <= to } else { number >= to }) && count < MAX_NUMBERS {
        if count > 0 {
            text += &separator;
        }
        text += &match &format {
            Some(format) => format_text(format, &[shown(number)], 0).0,
            None => format!("{:0>wide$}", shown(number)),
        };
        count += 1;
        let Some(next) = number.checked_add(step) else {
            break;
        };
        number = next;
        if text.len() > 4_096 && !call.print(&std::mem::take(&mut text)).await {
            return 141;
        }
    }
    if count > 0 {
        text.push('\n');
    }
    call.print(&text).await;
    0
}

/// Most digits behind the point.
const MAX_PLACES: usize = 6;

/// A decimal number without its point, and how many of its digits stand behind it.
fn decimal(word: &str) -> Option<(i64, u32)> {
    let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
    if fraction.len() > MAX_PLACES || !fraction.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let whole = if matches!(whole, "" | "-") {
        format!("{whole}0")
    } else {
        whole.to_string()
    };
    let number = format!("{whole}{fraction}").parse().ok()?;
    Some((number, u32::try_from(fraction.len()).ok()?))
}

/// The number with its point.
fn written(number: i64, places: u32) -> String {
    if places == 0 {
        return number.to_string();
    }
    let one = 10_u64.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, fraction) = (number.unsigned_abs() / one, number.unsigned_abs() % one);
    format!("{sign}{whole}.{fraction:0>width$}", width = places as usize)
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "seq 3; seq 2 4; seq 5 -2 1; seq -s, 3",
            "1\n2\n3\n2\n3\n4\n5\n3\n1\n1,2,3\n",
            0,
        );
        check_all("seq 0.5 0.5 1.5; seq -f '%03g' 2", "0.5\n1.0\n1.5\n001\n002\n", 0);
        check_all(
            "for i in $(seq 1 3); do echo -n $i; done; seq -w 9 10",
            "12309\n10\n",
            0,
        );
    }
}
