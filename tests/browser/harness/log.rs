//! What the page wrote to the console and asked the network for, from the driver's logs.

use fantoccini::Client;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use super::Outcome;

/// One line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Where it came from and what it says.
    pub message: String,
}

/// A command of ChromeDriver's that WebDriver does not know: the path after the session, and the body of a POST.
#[derive(Debug)]
pub struct Vendor {
    pub path: String,
    pub body: Option<Value>,
}

impl WebDriverCompatibleCommand for Vendor {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}

/// The console lines since this was last asked.
pub async fn console(client: &Client) -> Outcome<Vec<Console>> {
    let text = |entry: &Value, field: &str| entry[field].as_str().unwrap_or_default().to_owned();
    let entries = entries(client, "browser").await?;
    Ok(entries
        .iter()
        .map(|entry| Console {
            level: text(entry, "level"),
            message: text(entry, "message"),
        })
        .collect())
}

/// The addresses that pages asked for since this was last asked, in order; `data:` and `blob:` addresses too.
pub async fn requests(client: &Client) -> Outcome<Vec<String>> {
    let mut addresses = Vec::new();
    for entry in entries(client, "performance").await? {
        let event: Value = serde_json::from_str(entry["message"].as_str().unwrap_or_default())?;
        let event = &event["message"];
        if event["method"] == "Network.requestWillBeSent" || event["method"] == "Network.webSocketCreated" {
            let address = event["params"]["request"]["url"]
                .as_str()
                .or(event["params"]["url"].as_str());
            addresses.extend(address.map(str::to_owned));
        }
    }
    Ok(addresses)
}

/// One of ChromeDriver's logs; reading empties it.
async fn entries(client: &Client, log: &str) -> Outcome<Vec<Value>> {
    let answer = client
        .issue_cmd(Vendor {
            path: "se/log".into(),
            body: Some(json!({ "type": log })),
        })
        .await?;
    Ok(answer.as_array().cloned().unwrap_or_default())
}
