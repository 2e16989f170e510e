//! `seq`: numbers from, by, to.

use crate::commands::Call;

/// Most numbers of one `seq`.
const MAX_NUMBERS: i64 = 1_000_000;

pub(super) async fn run(call: Call) -> i32 {
    let args: Vec<String> = call.argv[1..].to_vec();
    let mut separator = "\n".to_string();
    let mut width = false;
    let mut numbers = Vec::new();
    let mut words = args.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-s" => separator = words.next().cloned().unwrap_or_default(),
            "-w" => width = true,
            word if word.starts_with("-s") => separator = word[2..].to_string(),
            "-f" => {
                words.next();
            }
            word => match word.parse::<i64>() {
                Ok(number) => numbers.push(number),
                Err(_) => {
                    call.complain(&format!("invalid floating point argument: '{word}'"))
                        .await;
                    return 1;
                }
            },
        }
    }
    let (from, step, to) = match numbers.as_slice() {
        [to] => (1, 1, *to),
        [from, to] => (*from, 1, *to),
        [from, step, to] => (*from, *step, *to),
        _ => {
            call.complain("missing operand").await;
            return 1;
        }
    };
    if step == 0 {
        return 1;
    }
    let wide = if width {
        from.to_string().len().max(to.to_string().len())
    } else {
        0
    };
    let mut text = String::new();
    let (mut number, mut count) = (from, 0);
    while (if step > 0 { number <= to } else { number >= to }) && count < MAX_NUMBERS {
        if count > 0 {
            text += &separator;
        }
        text += &format!("{number:0wide$}");
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
        check_all(
            "for i in $(seq 1 3); do echo -n $i; done; seq -w 9 10",
            "12309\n10\n",
            0,
        );
    }
}
