//! The programs that are builtins of shells too: `true`, `false`, `echo`, `printf`, `pwd`, `test`.

use crate::commands::Call;
use crate::shell::Dialect;

pub(super) async fn truth(call: Call) -> i32 {
    i32::from(call.name() == "false")
}

pub(super) async fn echo(call: Call) -> i32 {
    let dialect = if call.busybox() {
        Dialect::Ash
    } else {
        Dialect::Bash
    };
    let text = crate::shell::echo_text(&call.argv[1..], dialect);
    i32::from(!call.print(&text).await)
}

pub(super) async fn printf(call: Call) -> i32 {
    let Some(format) = call.argv.get(1) else {
        call.complain("missing operand").await;
        return 1;
    };
    let now = super::date::now(&call.proc);
    let (text, bad) = crate::shell::format_text(format, &call.argv[2..], now);
    call.print(&text).await;
    i32::from(bad.is_some())
}

pub(super) async fn pwd(call: Call) -> i32 {
    let text = format!("{}\n", call.proc.cwd());
    i32::from(!call.print(&text).await)
}

pub(super) async fn test(call: Call) -> i32 {
    let mut args = &call.argv[1..];
    if call.name() == "["
        && let Some((last, rest)) = args.split_last()
        && last == "]"
    {
        args = rest;
    }
    match crate::shell::test::evaluate(&call.proc, args) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(error) => {
            call.complain(&error.0).await;
            2
        }
    }
}
