//! `sleep`: lets time pass.

use crate::commands::Call;
use crate::time::parse_seconds;
use std::time::Duration;

pub(super) async fn run(call: Call) -> i32 {
    if call.argv.len() < 2 {
        call.complain("missing operand").await;
        return 1;
    }
    let mut total = Duration::ZERO;
    for word in &call.argv[1..] {
        let time = if call.name() == "usleep" {
            word.parse().ok().map(Duration::from_micros)
        } else {
            parse_seconds(word)
        };
        let Some(time) = time else {
            call.complain_as(
                format!("invalid number '{word}'"),
                format!("invalid time interval '{word}'"),
            )
            .await;
            return 1;
        };
        total = total.saturating_add(time);
    }
    call.proc.sleep(total).await;
    0
}
