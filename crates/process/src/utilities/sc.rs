//! `sc` of the recorded cluster's `lab/tool:1`: `sc NAME term DELAY CODE` and `sc NAME ignore`.

use crate::commands::Call;
use crate::kernel::{Channel, Disposition};
use crate::signal::Signal;
use crate::time::parse_seconds;

pub(super) async fn run(call: Call) -> i32 {
    let word = |place: usize| call.argv.get(place).map_or("", String::as_str);
    let name = word(1).to_string();
    let ignores = word(2) == "ignore";
    let delay = parse_seconds(word(3)).unwrap_or_default();
    let code: i32 = word(4).parse().unwrap_or(0);
    call.proc.set_disposition(Signal::Term, Some(Disposition::Handle));
    call.print(&format!("{name} started\n")).await;
    loop {
        if call.proc.take_signal().is_some() {
            if !ignores {
                break;
            }
            call.print(&format!("{name} got SIGTERM (ignored)\n")).await;
        }
        call.proc.wait(Channel::Never, None).await;
    }
    call.print(&format!("{name} got SIGTERM\n")).await;
    call.proc.sleep(delay).await;
    call.print(&format!("{name} exiting {code}\n")).await;
    code
}
