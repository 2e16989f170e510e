//! Utilities that run other programs: as a child, or in their own place.

use crate::commands::{self, Call, Env, Place};

/// Runs a command as a child and waits for it.
pub(super) async fn run_command(call: &Call, argv: Vec<String>) -> i32 {
    if argv.is_empty() {
        return 0;
    }
    let env = call.env.clone();
    let found = commands::find_for(&call.proc, &argv, &env, Place::Step);
    if matches!(found, commands::Found::Missing | commands::Found::Denied) {
        call.complain(&format!("{}: No such file or directory", argv[0]))
            .await;
        return 127;
    }
    match commands::start(&call.proc, Some(found), (argv, env, Place::Step)) {
        Some(child) => call.proc.wait_child(child.pid).await.code,
        None => 126,
    }
}

/// Becomes another program; the message and 127 when there is none.
pub(super) async fn run_in_place(call: &Call, argv: Vec<String>, env: Env) -> i32 {
    match commands::find_for(&call.proc, &argv, &env, Place::Whole) {
        commands::Found::Missing => {
            call.complain_as(
                format!("can't execute '{}': No such file or directory", argv[0]),
                format!("'{}': No such file or directory", argv[0]),
            )
            .await;
            127
        }
        commands::Found::Denied => {
            call.complain(&format!("{}: Permission denied", argv[0])).await;
            126
        }
        _ => call.proc.replace_by((argv, env, Place::Whole)).code,
    }
}
