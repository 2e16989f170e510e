//! Drafts: what was written survives a reload and a crash, no link overwrites it, and a browser that keeps nothing is only
//! told.

use fantoccini::key::Key;
use serde_json::json;
use tests::browser::{Outcome, Page, Viewport, journey};
use tests::links::golden;

/// The text of the newest draft.
const NEWEST: &str = "const drafts = Object.entries(localStorage).filter(([key]) => key.startsWith('sidecar-playground.draft.')); \
    drafts.sort((a, b) => parseInt(b[1]) - parseInt(a[1])); return drafts[0]?.[1] ?? ''";

#[test]
fn what_was_written_survives_a_reload_and_no_link_overwrites_it() {
    journey("drafts", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        write(page, "# my first").await?;
        page.open("").await?;
        page.sees(".cm-content", "# my first").await?;

        let link = golden()?.into_iter().find(|link| link.name == "everything");
        let hash = link.ok_or("a golden link")?.hash;
        page.open(&format!("#{hash}")).await?;
        page.sees(".cm-content", "name: a&b").await?;
        page.sees(".notice", "Your own Job/race is kept.").await?;
        page.is_accessible().await?;
        write(page, "# changed link").await?;
        page.by_role("button", "Open it").await?.click().await?;
        page.sees(".cm-content", "# my first").await?;

        // Both are in the list; what is deleted can come back.
        page.by_role("button", "Files…").await?.click().await?;
        page.sees(".drafts", "Job/race").await?;
        page.by_role("button", "Delete Pod/web").await?.click().await?;
        page.by_role("button", "Undo").await?.click().await?;
        page.by_role("button", "Open Pod/web").await?.click().await?;
        page.sees(".cm-content", "# changed link").await?;
        page.css("[data-testid=actions] li:nth-child(2)").await?;
        Ok(())
    });
}

/// Writes at the end of the manifest and waits until it is kept.
async fn write(page: &Page, text: &str) -> Outcome {
    page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
    let (control, end) = (char::from(Key::Control), char::from(Key::End));
    page.type_keys(&format!("{control}{end}{}", char::from(Key::Null)))
        .await?;
    page.type_keys(text).await?;
    page.eventually("the draft to be kept", async || {
        let kept = page.eval(NEWEST).await?;
        Ok(kept.as_str().is_some_and(|kept| kept.contains(text)))
    })
    .await
}

#[test]
fn what_was_written_survives_a_crash() {
    journey("crash", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        let second = page.client.new_window(true).await?;
        write(page, "# before the crash").await?;
        let answer = page.devtools("Page.crash", json!({})).await;
        let crashed = answer.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(crashed.contains("crashed"), "the renderer is gone: {crashed}");
        page.client.switch_to_window(second.handle).await?;
        page.open("").await?;
        page.sees(".cm-content", "# before the crash").await
    });
}

#[test]
fn a_bug_leaves_the_whole_text_and_a_way_past_it() {
    journey("bug", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        write(page, &"# line\n".repeat(120)).await?;
        write(page, "# the last").await?;
        let trap = "window.dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('trapped') }))";
        page.eval(trap).await?;
        page.sees(".crash", "trapped").await?;
        for part in ["apiVersion: batch/v1", "# the last"] {
            page.sees(".crash pre", part).await?;
        }
        page.is_accessible().await?;
        // Its text may be what the bug is in.
        page.by_role("link", "Start with an example instead")
            .await?
            .click()
            .await?;
        page.takes_over().await?;
        page.sees(".notice", "Your own Job/race is kept.").await?;
        page.by_role("button", "Open it").await?.click().await?;
        let own = "return document.querySelector('.choice-example select').value === ''";
        page.eventually("one's own text", async || Ok(page.eval(own).await? == true))
            .await
    });
}

#[test]
fn a_blocked_storage_is_only_a_notice() {
    for (name, script) in [
        (
            "blocked_storage",
            "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied', 'SecurityError'); } })",
        ),
        (
            "full_storage",
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        ),
    ] {
        journey(name, Viewport::DESKTOP, async |page| {
            page.devtools(
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": script }),
            )
            .await?;
            page.open("").await?;
            let quiet = "return document.querySelector('.notice') === null";
            assert_eq!(page.eval(quiet).await?, true, "nothing is lost yet");
            page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
            page.type_keys("x").await?;
            page.sees(".notice", "does not let the page keep drafts").await?;
            page.type_keys(&char::from(Key::Backspace).to_string()).await?;
            page.sees("[data-testid=status]", "valid").await?;
            page.by_role("button", "Close").await?.click().await?;
            page.by_role("button", "Files…").await?.click().await?;
            page.sees("dialog", "does not let the page keep drafts").await
        });
    }
}
