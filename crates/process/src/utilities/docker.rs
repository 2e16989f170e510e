//! `docker`: Docker's client. It needs the daemon's socket; what it does there is assumed.

use super::client::connect;
use crate::commands::Call;
use std::time::Duration;

/// Where the daemon listens unless somebody says otherwise.
pub(crate) const DOCKER_SOCKET: &str = "/var/run/docker.sock";
/// How long a build, a pull or a container takes.
const WORK: Duration = Duration::from_secs(10);
/// How long the client tries to reach a daemon that is elsewhere.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) async fn run(call: Call) -> i32 {
    let words = call.argv.iter().skip(1).filter(|word| !word.starts_with('-'));
    let command = words.map(String::as_str).next().unwrap_or("");
    if matches!(command, "" | "help" | "context" | "config") {
        return 0;
    }
    let host = call.env.get("DOCKER_HOST").filter(|host| !host.is_empty());
    let host = host.map_or_else(|| format!("unix://{DOCKER_SOCKET}"), |host| host.to_string());
    if !answers(&call, &host).await {
        let front = if command == "info" { "ERROR: " } else { "" };
        let text =
            format!("{front}Cannot connect to the Docker daemon at {host}. Is the docker daemon running?\n");
        let _ = call.proc.write(2, text.as_bytes()).await;
        return 1;
    }
    if !matches!(
        command,
        "info" | "version" | "ps" | "images" | "inspect" | "logs" | "login" | "logout"
    ) {
        let note = format!("`docker {command}` is assumed to take 10 s and to succeed");
        let container = call.proc.container();
        call.proc.kernel().note(container, note, None);
        call.proc.sleep(WORK).await;
    }
    0
}

async fn answers(call: &Call, host: &str) -> bool {
    if let Some(path) = host.strip_prefix("unix://") {
        return call.proc.node(path).is_ok();
    }
    let address = host.split_once("://").map_or(host, |url| url.1);
    let (name, port) = address.rsplit_once(':').unwrap_or((address, "2375"));
    let port = port.parse().unwrap_or(0);
    connect(call, name, port, Some(PATIENCE)).await.is_ok()
}

#[cfg(test)]
mod tests {
    use crate::harness::{config, run_for};

    #[test]
    fn asks_the_daemon() {
        let script =
            "docker info; echo $?; dockerd & sleep 3; docker info && echo up; docker build . && echo built";
        let ran = run_for(config("docker:27-dind", &["sh", "-c", script]), &[], 20);
        assert_eq!(ran.out, "1\nup\nbuilt\n");
        assert!(
            ran.err
                .starts_with("ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
        );
        let ran = run_for(
            config(
                "docker:27-dind",
                &[
                    "sh",
                    "-c",
                    "dockerd-entrypoint.sh dockerd --host=unix:///var/run/docker.sock & sleep 4; docker info && echo up",
                ],
            ),
            &[],
            20,
        );
        assert_eq!((&*ran.out, &*ran.err), ("up\n", ""));
        let script = "export DOCKER_HOST=tcp://localhost:2375; docker ps; echo $?; \
                      dockerd -H tcp://0.0.0.0:2375 & sleep 3; docker ps && echo up";
        let ran = run_for(config("docker:dind", &["sh", "-c", script]), &[], 20);
        assert_eq!(ran.out, "1\nup\n");
    }
}
