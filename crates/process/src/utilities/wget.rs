//! `wget`: GNU's (exit codes 4 and 8) and busybox's (always 1).

use super::client::{Failure, Request, parse_url, request};
use super::common::Args;
use crate::commands::Call;
use crate::kernel::syscalls::Open;
use crate::programs::http::reason;
use crate::time::parse_seconds;
use std::time::Duration;

const LONG: [(&str, char); 10] = [
    ("output-document", 'O'),
    ("quiet", 'q'),
    ("spider", 's'),
    ("timeout", 'T'),
    ("tries", 't'),
    ("post-data", 'd'),
    ("header", 'H'),
    ("server-response", 'S'),
    ("no-check-certificate", 'k'),
    ("method", 'm'),
];

pub(super) async fn run(call: Call) -> i32 {
    // `-qO-` and `-O -`: the value of O may stand in the same word.
    let args = Args::new(&call.argv, "OTtdHmUPY", &LONG);
    let busybox = call.busybox();
    let Some(target) = args.rest.first() else {
        call.complain("missing URL").await;
        return 1;
    };
    let Some(url) = parse_url(target) else {
        call.complain(&format!("bad address '{target}'")).await;
        return 1;
    };
    let limit = args.value('T').and_then(parse_seconds).filter(|l| !l.is_zero());
    let method = match args.value('m') {
        Some(method) => method,
        None if args.has('d') => "POST",
        None if args.has('s') && !busybox => "HEAD",
        None => "GET",
    };
    let body = args.value('d').unwrap_or("");
    let quiet = args.has('q');
    if !quiet && busybox {
        let text = format!(
            "Connecting to {}:{} ({}:{})\n",
            url.host,
            url.port,
            ip(&call, &url.host),
            url.port
        );
        let _ = call.proc.write(2, text.as_bytes()).await;
    }
    // GNU's wget tries a connection again that timed out, but not one that was refused.
    let limit = limit.or(Some(Duration::from_secs(900)));
    let asked = Request {
        method,
        url: &url,
        agent: "Wget",
        body,
        limit,
    };
    let answer = request(&call, &asked).await;
    if let (true, Ok(answer)) = (args.has('S'), &answer) {
        let line = format!("  HTTP/1.1 {} {}\n", answer.status, reason(answer.status));
        let _ = call.proc.write(2, line.as_bytes()).await;
    }
    match answer {
        Ok(answer) if answer.status >= 400 => {
            let reason = reason(answer.status);
            let (text, code) = if busybox {
                let front = "wget: server returned error: HTTP/1.1";
                (format!("{front} {} {reason}\n", answer.status), 1)
            } else {
                (format!("ERROR {}: {reason}.\n", answer.status), 8)
            };
            fail(&call, quiet, &text, code).await
        }
        Ok(_) if args.has('s') => 0,
        Ok(answer) => deliver(&call, &args, &url.path, &answer.body, quiet).await,
        Err(failure) => {
            let text = words_of(&call, failure, &url.host);
            fail(&call, quiet, &text, if busybox { 1 } else { 4 }).await
        }
    }
}

/// Says what went wrong, which GNU's does not when it is quiet.
async fn fail(call: &Call, quiet: bool, text: &str, code: i32) -> i32 {
    if !quiet || call.busybox() {
        let _ = call.proc.write(2, text.as_bytes()).await;
    }
    code
}

/// Why there is no answer.
fn words_of(call: &Call, failure: Failure, host: &str) -> String {
    match (failure, call.busybox()) {
        (Failure::Refused, true) => format!(
            "wget: can't connect to remote host ({}): Connection refused\n",
            ip(call, host)
        ),
        (Failure::NoSuchHost, true) => format!("wget: bad address '{host}'\n"),
        (Failure::Timeout, true) => "wget: download timed out\n".into(),
        (_, true) => "wget: error getting response\n".into(),
        (Failure::NoSuchHost, false) => format!("wget: unable to resolve host address '{host}'\n"),
        (Failure::Refused, false) => "failed: Connection refused.\n".into(),
        (_, false) => "failed: Connection timed out.\n".into(),
    }
}

fn ip(call: &Call, host: &str) -> String {
    let kernel = call.proc.kernel();
    match crate::kernel::network::resolve(&kernel.config, host) {
        crate::kernel::network::Host::Own => kernel.config.pod_ip.clone(),
        crate::kernel::network::Host::Loopback => "127.0.0.1".into(),
        _ => host.to_string(),
    }
}

async fn deliver(call: &Call, args: &Args, path: &str, body: &str, quiet: bool) -> i32 {
    let name = path
        .split('?')
        .next()
        .unwrap_or("")
        .rsplit('/')
        .next()
        .filter(|n| !n.is_empty())
        .unwrap_or("index.html");
    let target = args.value('O').unwrap_or(name);
    if target == "-" {
        call.print(body).await;
        return 0;
    }
    match call.proc.open(target, Open::Truncate).await {
        Ok(file) => {
            let _ = call.proc.write_file(file, body.as_bytes()).await;
            call.proc.close_file(file);
            if !quiet && call.busybox() {
                let text = format!("saving to '{target}'\n'{target}' saved\n");
                let _ = call.proc.write(2, text.as_bytes()).await;
            }
            0
        }
        Err(error) => {
            call.complain(&format!("can't open '{target}': {error}")).await;
            1
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    #[test]
    fn tells_what_the_server_answers() {
        let script = "(while true; do printf 'HTTP/1.1 200 OK\\r\\n\\r\\nhi' | nc -l -p 8080 >/dev/null; done) & sleep 1; \
                      wget --server-response -qO- http://localhost:8080 2>&1 | awk '/^  HTTP/{print $2}'";
        let ran = run_for(config("busybox", &["sh", "-ec", script]), &[], 5);
        assert_eq!(ran.out, "200\n", "{}", ran.err);
    }
}
