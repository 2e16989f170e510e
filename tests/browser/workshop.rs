//! Changing things: an example, knobs, fixes, variants, the prompt.

use fantoccini::key::Key;
use tests::browser::{Outcome, Page, Viewport, journey};

const PANE: &str = "[data-testid=pane-native-startup-probe]";

#[test]
fn knobs_fixes_variants_and_the_prompt_change_the_picture() {
    journey("workshop", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        knob(page).await?;
        prompt(page).await?;

        // An example with something to repair.
        page.by_role("combobox", "Example")
            .await?
            .select_by_value("cronjob-classic")
            .await?;
        page.sees(".cm-content", "schedule:").await?;
        tab(page, "fixes").await?;
        page.css(".finding-fixes button").await?.click().await?;
        tab(page, "manifest.yaml").await?;
        page.sees(".cm-content", "restartPolicy: Always").await?;

        tab(page, "diff").await?;
        page.css(".diff .removed, .diff .added").await?;
        page.by_role("checkbox", "side by side").await?.click().await?;
        page.css(".diff .split").await?;
        page.by_role("button", "Use this manifest: Without sidecar")
            .await?
            .click()
            .await?;
        page.sees(".card-own", "your manifest").await?;
        tab(page, "manifest.yaml").await?;
        page.eventually("the text without a sidecar", async || {
            let script =
                "return !document.querySelector('.cm-content').textContent.includes('initContainers')";
            Ok(page.eval(script).await? == true)
        })
        .await
    });
}

/// What a visitor copies from a proxy's documentation, without the values that are to be filled in.
const PLACEHOLDERS: &str = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: <YOUR-JOB>\nspec:\n  template:\n    spec:\n      \
    containers:\n      - {name: <YOUR-APP>, image: busybox, ports: [{containerPort: 80, protocol: tcp}]}\n";

#[test]
fn what_is_wrong_is_corrected_by_one_click() {
    journey("correct", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        let paste = format!(
            "const data = new DataTransfer(); data.setData('text/plain', {});
             const text = document.querySelector('.cm-content'); text.focus(); document.execCommand('selectAll');
             text.dispatchEvent(new ClipboardEvent('paste', {{clipboardData: data, bubbles: true, cancelable: true}}))",
            serde_json::json!(PLACEHOLDERS)
        );
        page.eval(&paste).await?;
        page.sees("[data-testid=status]", "5 errors").await?;
        page.by_role("button", "Correct all 5").await?.click().await?;
        page.sees("[data-testid=status]", "valid").await?;
        page.sees(".cm-content", "name: your-job").await?;
        page.sees(".cm-content", "protocol: TCP").await?;
        page.is_accessible().await
    });
}

#[test]
fn while_a_day_is_lived_the_page_answers() {
    journey("long-run", Viewport::DESKTOP, async |page| {
        page.open("#example=cronjob-classic&length=86400").await?;
        page.sees(".stale-reason", "Simulating ").await?;
        page.sees(".stale-reason", "of 24 h").await?;
        // Panes, the cursor and the text answer meanwhile.
        page.by_role("tab", "why").await?.click().await?;
        page.sees("[data-testid^=pane-]", "The manifest says so").await?;
        page.css(".cm-content").await?.click().await?;
        page.type_keys("# typed meanwhile").await?;
        page.sees(".cm-content", "# typed meanwhile").await?;
        page.sees(".stale-reason", "Simulating ").await?;
        // Whoever does not want to wait for it takes it back.
        page.css(".conditions summary").await?.click().await?;
        page.by_role("combobox", "Simulate")
            .await?
            .select_by_value("120")
            .await?;
        page.eventually("a picture of the present text", async || {
            Ok(page
                .eval("return !document.querySelector('.stale-reason')")
                .await?
                == true)
        })
        .await?;
        page.sees("[data-testid=status]", "valid").await
    });
}

async fn tab(page: &Page, name: &str) -> Outcome {
    let script = format!(
        "[...document.querySelectorAll('.sheet-tabs [role=tab]')].find(tab => tab.textContent.startsWith({name:?})).click()"
    );
    page.eval(&script).await?;
    Ok(())
}

/// The port opens later; the manifest says so in its annotation, and the verdict follows.
async fn knob(page: &Page) -> Outcome {
    let slider = page.css(".knob input[type=range]").await?;
    slider.send_keys(&char::from(Key::Right).to_string()).await?;
    page.sees(
        ".cm-content",
        "behaviour.sidecar-playground.dev/slow-sidecar: listen 8081 after 5.1s",
    )
    .await?;
    let set = "return [...document.querySelectorAll('.chip-source')].some(chip => chip.textContent === 'annotation')";
    page.eventually("the annotation to be named as the source", async || {
        Ok(page.eval(set).await? == true)
    })
    .await
}

async fn prompt(page: &Page) -> Outcome {
    let prompt = page.by_role("textbox", "Command at the cursor's time").await?;
    prompt.send_keys("kubectl fly").await?;
    page.type_keys(&char::from(Key::Enter).to_string()).await?;
    page.sees(PANE, "Known here").await?;
    prompt.send_keys("kubectl get pods -o w").await?;
    page.type_keys(&format!("{}{}", char::from(Key::Tab), char::from(Key::Enter)))
        .await?;
    page.sees(PANE, "NOMINATED NODE").await?;
    page.type_keys(&char::from(Key::Up).to_string()).await?;
    let line = "return document.getElementById('prompt').value === 'kubectl get pods -o wide'";
    page.eventually("the line entered before", async || {
        Ok(page.eval(line).await? == true)
    })
    .await?;
    page.type_keys(&char::from(Key::Escape).to_string()).await?;
    page.sees(PANE, "kubectl get pods -w").await
}
