//! busybox's `httpd`: serves a folder.

use super::common::Args;
use crate::commands::Call;
use crate::effect::Bind;
use crate::kernel::network::Answering;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, "pcuhred", &[]);
    let address = args.value('p').unwrap_or("80");
    let (host, port) = address.rsplit_once(':').unwrap_or(("", address));
    let Ok(port) = port.parse::<u16>() else {
        call.complain(&format!("bad port '{port}'")).await;
        return 1;
    };
    let bind = if host.starts_with("127.") || host == "localhost" {
        Bind::Loopback
    } else {
        Bind::Any
    };
    let root = args
        .value('h')
        .map_or_else(|| call.proc.cwd().to_string(), |h| call.proc.absolute(h));
    if !call.proc.is_dir(&root) {
        call.complain(&format!(
            "can't change directory to '{root}': No such file or directory"
        ))
        .await;
        return 1;
    }
    let listening = call
        .proc
        .kernel()
        .listen(call.proc.pid, bind, port, Answering::Files(root.clone()));
    if !listening {
        call.complain("bind: Address already in use").await;
        return 1;
    }
    if !args.has('f') {
        // It goes into the background: another process keeps the socket.
        let argv = call.argv.clone();
        let daemon = call
            .proc
            .spawn(argv.into(), |proc| async move { proc.pause().await });
        if let Some(daemon) = daemon {
            call.proc.kernel().hand_over(call.proc.pid, daemon.pid);
        }
        return 0;
    }
    call.proc.pause().await
}
