//! `shuf`: lines, words or numbers in an order that the seed decides.

use super::common::Args;
use crate::commands::Call;

/// Most numbers of one range.
const MAX_NUMBERS: i64 = 10_000;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "nie", &[("head-count", 'n'), ("input-range", 'i')]);
    let mut items: Vec<String> = match args.value('i').and_then(|r| r.split_once('-')) {
        Some((from, to)) => {
            let (from, to) = (from.parse::<i64>().unwrap_or(0), to.parse::<i64>().unwrap_or(0));
            (from..=to.min(from.saturating_add(MAX_NUMBERS)))
                .map(|n| n.to_string())
                .collect()
        }
        None if call.argv.iter().any(|a| a == "-e") => args
            .value('e')
            .map(str::to_string)
            .into_iter()
            .chain(args.rest.iter().cloned())
            .collect(),
        None => call
            .read_text(&args.rest)
            .await
            .0
            .lines()
            .map(str::to_string)
            .collect(),
    };
    let count = args
        .value('n')
        .and_then(|n| n.parse().ok())
        .unwrap_or(items.len())
        .min(items.len());
    for place in 0..count {
        let left = (items.len() - place) as u64;
        let other = place + (call.proc.kernel().next_random() % left) as usize;
        items.swap(place, other);
    }
    let text: String = items[..count].iter().map(|i| format!("{i}\n")).collect();
    call.print(&text).await;
    0
}

#[cfg(test)]
mod tests {
    use crate::harness::check_all;

    #[test]
    fn works() {
        check_all(
            "shuf -i 1-9 -n 1 | wc -l; printf 'a\\nb\\n' | shuf | sort",
            "1\na\nb\n",
            0,
        );
    }
}
