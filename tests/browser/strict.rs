//! What no page does: run what it was not given, ask for anything once it is there, need a network or a script to be read.

use serde_json::json;
use tests::browser::{Outcome, Page, Viewport, journey, site};

/// Puts a script into the page as an attacker would who found a way to write HTML.
const INJECT: &str = "const script = document.createElement('script'); script.textContent = 'window.injected = true'; \
    document.body.append(script); return window.injected === undefined";

#[test]
fn pages_are_strict_and_quiet() {
    journey("strict", Viewport::DESKTOP, async |page| {
        for rest in ["", "?embed", "embed.html"] {
            page.open(rest).await?;
            page.css(".chart .lane").await?;
            let loaded = fetched(page).await?;
            use_it(page).await?;
            assert_eq!(
                fetched(page).await?,
                loaded,
                "{rest:?} asks for nothing once it is there"
            );
            is_strict(page).await?;
        }
        page.go(&format!("{}examples/blog/", page.address())).await?;
        is_strict(page).await
    });
}

#[test]
fn without_javascript_the_page_shows_picture_and_manifest() {
    journey("without_script", Viewport::DESKTOP, async |page| {
        let off = json!({ "value": true });
        page.devtools("Emulation.setScriptExecutionDisabled", off).await?;
        for viewport in [Viewport::DESKTOP, Viewport::PHONE] {
            page.resize(viewport).await?;
            page.go(page.address()).await?;
            page.sees("noscript", "Without JavaScript").await?;
            page.sees(".first-text", "restartPolicy: Always").await?;
            let open = "return document.querySelector('[inert], [aria-busy]') === null \
                && document.querySelector('.chart-svg .lane').getBoundingClientRect().width > 100 \
                && document.querySelector('.first-text').getBoundingClientRect().height > 300 \
                && document.documentElement.scrollWidth <= innerWidth";
            page.eventually("picture and text to be readable", async || {
                Ok(page.eval(open).await? == true)
            })
            .await?;
        }
        // A post keeps its blocks and their pictures.
        page.go(&format!("{}examples/blog/", page.address())).await?;
        page.sees("pre.sidecar-playground", "name: race").await?;
        page.sees("sidecar-playground pre", "name: report").await?;
        let drawn = "return document.querySelector('sidecar-playground img').naturalWidth > 0";
        page.eventually("the picture", async || Ok(page.eval(drawn).await? == true))
            .await
    });
}

#[test]
fn the_single_file_simulates_from_disk() {
    journey("single_file", Viewport::DESKTOP, async |page| {
        // The journey's own server is not needed any more: there is no network now.
        page.open("").await?;
        let before = page.requests().await?.len();
        let offline =
            json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        page.devtools("Network.enable", json!({})).await?;
        page.devtools("Network.emulateNetworkConditions", offline).await?;
        let file = site()?.join("sidecar-playground.html");
        assert!(
            file.is_file(),
            "{} is missing: `cargo xtask single-file SITE` makes it",
            file.display()
        );
        let address = format!("file://{}", file.display());
        page.go(&address).await?;
        page.takes_over().await?;
        page.sees("[data-testid=card-without]", "Race lost").await?;
        page.sees("[data-testid=card-native-startup-probe]", "Completed")
            .await?;
        page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
        page.type_keys("# ").await?;
        page.sees("[data-testid=status]", "valid").await?;
        is_strict(page).await?;
        let asked = page.requests().await?.split_off(before);
        let inside = |address: &String| {
            ["about:", "blob:", "data:"]
                .iter()
                .any(|scheme| address.starts_with(scheme))
        };
        let others: Vec<_> = asked
            .iter()
            .filter(|asked| !inside(asked) && **asked != address)
            .collect();
        assert!(others.is_empty(), "the file asks for {others:?}");

        page.go(&format!("{address}?embed#example=pi-sidecar")).await?;
        page.takes_over().await?;
        page.sees("[data-testid=card-native]", "Completed").await
    });
}

/// A script that was written into the page does not run, and the browser says so.
async fn is_strict(page: &Page) -> Outcome {
    assert_eq!(page.eval(INJECT).await?, true, "an injected script ran");
    page.provoked("violates the following Content Security Policy directive")
        .await
}

/// Clicks around where every page has something to click.
async fn use_it(page: &Page) -> Outcome {
    page.by_role("button", "Play").await?.click().await?;
    page.by_role("button", "Pause").await?.click().await?;
    page.css("[data-testid=card-native]").await?.click().await?;
    page.css("[data-testid=group-native]").await?;
    Ok(())
}

/// How many addresses were asked for that are not made by the page itself.
async fn fetched(page: &Page) -> Outcome<usize> {
    let requests = page.requests().await?;
    let outside = |address: &&String| !address.starts_with("data:") && !address.starts_with("blob:");
    Ok(requests.iter().filter(outside).count())
}
