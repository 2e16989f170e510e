//! Chromium under ChromeDriver: one driver process and one fresh profile per journey.

use std::env;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, thread};

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use super::Outcome;

/// Headless, as root in a container, and silent: nothing that Chromium does on its own account.
const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A running ChromeDriver with a profile folder of its own; both are gone when it is dropped.
pub struct Chromium {
    driver: Child,
    port: u16,
    profile: PathBuf,
}

impl Chromium {
    /// Starts the driver (`CHROMEDRIVER`, else the one on `PATH`) on a free port.
    pub fn start() -> Outcome<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let profile = env::temp_dir().join(format!("sidecar-playground-browser-{}-{number}", process::id()));
        fs::create_dir_all(&profile)?;
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut driver = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start {}: {error}", program.display()))?;
        let mut lines = BufReader::new(driver.stdout.take().ok_or("the driver has no output")?).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| port(&line));
        let Some(port) = port else {
            let _ = driver.kill();
            return Err("ChromeDriver ended without naming its port".into());
        };
        // Read on, or the driver would block once the pipe is full.
        thread::spawn(move || lines.for_each(drop));
        Ok(Self {
            driver,
            port,
            profile,
        })
    }

    /// Opens Chromium (`CHROMIUM`, else the driver's choice) and a session in it.
    pub async fn connect(&self) -> Outcome<Client> {
        let mut args: Vec<String> = FLAGS.iter().map(|&flag| flag.to_owned()).collect();
        args.push(format!("--user-data-dir={}", self.profile.display()));
        let mut options = json!({ "args": args });
        if let Ok(binary) = env::var("CHROMIUM") {
            options["binary"] = binary.into();
        }
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let serde_json::Value::Object(capabilities) = capabilities else {
            return Err("no object".into());
        };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await;
        client.map_err(|error| format!("cannot open Chromium: {error}").into())
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // The driver's own way to end closes a browser that is still open; killing it would orphan that.
        let asked = TcpStream::connect(("127.0.0.1", self.port))
            .and_then(|mut stream| stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        if asked.is_err() {
            let _ = self.driver.kill();
        }
        let _ = self.driver.wait();
        let _ = fs::remove_dir_all(&self.profile);
    }
}

/// The port in the driver's line "ChromeDriver was started successfully on port 40123."
fn port(line: &str) -> Option<u16> {
    let (before, number) = line.rsplit_once(" on port ")?;
    if before.contains("started successfully") {
        number.trim_end_matches('.').parse().ok()
    } else {
        None
    }
}
