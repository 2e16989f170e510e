//! `curl`: one request (or several), its exit codes and messages; no progress meter.

use super::client::{Failure, Request, Url, head, parse_url, request};
use super::common::Args;
use crate::commands::Call;
use crate::images::{base_name, repository};
use crate::kernel::syscalls::Open;
use crate::time::parse_seconds;
use std::time::Duration;

const VALUED: &str = "XdHouwmACbeEFKTUYyzrtxD9";
const LONG: [(&str, char); 24] = [
    ("request", 'X'),
    ("data", 'd'),
    ("data-raw", 'd'),
    ("data-binary", 'd'),
    ("json", 'd'),
    ("header", 'H'),
    ("output", 'o'),
    ("user", 'u'),
    ("write-out", 'w'),
    ("max-time", 'm'),
    ("connect-timeout", '9'),
    ("user-agent", 'A'),
    ("fail", 'f'),
    ("fail-with-body", 'f'),
    ("silent", 's'),
    ("show-error", 'S'),
    ("head", 'I'),
    ("include", 'i'),
    ("location", 'L'),
    ("verbose", 'v'),
    ("retry", 'r'),
    ("retry-connrefused", '1'),
    ("retry-all-errors", '1'),
    ("retry-delay", 'y'),
];

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(&call.argv, VALUED, &LONG);
    if args.has('V') || call.argv.iter().any(|word| word == "--version") {
        call.print("curl 8.10.1 (x86_64-pc-linux-gnu) libcurl/8.10.1\nProtocols: file ftp http https\n")
            .await;
        return 0;
    }
    if args.rest.is_empty() {
        let text = "curl: try 'curl --help' or 'curl --manual' for more information\n";
        let _ = call.proc.write(2, text.as_bytes()).await;
        return 2;
    }
    let tries = args
        .value('r')
        .and_then(|n| n.parse::<u32>().ok())
        .unwrap_or(0)
        .min(1_000);
    let delay = args.value('y').and_then(parse_seconds);
    let mut code = 0;
    for target in &args.rest {
        let mut attempt = 0;
        loop {
            let last = attempt >= tries;
            let (result, transient) = once(&call, &args, target, last).await;
            code = result;
            if last || !transient {
                break;
            }
            let pause = delay.unwrap_or(Duration::from_secs(1 << attempt.min(9)));
            call.proc.sleep(pause).await;
            attempt += 1;
        }
    }
    code
}

/// One try: its exit code and whether `--retry` tries again.
async fn once(call: &Call, args: &Args, target: &str, last: bool) -> (i32, bool) {
    let Some(url) = parse_url(target) else {
        let text = match target.split_once("://") {
            Some((scheme, _)) if !matches!(scheme, "http" | "https") => {
                return (
                    error(
                        call,
                        args,
                        1,
                        &format!("Protocol \"{scheme}\" not supported"),
                        last,
                    )
                    .await,
                    false,
                );
            }
            _ => "URL rejected: Bad hostname",
        };
        return (error(call, args, 3, text, last).await, false);
    };
    let method = match args.value('X') {
        Some(method) => method,
        None if args.has('I') => "HEAD",
        None if args.has('d') => "POST",
        None => "GET",
    };
    let limit = args
        .value('m')
        .or(args.value('9'))
        .and_then(parse_seconds)
        .filter(|l| !l.is_zero());
    let body = args.values('d').collect::<Vec<_>>().join("&");
    // The recorded cluster's stand-in for curl calls wget.
    let agent = args.value('A').unwrap_or("Wget");
    match request(
        call,
        &Request {
            method,
            url: &url,
            agent,
            body: &body,
            limit,
        },
    )
    .await
    {
        Ok(answer) => {
            let transient = matches!(answer.status, 408 | 429 | 500 | 502 | 503 | 504);
            if args.has('f') && answer.status >= 400 {
                let text = format!("The requested URL returned error: {}", answer.status);
                let code = error(call, args, 22, &text, last).await;
                write_out(call, args, answer.status).await;
                return (code, transient);
            }
            let mut text = String::new();
            if args.has('i') || args.has('I') {
                text += &head(&answer);
            }
            if method != "HEAD" {
                text += &answer.body;
            }
            let code = deliver(call, args, &url, &text).await;
            write_out(call, args, answer.status).await;
            (code, transient)
        }
        Err(failure) => {
            let (code, text) = explain(failure, &url, limit);
            let transient = failure == Failure::Timeout || (failure == Failure::Refused && args.has('1'));
            let code = error(call, args, code, &text, last || !transient).await;
            write_out(call, args, 0).await;
            (code, transient)
        }
    }
}

fn explain(failure: Failure, url: &Url, limit: Option<Duration>) -> (i32, String) {
    let Url { host, port, .. } = url;
    match failure {
        Failure::Refused => (
            7,
            format!("Failed to connect to {host} port {port} after 0 ms: Couldn't connect to server"),
        ),
        Failure::NoSuchHost => (6, format!("Could not resolve host: {host}")),
        Failure::Timeout => match limit {
            Some(limit) => (
                28,
                format!("Connection timed out after {} milliseconds", limit.as_millis()),
            ),
            None => (
                28,
                format!(
                    "Failed to connect to {host} port {port} after 130000 ms: Couldn't connect to server"
                ),
            ),
        },
        Failure::Empty => (52, "Empty reply from server".into()),
        Failure::NotHttp => (1, "Received HTTP/0.9 when not allowed".into()),
    }
}

/// True in an image that has no curl of its own.
fn stand_in(call: &Call) -> bool {
    let kernel = call.proc.kernel();
    let image = &kernel.containers[&kernel.processes[&call.proc.pid].container]
        .launch
        .image;
    matches!(base_name(repository(image)), "alpine" | "busybox")
}

async fn error(call: &Call, args: &Args, code: i32, text: &str, last: bool) -> i32 {
    // The recorded cluster's stand-in for curl (Alpine and busybox have none) prints its errors always.
    let silent = args.has('s') && !args.has('S') && !stand_in(call);
    if last && !silent {
        let _ = call
            .proc
            .write(2, format!("curl: ({code}) {text}\n").as_bytes())
            .await;
    }
    code
}

async fn deliver(call: &Call, args: &Args, url: &Url, text: &str) -> i32 {
    let path = match args.value('o') {
        Some(path) => path.to_string(),
        None if args.has('O') => url.path.rsplit('/').next().unwrap_or("index.html").to_string(),
        None => {
            call.print(text).await;
            return 0;
        }
    };
    if path == "-" {
        call.print(text).await;
        return 0;
    }
    match call.proc.open(&path, Open::Truncate).await {
        Ok(file) => {
            let _ = call.proc.write_file(file, text.as_bytes()).await;
            call.proc.close_file(file);
            0
        }
        Err(_) => error(call, args, 23, "Failure writing output to destination", true).await,
    }
}

async fn write_out(call: &Call, args: &Args, status: u16) {
    let Some(format) = args.value('w') else { return };
    let text = format
        .replace("%{http_code}", &format!("{status:03}"))
        .replace("%{response_code}", &format!("{status:03}"))
        .replace("%{time_total}", "0.005000")
        .replace("\\n", "\n")
        .replace("\\t", "\t");
    call.print(&text).await;
}
