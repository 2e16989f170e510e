//! `nc`: asks whether a port is open, or takes connections.

use super::client::{Failure, connect, hang_up, read_pipe, write_pipe};
use super::common::Args;
use crate::commands::{self, Call, Place};
use crate::effect::Bind;
use crate::kernel::Channel;
use crate::kernel::network::{Answering, Connection};
use crate::kernel::open::Object;
use crate::kernel::web::Dialed;
use crate::time::parse_seconds;

pub(super) async fn run(call: Call) -> i32 {
    let args = Args::new(
        &call.argv,
        "pwesiqcX",
        &[
            ("listen", 'l'),
            ("exec", 'e'),
            ("sh-exec", 'c'),
            ("keep-open", 'k'),
        ],
    );
    if args.has('l') {
        return listen(&call, &args).await;
    }
    let (Some(host), Some(port)) = (args.rest.first(), args.rest.get(1)) else {
        call.complain("no port[s] to connect to").await;
        return 1;
    };
    let limit = args.value('w').and_then(parse_seconds).filter(|l| !l.is_zero());
    let (from, to) = port.split_once('-').unwrap_or((port, port));
    let (Ok(from), Ok(to)) = (from.parse::<u16>(), to.parse::<u16>()) else {
        call.complain(&format!("invalid port {port}")).await;
        return 1;
    };
    let mut code = 1;
    for port in from..=to.min(from.saturating_add(MAX_PORTS)) {
        let result = connect(&call, host, port, limit).await;
        report(&call, &args, host, port, result.as_ref().err().copied()).await;
        if let Ok(dialed) = result {
            code = 0;
            if !args.has('z') {
                return talk(&call, dialed).await;
            }
        }
    }
    code
}

/// Most ports of a range that are tried.
const MAX_PORTS: u16 = 1_000;

/// Netcat's line about a port.
async fn report(call: &Call, args: &Args, host: &str, port: u16, failure: Option<Failure>) {
    let ip = {
        let kernel = call.proc.kernel();
        match crate::kernel::network::resolve(&kernel.config, host) {
            crate::kernel::network::Host::Own => kernel.config.pod_ip.clone(),
            _ => "127.0.0.1".into(),
        }
    };
    let text = match failure {
        // The stand-in's nc tells the result also without -v.
        None if args.has('v') || args.has('z') => format!("{host} [{ip}] {port} (?) open\n"),
        None => return,
        Some(Failure::NoSuchHost) => format!("nc: bad address '{host}'\n"),
        Some(Failure::Timeout) => format!("{host} [{ip}] {port} (?) : Connection timed out\n"),
        Some(_) => format!("{host} [{ip}] {port} (?) : Connection refused\n"),
    };
    let _ = call.proc.write(2, text.as_bytes()).await;
}

/// Sends standard input, prints what comes back.
async fn talk(call: &Call, dialed: Dialed) -> i32 {
    let input = call.read_input().await;
    let Dialed::Listener(place) = dialed else { return 0 };
    let answering = call.proc.kernel().listeners[place].answering.clone();
    if let Answering::Stream = answering {
        let connection = call.proc.kernel().connect_stream(place);
        write_pipe(call, connection.to_server, &input).await;
        call.proc.kernel().end_of_client(connection);
        while let Some(bytes) = read_pipe(call, connection.to_client, None).await {
            if bytes.is_empty() || call.proc.write(1, &bytes).await.is_err() {
                break;
            }
        }
        hang_up(call, connection);
        return 0;
    }
    let text = String::from_utf8_lossy(&input).into_owned();
    let mut words = text.split_whitespace();
    if let (Some(method), Some(path)) = (words.next(), words.next()) {
        let answer = call.proc.kernel().http(place, method, path);
        if let Some((status, body)) = answer {
            let reason = crate::programs::http::reason(status);
            call.print(&format!(
                "HTTP/1.1 {status} {reason}\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            ))
            .await;
        }
    }
    0
}

async fn listen(call: &Call, args: &Args) -> i32 {
    let port = args
        .value('p')
        .map(str::to_string)
        .or_else(|| args.rest.last().cloned())
        .unwrap_or_default();
    let Ok(port) = port.parse::<u16>() else {
        call.complain("missing port").await;
        return 1;
    };
    let listening = call
        .proc
        .kernel()
        .listen(call.proc.pid, Bind::Any, port, Answering::Stream);
    if !listening {
        call.complain("bind: Address already in use").await;
        return 1;
    }
    loop {
        let connection = accept(call, port).await;
        if !args.has('k') {
            // One connection: nobody else gets in.
            call.proc.kernel().unlisten(call.proc.pid, port);
        }
        match args
            .value('e')
            .map(|e| (e, false))
            .or(args.value('c').map(|c| (c, true)))
        {
            Some((program, shell)) => serve_by(call, args, program, shell, connection).await,
            None => exchange(call, connection).await,
        }
        if !args.has('k') {
            return 0;
        }
    }
}

async fn accept(call: &Call, port: u16) -> Connection {
    loop {
        let waiting = {
            let mut kernel = call.proc.kernel();
            let own = kernel
                .listeners
                .iter_mut()
                .find(|l| l.owner == call.proc.pid && l.port == port);
            own.and_then(|l| l.waiting.pop_front())
        };
        if let Some(connection) = waiting {
            return connection;
        }
        call.proc.wait(Channel::Listener, None).await;
    }
}

/// Standard input goes to the client; what it sends is printed; ends when both sides have ended.
async fn exchange(call: &Call, connection: Connection) {
    let write = call.proc.open_object(Object::PipeWrite(connection.to_client));
    let read = call.proc.open_object(Object::PipeRead(connection.to_server));
    let first = call.proc.read_file(read).await.unwrap_or_default();
    call.proc.write(1, &first).await.ok();
    while let Ok(bytes) = call.proc.read(0).await {
        if bytes.is_empty() || call.proc.write_file(write, &bytes).await.is_err() {
            break;
        }
    }
    call.proc.close_file(write);
    while let Ok(bytes) = call.proc.read_file(read).await {
        if bytes.is_empty() || call.proc.write(1, &bytes).await.is_err() {
            break;
        }
    }
    call.proc.close_file(read);
}

/// A program of its own speaks with the client.
async fn serve_by(call: &Call, args: &Args, program: &str, shell: bool, connection: Connection) {
    let argv: Vec<String> = if shell {
        vec!["sh".into(), "-c".into(), program.into()]
    } else {
        std::iter::once(program.to_string())
            .chain(args.rest.iter().filter(|w| w.parse::<u16>().is_err()).cloned())
            .collect()
    };
    let child = commands::start(&call.proc, None, (argv, call.env.clone(), Place::Step));
    let Some(child) = child else { return };
    let read = call.proc.open_object(Object::PipeRead(connection.to_server));
    let write = call.proc.open_object(Object::PipeWrite(connection.to_client));
    child.replace_fd(0, Some(read));
    child.replace_fd(1, Some(write));
    call.proc.wait_child(child.pid).await;
}
