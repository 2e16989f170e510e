//! The page as a journey sees it: opening, finding by role and name, waiting, pictures.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};

use super::Outcome;
use super::log::{self, Console, Vendor};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long to wait between two looks at it.
const GLANCE: Duration = Duration::from_millis(20);

/// Runs axe-core; the last argument takes a line for each barrier.
const BARRIERS: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { resultTypes: ['violations'] }).then(result => done(result.violations.flatMap(rule => \
    rule.nodes.map(node => `${rule.id}: ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`))), error => done([String(error)]))";

/// The size of the page in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Viewport {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

impl Viewport {
    /// A laptop's screen, 1440 × 900.
    pub const DESKTOP: Self = Self {
        width: 1440,
        height: 900,
    };
    /// A phone's screen held upright, 390 × 844.
    pub const PHONE: Self = Self {
        width: 390,
        height: 844,
    };
}

/// The colour scheme that the system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// `prefers-color-scheme: light`.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
}

/// The browser's only tab. `client` is fantoccini's, for whatever has no method here.
pub struct Page {
    /// The WebDriver session.
    pub client: Client,
    address: String,
    // Reading the driver's logs empties them: what was read is kept for the check at the journey's end.
    console: RefCell<Vec<Console>>,
    requests: RefCell<Vec<String>>,
}

impl Page {
    pub(super) async fn new(client: Client, address: String, viewport: Viewport) -> Outcome<Self> {
        let page = Self {
            client,
            address,
            console: RefCell::default(),
            requests: RefCell::default(),
        };
        page.resize(viewport).await?;
        Ok(page)
    }

    pub(super) async fn close(self) -> Outcome {
        Ok(self.client.close().await?)
    }

    /// The address of the site's first page, ending in `/`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Loads the site, with what follows its address (`""`, `"?embed"`, `"#…"`), and waits until the app has
    /// replaced the static first paint (which alone carries `aria-busy`).
    pub async fn open(&self, rest: &str) -> Outcome {
        self.go(&format!("{}{rest}", self.address)).await?;
        self.takes_over().await
    }

    /// Loads any address anew; waits for nothing but the browser's own loading.
    pub async fn go(&self, address: &str) -> Outcome {
        // From elsewhere, so that a change of the fragment alone loads the page anew, too.
        self.client.goto("about:blank").await?;
        Ok(self.client.goto(address).await?)
    }

    /// Waits until the app has replaced the static first paint.
    pub async fn takes_over(&self) -> Outcome {
        self.eventually("the app to take over the page", async || {
            let mounted = "return document.querySelector('#app > *') !== null \
                && document.querySelector('#app [aria-busy=true]') === null";
            Ok(self.eval(mounted).await? == true)
        })
        .await
    }

    /// Waits until `condition` holds and fails with "waited in vain for {what}" when it does not within 10 s.
    pub async fn eventually(&self, what: &str, condition: impl AsyncFn() -> Outcome<bool>) -> Outcome {
        self.within(PATIENCE, what, condition).await
    }

    /// The same with another patience: for a page that starts several programs, say.
    pub async fn within(
        &self,
        patience: Duration,
        what: &str,
        condition: impl AsyncFn() -> Outcome<bool>,
    ) -> Outcome {
        let start = Instant::now();
        while !condition().await? {
            if start.elapsed() > patience {
                return Err(format!("waited in vain for {what}").into());
            }
            tokio::time::sleep(GLANCE).await;
        }
        Ok(())
    }

    /// The only element with this role and accessible name, as the browser computes them; waits until it is there.
    pub async fn by_role(&self, role: &str, name: &str) -> Outcome<Element> {
        let start = Instant::now();
        loop {
            let all = self.all_by_role(role).await?;
            let seen: Vec<String> = all.iter().map(|(name, _)| name.clone()).collect();
            let mut named: Vec<Element> = all
                .into_iter()
                .filter(|(found, _)| found == name)
                .map(|(_, element)| element)
                .collect();
            match (named.pop(), named.len()) {
                (Some(element), 0) => return Ok(element),
                (_, others) if start.elapsed() > PATIENCE => {
                    let many = if others > 0 { "more than one" } else { "no" };
                    return Err(format!("there is {many} {role} named {name:?}; seen: {seen:?}").into());
                }
                _ => tokio::time::sleep(GLANCE).await,
            }
        }
    }

    /// All elements with this role that are shown now, each with its accessible name, in document order.
    pub async fn all_by_role(&self, role: &str) -> Outcome<Vec<(String, Element)>> {
        let mut found = Vec::new();
        for element in self.client.find_all(Locator::Css(&candidates(role))).await? {
            match self.role_and_name(&element).await {
                Ok((computed, name)) if computed == role => found.push((name, element)),
                // Another role, or the page has redrawn and the element is gone.
                Ok(_) | Err(_) => {}
            }
        }
        Ok(found)
    }

    /// The element with `data-testid="{id}"`; waits until it is there. For what has no role to find it by.
    pub async fn by_test_id(&self, id: &str) -> Outcome<Element> {
        self.css(&format!("[data-testid={id:?}]")).await
    }

    /// The first element that matches a CSS selector; waits until it is there.
    pub async fn css(&self, selector: &str) -> Outcome<Element> {
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .every(GLANCE)
            .for_element(Locator::Css(selector))
            .await;
        found.map_err(|error| format!("no element matches {selector}: {error}").into())
    }

    /// Waits until the first element that matches `selector` shows a text that contains `part`.
    pub async fn sees(&self, selector: &str, part: &str) -> Outcome {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.eventually(&format!("{part:?} in {selector}"), async || {
            let text = self.client.execute(script, vec![selector.into()]).await?;
            Ok(text.as_str().is_some_and(|text| text.contains(part)))
        })
        .await
    }

    /// The link in the address, with its `#`, once there is one that has not changed for a second.
    pub async fn settled_link(&self) -> Outcome<String> {
        let still = "const now = performance.now(); \
            if (window.lastHash !== location.hash) { window.lastHash = location.hash; window.lastChange = now; } \
            return location.hash.startsWith('#v1=') && now - window.lastChange > 1000";
        self.eventually("the address to follow and stand still", async || {
            Ok(self.eval(still).await? == true)
        })
        .await?;
        let hash = self.eval("return location.hash").await?;
        Ok(hash.as_str().unwrap_or_default().to_owned())
    }

    /// Types keys (`fantoccini::key::Key` for the special ones) into whatever has the focus.
    pub async fn type_keys(&self, keys: &str) -> Outcome {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Runs a function body in the page and gives what it returns.
    pub async fn eval(&self, script: &str) -> Outcome<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Sets the page's size.
    pub async fn resize(&self, viewport: Viewport) -> Outcome {
        let Viewport { width, height } = viewport;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics)
            .await?;
        Ok(())
    }

    /// Sets what `prefers-color-scheme` says.
    pub async fn prefer(&self, theme: Theme) -> Outcome {
        let value = if theme == Theme::Dark { "dark" } else { "light" };
        let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", media).await?;
        Ok(())
    }

    /// Runs a command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Outcome<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        Ok(self
            .client
            .issue_cmd(Vendor {
                path: "goog/cdp/execute".into(),
                body: Some(body),
            })
            .await?)
    }

    /// Looks for barriers with axe-core (the file that `SIDECAR_AXE` names) in the page as it is; fails with all that
    /// it finds.
    pub async fn is_accessible(&self) -> Outcome {
        let missing =
            "SIDECAR_AXE must name axe-core's axe.min.js: `cargo xtask journeys` installs and names it";
        let axe = fs::read_to_string(std::env::var_os("SIDECAR_AXE").ok_or(missing)?)?;
        self.client.execute(&axe, Vec::new()).await?;
        let found = self.client.execute_async(BARRIERS, Vec::new()).await?;
        let found: Vec<&str> = found
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        Err(format!("axe-core found barriers:\n{}", found.join("\n")).into())
    }

    /// Writes a picture of the visible page as PNG.
    pub async fn save_picture(&self, file: &Path) -> Outcome {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(file, self.client.screenshot().await?)?)
    }

    /// All that was written to the console since the journey began.
    pub async fn console(&self) -> Outcome<Vec<Console>> {
        let new = log::console(&self.client).await?;
        self.console.borrow_mut().extend(new);
        Ok(self.console.borrow().clone())
    }

    /// Waits for an error in the console that contains `part`, and forgets all such: the journey provoked it.
    pub async fn provoked(&self, part: &str) -> Outcome {
        let is = |line: &Console| line.message.contains(part);
        self.eventually(&format!("{part:?} in the console"), async || {
            Ok(self.console().await?.iter().any(is))
        })
        .await?;
        self.console.borrow_mut().retain(|line| !is(line));
        Ok(())
    }

    /// All addresses asked for since the journey began.
    pub async fn requests(&self) -> Outcome<Vec<String>> {
        let new = log::requests(&self.client).await?;
        self.requests.borrow_mut().extend(new);
        Ok(self.requests.borrow().clone())
    }

    /// Fails when the console holds an error or another origin was asked for something.
    pub(super) async fn complaints(&self) -> Outcome {
        let errors: Vec<Console> = self
            .console()
            .await?
            .into_iter()
            .filter(|line| line.level == "SEVERE")
            .collect();
        if !errors.is_empty() {
            return Err(format!("errors in the console: {errors:#?}").into());
        }
        let requests = self.requests().await?;
        if !requests.iter().any(|address| address.starts_with(&self.address)) {
            return Err("the log of requests does not even hold the page's own".into());
        }
        let foreign: Vec<&String> = requests
            .iter()
            .filter(|address| self.is_foreign(address))
            .collect();
        if foreign.is_empty() {
            Ok(())
        } else {
            Err(format!("requests elsewhere: {foreign:#?}").into())
        }
    }

    /// Whether asking for `address` leaves the site.
    fn is_foreign(&self, address: &str) -> bool {
        // chrome: is what Chromium shows before the first page is opened; a page cannot ask for it.
        // file: is what a journey itself opens; a page of the site cannot.
        let local = ["data:", "blob:", "about:", "chrome:", "file:"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
        !local && !address.starts_with(&self.address)
    }

    async fn role_and_name(&self, element: &Element) -> Outcome<(String, String)> {
        let id = element.element_id();
        let ask = async |what: &str| -> Outcome<String> {
            let command = Vendor {
                path: format!("element/{id}/{what}"),
                body: None,
            };
            let answer = self.client.issue_cmd(command).await?;
            Ok(answer.as_str().unwrap_or_default().to_owned())
        };
        Ok((ask("computedrole").await?, ask("computedlabel").await?))
    }
}

/// A selector for all elements that can have this role; the browser then decides.
fn candidates(role: &str) -> String {
    let implied = match role {
        "button" => "button, summary, input[type=button], input[type=submit]",
        "link" => "a[href]",
        "textbox" => "input, textarea, [contenteditable=true]",
        "searchbox" => "input[type=search]",
        "combobox" | "listbox" => "select",
        "option" => "option",
        "checkbox" | "switch" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "slider" => "input[type=range]",
        "spinbutton" => "input[type=number]",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "img" | "image" => "img, svg",
        "region" => "section",
        "main" => "main",
        "banner" => "header",
        "contentinfo" => "footer",
        "navigation" => "nav",
        "complementary" => "aside",
        "list" => "ul, ol, menu",
        "listitem" => "li",
        "table" => "table",
        "row" => "tr",
        "columnheader" | "rowheader" => "th",
        "cell" => "td",
        "dialog" => "dialog",
        "group" => "fieldset, details",
        "status" => "output",
        "progressbar" => "progress",
        _ => return format!("[role={role:?}]"),
    };
    format!("[role={role:?}], {implied}")
}
