//! The chart: told by pointer and keyboard, zoomed, played, stepped from difference to difference, acted upon.

use fantoccini::actions::{InputSource, MouseActions, PointerAction};
use fantoccini::key::Key;
use std::time::Duration;
use tests::browser::{Outcome, Page, Viewport, journey};

const CARD: &str = "[data-testid=spot]";

#[test]
fn the_chart_is_pointed_at_walked_zoomed_and_acted_upon() {
    journey("chart", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        point(page, "[data-testid=group-native-startup-probe] .bar-not-started").await?;
        page.sees(CARD, "from ").await?;
        page.sees(".spot ol", " s").await?;

        // By keyboard alone: along a lane, pinned, left.
        page.eval("document.querySelector('.chart').focus()").await?;
        page.type_keys(&keys(&[Key::Right, Key::Down, Key::Right, Key::Enter]))
            .await?;
        page.css(".spot.pinned").await?;
        let pinned = page.css(".spot.pinned .spot-title").await?.text().await?;
        assert!(!pinned.is_empty(), "the card says what it is");
        page.type_keys(&keys(&[Key::Escape])).await?;

        let whole = labels(page).await?;
        page.type_keys("ww").await?;
        changes(page, &whole).await?;
        page.type_keys("f").await?;
        stays(page, &whole).await?;
        drag(page).await?;
        changes(page, &whole).await?;
        page.type_keys("f").await?;
        stays(page, &whole).await?;

        clock(page, "00:00.0", Key::Home).await?;
        page.type_keys("]]").await?;
        let first = "return document.querySelector('.scrubber').value > 0 && document.querySelector('.clock').textContent < '00:03.0'";
        page.eventually("the cursor at a difference", async || {
            Ok(page.eval(first).await? == true)
        })
        .await?;
        page.by_role("button", "Play").await?.click().await?;
        page.by_role("button", "Pause").await?.click().await?;
        page.by_role("button", "Play").await?;

        act(page).await
    });
}

/// Kills the sidecar at the cursor by keyboard, sees it on the chart and in the link, and takes it back.
async fn act(page: &Page) -> Outcome {
    page.eval("document.activeElement.blur()").await?;
    page.type_keys("m").await?;
    page.sees("[data-testid=menu]", "Reboot the node").await?;
    page.by_role("menuitem", "Kill slow-sidecar")
        .await?
        .click()
        .await?;
    page.sees("[data-testid=actions]", "kill slow-sidecar in race-")
        .await?;
    page.css(".chart .flag path").await?;
    let link = page.settled_link().await?;
    page.open(&format!("?again{link}")).await?;
    page.sees("[data-testid=actions]", "kill slow-sidecar in race-")
        .await?;
    page.css("[data-testid=actions] button").await?.click().await?;
    page.eventually("the action to be gone", async || {
        Ok(page
            .eval("return document.querySelector('[data-testid=actions]') === null")
            .await?
            == true)
    })
    .await
}

fn keys(keys: &[Key]) -> String {
    keys.iter().map(|key| char::from(*key)).collect()
}

/// Puts the pointer on the middle of an element.
async fn point(page: &Page, selector: &str) -> Outcome {
    let element = page.css(selector).await?;
    let (x, y, width, height) = element.rectangle().await?;
    let to = PointerAction::MoveTo {
        duration: Some(Duration::ZERO),
        x: x + width / 2.0,
        y: y + height / 2.0,
    };
    let actions = MouseActions::new("pointer".into()).then(to);
    Ok(page.client.perform_actions(actions).await?)
}

/// Marks a range in the middle of the chart with the pressed pointer.
async fn drag(page: &Page) -> Outcome {
    let (x, y, width, height) = page.css(".chart").await?.rectangle().await?;
    let to = |share: f64| PointerAction::MoveTo {
        duration: Some(Duration::ZERO),
        x: x + width * share,
        y: y + height / 2.0,
    };
    let button = fantoccini::actions::MOUSE_BUTTON_LEFT;
    let actions = MouseActions::new("pointer".into())
        .then(to(0.3))
        .then(PointerAction::Down { button })
        .then(to(0.4))
        .then(to(0.5))
        .then(PointerAction::Up { button });
    Ok(page.client.perform_actions(actions).await?)
}

/// The labels of the time axis.
async fn labels(page: &Page) -> Outcome<String> {
    let script =
        "return [...document.querySelectorAll('.tick-label')].map(label => label.textContent).join()";
    Ok(page.eval(script).await?.as_str().unwrap_or_default().to_owned())
}

async fn changes(page: &Page, from: &str) -> Outcome {
    page.eventually("the axis to change", async || Ok(labels(page).await? != from))
        .await
}

async fn stays(page: &Page, as_it_was: &str) -> Outcome {
    page.eventually(
        "the axis as it was",
        async || Ok(labels(page).await? == as_it_was),
    )
    .await
}

async fn clock(page: &Page, expect: &str, key: Key) -> Outcome {
    page.eval("document.activeElement.blur()").await?;
    page.type_keys(&char::from(key).to_string()).await?;
    page.sees(".clock", expect).await
}
