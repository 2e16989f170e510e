//! Entrypoint scripts and small inits: become the command after their own words.

use super::spawn::run_in_place;
use crate::commands::Call;

/// An entrypoint script or an init: becomes its arguments.
pub(super) async fn run(call: Call) -> i32 {
    let argv: Vec<String> = call.argv[1..]
        .iter()
        .skip_while(|w| w.starts_with('-'))
        .cloned()
        .collect();
    if argv.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    run_in_place(&call, argv, env).await
}
