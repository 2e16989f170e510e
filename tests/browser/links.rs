//! Links: what is shared opens the same in another browser, whatever was done; old links open; strange ones do no harm.

use std::cell::RefCell;

use app::link::{Shared, decode};
use fantoccini::key::Key;
use tests::browser::{Outcome, Page, Viewport, journey};
use tests::links::{describe, golden};

/// Whether the address carries a link that has not changed for a second.
const STILL: &str = "const now = performance.now(); \
    if (window.lastHash !== location.hash) { window.lastHash = location.hash; window.lastChange = now; } \
    return location.hash.startsWith('#v1=') && now - window.lastChange > 1000";
/// Counts how often the address is rewritten.
const COUNT: &str = "const set = history.replaceState.bind(history); window.rewritten = 0; \
    history.replaceState = (...all) => { window.rewritten += 1; set(...all); }";

#[test]
fn what_is_shared_opens_the_same_in_a_fresh_profile() {
    let link = RefCell::new(String::new());
    journey("share", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        let entries = page.eval("return history.length").await?;
        page.eval(COUNT).await?;
        change_everything(page).await?;
        let first = shared_link(page).await?;
        let state = state_of(&first);
        assert!(state.text.contains("# mine"), "{state:?}");
        assert_eq!(state.variants.as_ref().map(Vec::len), Some(3), "{state:?}");
        assert!(state.cursor.is_some() && state.range.is_some(), "{state:?}");
        assert_eq!(state.conditions.actions.len(), 1, "{state:?}");
        assert_eq!(
            state.example.as_deref(),
            Some("slow-sidecar-job"),
            "only the difference"
        );
        page.eventually("the address to show the same link", async || {
            Ok(page.eval("return location.href").await? == *first)
        })
        .await?;
        assert_eq!(
            page.eval("return history.length").await?,
            entries,
            "nothing to go back to"
        );
        let rewritten = page.eval("return window.rewritten").await?.as_u64();
        assert!(
            rewritten.is_some_and(|times| times < 25),
            "{rewritten:?} rewritings"
        );
        *link.borrow_mut() = first.split_once('#').unwrap_or_default().1.to_owned();
        Ok(())
    });
    journey("share_opened", Viewport::DESKTOP, async |page| {
        let hash = link.borrow().clone();
        page.open(&format!("#{hash}")).await?;
        page.sees(".cm-content", "# mine").await?;
        page.css("[data-testid=actions] li").await?;
        let again = shared_link(page).await?;
        assert_eq!(again.split_once('#').map(|(_, hash)| hash), Some(&*hash));
        Ok(())
    });
}

/// Manifest, variants, zoom, cursor, an action, a pane.
async fn change_everything(page: &Page) -> Outcome {
    page.by_role("textbox", "Manifest (YAML)").await?.click().await?;
    let end = format!("{}{}", char::from(Key::Control), char::from(Key::End));
    page.type_keys(&end).await?;
    // Control is released.
    page.type_keys(&char::from(Key::Null).to_string()).await?;
    page.type_keys("# mine").await?;
    page.css("[data-testid=card-native]").await?.click().await?;
    page.by_role("button", "Zoom in (W)").await?.click().await?;
    let scrubber = page.by_role("slider", "Time").await?;
    let left: String = std::iter::repeat_n(char::from(Key::Left), 60).collect();
    scrubber.send_keys(&left).await?;
    let prompt = page.by_role("textbox", "Command at the cursor's time").await?;
    prompt.send_keys("reboot node").await?;
    page.type_keys(&char::from(Key::Enter).to_string()).await?;
    page.css("[data-testid=actions] li").await?;
    page.by_role("tab", "events")
        .await?
        .click()
        .await
        .map_err(Into::into)
}

/// The link as the share dialog shows it; closes the dialog.
async fn shared_link(page: &Page) -> Outcome<String> {
    page.by_role("button", "Share…").await?.click().await?;
    page.by_role("dialog", "Share").await?;
    let link = page
        .eval("return document.getElementById('share-0').value")
        .await?;
    page.type_keys(&char::from(Key::Escape).to_string()).await?;
    page.eventually("the dialog to close", async || {
        Ok(page
            .eval("return document.querySelector('dialog') === null")
            .await?
            == true)
    })
    .await?;
    Ok(link.as_str().unwrap_or_default().to_owned())
}

fn state_of(link: &str) -> Shared {
    let (shared, problem) = decode(link.split_once('#').unwrap_or_default().1);
    assert_eq!(problem, None, "{link}");
    shared.unwrap_or_default()
}

#[test]
fn the_share_dialog_copies_and_says_so() {
    journey("share_dialog", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.by_role("button", "Share…").await?.click().await?;
        page.sees("[data-testid=link-length]", "characters: short enough")
            .await?;
        page.is_accessible().await?;
        let focused = "return document.activeElement.getAttribute('aria-label')";
        assert_eq!(page.eval(focused).await?, "Copy Link");
        for name in ["Link", "Markdown", "Image", "HTML frame", "HTML block"] {
            page.by_role("textbox", name).await?;
            page.by_role("button", &format!("Copy {name}"))
                .await?
                .click()
                .await?;
            page.sees(".dialog-said", &format!("{name} copied")).await?;
        }
        for format in ["SVG", "PNG"] {
            page.by_role("button", &format!("save {format}")).await?;
        }
        let refuse =
            "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false;";
        page.eval(refuse).await?;
        page.by_role("button", "Copy Markdown").await?.click().await?;
        page.sees(".dialog-said", "Markdown is selected").await?;
        let selected = "const field = document.activeElement; \
            return field.id === 'share-1' && field.selectionStart === 0 && field.selectionEnd === field.value.length";
        assert_eq!(page.eval(selected).await?, true);
        // The keyboard stays inside.
        for _ in 0..14 {
            page.type_keys(&char::from(Key::Tab).to_string()).await?;
            let inside = "return document.activeElement === document.body || !!document.activeElement.closest('dialog')";
            assert_eq!(page.eval(inside).await?, true);
        }
        page.eval("document.querySelector('dialog').close()").await?;
        page.eventually("the focus to return", async || {
            Ok(page.eval("return document.activeElement.textContent").await? == "Share…")
        })
        .await
    });
}

#[test]
fn golden_links_open_in_the_browser() {
    journey("golden_links", Viewport::DESKTOP, async |page| {
        let chosen = [
            "everything",
            "example-changed",
            "actions",
            "not-ascii",
            "not-valid",
        ];
        let links = golden()?;
        let links: Vec<_> = links
            .iter()
            .filter(|link| chosen.contains(&&*link.name))
            .collect();
        assert_eq!(links.len(), chosen.len());
        for link in links {
            page.open(&format!("#{}", link.hash)).await?;
            let state = state_of(&shared_link(page).await?);
            assert_eq!(describe(&state), link.state, "{}", link.name);
        }
        Ok(())
    });
}

#[test]
fn any_hash_opens_the_page() {
    journey("strange_links", Viewport::DESKTOP, async |page| {
        let link = golden()?.into_iter().find(|link| link.name == "long-deployment");
        let hash = link.ok_or("a golden link")?.hash;
        for (hash, said, text) in [
            (&hash[..hash.len() / 2], "damaged", "kind: Deployment"),
            ("v1=", "damaged", "kind: Job"),
            ("v9=AAAA", "not made by this version", "kind: Job"),
            ("%FF%00<script>", "not made by this version", "kind: Job"),
        ] {
            page.open(&format!("#{hash}")).await?;
            page.sees(".notice", said).await?;
            page.sees(".cm-content", text).await?;
        }
        // A link that is put into the address of an open page.
        let other = golden()?.into_iter().find(|link| link.name == "everything");
        let other = other.ok_or("a golden link")?.hash;
        page.eval(&format!("location.hash = '#{other}'")).await?;
        page.sees(".cm-content", "name: a&b").await?;
        page.css("[data-testid=actions] li:nth-child(2)").await?;
        Ok(())
    });
}

#[test]
fn an_open_page_goes_back_to_the_link_before() {
    journey("links_and_history", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        page.css("[data-testid=card-native]").await?.click().await?;
        page.eventually("the address to follow", async || {
            Ok(page.eval(STILL).await? == true)
        })
        .await?;
        let other = golden()?.into_iter().find(|link| link.name == "everything");
        let other = other.ok_or("a golden link")?.hash;
        page.eval(&format!("location.hash = '#{other}'")).await?;
        page.sees(".cm-content", "name: a&b").await?;
        page.client.back().await?;
        page.sees(".cm-content", "slow-sidecar").await?;
        page.css("[data-testid=card-native][aria-pressed=true]").await?;
        Ok(())
    });
}

#[test]
fn an_example_brings_its_action_and_a_link_keeps_that_it_was_taken_back() {
    journey("example_action", Viewport::DESKTOP, async |page| {
        page.open("").await?;
        let examples = page.by_role("combobox", "Example").await?;
        examples.select_by_value("proxy-dies-first").await?;
        page.sees("[data-testid=actions]", "kubectl delete pod shop")
            .await?;
        page.is_accessible().await?;
        let with = state_of(&shared_link(page).await?);
        assert_eq!(with.conditions.actions.len(), 1, "{with:?}");
        page.by_role("button", "Take back: kubectl delete pod shop")
            .await?
            .click()
            .await?;
        let taken_back = "return document.querySelector('[data-testid=actions]') === null";
        page.eventually(
            "the flag to go",
            async || Ok(page.eval(taken_back).await? == true),
        )
        .await?;
        let link = shared_link(page).await?;
        assert!(state_of(&link).conditions.actions.is_empty(), "{link}");
        page.open(&link[link.find('#').unwrap_or_default()..]).await?;
        page.sees(".cm-content", "sleep 5; nc -z").await?;
        assert_eq!(page.eval(taken_back).await?, true);
        let chosen = "return document.querySelector('.choice-example select').value";
        assert_eq!(page.eval(chosen).await?, "proxy-dies-first");
        // By its name alone, as a post has it.
        page.open("#example=proxy-dies-first").await?;
        page.sees("[data-testid=actions]", "kubectl delete pod shop")
            .await?;
        Ok(())
    });
}
