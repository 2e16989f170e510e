//! What `curl`, `wget` and `nc` share: opening a connection and asking for a path.

use crate::commands::Call;
use crate::effect::EffectKind;
use crate::kernel::Channel;
use crate::kernel::network::{Answering, Connection, From};
use crate::kernel::open::Write;
use crate::kernel::pipes::take;
use crate::kernel::syscalls::{CONNECT_COST, LOOKUP_COST};
use crate::kernel::web::Dialed;
use crate::programs::http::reason;
use std::time::Duration;

/// How long a client waits for an address where nobody answers.
const NOBODY_TIME: Duration = Duration::from_secs(130);
/// How long a request to something outside the pod takes.
const OUTSIDE_TIME: Duration = Duration::from_millis(30);

/// A URL's parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub host: String,
    pub port: u16,
    pub path: String,
    pub tls: bool,
}

/// Host and port of what follows a URL's scheme, without the user, and what comes behind them.
pub(crate) fn authority(rest: &str) -> (&str, &str) {
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    (host, path)
}

/// Reads a URL; a scheme may be missing.
pub(crate) fn parse_url(text: &str) -> Option<Url> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let tls = match scheme {
        "http" => false,
        "https" => true,
        _ => return None,
    };
    let (authority, path) = authority(rest);
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok()?),
        _ => (authority, if tls { 443 } else { 80 }),
    };
    if host.is_empty() {
        return None;
    }
    let path = if path.starts_with('/') {
        path.to_string()
    } else {
        format!("/{path}")
    };
    Some(Url {
        host: host.into(),
        port,
        path,
        tls,
    })
}

/// An answer.
pub(crate) struct Answer {
    pub status: u16,
    pub body: String,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    Refused,
    NoSuchHost,
    Timeout,
    /// The connection ended without an answer.
    Empty,
    /// What came back is no HTTP.
    NotHttp,
}

/// A request.
pub(crate) struct Request<'a> {
    pub method: &'a str,
    pub url: &'a Url,
    pub agent: &'a str,
    pub body: &'a str,
    pub limit: Option<Duration>,
}

/// Opens a connection; takes its time.
pub(crate) async fn connect(
    call: &Call,
    host: &str,
    port: u16,
    limit: Option<Duration>,
) -> Result<Dialed, Failure> {
    let looked = call.proc.kernel().dial(From::Pod, host, port);
    let cost = match looked {
        Dialed::NoSuchHost => LOOKUP_COST,
        Dialed::Timeout => limit.unwrap_or(NOBODY_TIME),
        Dialed::Outside => OUTSIDE_TIME,
        Dialed::Listener(_) | Dialed::Refused => CONNECT_COST,
    };
    call.proc.sleep(cost).await;
    // Somebody may have begun to listen meanwhile.
    let dialed = {
        let mut kernel = call.proc.kernel();
        let dialed = kernel.dial(From::Pod, host, port);
        kernel.report_connection(call.proc.pid, host, port, &dialed);
        dialed
    };
    match dialed {
        Dialed::Refused => Err(Failure::Refused),
        Dialed::NoSuchHost => Err(Failure::NoSuchHost),
        Dialed::Timeout => Err(Failure::Timeout),
        connected => Ok(connected),
    }
}

/// Asks for a path.
pub(crate) async fn request(call: &Call, request: &Request<'_>) -> Result<Answer, Failure> {
    let Request { method, url, .. } = *request;
    let dialed = connect(call, &url.host, url.port, request.limit).await?;
    let Dialed::Listener(place) = dialed else {
        report(call, request, 200);
        return Ok(Answer {
            status: 200,
            body: String::new(),
        });
    };
    let answering = call.proc.kernel().listeners[place].answering.clone();
    if matches!(answering, Answering::Stream) {
        let connection = call.proc.kernel().connect_stream(place);
        return converse(call, request, connection).await;
    }
    let answer = call.proc.kernel().http(place, method, &url.path);
    match answer {
        Some((status, body)) => {
            report(call, request, status);
            let body = if method == "HEAD" { String::new() } else { body };
            Ok(Answer { status, body })
        }
        None => Err(Failure::Empty),
    }
}

fn report(call: &Call, request: &Request<'_>, status: u16) {
    let Request { method, url, .. } = *request;
    let container = call.proc.container();
    let (method, host, path) = (method.to_string(), url.host.clone(), url.path.clone());
    call.proc.kernel().report(
        container,
        EffectKind::HttpRequest {
            method,
            host,
            port: url.port,
            path,
            status,
        },
    );
}

/// Speaks HTTP with a process that took the connection.
async fn converse(call: &Call, request: &Request<'_>, connection: Connection) -> Result<Answer, Failure> {
    let Request {
        method,
        url,
        agent,
        body,
        limit,
    } = *request;
    let mut text = format!(
        "{method} {} HTTP/1.1\r\nHost: {}:{}\r\nUser-Agent: {agent}\r\n",
        url.path, url.host, url.port
    );
    if !body.is_empty() {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    text += &format!("Connection: close\r\n\r\n{body}");
    write_pipe(call, connection.to_server, text.as_bytes()).await;
    let until = limit.map(|l| call.proc.now() + l);
    let mut answer = Vec::new();
    while !complete(&answer) {
        match read_pipe(call, connection.to_client, until).await {
            Some(bytes) if !bytes.is_empty() => answer.extend(bytes),
            Some(_) => break,
            None => {
                hang_up(call, connection);
                return Err(Failure::Timeout);
            }
        }
    }
    hang_up(call, connection);
    let text = String::from_utf8_lossy(&answer).into_owned();
    if text.is_empty() {
        return Err(Failure::Empty);
    }
    let Some(status) = text
        .strip_prefix("HTTP/")
        .and_then(|t| t.split(' ').nth(1))
        .and_then(|s| s.trim().parse().ok())
    else {
        return Err(Failure::NotHttp);
    };
    report(call, request, status);
    let (head, rest) = text
        .split_once("\r\n\r\n")
        .or_else(|| text.split_once("\n\n"))
        .unwrap_or((&text, ""));
    let body = match content_length(head) {
        Some(length) => rest.get(..length).unwrap_or(rest).to_string(),
        None => rest.to_string(),
    };
    Ok(Answer { status, body })
}

fn content_length(head: &str) -> Option<usize> {
    let value = |line: &str| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.trim().parse().ok())?
    };
    head.lines().find_map(value)
}

/// True when the head and the announced body are there.
fn complete(answer: &[u8]) -> bool {
    let text = String::from_utf8_lossy(answer);
    let Some((head, rest)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    content_length(head).is_some_and(|length| rest.len() >= length)
}

/// The client leaves: the server reads the end of its input.
pub(crate) fn hang_up(call: &Call, connection: Connection) {
    let mut kernel = call.proc.kernel();
    kernel.close_connection(connection);
}

/// Writes into a connection.
pub(crate) async fn write_pipe(call: &Call, pipe: crate::kernel::pipes::PipeId, mut bytes: &[u8]) {
    while !bytes.is_empty() {
        let wrote = call.proc.kernel().write_pipe_now(pipe, bytes);
        match wrote {
            Ok(Write::Wrote(count)) => bytes = &bytes[count..],
            Ok(Write::Wait(pipe)) => call.proc.wait(Channel::Pipe(pipe), None).await,
            Err(_) => return,
        }
    }
}

/// Reads from a connection: nothing at its end, `None` at the time limit.
pub(crate) async fn read_pipe(
    call: &Call,
    id: crate::kernel::pipes::PipeId,
    until: Option<Duration>,
) -> Option<Vec<u8>> {
    loop {
        {
            let mut kernel = call.proc.kernel();
            let Some(pipe) = kernel.pipes.get_mut(&id) else {
                return Some(Vec::new());
            };
            if !pipe.buffer.is_empty() {
                let bytes = take(&mut pipe.buffer, usize::MAX);
                kernel.notify(Channel::Pipe(id));
                return Some(bytes);
            }
            if pipe.writers == 0 && pipe.writers_seen > 0 {
                return Some(Vec::new());
            }
        }
        if until.is_some_and(|at| call.proc.now() >= at) {
            return None;
        }
        call.proc.wait(Channel::Pipe(id), until).await;
    }
}

/// The status line that clients print with `-i`.
pub(crate) fn head(answer: &Answer) -> String {
    format!(
        "HTTP/1.1 {} {}\r\nContent-Length: {}\r\n\r\n",
        answer.status,
        reason(answer.status),
        answer.body.len()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let check = |text: &str, host: &str, port: u16, path: &str| {
            let url = parse_url(text).unwrap();
            assert_eq!(
                (url.host.as_str(), url.port, url.path.as_str()),
                (host, port, path),
                "{text}"
            );
        };
        check("http://localhost:8081", "localhost", 8081, "/");
        check("localhost:8080/healthz", "localhost", 8080, "/healthz");
        check("https://example.com/a?b", "example.com", 443, "/a?b");
        check("http://u:p@db?x", "db", 80, "/?x");
        assert!(parse_url("ftp://x").is_none());
        assert!(parse_url("http://x:99999").is_none());
        assert!(parse_url("http://").is_none());
    }
}
