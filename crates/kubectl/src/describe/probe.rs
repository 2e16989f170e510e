//! A probe in one line. Mirrors DescribeProbe of staging/src/k8s.io/kubectl/pkg/describe/describe.go (v1.36.2).

use std::fmt::Write as _;

use api::core_v1::{HttpGetAction, Probe, ProbeHandler};
use api::meta_v1::IntOrString;

/// `http-get http://:8081/ delay=5s timeout=1s period=1s #success=1 #failure=5`
pub fn probe_text(probe: &Probe) -> String {
    let attributes = format!(
        "delay={}s timeout={}s period={}s #success={} #failure={}",
        probe.initial_delay_seconds,
        probe.timeout_seconds,
        probe.period_seconds,
        probe.success_threshold,
        probe.failure_threshold
    );
    let handler = match &probe.handler {
        ProbeHandler::Exec(exec) => format!("exec [{}]", exec.command.join(" ")),
        ProbeHandler::HttpGet(get) => format!("http-get {}", url(get)),
        ProbeHandler::TcpSocket(tcp) => format!("tcp-socket {}:{}", tcp.host, port(&tcp.port)),
        ProbeHandler::Grpc(grpc) => {
            format!(
                "grpc <pod>:{} {}",
                grpc.port,
                grpc.service.as_deref().unwrap_or_default()
            )
        }
    };
    format!("{handler} {attributes}")
}

fn port(port: &IntOrString) -> String {
    match port {
        IntOrString::Int(number) => number.to_string(),
        IntOrString::String(name) => name.clone(),
    }
}

/// As Go's net/url prints it: the path's special characters percent-encoded.
fn url(get: &HttpGetAction) -> String {
    let host = if get.host.contains(':') {
        format!("[{}]", get.host)
    } else {
        get.host.clone()
    };
    let mut url = format!("{}://{host}:{}", get.scheme.to_ascii_lowercase(), port(&get.port));
    if !get.path.is_empty() && !get.path.starts_with('/') {
        url.push('/');
    }
    for byte in get.path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~$&+,/:;=@".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let _ = write!(url, "%{byte:02X}");
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_per_handler() {
        let check = |json: &str, expect: &str| {
            let probe: Probe = serde_json::from_str(json).unwrap();
            assert_eq!(
                probe_text(&probe),
                format!("{expect} delay=0s timeout=1s period=10s #success=1 #failure=3")
            );
        };
        let rest = r#""failureThreshold":3,"periodSeconds":10,"successThreshold":1,"timeoutSeconds":1}"#;
        check(
            &format!(r#"{{"httpGet":{{"path":"/a?b c","port":"web","scheme":"HTTP"}},{rest}"#),
            "http-get http://:web/a%3Fb%20c",
        );
        check(
            &format!(r#"{{"tcpSocket":{{"port":8080}},{rest}"#),
            "tcp-socket :8080",
        );
        check(
            &format!(r#"{{"exec":{{"command":["sh","-c","true"]}},{rest}"#),
            "exec [sh -c true]",
        );
        check(
            &format!(r#"{{"grpc":{{"port":9000,"service":""}},{rest}"#),
            "grpc <pod>:9000 ",
        );
    }
}
